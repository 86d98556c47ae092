"""A payment that is doubted stands in suspense for its own reason, with a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.ledger.doubt import Doubt
from cardsvc.reports.progress import progress
from cardsvc.status.setting import set_status
from firmware_config.body.payout import Disbursed
from firmware_config.ids import EntitlementId, ProgrammeCode
from firmware_config.status import Status
from tests.simulators.books import books, cases, send
from tests.simulators.centre_world import (
    CAU_GIAY,
    MINH,
    NOW,
    Counter,
    Hands,
    closed_by_hand,
    find,
    issue_card,
    pay_paper,
    row,
    take,
)

DRAWER = "drawer/T0000001"
PAID = "paid/BTXH/01/100000/2026-11"
SUSPENSE = "suspense/BTXH/01"


def doubtful(centre: Centre, counter: Counter, doubt: Doubt) -> Disbursed:
    """A payment that is wrong in the one way `doubt` names."""
    card = issue_card(centre)
    paid = card.pay(counter)
    assert paid.receipt is not None
    flipped = paid.receipt[:-1] + bytes((paid.receipt[-1] ^ 1,))
    sheet = pay_paper(centre.issue_paper(find(centre).id).record)
    match doubt:
        case Doubt.RECEIPT_MISSING:
            return replace(paid, receipt=None)
        case Doubt.CARD_UNKNOWN:
            return replace(paid, card=type(card.issued.card).new())
        case Doubt.RECEIPT_INVALID:
            return replace(paid, receipt=flipped)
        case Doubt.RECEIPT_DIFFERS:
            return replace(paid, claim=replace(paid.claim, amount_vnd=600_000))
        case Doubt.ENTITLEMENT_UNKNOWN:
            return replace(sheet, claim=replace(sheet.claim, entitlement=EntitlementId.new()))
        case Doubt.RECORD_UNKNOWN:
            take(centre, [row(centre, MINH, name="Trần Văn Minh")])
            other = centre.issue_paper(find(centre, MINH).id).record
            return replace(sheet, record_id=other.id)
        case Doubt.PROGRAMME_DIFFERS:
            return replace(sheet, claim=replace(sheet.claim, programme=ProgrammeCode("NCC")))
        case Doubt.NOT_DUE:
            return replace(sheet, claim=replace(sheet.claim, mask=2))
        case Doubt.AMOUNT_DIFFERS:
            return replace(sheet, claim=replace(sheet.claim, amount_vnd=400_000))
        case Doubt.SECOND_PAYMENT:
            counter.write(sheet)
            return pay_paper(centre.issue_paper(find(centre).id).record)
        case Doubt.RECORD_REVOKED:
            revoke(centre, sheet.record_id, NOW - timedelta(seconds=1))
            return sheet
        case Doubt.TERMINAL_UNCERTIFIED:
            uncertify(centre, counter)
            return sheet
        case _:
            raise AssertionError("no payment's doubt")


def revoke(centre: Centre, record: bytes, at: datetime) -> None:
    with centre.engine.begin() as connection:
        set_status(connection, record, Status.INVALID, at)


def uncertify(centre: Centre, counter: Counter) -> None:
    """As a terminal that was enrolled and never certified."""
    with centre.engine.begin() as connection:
        connection.execute(delete(tables.terminal_term))


_NOT_OF_A_PAYMENT = (
    *(Doubt.PAPER_OF_ANOTHER_OFFICE, Doubt.PAYMENT_UNKNOWN, Doubt.SCRIPT_UNKNOWN),
    *(Doubt.OUTCOME_UNKNOWN_CASH, Doubt.OUTCOME_UNKNOWN, Doubt.CASH_NOT_BACK),
    *(Doubt.SHIFT_DIFFERENCE, Doubt.ENTRY_UNREADABLE),
)


@pytest.mark.parametrize("doubt", [one for one in Doubt if one not in _NOT_OF_A_PAYMENT])
def test_a_doubtful_payment_stands_in_suspense_for_its_own_reason(
    centre: Centre, counter: Counter, doubt: Doubt
) -> None:
    wrong = doubtful(centre, counter, doubt)
    counter.write(wrong)
    last = len(counter.entries)
    assert send(centre, counter).refused == ((last, doubt.value),)
    assert books(centre)[SUSPENSE] == wrong.claim.amount_vnd
    assert cases(centre) == [(doubt.value, 1)]
    # Told again to whoever asks again.
    assert send(centre, counter).refused == ((last, doubt.value),)


@pytest.mark.parametrize("on_paper", [True, False])
def test_a_payment_made_before_its_record_was_revoked_is_believed(
    centre: Centre, counter: Counter, clock: Hands, on_paper: bool
) -> None:
    if on_paper:
        paid = pay_paper(centre.issue_paper(find(centre).id).record)
    else:
        paid = issue_card(centre).pay(counter)
    counter.write(paid)
    revoke(centre, paid.record_id, NOW)
    clock.forward(timedelta(days=3))  # the counter was cut off
    assert send(centre, counter).refused == ()


def test_a_card_s_payment_counts_from_when_the_card_signed_it(
    centre: Centre, counter: Counter
) -> None:
    paid = issue_card(centre).pay(counter)
    revoke(centre, paid.record_id, NOW + timedelta(hours=1))
    counter.write(paid, at=NOW + timedelta(hours=2))  # settled when the card came back
    assert send(centre, counter).refused == ()


def test_a_sheet_that_a_new_one_replaced_is_revoked_from_then_on(
    centre: Centre, counter: Counter, clock: Hands
) -> None:
    old = centre.issue_paper(find(centre).id).record
    clock.forward(timedelta(hours=1))
    centre.issue_paper(find(centre).id)
    counter.write(pay_paper(old), at=NOW + timedelta(hours=2))
    assert send(centre, counter).refused == ((1, "record-revoked"),)


def test_a_terminal_pays_while_one_of_its_certificates_counts(
    centre: Centre, counter: Counter, clock: Hands
) -> None:
    sheet = pay_paper(centre.issue_paper(find(centre).id).record)
    clock.forward(timedelta(days=400))  # the first has expired; this makes another
    centre.certificates.current(counter.id)
    gap = replace(sheet, nonce=b"in a gap")
    counter.write(sheet)
    counter.write(gap, at=NOW + timedelta(days=380))
    refused = dict(send(centre, counter).refused)
    assert 1 not in refused
    assert refused[2] == "terminal-uncertified"


def test_cash_handed_over_on_a_supervisor_s_word_stands_in_suspense_with_a_case(
    centre: Centre, counter: Counter
) -> None:
    counter.write(closed_by_hand(issue_card(centre).pay(counter), cash_moved=True))
    assert send(centre, counter).refused == ((1, "outcome-unknown-cash"),)
    assert books(centre) == {DRAWER: -500_000, SUSPENSE: 500_000}
    assert cases(centre) == [("outcome-unknown-cash", 1)]
    with centre.reading.begin() as connection:
        (line,) = progress(connection)
    assert line.paid == 0


def test_an_intent_closed_without_cash_moves_nothing_and_raises_a_case(
    centre: Centre, counter: Counter
) -> None:
    counter.write(closed_by_hand(issue_card(centre).pay(counter), cash_moved=False))
    assert send(centre, counter).refused == ((1, "outcome-unknown"),)
    assert books(centre) == {}
    assert cases(centre) == [("outcome-unknown", 1)]


def test_a_reversal_closed_by_hand_leaves_the_payment_and_books_the_cash_that_came_back(
    centre: Centre, counter: Counter
) -> None:
    paid = issue_card(centre).pay(counter)
    counter.write(
        paid, closed_by_hand(replace(paid, nonce=b"taking-1"), cash_moved=True, reversal=True)
    )
    assert send(centre, counter).refused == ((2, "outcome-unknown-cash"),)
    assert books(centre) == {PAID: 500_000, SUSPENSE: -500_000}


def test_a_word_about_nothing_we_know_is_kept_in_suspense_too(
    centre: Centre, counter: Counter
) -> None:
    paid = issue_card(centre).pay(counter)
    strange = replace(paid, claim=replace(paid.claim, entitlement=EntitlementId.new()))
    counter.write(closed_by_hand(strange, cash_moved=True))
    assert send(centre, counter).refused == ((1, "outcome-unknown-cash"),)
    assert books(centre)[DRAWER] == -500_000


def test_paper_is_believed_of_a_terminal_of_its_own_office_only(
    centre: Centre, counter: Counter
) -> None:
    sheet = centre.issue_paper(find(centre).id).record
    elsewhere = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    elsewhere.write(pay_paper(sheet))
    assert send(centre, elsewhere).refused == ((1, "paper-of-another-office"),)
    assert books(centre) == {"drawer/T0000002": -500_000, SUSPENSE: 500_000}
    assert cases(centre) == [("paper-of-another-office", 1)]
    # It stops nobody's money: the person is paid at the office that owes.
    counter.write(pay_paper(sheet))
    assert send(centre, counter).refused == ()
