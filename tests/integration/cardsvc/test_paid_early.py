"""A payment that comes before its list ends in the books as if the list had come first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.ledger.books import balances
from cardsvc.reports.progress import open_cases
from firmware_config.payout_list import Line, OfficePayoutList
from firmware_config.period import Period
from tests.simulators.books import refused, send
from tests.simulators.centre_world import (
    BA_DINH,
    NOVEMBER,
    NOW,
    Counter,
    find,
    issue_card,
    pay_paper,
    row,
    take,
)

DECEMBER = NOVEMBER.plus(1)
PAID = "paid/BTXH/01/100000/2026-12"


def state(centre: Centre) -> tuple[object, ...]:
    """Balances that are not level, open cases, and what is paid."""
    transfer = tables.transfer.c
    with centre.reading.begin() as connection:
        level = {key: vnd for key, vnd in balances(connection).items() if vnd}
        paid = connection.execute(
            select(transfer.period).where(transfer.kind == "paid", tables.IS_STANDING)
        )
        periods = sorted(str(Period(one.period)) for one in paid)
        return level, [(case.kind, case.cases) for case in open_cases(connection)], periods


def lines(centre: Centre) -> tuple[Line, ...]:
    octets = centre.publisher.payout_list(BA_DINH.id).octets
    return OfficePayoutList.parse(octets, centre.keyring.trust(NOW), BA_DINH.id).lines


@pytest.mark.parametrize("list_first", [True, False])
def test_list_and_payment_may_come_in_any_order(
    centre: Centre, counter: Counter, list_first: bool
) -> None:
    counter.write(issue_card(centre).pay(counter, DECEMBER))
    if list_first:
        take(centre, [row(centre)], DECEMBER)
    assert refused(centre, counter) == (() if list_first else ((1, "not-due"),))
    if not list_first:
        take(centre, [row(centre)], DECEMBER)
    assert state(centre) == ({"drawer/T0000001": -500_000, PAID: 500_000}, [], ["2026-12"])
    assert [line.entitlement.periods for line in lines(centre)] == [(NOVEMBER,)]


@pytest.mark.parametrize("list_first", [True, False])
def test_of_two_early_payments_the_other_is_a_second_payment(
    centre: Centre, counter: Counter, list_first: bool
) -> None:
    card = issue_card(centre)
    sheet = centre.issue_paper(find(centre).id).record
    paid = card.pay(counter, DECEMBER)
    counter.write(paid, pay_paper(sheet, DECEMBER))
    if list_first:
        take(centre, [row(centre)], DECEMBER)
    send(centre, counter)
    if not list_first:
        take(centre, [row(centre)], DECEMBER)
    suspense = {"suspense/BTXH/01": 500_000}
    drawer = {"drawer/T0000001": -1_000_000}
    assert state(centre) == (
        drawer | {PAID: 500_000} | suspense,
        [("second-payment", 1)],
        ["2026-12"],
    )
    # What was promoted can be taken back, and then the other is the payment.
    counter.write(card.reverse(counter, paid))
    assert refused(centre, counter, 3) == ()
    assert state(centre) == ({"drawer/T0000001": -500_000, PAID: 500_000}, [], ["2026-12"])


def test_an_early_payment_taken_back_leaves_its_month_to_be_paid(
    centre: Centre, counter: Counter
) -> None:
    card = issue_card(centre)
    paid = card.pay(counter, DECEMBER)
    counter.write(paid, card.reverse(counter, paid))
    send(centre, counter)
    take(centre, [row(centre)], DECEMBER)
    assert state(centre) == ({}, [], [])
    assert [line.entitlement.periods for line in lines(centre)] == [(NOVEMBER, DECEMBER)]


@pytest.mark.parametrize("list_first", [True, False])
def test_a_due_with_another_amount_in_suspense_is_held(
    centre: Centre, counter: Counter, list_first: bool
) -> None:
    sheet = centre.issue_paper(find(centre).id).record
    paid = pay_paper(sheet, DECEMBER)
    counter.write(pay_paper(sheet), replace(paid, claim=replace(paid.claim, amount_vnd=400_000)))
    if list_first:
        take(centre, [row(centre)], DECEMBER)
        etag = centre.publisher.payout_list(BA_DINH.id).etag
    send(centre, counter)
    if not list_first:
        etag = centre.publisher.payout_list(BA_DINH.id).etag
        take(centre, [row(centre)], DECEMBER)
    assert state(centre)[1] == [("amount-differs", 1)]
    (line,) = lines(centre)
    assert (line.held, line.entitlement.periods) == ("suspense", (DECEMBER,))
    assert centre.publisher.payout_list(BA_DINH.id).etag != etag


def test_what_waits_in_suspense_is_payable_on_no_new_record(
    centre: Centre, counter: Counter
) -> None:
    counter.write(issue_card(centre).pay(counter, DECEMBER))
    send(centre, counter)
    (held,) = centre.issue_paper(find(centre).id).record.entitlements
    assert held.periods[:2] == (NOVEMBER, NOVEMBER.plus(2))
