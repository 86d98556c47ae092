"""An accepted payout list becomes people, entitlements and dues, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.intake import IntakeRefused
from cardsvc.registry.list_row import ListRow
from cardsvc.registry.offices import Office
from cardsvc.registry.people import people_like
from cardsvc.reports.progress import Progress, progress
from cardsvc.tables import Kind
from firmware_config.ids import OfficeId, ProvinceCode
from firmware_config.period import Period
from tests.simulators.centre_world import (
    BA_DINH,
    CAU_GIAY,
    HA_NOI,
    HANH,
    MINH,
    NOVEMBER,
    find,
    row,
    take,
)

DECEMBER, JANUARY = NOVEMBER.plus(1), NOVEMBER.plus(2)


def dues(centre: Centre) -> list[tuple[str, str, int]]:
    """(kind, period, đồng) of everything owed, oldest first."""
    held, due = tables.entitlement.c, tables.due.c
    with centre.reading.begin() as connection:
        rows = connection.execute(
            select(held.kind, due.period, due.amount_vnd)
            .join(tables.due)
            .order_by(due.period, due.amount_vnd)
        )
        return [(one.kind, str(Period(one.period)), one.amount_vnd) for one in rows]


def entitlements(centre: Centre) -> list[tuple[str, int, bool]]:
    """(category, đồng, open) of the monthly entitlements."""
    held = tables.entitlement.c
    with centre.reading.begin() as connection:
        rows = connection.execute(
            select(held.category, held.amount_vnd, held.ended_at)
            .where(held.kind == Kind.MONTH)
            .order_by(held.category, held.amount_vnd)
        )
        return [(one.category, one.amount_vnd, one.ended_at is None) for one in rows]


def owed(centre: Centre) -> tuple[Progress, ...]:
    with centre.reading.begin() as connection:
        return progress(connection)


def test_months_are_due_one_by_one_and_arrears_once(centre: Centre) -> None:
    taken = take(centre, [row(centre, months=2, arrears_vnd=720_000)])
    assert (taken.new_people, taken.new_entitlements, taken.dues) == (1, 2, 3)
    assert taken.total_vnd == 1_720_000
    assert dues(centre) == [
        ("month", "2026-11", 500_000),
        ("month", "2026-12", 500_000),
        ("one-off", "once-2026-11", 720_000),
    ]


def test_the_same_file_is_not_taken_twice(centre: Centre) -> None:
    first = take(centre, [row(centre)], octets=b"the file")
    with pytest.raises(IntakeRefused) as refused:
        take(centre, [row(centre)], DECEMBER, octets=b"the file")
    assert refused.value.code == "list-already-imported"
    assert refused.value.data == {"list": first.list_id}


def test_next_month_goes_on_with_the_same_entitlement(centre: Centre) -> None:
    take(centre, [row(centre)])
    taken = take(centre, [row(centre)], DECEMBER)
    assert (taken.new_people, taken.new_entitlements, taken.replaced) == (0, 0, 0)
    assert entitlements(centre) == [("K5.4", 500_000, True)]


def test_another_amount_ends_the_entitlement_and_opens_a_new_one(centre: Centre) -> None:
    take(centre, [row(centre)])
    taken = take(centre, [row(centre, monthly_vnd=600_000)], DECEMBER)
    assert taken.replaced == 1
    assert entitlements(centre) == [("K5.4", 500_000, False), ("K5.4", 600_000, True)]
    assert [line.owed_vnd for line in owed(centre)] == [600_000, 500_000]


def test_another_category_ends_the_entitlement_too(centre: Centre) -> None:
    take(centre, [row(centre)])
    take(centre, [row(centre, category="K6.3", monthly_vnd=1_250_000)], DECEMBER)
    assert entitlements(centre) == [("K5.4", 500_000, False), ("K6.3", 1_250_000, True)]


def test_a_category_that_may_stand_beside_another_ends_nothing(centre: Centre) -> None:
    take(centre, [row(centre, category="K4")])
    take(centre, [row(centre, category="K6.4", monthly_vnd=750_000)])
    assert entitlements(centre) == [("K4", 500_000, True), ("K6.4", 750_000, True)]


def both(centre: Centre) -> Sequence[ListRow]:
    return [
        row(centre, category="K4", at=5),
        row(centre, category="K6.4", monthly_vnd=750_000, at=6),
    ]


def test_two_entitlements_in_one_list_both_go_on(centre: Centre) -> None:
    assert take(centre, both(centre)).people == 1
    assert take(centre, both(centre), DECEMBER).new_entitlements == 0


@pytest.mark.parametrize("category", ["K5.4", "K6.3"])
def test_nobody_is_owed_twice_for_a_period(centre: Centre, category: str) -> None:
    take(centre, [row(centre, months=2)])
    again = row(centre, category=category, at=9)
    other = row(centre, MINH, name="Trần Văn Minh", at=10)
    with pytest.raises(IntakeRefused) as refused:
        take(centre, [other, again], DECEMBER)
    assert (refused.value.code, refused.value.data) == ("list-due-twice", {"rows": (9,)})
    with centre.reading.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.payout_list)) == 1
        assert len(connection.execute(people_like()).all()) == 1


def test_a_person_who_moves_is_owed_at_the_new_office(centre: Centre) -> None:
    take(centre, [row(centre)])
    take(centre, [row(centre)], DECEMBER, CAU_GIAY)
    assert {line.office for line in owed(centre)} == {CAU_GIAY.id}
    assert find(centre).office == CAU_GIAY.id


def test_what_the_newest_list_says_of_a_person_counts(centre: Centre) -> None:
    take(centre, [row(centre)])
    take(centre, [row(centre, name="Nguyễn Thị Hạnh")], DECEMBER)
    assert find(centre).name == "Nguyễn Thị Hạnh"


def test_a_row_of_arrears_alone_leaves_the_monthly_entitlement_as_it_is(centre: Centre) -> None:
    take(centre, [row(centre)])
    taken = take(centre, [row(centre, monthly_vnd=0, arrears_vnd=100_000)], JANUARY)
    assert (taken.replaced, taken.dues) == (0, 1)


def test_people_are_found_without_marks_and_in_any_order_of_words(centre: Centre) -> None:
    take(centre, [row(centre), row(centre, MINH, name="Đỗ Văn Minh", at=6)])
    asked = {
        "minh do": [MINH.digits],
        "HỒNG": [HANH.digits],
        "%": [],
    }
    with centre.reading.begin() as connection:
        for words, numbers in asked.items():
            found = connection.execute(people_like(words))
            assert [one.citizen_number for one in found] == numbers
        assert connection.execute(people_like("", CAU_GIAY.id)).all() == []


def test_a_list_for_an_office_of_another_province_is_refused(centre: Centre) -> None:
    elsewhere = Office(BA_DINH.id, BA_DINH.name, ProvinceCode("79"))
    with pytest.raises(IntakeRefused) as refused:
        take(centre, [row(centre)], office=elsewhere)
    assert refused.value.code == "list-office-of-another-province"


def test_a_list_for_an_unknown_office_is_refused(centre: Centre) -> None:
    with pytest.raises(RegistryError) as refused:
        take(centre, [row(centre)], office=Office(OfficeId("999999"), "?", HA_NOI))
    assert refused.value.code == "office-unknown"
