"""A month's figures: what agrees, and every difference by its name."""

from __future__ import annotations

import csv
import io
import zipfile

from sqlalchemy import insert, select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.ledger.line import TransferKind
from cardsvc.money.instruction import book
from cardsvc.registry.people import person as find_in
from cardsvc.reports.figures import Difference, DifferenceKind
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.shift import CashIn, ShiftOpened
from firmware_config.notes import Notes
from tests.simulators.books import send
from tests.simulators.by_hand import of_programme
from tests.simulators.centre_world import (
    CAU_GIAY,
    MINH,
    NOVEMBER,
    NOW,
    Counter,
    find,
    issue_card,
    pay_paper,
    row,
    take,
)
from tests.simulators.sealed_month import (
    a_month,
    check,
    closed,
    figures,
    kinds,
    package,
    sealed,
)


def test_what_is_owed_is_what_is_paid_and_carried_forward(centre: Centre) -> None:
    a_month(centre)
    found = figures(centre)
    (line,) = found.lines
    assert (line.office, line.of, line.people, line.paid_people) == ("100000", NOVEMBER, 2, 1)
    assert (line.owed_vnd, line.paid_vnd, line.carried_vnd) == (1_000_000, 500_000, 500_000)
    assert (found.people, found.paid_people, found.unpaid_people) == (2, 1, 1)
    assert found.funding.remaining_vnd == 1_006_000 - 6_000 - 500_000
    assert found.differences == ()


def test_cash_that_nothing_explains_is_named_before_all_else(centre: Centre) -> None:
    a_month(centre)
    second = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    record = centre.issue_paper(find(centre, MINH).id).record
    # Paper away from its own office: the cash is gone, and it is not shown to be owed there.
    second.write(CashIn(1_000_000, "mai"), pay_paper(record))
    send(centre, second)
    found = figures(centre)
    assert (
        Difference(DifferenceKind.SUSPENSE, "paper-of-another-office", 500_000) in found.differences
    )
    assert found.total.suspense_vnd == 500_000
    assert found.total.carried_vnd == 0
    assert found.total.difference_vnd == 0


def test_what_is_due_to_somebody_dead_goes_back_to_the_authority(centre: Centre) -> None:
    a_month(centre)
    with centre.engine.begin() as connection:
        held = tables.entitlement.c
        mine = select(held.id).where(held.beneficiary == find_in(connection, MINH).id)
        values = {
            "entitlement": connection.scalar(mine),
            "reason": tables.StopReason.DEATH,
            "since": NOVEMBER.code,
            "proposal": 1,
            "approved_by": "duyet",
            "approved_at": NOW,
        }
        connection.execute(insert(tables.payment_stop).values(values))
    total = figures(centre).total
    assert (total.returned_vnd, total.carried_vnd, total.difference_vnd) == (500_000, 0, 0)


def test_what_cards_brought_is_in_the_list_with_their_signature(centre: Centre) -> None:
    """The counter that paid never told of it."""
    take(centre, [row(centre)])
    silent, other = Counter.enrolled(centre), Counter.enrolled(centre, "T0000002")
    paid = issue_card(centre).pay(silent)
    assert paid.receipt is not None
    assert paid.card is not None
    other.write(CarriedReceipt(paid.card, paid.receipt))
    send(centre, other)
    octets = package(centre, sealed(centre))
    check(centre, octets, receipts=True)
    with zipfile.ZipFile(io.BytesIO(octets)) as opened:
        (told,) = csv.DictReader(io.StringIO(opened.read("chu-ky/100000.csv").decode("ascii")))
    assert (told["terminal"], bool(told["receipt"])) == ("T0000001", True)


def test_cash_that_nobody_brought_to_an_office_is_a_difference(centre: Centre) -> None:
    counter = Counter.enrolled(centre)
    take(centre, [row(centre)])
    counter.write(CashIn(3_000_000, "lan"))
    send(centre, counter)
    assert (
        Difference(DifferenceKind.OFFICE_CASH, "100000", -3_000_000) in figures(centre).differences
    )


def test_money_used_beyond_its_funding_is_a_difference(centre: Centre) -> None:
    a_month(centre)
    with centre.engine.begin() as connection:
        book(connection, of_programme(TransferKind.REFUNDED, 600_000, "UNC 18"), "thu", NOW)
    found = figures(centre)
    assert Difference(DifferenceKind.FUNDING, "BTXH", -100_000) in found.differences


def test_a_count_that_differs_stands_until_it_is_explained(centre: Centre) -> None:
    take(centre, [row(centre)])
    counter = Counter.enrolled(centre)
    paid = issue_card(centre).pay(counter)
    counter.write(
        ShiftOpened(Notes.of({500_000: 4}), "lan"),
        paid,
        closed(Notes.of({500_000: 2}), 1_500_000),
    )
    send(centre, counter)
    found = figures(centre)
    assert Difference(DifferenceKind.SHIFT, "T0000001", -500_000) in found.differences
    assert found.drawers[0].counted_vnd == 1_000_000
    assert DifferenceKind.DRAWER not in kinds(found)


def test_a_closed_drawer_that_is_not_empty_is_a_difference(centre: Centre) -> None:
    """Its journal said it counted all that it expected, and expected too little."""
    take(centre, [row(centre)])
    counter = Counter.enrolled(centre)
    few = Notes.of({500_000: 1})
    counter.write(ShiftOpened(Notes.of({500_000: 4}), "lan"), closed(few, 500_000))
    send(centre, counter)
    found = figures(centre)
    assert Difference(DifferenceKind.DRAWER, "T0000001", 1_500_000) in found.differences
