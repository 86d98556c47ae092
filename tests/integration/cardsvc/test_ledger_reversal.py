"""A payout taken back is posted back, frees its period, and leaves no đồng unexplained."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.reports.progress import progress
from firmware_config.period import Period
from firmware_config.record import Record
from tests.simulators.books import books, cases, refused, send
from tests.simulators.centre_world import (
    CAU_GIAY,
    Counter,
    Hands,
    IssuedCard,
    find,
    issue_card,
    let_go,
    pay_paper,
)

DRAWER = "drawer/T0000001"
THERE = "drawer/T0000002"
PAID = "paid/BTXH/01/100000/2026-11"
SUSPENSE = "suspense/BTXH/01"


def is_paid(centre: Centre) -> bool:
    with centre.reading.begin() as connection:
        (line,) = progress(connection)
    return bool(line.paid)


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_a_payout_taken_back_is_posted_back_and_its_period_is_due_again(
    centre: Centre, counter: Counter, card: IssuedCard, in_one_batch: bool
) -> None:
    paid = card.pay(counter)
    counter.write(paid)
    if not in_one_batch:
        send(centre, counter)
        assert is_paid(centre)
    counter.write(card.reverse(counter, paid))
    assert refused(centre, counter) == ()
    assert books(centre) == {}
    assert not is_paid(centre)
    (held,) = centre.issue_paper(find(centre).id).record.entitlements
    assert held.periods[0] == paid.claim.base


def test_a_period_taken_back_can_be_paid_again_and_no_more_than_again(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    for _ in range(3):
        paid = card.pay(counter)
        counter.write(paid, card.reverse(counter, paid))
    counter.write(card.pay(counter))
    assert refused(centre, counter) == ()
    assert books(centre) == {DRAWER: -500_000, PAID: 500_000}
    assert is_paid(centre)
    sheet = centre.issue_paper(find(centre).id).record
    counter.write(pay_paper(from_period(sheet, paid.claim.base)))
    assert refused(centre, counter) == ((8, "second-payment"),)


def from_period(record: Record, base: Period) -> Record:
    """The record as it would have been had the period been unpaid."""
    (held,) = record.entitlements
    return replace(record, entitlements=(replace(held, base=base),))


def test_the_same_reversal_again_posts_nothing(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    paid = card.pay(counter)
    counter.write(paid, card.reverse(counter, paid))
    send(centre, counter)
    before = books(centre)
    assert refused(centre, counter) == ()
    assert books(centre) == before


def test_a_reversal_told_twice_is_cash_that_nothing_explains(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    paid = card.pay(counter)
    back = card.reverse(counter, paid)
    counter.write(paid, back, back)
    assert refused(centre, counter) == ((3, "payment-unknown"),)
    assert books(centre) == {DRAWER: 500_000, SUSPENSE: -500_000}
    assert cases(centre) == [("payment-unknown", 1)]


def test_a_reversal_of_what_was_never_paid_frees_nothing(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    paid = card.pay(counter)
    back = replace(card.reverse(counter, paid), paid_nonce=b"another1")
    counter.write(paid, back)
    assert refused(centre, counter) == ((2, "payment-unknown"),)
    assert is_paid(centre)


def test_a_reversal_that_the_card_did_not_sign_frees_nothing(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    paid = card.pay(counter)
    assert paid.receipt is not None
    back = card.reverse(counter, paid)
    flipped = back.receipt[:-1] + bytes((back.receipt[-1] ^ 1,))
    forged = replace(back, receipt=flipped)
    replayed = replace(back, receipt=paid.receipt)
    counter.write(paid, forged, replayed)
    assert refused(centre, counter) == ((2, "receipt-invalid"), (3, "receipt-differs"))
    assert is_paid(centre)
    assert books(centre) == {DRAWER: 500_000, PAID: 500_000, SUSPENSE: -1_000_000}


def test_another_terminal_takes_nothing_back(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    elsewhere = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    paid = card.pay(counter)
    counter.write(paid)
    send(centre, counter)
    elsewhere.write(card.reverse(counter, paid))
    assert refused(centre, elsewhere) == ((1, "receipt-differs"),)
    assert is_paid(centre)


def test_a_second_payment_taken_back_leaves_suspense_level_and_no_case(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    elsewhere = Counter.enrolled(centre, "T0000002")
    elsewhere.write(pay_paper(centre.issue_paper(find(centre).id).record))
    send(centre, elsewhere)
    paid = card.pay(counter)
    counter.write(paid)
    assert refused(centre, counter) == ((1, "second-payment"),)
    counter.write(card.reverse(counter, paid))
    assert refused(centre, counter, 2) == ()
    assert books(centre) == {THERE: -500_000, PAID: 500_000}
    assert cases(centre) == []
    assert is_paid(centre)


def test_a_second_payment_is_the_payment_once_the_first_is_taken_back(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    sheet = centre.issue_paper(find(centre).id).record
    elsewhere = Counter.enrolled(centre, "T0000002")
    paid = card.pay(counter)
    counter.write(paid)
    send(centre, counter)
    elsewhere.write(pay_paper(sheet))
    assert refused(centre, elsewhere) == ((1, "second-payment"),)
    counter.write(card.reverse(counter, paid))
    assert refused(centre, counter, 2) == ()
    assert books(centre) == {THERE: -500_000, PAID: 500_000}
    assert cases(centre) == []
    assert is_paid(centre)


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_a_second_payment_that_became_the_payment_can_be_taken_back_too(
    centre: Centre, counter: Counter, card: IssuedCard, clock: Hands, in_one_batch: bool
) -> None:
    """Two cards of one person, the older one not yet known to be replaced at its counter.

    The counter was silent for longer than what the older card may have paid is held back.
    """
    elsewhere = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    newer = issue_card(centre)
    let_go(centre, clock, newer)
    first = newer.pay(elsewhere)
    elsewhere.write(first)
    send(centre, elsewhere)
    second = card.pay(counter)
    counter.write(second)
    assert refused(centre, counter) == ((1, "second-payment"),)
    elsewhere.write(newer.reverse(elsewhere, first))
    if not in_one_batch:
        assert refused(centre, elsewhere, 2) == ()
        counter.write(card.reverse(counter, second))
        assert refused(centre, counter, 2) == ()
    else:
        third = newer.pay(elsewhere)
        elsewhere.write(third)
        assert refused(centre, elsewhere, 2) == ((3, "second-payment"),)
        counter.write(card.reverse(counter, second))
        assert refused(centre, counter, 2) == ()
        assert books(centre) == {THERE: -500_000, PAID: 500_000}
        elsewhere.write(newer.reverse(elsewhere, third))
        assert refused(centre, elsewhere, 4) == ()
    assert books(centre) == {}
    assert cases(centre) == []
    assert not is_paid(centre)


def test_the_database_itself_refuses_to_pay_again_what_was_not_taken_back(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    counter.write(card.pay(counter))
    send(centre, counter)
    with centre.reading.begin() as connection:
        transfer = connection.execute(select(tables.transfer)).one()
    again = {**transfer._mapping, "line": 1, "turn": 1}
    del again["id"]
    with pytest.raises(DBAPIError, match="paid once"), centre.engine.begin() as connection:
        connection.execute(insert(tables.transfer).values(again))


def test_the_database_itself_refuses_to_take_one_payment_back_twice(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    paid = card.pay(counter)
    counter.write(paid, card.reverse(counter, paid))
    send(centre, counter)
    with centre.reading.begin() as connection:
        back = connection.execute(
            select(tables.transfer).where(tables.transfer.c.kind == "reversed")
        ).one()
    again = {**back._mapping, "line": 1}
    del again["id"]
    with pytest.raises(DBAPIError, match=r"(?i)unique"), centre.engine.begin() as connection:
        connection.execute(insert(tables.transfer).values(again))
