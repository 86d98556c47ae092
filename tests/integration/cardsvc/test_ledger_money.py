"""What finance moves is balanced, told once, and never more than there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.ledger import account
from cardsvc.ledger.by_hand import MAX_VND, MoneyRefused, in_suspense, move_suspense, recover_paid
from cardsvc.ledger.line import TransferKind
from cardsvc.ledger.time_ordered import RANDOM_BYTES, uuid7
from cardsvc.money.instruction import book, parse_instruction
from firmware_config.body.payout import Disbursed
from firmware_config.body.shift import CashIn
from tests.simulators.books import books
from tests.simulators.by_hand import of_office, of_programme
from tests.simulators.centre_world import (
    BA_DINH,
    BTXH,
    HA_NOI,
    NOVEMBER,
    NOW,
    Counter,
    IssuedCard,
    issue_card,
    row,
    take,
)

HERE = BTXH, HA_NOI
OFFICE = account.office_cash(BA_DINH.id)


def test_funding_is_received_used_and_returned(centre: Centre) -> None:
    with centre.engine.begin() as connection:
        book(connection, of_programme(TransferKind.FUNDED, 9_000_000_000, "UNC 01"), "mai", NOW)
        book(connection, of_office(TransferKind.SUPPLIED, 500_000_000, "PC 7"), "mai", NOW)
        book(connection, of_office(TransferKind.BANKED, 20_000_000, "PT 7"), "mai", NOW)
        book(connection, of_programme(TransferKind.FEE, 45_000_000, "HD 3"), "mai", NOW)
        book(connection, of_programme(TransferKind.REFUNDED, 1_000_000_000, "UNC 02"), "mai", NOW)
    assert books(centre) == {
        "funding/BTXH/01": -9_000_000_000,
        "bank/01": 9_000_000_000 - 480_000_000 - 45_000_000 - 1_000_000_000,
        "office-cash/100000": 480_000_000,
        "fee/BTXH/01": 45_000_000,
        "returned/BTXH/01": 1_000_000_000,
    }
    with centre.reading.begin() as connection:
        kinds = connection.scalars(select(tables.transfer.c.kind).order_by(tables.transfer.c.id))
        assert kinds.all() == ["funded", "supplied", "banked", "fee", "refunded"]
        told = connection.execute(select(tables.instruction).order_by(tables.instruction.c.id))
        assert {one.user for one in told} == {"mai"}


def test_what_is_told_twice_is_booked_once(centre: Centre) -> None:
    with centre.engine.begin() as connection:
        book(connection, of_programme(TransferKind.FUNDED, 1_000, "UNC 01"), "mai", NOW)
        with pytest.raises(MoneyRefused) as refused:
            book(connection, of_programme(TransferKind.FUNDED, 1_000, "  UNC  01 "), "hoa", NOW)
        # Another thing altogether, under the same number.
        book(connection, of_programme(TransferKind.REFUNDED, 400, "UNC 01"), "mai", NOW)
    assert refused.value.code == "money-known"
    assert books(centre)["bank/01"] == 600


@pytest.mark.parametrize("amount_vnd", [0, -1, MAX_VND + 1, 1.5, True])
def test_what_is_no_amount_is_not_booked(centre: Centre, amount_vnd: int) -> None:
    with pytest.raises(MoneyRefused) as refused, centre.engine.begin() as connection:
        book(connection, of_programme(TransferKind.FUNDED, amount_vnd, "UNC 01"), "mai", NOW)
    assert refused.value.code == "money-amount"


def test_an_unknown_office_and_an_empty_reference_are_refused(centre: Centre) -> None:
    with centre.engine.begin() as connection:
        with pytest.raises(MoneyRefused, match="money-office"):
            parse_instruction(connection, {"kind": "supplied", "office": "999999"})
        with pytest.raises(MoneyRefused, match="money-reference"):
            book(connection, of_office(TransferKind.SUPPLIED, 1, " "), "mai", NOW)


@pytest.mark.parametrize(
    "row_of",
    [
        "kind = 'funded', instruction = NULL",
        "kind = 'paid'",
        "terminal = 'T0000001', seq = 1",
        "debit = credit",
        "amount_vnd = 0",
    ],
)
def test_the_database_itself_refuses_a_transfer_that_nobody_told_or_that_moves_nothing(
    centre: Centre, row_of: str
) -> None:
    with centre.engine.begin() as connection:
        book(connection, of_programme(TransferKind.FUNDED, 1_000, "UNC 01"), "mai", NOW)
    changed = dict(one.split(" = ") for one in row_of.split(", "))
    columns = ("kind", "debit", "credit", "amount_vnd", "terminal", "seq", "line", "instruction")
    chosen = ", ".join(changed.get(column, column) for column in columns)
    with pytest.raises(DBAPIError), centre.engine.begin() as connection:
        connection.execute(
            text(f"INSERT INTO transfer ({', '.join(columns)}) SELECT {chosen} FROM transfer")  # noqa: S608
        )


@pytest.fixture
def card(centre: Centre) -> IssuedCard:
    take(centre, [row(centre)])
    return issue_card(centre)


@pytest.fixture
def paid(card: IssuedCard, counter: Counter) -> Disbursed:
    return card.pay(counter)


@pytest.fixture
def counter(centre: Centre) -> Counter:
    return Counter.enrolled(centre)


@pytest.fixture
def case_id(centre: Centre, counter: Counter, paid: Disbursed) -> Callable[[], int]:
    """Of a payment in suspense, for its receipt is not there."""
    counter.write(CashIn(1_000_000, "lan"), replace(paid, receipt=None))
    centre.ledger.ingest(counter.id, counter.batch())

    def found() -> int:
        with centre.reading.begin() as connection:
            return int(connection.scalars(select(tables.exception_case.c.id)).one())

    return found


def test_what_stands_in_suspense_is_moved_in_parts_and_never_twice(
    centre: Centre, case_id: Callable[[], int]
) -> None:
    case = case_id()
    with centre.engine.begin() as connection:
        move_suspense(connection, case, OFFICE, 300_000, "mai", NOW)
        left = in_suspense(connection, case)
        assert left is not None
        assert (left.left_vnd, left.is_missing) == (200_000, True)
        with pytest.raises(MoneyRefused) as more:
            move_suspense(connection, case, OFFICE, 200_001, "mai", NOW)
        assert (more.value.code, more.value.data["left_vnd"]) == ("suspense-less", 200_000)
        move_suspense(connection, case, account.loss(HA_NOI), 200_000, "mai", NOW)
        assert in_suspense(connection, case) is None
    assert books(centre) == {
        "office-cash/100000": -700_000,
        "drawer/T0000001": 500_000,
        "loss/01": 200_000,
    }


def test_suspense_is_not_moved_to_itself_nor_to_a_payment_and_nothing_is_moved_from_nowhere(
    centre: Centre, case_id: Callable[[], int]
) -> None:
    payment = account.paid(*HERE, BA_DINH.id, NOVEMBER)
    with centre.engine.begin() as connection:
        for to in (account.suspense(*HERE), payment):
            with pytest.raises(MoneyRefused, match="suspense-account"):
                move_suspense(connection, case_id(), to, 500_000, "mai", NOW)
        with pytest.raises(MoneyRefused, match="suspense-none"):
            move_suspense(connection, 99, OFFICE, 1, "mai", NOW)


def test_what_was_settled_by_people_no_terminal_moves_again(
    centre: Centre,
    counter: Counter,
    card: IssuedCard,
    paid: Disbursed,
    case_id: Callable[[], int],
) -> None:
    with centre.engine.begin() as connection:
        move_suspense(connection, case_id(), OFFICE, 500_000, "mai", NOW)
    counter.write(card.reverse(counter, paid))
    centre.ledger.ingest(counter.id, counter.batch())
    # The cash came back though it had been made good: somebody must look into it.
    assert books(centre)["suspense/BTXH/01"] == -500_000
    with centre.reading.begin() as connection:
        kinds = connection.scalars(select(tables.exception_case.c.kind).order_by("id")).all()
    assert kinds[-1] == "payment-unknown"


def test_cash_of_a_payment_that_stands_goes_back_to_its_programme(centre: Centre) -> None:
    with centre.engine.begin() as connection:
        recover_paid(connection, 5, *HERE, OFFICE, 500_000, "mai", NOW)
    assert books(centre) == {"office-cash/100000": 500_000, "funding/BTXH/01": -500_000}


def test_ids_sort_by_their_time_and_say_what_they_are() -> None:
    early = uuid7(datetime(2026, 11, 1, tzinfo=UTC), b"\xff" * RANDOM_BYTES)
    late = uuid7(datetime(2026, 11, 2, tzinfo=UTC), bytes(RANDOM_BYTES))
    assert early < late
    assert [one[6] >> 4 for one in (early, late)] == [7, 7]
    assert [one[8] >> 6 for one in (early, late)] == [2, 2]
    assert len(early) == 16
