"""Whatever the order and number of deliveries, the ledger ends in the same state."""

from __future__ import annotations

import shutil
from collections import Counter as Multiset
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.ledger.books import balances
from cardsvc.ledger.ingest import IngestRefused
from cardsvc.settings import Settings
from firmware_config.ids import EntitlementId, TerminalId
from firmware_config.journal_body import CashIn
from firmware_config.period import Period
from firmware_config.wire import Acknowledgement
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
    trust, transfer, case = centre.keyring.trust(NOW), tables.transfer.c, tables.exception_case.c
    heads, refused = {}, Multiset[str]()
    for terminal, batch in deliveries.batches:
        acknowledgement = Acknowledgement.parse(centre.ledger.ingest(terminal, batch), trust)
        heads[terminal.text] = (acknowledgement.through_seq, acknowledgement.head)
        refused.update(code for seq, code in acknowledgement.refused if seq == 5)
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
        return Outcome(
            balances(connection),
            heads,
            frozenset((one.entitlement, one.period) for one in paid),
            Multiset(tuple(one) for one in opened),
            refused,
        )


def delivered(deliveries: Deliveries, order: list[int], state: Path) -> Outcome:
    shutil.rmtree(state, ignore_errors=True)
    shutil.copytree(deliveries.state, state)
    centre = Centre.open(Settings.of(state), Hands())
    try:
        for index in order:
            with suppress(IngestRefused):  # a gap: delivered too early
                centre.ledger.ingest(*deliveries.batches[index])
        for terminal, batch in deliveries.batches:
            centre.ledger.ingest(terminal, batch)
        return outcome(centre, deliveries)
    finally:
        centre.close()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.lists(st.integers(0, 8), max_size=16))
def test_any_order_and_repetition_of_batches_leaves_the_same_state(
    deliveries: Deliveries, tmp_path: Path, order: list[int]
) -> None:
    expected = delivered(deliveries, [], tmp_path / "in-order")
    found = delivered(deliveries, order, tmp_path / "shuffled")
    assert found == expected
    assert sum(found.balances.values()) == 0
    assert found.balances["suspense/BTXH/01"] == 2_000_000
