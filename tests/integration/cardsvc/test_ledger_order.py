"""Whatever the order and number of deliveries, the ledger ends in the same state."""

from __future__ import annotations

import shutil
from collections import Counter as Multiset
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.ledger.books import balances
from cardsvc.ledger.ingest import IngestRefused
from cardsvc.ledger.waiting import gaps
from cardsvc.settings import Settings
from firmware_config.body.shift import CashIn
from firmware_config.ids import EntitlementId, TerminalId
from firmware_config.period import Period
from firmware_config.sqlite import make_engine
from firmware_config.wire import Acknowledgement
from tests.simulators.books import balances_of_transfers
from tests.simulators.centre_world import (
    CAU_GIAY,
    MINH,
    NOW,
    Counter,
    Hands,
    find,
    issue_card,
    open_centre,
    pay_paper,
    row,
    take,
)
from tests.simulators.postgres import Postgres

DECEMBER = Period.of_month(2026, 12)


@dataclass(frozen=True)
class Deliveries:
    """A centre as it stood before anything arrived, and what two terminals have to say."""

    state: Path
    batches: tuple[tuple[TerminalId, bytes], ...]


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> Deliveries:
    state = tmp_path_factory.mktemp("before")
    centre = open_centre(state)
    people = [row(centre, months=2), row(centre, MINH, name="Trần Văn Minh", months=2)]
    take(centre, people)
    here, there = Counter.enrolled(centre), Counter.enrolled(centre, "T0000002")
    far = Counter.enrolled(centre, "T0000003", CAU_GIAY)
    card = issue_card(centre)
    sheet = centre.issue_paper(find(centre).id).record
    other = centre.issue_paper(find(centre, MINH).id).record
    paid = card.pay(here)
    unknown = replace(paid.claim, entitlement=EntitlementId.new())
    here.write(CashIn(9_000_000, "lan"), paid, pay_paper(other))
    here.write(replace(paid, receipt=None), CashIn(0, "lan"), card.reverse(here, paid))
    there.write(CashIn(4_000_000, "hoa"), pay_paper(sheet), pay_paper(sheet, DECEMBER))
    there.write(pay_paper(other), replace(pay_paper(other), claim=unknown))
    far.write(CashIn(1_000_000, "mai"), pay_paper(sheet, DECEMBER))
    centre.close()
    batches = tuple(
        (counter.id, counter.batch(first, last))
        for counter in (here, there)
        for first, last in ((1, 2), (2, 4), (3, 5), (5, 6))
    )
    batches += ((far.id, far.batch()),)
    return Deliveries(state, batches)


@dataclass(frozen=True)
class Outcome:
    """All that may not depend on the order. Which of two payments was the second may."""

    balances: dict[str, int]
    heads: dict[str, tuple[int, bytes]]
    paid: frozenset[tuple[bytes, int]]
    cases: Multiset[tuple[object, ...]]
    refused: Multiset[str]


def outcome(centre: Centre, deliveries: Deliveries) -> Outcome:
    """What is there, and then what each terminal is told that asks again."""
    trust, transfer, case = centre.keyring.trust(NOW), tables.transfer.c, tables.exception_case.c
    with centre.reading.begin() as connection:
        paid = connection.execute(
            select(transfer.entitlement, transfer.period).where(
                transfer.kind == "paid", tables.IS_STANDING
            )
        )
        opened = connection.execute(
            select(case.kind, case.entitlement, case.period, case.amount_vnd).where(
                case.closed_at.is_(None)
            )
        )
        found = balances(connection)
        assert found == balances_of_transfers(connection)
        assert gaps(connection) == ()
        paid_now = frozenset((one.entitlement, one.period) for one in paid)
        cases = Multiset(tuple(one) for one in opened)
    heads, refused = {}, Multiset[str]()
    for terminal, batch in deliveries.batches:
        acknowledgement = Acknowledgement.parse(centre.ledger.ingest(terminal, batch), trust)
        heads[terminal.text] = (acknowledgement.through_seq, acknowledgement.head)
        refused.update(code for seq, code in acknowledgement.refused if seq == 5)
    return Outcome(found, heads, paid_now, cases, refused)


def delivered(
    deliveries: Deliveries, order: Sequence[int], state: Path, *, together: bool = False
) -> Outcome:
    """Each batch of `order` once, and no more: what came too early waits."""
    shutil.rmtree(state, ignore_errors=True)
    shutil.copytree(deliveries.state, state)
    centre = Centre.open(Settings.of(state), Hands())
    try:
        if together:
            centre.ledger.ingest_all([deliveries.batches[index] for index in order])
        for index in () if together else order:
            with suppress(IngestRefused):  # a gap
                centre.ledger.ingest(*deliveries.batches[index])
        return outcome(centre, deliveries)
    finally:
        centre.close()


@pytest.fixture(scope="module")
def in_order(deliveries: Deliveries, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    found = delivered(deliveries, EVERY, tmp_path_factory.mktemp("in-order"))
    assert sum(found.balances.values()) == 0
    assert found.balances["suspense/BTXH/01"] == 2_000_000
    return found


EVERY = range(9)
orders = st.lists(st.sampled_from(EVERY), max_size=8).flatmap(
    lambda again: st.permutations([*EVERY, *again])
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=orders, together=st.booleans())
def test_any_order_and_repetition_of_deliveries_leaves_the_same_state(
    deliveries: Deliveries, in_order: Outcome, tmp_path: Path, order: list[int], together: bool
) -> None:
    assert delivered(deliveries, order, tmp_path / "shuffled", together=together) == in_order


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=orders)
def test_on_a_server_too(
    deliveries: Deliveries, in_order: Outcome, postgres: Postgres, tmp_path: Path, order: list[int]
) -> None:
    state = tmp_path / "state"
    shutil.rmtree(state, ignore_errors=True)
    shutil.copytree(deliveries.state, state)
    centre = Centre.open(Settings.of(state, postgres.new_database()), Hands())
    try:
        copy_rows(Settings.of(deliveries.state).database_url, centre)
        with ThreadPoolExecutor(3) as threads:
            for answer in [
                threads.submit(centre.ledger.ingest, *deliveries.batches[at]) for at in order
            ]:
                with suppress(IngestRefused):
                    answer.result()
        assert outcome(centre, deliveries) == in_order
    finally:
        centre.close()


def copy_rows(url: str, centre: Centre) -> None:
    """Every row of a centre on SQLite into an empty one on a server."""
    source = make_engine(url)
    with source.connect() as before, centre.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in tables.metadata.sorted_tables:
            rows = [dict(row) for row in before.execute(select(table)).mappings()]
            if rows:
                connection.execute(insert(table), rows)
    source.dispose()
