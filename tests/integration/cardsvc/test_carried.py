"""Receipts that cards bring home: what a counter never sent still reaches the ledger, once."""

from __future__ import annotations

import itertools
import shutil
from collections import Counter as Multiset
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cardsvc import tables
from cardsvc.case_opening.kind import Resolution
from cardsvc.cases.case import find_case
from cardsvc.cases.settling import allowed, settle
from cardsvc.centre import Centre
from cardsvc.ledger.by_hand import InSuspense, in_suspense
from cardsvc.operation.ledger_check.check import check_ledger
from cardsvc.settings import Settings
from cardsvc.staff.scope import EVERYWHERE
from firmware_config.body.card import Reversed
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.payout import Disbursed
from firmware_config.ids import CardId, TerminalId
from tests.simulators.books import books, cases, refused, send
from tests.simulators.centre_world import (
    CAU_GIAY,
    NOW,
    Counter,
    Hands,
    IssuedCard,
    closed_by_hand,
    issue_card,
    let_go,
    open_centre,
    row,
    take,
)

SILENT, COURIER = "drawer/T0000001", "drawer/T0000002"
PAID = "paid/BTXH/01/100000/2026-11"
SUSPENSE = "suspense/BTXH/01"


@pytest.fixture
def silent(counter: Counter) -> Counter:
    """The counter that pays and does not report."""
    return counter


@pytest.fixture
def courier(centre: Centre, silent: Counter) -> Counter:
    return Counter.enrolled(centre, "T0000002", CAU_GIAY)


def carry(moved: Disbursed | Reversed) -> CarriedReceipt:
    assert moved.card is not None
    assert moved.receipt is not None
    return CarriedReceipt(moved.card, moved.receipt)


def test_a_receipt_whose_terminal_is_silent_is_posted_from_its_drawer_with_a_case_against_it(
    centre: Centre, silent: Counter, courier: Counter, card: IssuedCard
) -> None:
    courier.write(carry(card.pay(silent)))
    assert refused(centre, courier) == ()
    assert books(centre) == {SILENT: -500_000, PAID: 500_000}
    assert cases(centre) == [("silent-terminal", 1)]
    with centre.reading.begin() as connection:
        about = connection.execute(select(tables.exception_case.c.about_terminal)).scalar_one()
    assert about == silent.id.text


def test_a_receipt_that_many_counters_bring_is_posted_once(
    centre: Centre, silent: Counter, courier: Counter, card: IssuedCard
) -> None:
    paid = card.pay(silent)
    third = Counter.enrolled(centre, "T0000003")
    for counter in (courier, third):
        counter.write(carry(paid), carry(paid))
        assert refused(centre, counter) == ()
    assert books(centre) == {SILENT: -500_000, PAID: 500_000}
    assert cases(centre) == [("silent-terminal", 1)]


def test_a_receipt_that_its_own_terminal_has_reported_changes_nothing(
    centre: Centre, silent: Counter, courier: Counter, card: IssuedCard
) -> None:
    paid = card.pay(silent)
    silent.write(paid)
    send(centre, silent)
    courier.write(carry(paid))
    assert refused(centre, courier) == ()
    assert books(centre) == {SILENT: -500_000, PAID: 500_000}
    assert cases(centre) == []


def test_a_terminal_that_reports_after_all_doubles_nothing_and_its_case_is_closed(
    centre: Centre, silent: Counter, courier: Counter, card: IssuedCard
) -> None:
    paid = card.pay(silent)
    courier.write(carry(paid))
    send(centre, courier)
    silent.write(paid)
    assert refused(centre, silent) == ()
    assert books(centre) == {SILENT: -500_000, PAID: 500_000}
    assert cases(centre) == []


def test_a_forged_receipt_moves_nothing_and_is_the_courier_s_own_case(
    centre: Centre, silent: Counter, courier: Counter, card: IssuedCard
) -> None:
    true = carry(card.pay(silent))
    flipped = true.receipt[:-1] + bytes((true.receipt[-1] ^ 1,))
    of_another = replace(true, card=CardId.new())
    courier.write(
        replace(true, receipt=flipped),
        replace(true, receipt=b"nonsense"),
        of_another,
    )
    assert refused(centre, courier) == (
        (1, "receipt-invalid"),
        (2, "receipt-invalid"),
        (3, "card-unknown"),
    )
    assert books(centre) == {}


def test_a_second_payment_that_was_never_reported_stands_in_suspense(
    centre: Centre, silent: Counter, courier: Counter, card: IssuedCard, clock: Hands
) -> None:
    paid = card.pay(silent)
    successor = issue_card(centre)
    let_go(centre, clock, successor)
    again = successor.pay(silent)
    courier.write(carry(paid), carry(again))
    assert refused(centre, courier) == ()
    assert books(centre) == {SILENT: -1_000_000, PAID: 500_000, SUSPENSE: 500_000}
    assert cases(centre) == [("second-payment", 1), ("silent-terminal", 1)]


@pytest.mark.parametrize("by_card_first", [True, False])
def test_cash_of_an_intent_closed_by_hand_is_booked_once_when_the_receipt_comes(
    centre: Centre, silent: Counter, courier: Counter, card: IssuedCard, by_card_first: bool
) -> None:
    paid = card.pay(silent)
    silent.write(closed_by_hand(paid, cash_moved=True))
    courier.write(carry(paid))
    first, second = (courier, silent) if by_card_first else (silent, courier)
    send(centre, first)
    send(centre, second)
    assert books(centre) == {SILENT: -500_000, PAID: 500_000}
    assert cases(centre) == []


@pytest.mark.parametrize("by_card_first", [True, False])
def test_no_cash_is_booked_that_a_supervisor_says_was_not_handed_over(
    centre: Centre, silent: Counter, courier: Counter, card: IssuedCard, by_card_first: bool
) -> None:
    paid = card.pay(silent)
    silent.write(closed_by_hand(paid, cash_moved=False))
    courier.write(carry(paid))
    first, second = (courier, silent) if by_card_first else (silent, courier)
    send(centre, first)
    send(centre, second)
    assert books(centre) == {}
    assert cases(centre) == [("outcome-unknown", 1)]


@pytest.mark.parametrize("by_card_first", [True, False])
def test_cash_that_did_not_come_back_when_the_card_took_its_payment_back_has_a_case_that_settles_it(
    centre: Centre, silent: Counter, courier: Counter, card: IssuedCard, by_card_first: bool
) -> None:
    paid = card.pay(silent)
    back = card.reverse(silent, paid)
    silent.write(paid, closed_by_hand(back, cash_moved=False))
    courier.write(carry(paid), carry(back))
    first, second = (courier, silent) if by_card_first else (silent, courier)
    send(centre, first)
    send(centre, second)
    assert books(centre) == {SILENT: -500_000, SUSPENSE: 500_000}
    assert cases(centre) == [("cash-not-back", 1)]
    assert list(check_ledger(centre.reading)) == []
    with centre.engine.begin() as connection:
        (case_id,) = connection.scalars(
            select(tables.exception_case.c.id).where(tables.exception_case.c.closed_at.is_(None))
        )
        assert in_suspense(connection, case_id) == InSuspense(500_000, is_missing=True)
        found = find_case(connection, case_id, EVERYWHERE)
        assert Resolution.PAID in allowed(connection, found)
        assert settle(connection, found, Resolution.PAID, "duyet", NOW) == 500_000
    assert books(centre) == {SILENT: -500_000, PAID: 500_000}


def test_taking_back_what_was_paid_again_leaves_the_case_of_the_cash_that_did_not_come_back(
    centre: Centre, silent: Counter, courier: Counter, card: IssuedCard
) -> None:
    paid = card.pay(silent)
    back = card.reverse(silent, paid)
    silent.write(paid, closed_by_hand(back, cash_moved=False))
    send(centre, silent)
    again = card.pay(courier)
    courier.write(again, carry(paid), carry(back))
    send(centre, courier)
    assert cases(centre) == [("cash-not-back", 1)]
    courier.write(card.reverse(courier, again))
    send(centre, courier)
    assert books(centre) == {SILENT: -500_000, SUSPENSE: 500_000}
    assert cases(centre) == [("cash-not-back", 1)]


def test_a_session_that_ends_after_its_intent_was_closed_by_hand_is_booked_once(
    centre: Centre, silent: Counter, card: IssuedCard
) -> None:
    paid = card.pay(silent)
    silent.write(closed_by_hand(paid, cash_moved=True))
    send(centre, silent)
    silent.write(paid)
    send(centre, silent)
    assert books(centre) == {SILENT: -500_000, PAID: 500_000}
    assert cases(centre) == []


def test_the_terminal_s_own_card_session_brings_what_was_closed_by_hand(
    centre: Centre, silent: Counter, card: IssuedCard
) -> None:
    paid = card.pay(silent)
    silent.write(closed_by_hand(paid, cash_moved=True), carry(paid))
    send(centre, silent)
    assert books(centre) == {SILENT: -500_000, PAID: 500_000}
    assert cases(centre) == []


def test_a_report_without_its_receipt_is_proved_by_the_card(
    centre: Centre, silent: Counter, courier: Counter, card: IssuedCard
) -> None:
    paid = card.pay(silent)
    silent.write(replace(paid, receipt=None))
    send(centre, silent)
    assert cases(centre) == [("receipt-missing", 1)]
    courier.write(carry(paid))
    send(centre, courier)
    assert books(centre) == {SILENT: -500_000, PAID: 500_000}
    assert cases(centre) == []


def test_a_receipt_for_a_month_of_no_list_waits_in_suspense(
    centre: Centre, courier: Counter, silent: Counter, card: IssuedCard
) -> None:
    with centre.engine.begin() as connection:
        connection.execute(tables.due.delete())
    courier.write(carry(card.pay(silent)))
    send(centre, courier)
    assert dict(cases(centre)) == {"not-due": 1, "silent-terminal": 1}
    assert books(centre) == {SILENT: -500_000, SUSPENSE: 500_000}


def test_a_reversal_that_was_never_reported_frees_its_period(
    centre: Centre, silent: Counter, courier: Counter, card: IssuedCard
) -> None:
    paid = card.pay(silent)
    back = card.reverse(silent, paid)
    courier.write(carry(paid), carry(back), card.pay(courier))
    assert refused(centre, courier) == ()
    assert books(centre) == {COURIER: -500_000, PAID: 500_000}
    assert cases(centre) == [("silent-terminal", 1)]
    silent.write(paid, back)
    assert refused(centre, silent) == ()
    assert books(centre) == {COURIER: -500_000, PAID: 500_000}
    assert cases(centre) == []


@dataclass(frozen=True)
class Before:
    """A centre as it stood, and what three terminals have to say of the same card, in words that
    may come in any order."""

    state: Path
    stories: tuple[tuple[tuple[TerminalId, bytes], ...], ...]


def _stories(
    card: IssuedCard, silent: Counter, courier: Counter, third: Counter, told: str
) -> None:
    paid = card.pay(silent)
    back = card.reverse(silent, paid)
    match told:
        case "reported":
            silent.write(paid, back)
        case "by-hand":
            silent.write(
                closed_by_hand(paid, cash_moved=True), closed_by_hand(back, cash_moved=True)
            )
        case "cash-kept":
            silent.write(paid, closed_by_hand(back, cash_moved=False))
    paid_again = card.pay(silent)
    silent.write(paid_again)
    courier.write(carry(paid), carry(back), carry(paid_again))
    third.write(carry(paid), carry(back))


@pytest.fixture(scope="module", params=["reported", "by-hand", "cash-kept", "silent"])
def before(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Before:
    state = tmp_path_factory.mktemp("before")
    centre = open_centre(state)
    take(centre, [row(centre)])
    silent = Counter.enrolled(centre)
    courier = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    third = Counter.enrolled(centre, "T0000003")
    _stories(issue_card(centre), silent, courier, third, request.param)
    centre.close()
    counters = (silent, courier, third)
    return Before(
        state,
        tuple(
            tuple(
                (counter.id, counter.batch(seq, seq)) for seq in range(1, len(counter.entries) + 1)
            )
            for counter in counters
        ),
    )


def outcome(before: Before, order: list[int], state: Path) -> tuple[object, ...]:
    """Deliver each terminal's entries in their own order, the terminals' in `order`."""
    shutil.rmtree(state, ignore_errors=True)
    shutil.copytree(before.state, state)
    centre = Centre.open(Settings.of(state), Hands())
    try:
        stories = [iter(story) for story in before.stories]
        for index in order:
            said = next(stories[index], None)
            if said is not None:
                centre.ledger.ingest(*said)
        for said in itertools.chain(*stories):
            centre.ledger.ingest(*said)
        case = tables.exception_case.c
        with centre.reading.begin() as connection:
            kinds = connection.scalars(select(case.kind).where(case.closed_at.is_(None)))
            return books(centre), Multiset(kinds)
    finally:
        centre.close()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.lists(st.integers(0, 2), max_size=9))
def test_whoever_tells_first_the_books_and_the_open_cases_are_the_same(
    before: Before, tmp_path: Path, order: list[int]
) -> None:
    expected = outcome(before, [], tmp_path / "in-order")
    assert outcome(before, order, tmp_path / "shuffled") == expected


def test_what_was_explained_since_is_refused_no_longer(
    centre: Centre, silent: Counter, courier: Counter, card: IssuedCard
) -> None:
    paid = card.pay(silent)
    silent.write(replace(paid, receipt=None))
    assert refused(centre, silent) == ((1, "receipt-missing"),)
    courier.write(carry(paid))
    send(centre, courier)
    assert refused(centre, silent) == ()
