"""A shift in the ledger: the float comes from the office, all that was counted goes back to it,
and what differs stands in suspense with a case."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.db import migrate, migrate_down
from firmware_config.body.shift import (
    CashIn,
    CashOut,
    CashReason,
    DrawerCounted,
    Explanation,
    ShiftClosed,
    ShiftOpened,
)
from firmware_config.notes import Notes
from tests.simulators.books import books, send
from tests.simulators.centre_world import Counter, find, pay_paper

FLOAT = Notes.of({500_000: 10})
DRAWER, OFFICE = "drawer/T0000001", "office-cash/100000"
SUSPENSE = "suspense/01/100000/T0000001"
PAID = "paid/BTXH/01/100000/2026-11"


def cases(centre: Centre) -> list[tuple[str, int, int | None]]:
    case = tables.exception_case.c
    with centre.reading.begin() as connection:
        rows = connection.execute(select(case.kind, case.seq, case.amount_vnd))
        return [(row.kind, row.seq, row.amount_vnd) for row in rows]


def closing(counted: Notes, expected_vnd: int) -> ShiftClosed:
    differs = counted.total_vnd != expected_vnd
    explanation = Explanation.UNKNOWN if differs else None
    return ShiftClosed(1, counted, expected_vnd, explanation, "", "lan", None, 0)


def test_a_shift_without_a_difference_leaves_the_drawer_empty(
    centre: Centre, counter: Counter
) -> None:
    counter.write(
        ShiftOpened(FLOAT, "lan"),
        CashIn(2_000_000, "lan"),
        CashOut(500_000, "lan", CashReason.SAFE),
        pay_paper(centre.issue_paper(find(centre).id).record),
    )
    assert send(centre, counter).refused == ()
    assert books(centre) == {OFFICE: -6_500_000, DRAWER: 6_000_000, PAID: 500_000}
    counted = Notes.of({500_000: 12})
    counter.write(DrawerCounted(1, counted, 6_000_000, "lan"), closing(counted, 6_000_000))
    assert send(centre, counter).refused == ()
    assert books(centre) == {OFFICE: -500_000, PAID: 500_000}
    assert cases(centre) == []


@pytest.mark.parametrize("difference_vnd", [-50_000, 50_000])
def test_a_difference_stands_in_suspense_and_is_looked_into(
    centre: Centre, counter: Counter, difference_vnd: int
) -> None:
    counter.write(ShiftOpened(FLOAT, "lan"), closing(FLOAT, 5_000_000 - difference_vnd))
    acknowledgement = send(centre, counter)
    # Posted as it stands: it is explained, and nothing for the counter to work through.
    assert acknowledgement.refused == ()
    told = books(centre)
    assert told[SUSPENSE] == -difference_vnd
    assert cases(centre) == [("shift-difference", 2, 50_000)]
    # What the drawer held before is what the terminal says it expected.
    assert told.get(DRAWER, 0) == difference_vnd


def test_a_drawer_with_nothing_left_in_it_is_closed_too(centre: Centre, counter: Counter) -> None:
    counter.write(ShiftOpened(FLOAT, "lan"), closing(Notes(), 5_000_000))
    send(centre, counter)
    assert books(centre) == {OFFICE: -5_000_000, SUSPENSE: 5_000_000}


def test_the_same_shift_again_posts_nothing(centre: Centre, counter: Counter) -> None:
    counter.write(ShiftOpened(FLOAT, "lan"), closing(Notes(), 5_000_000))
    first = send(centre, counter)
    before = books(centre)
    assert send(centre, counter) == first
    assert (books(centre), len(cases(centre))) == (before, 1)


def test_the_tables_before_shifts_forget_them_and_keep_the_rest(
    centre: Centre, counter: Counter
) -> None:
    counter.write(ShiftOpened(FLOAT, "lan"), closing(Notes(), 5_000_000))
    send(centre, counter)
    migrate_down(centre.engine, "0008")
    migrate(centre.engine)
    assert books(centre) == {OFFICE: -5_000_000, DRAWER: 5_000_000}
    counter.write(CashOut(1_000_000, "lan", CashReason.DRAWER))
    send(centre, counter)
    assert books(centre) == {OFFICE: -4_000_000, DRAWER: 4_000_000}
