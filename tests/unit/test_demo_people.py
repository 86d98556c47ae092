"""The synthetic people and the payout list made of them."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cardsvc.registry.finding import NoteCode
from cardsvc.registry.list_row import ListRow, ListTerms
from cardsvc.registry.payout_list import read_payout_list
from cardsvc.registry.rates import Rates
from demo.payout_list import STANDARD_VND, write_payout_list
from demo.people import Person, people
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period
from firmware_config.places import present_province_of_old, provinces
from firmware_config.vietnamese.fold import fold

NOVEMBER = Period.of_month(2026, 11)
TERMS = ListTerms(ProgrammeCode("BTXH"), ProvinceCode("08"), OfficeId("301940"), NOVEMBER)
EVERYONE = people(seed=1, count=200, period=NOVEMBER)


def full_age(person: Person, on: date) -> int:
    had_birthday = (on.month, on.day) >= (person.birth.month, person.birth.day)
    return on.year - person.birth.year - (not had_birthday)


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    assert people(1, 200, NOVEMBER) == EVERYONE
    assert people(2, 200, NOVEMBER) != EVERYONE


def test_nobody_is_made_twice() -> None:
    assert len({person.citizen.digits for person in EVERYONE}) == 200
    assert len({(person.name, person.birth.year) for person in EVERYONE}) == 200


def test_a_citizen_number_says_year_sex_and_a_province_there_was() -> None:
    for person in EVERYONE:
        assert person.citizen.birth_year == person.birth.year
        assert present_province_of_old(person.citizen.digits[:3]) in provinces()
        assert person.citizen.is_female == any(
            middle in person.name.split() for middle in ("Thị", "Bích")
        )


@pytest.mark.parametrize("month", range(1, 13))
def test_everybody_is_of_an_age_that_their_category_is_for(month: int) -> None:
    period = Period.of_month(2028, month)
    for person in people(7, 60, period):
        assert full_age(person, date(2028, month, 1)) in person.category.ages


def test_most_are_old_and_some_are_paid_two_months_or_arrears() -> None:
    old = sum(full_age(person, date(2026, 11, 1)) >= 60 for person in EVERYONE)
    assert old > 120
    assert any(person.months == 2 for person in EVERYONE)
    assert any(person.arrears_months for person in EVERYONE)
    assert any(not person.is_day_known for person in EVERYONE)


def seen(person: Person) -> tuple[object, ...]:
    birth = person.birth.isoformat() if person.is_day_known else str(person.birth.year)
    return (
        person.name,
        birth,
        person.citizen.digits,
        person.category.coefficient_tenths,
        person.monthly_vnd(STANDARD_VND),
        person.months,
        person.arrears_vnd(STANDARD_VND),
    )


def understood(row: ListRow) -> tuple[object, ...]:
    return (
        row.name,
        str(row.birth_date),
        row.citizen_number.digits,
        row.coefficient_tenths,
        row.monthly_amount_vnd,
        row.months,
        row.arrears_vnd,
    )


@pytest.mark.parametrize("is_messy", [False, True])
def test_a_list_clean_or_messy_is_understood_as_the_people_it_was_made_of(
    tmp_path: Path, is_messy: bool
) -> None:
    path = tmp_path / "list.xlsx"
    write_payout_list(path, EVERYONE, NOVEMBER, is_messy=is_messy)
    preview = read_payout_list(path.read_bytes(), TERMS, Rates.load())
    assert preview.problems == ()
    assert [understood(row) for row in preview.rows] == [seen(person) for person in EVERYONE]
    mess = {note.code for note in preview.notes} - {NoteCode.BARE_YEAR}
    assert bool(mess) == is_messy


def test_a_list_looks_as_a_commune_makes_it(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_payout_list(path, EVERYONE, NOVEMBER)
    sheet = load_workbook(path).active
    assert sheet is not None
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    for expected in (
        "UBND TỈNH TUYÊN QUANG",
        "ỦY BAN NHÂN DÂN XÃ TÂN TRÀO",
        "DANH SÁCH CHI TRẢ TRỢ CẤP XÃ HỘI THÁNG 11 NĂM 2026",
        "Tổng cộng: 200 người",
        "Tân Trào, ngày 22 tháng 10 năm 2026",
    ):
        assert expected in texts
    merged = {str(cells) for cells in sheet.merged_cells.ranges}
    assert {"A7:A8", "H7:K7", "L7:L8"} <= merged


def test_a_messy_list_holds_every_kind_of_mess(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_payout_list(path, EVERYONE, NOVEMBER, is_messy=True)
    sheet = load_workbook(path).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=9, max_row=213)]
    names = [str(row[1]) for row in rows if row[1]]
    births = [row[2] for row in rows if row[2]]
    assert any(name != unicodedata.normalize("NFC", name) for name in names)
    assert {fold(name) for name in names} == {fold(person.name) for person in EVERYONE}
    assert any(isinstance(birth, datetime) for birth in births)
    assert any(isinstance(birth, int) and birth > 10_000 for birth in births)
    assert any("/" in str(birth) for birth in births)
    assert any(str(birth).isdigit() and len(str(birth)) == 4 for birth in births)
    assert any(isinstance(row[3], int) for row in rows)
    assert "750.000" in [row[7] for row in rows]
    assert any(all(value is None for value in row) for row in rows)
