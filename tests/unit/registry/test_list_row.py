"""One person's row: what is taken, repaired and noted, or refused."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cardsvc.registry.column import Column
from cardsvc.registry.finding import NoteCode, Reason
from cardsvc.registry.payout_list import read_payout_list
from firmware_config.period import Period
from tests.unit.registry.lists import (
    AN,
    BINH,
    ONE_LINE,
    RATES,
    TERMS,
    TITLE,
    TWO_LINES,
    changed,
    codes,
    csv_text,
    note,
    preview,
    preview_of,
    problem,
    reasons,
    typed_list,
    xlsx,
)


def test_an_nfd_name_with_stray_spaces_is_tidied_and_noted() -> None:
    typed = unicodedata.normalize("NFD", " Nguyễn  Văn\u00a0An\u200b")
    seen = preview_of(changed(AN, name=typed))
    assert seen.rows[0].name == "Nguyễn Văn An"
    assert note(seen, NoteCode.LETTERS_COMPOSED).value == typed
    assert note(seen, NoteCode.SPACES_COLLAPSED).taken == "Nguyễn Văn An"


@pytest.mark.parametrize("name", ["12345", "Nguyễn Văn 2", "=cmd", "?", "Nguy?n V?n An"])
def test_what_is_no_name_is_refused(name: str) -> None:
    assert problem(preview_of(changed(AN, name=name.replace("=", "'=")))).reason is (
        Reason.NAME_NOT_A_NAME
    )


@pytest.mark.parametrize("name", ["H'Bĭa Niê", "Y Thơ", "Nguyễn Thị Lan (Bé)", "K̆pă"])
def test_names_of_all_peoples_are_names(name: str) -> None:
    assert preview_of(changed(AN, name=name)).rows[0].name == unicodedata.normalize("NFC", name)


def test_a_name_longer_than_a_record_holds_is_refused() -> None:
    assert problem(preview_of(changed(AN, name="Ấ" * 41))).data == {"most_bytes": 120}


@pytest.mark.parametrize(
    ("typed", "read", "noted"),
    [
        ("03/12/1950", "1950-12-03", set()),
        (" 3-12-1950 ", "1950-12-03", set()),
        ("3.12.1950", "1950-12-03", set()),
        ("1950-12-03", "1950-12-03", set()),
        (datetime(1950, 12, 3), "1950-12-03", set()),
        (date(1950, 12, 3), "1950-12-03", set()),
        (18600, "1950-12-03", {NoteCode.DATE_WAS_SERIAL}),
        (1950, "1950", {NoteCode.BARE_YEAR}),
        ("1950", "1950", {NoteCode.BARE_YEAR}),
        ("00/00/1950", "1950", {NoteCode.BARE_YEAR}),
    ],
)
def test_dates_of_birth_are_read_as_people_type_them(
    typed: Any, read: str, noted: set[NoteCode]
) -> None:
    seen = preview_of(changed(AN, birth=typed))
    assert str(seen.rows[0].birth_date) == read
    assert codes(seen) == noted


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("31/02/1950", Reason.BIRTH_DATE_NOT_A_DATE),
        ("12/1950", Reason.BIRTH_DATE_NOT_A_DATE),
        ("khoảng 1950", Reason.BIRTH_DATE_NOT_A_DATE),
        (195, Reason.BIRTH_DATE_NOT_A_DATE),
        (18600.5, Reason.BIRTH_DATE_NOT_A_DATE),
        ("01/01/1850", Reason.BIRTH_DATE_NOT_A_DATE),
        ("03/12/50", Reason.BIRTH_DATE_TWO_DIGIT_YEAR),
        ("01/12/2026", Reason.BIRTH_DATE_OUT_OF_RANGE),
        (None, Reason.MISSING),
    ],
)
def test_what_is_no_date_of_birth_is_refused(typed: Any, reason: Reason) -> None:
    assert problem(preview_of(changed(AN, birth=typed))).reason is reason


def test_dates_that_a_spreadsheet_may_have_swapped_are_noted() -> None:
    swapped = [changed(AN, birth=datetime(1950, day, 3)) for day in (1, 2, 3)]
    late = [changed(AN, birth=f"{day}/12/1950") for day in (13, 20, 31)]
    people = [changed(it, citizen=f"00105000{n:04}") for n, it in enumerate(swapped + late)]
    seen = preview_of(*people)
    told = [it.row for it in seen.notes if it.code is NoteCode.DATE_PERHAPS_SWAPPED]
    assert told == [7, 8, 9]


@pytest.mark.parametrize("zeros_lost", [1050000011, 96050000011])
def test_a_number_that_lost_its_zeros_in_a_numeric_cell_has_them_back(zeros_lost: int) -> None:
    seen = preview_of(changed(AN, citizen=zeros_lost))
    assert seen.rows[0].citizen_number.digits == f"{zeros_lost:012}"
    assert note(seen, NoteCode.LEADING_ZERO_RESTORED).taken == f"{zeros_lost:012}"


def test_a_text_of_eleven_digits_in_a_workbook_is_not_repaired() -> None:
    seen = preview_of(changed(AN, citizen="01050000011"))
    assert problem(seen).reason is Reason.CITIZEN_NUMBER_NOT_12_DIGITS
    assert problem(seen).data == {"digits": 11}


@pytest.mark.parametrize(
    ("birth", "taken"), [("03/12/1950", True), ("03/12/1951", False), ("?", False)]
)
def test_in_csv_a_zero_is_restored_only_if_the_year_of_birth_agrees(
    birth: str, taken: bool
) -> None:
    person = changed(AN, citizen="1050000011", birth=birth)
    seen = read_payout_list(csv_text(typed_list([person], ONE_LINE)).encode(), TERMS, RATES)
    assert bool(seen.rows) is taken
    assert (Reason.CITIZEN_NUMBER_NOT_12_DIGITS in reasons(seen)) is not taken
    assert (NoteCode.LEADING_ZERO_RESTORED in codes(seen)) is taken


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("012345678", Reason.CITIZEN_NUMBER_OLD_9_DIGITS),
        (212345678, Reason.CITIZEN_NUMBER_OLD_9_DIGITS),
        (12345678, Reason.CITIZEN_NUMBER_NOT_12_DIGITS),
        (1050000011.5, Reason.CITIZEN_NUMBER_NOT_12_DIGITS),
        ("0010500000112", Reason.CITIZEN_NUMBER_NOT_12_DIGITS),
        ("không có", Reason.CITIZEN_NUMBER_NOT_12_DIGITS),
        ("1.05000E+9", Reason.CITIZEN_NUMBER_DIGITS_LOST),
        ("1,05E+09", Reason.CITIZEN_NUMBER_DIGITS_LOST),
        (datetime(1950, 12, 3), Reason.CITIZEN_NUMBER_NOT_12_DIGITS),
        (None, Reason.MISSING),
    ],
)
def test_what_is_no_citizen_number_is_refused(typed: Any, reason: Reason) -> None:
    assert problem(preview_of(changed(AN, citizen=typed))).reason is reason


def test_a_citizen_number_of_another_year_is_refused() -> None:
    told = problem(preview_of(changed(AN, citizen="001052000011")))
    assert told.reason is Reason.CITIZEN_NUMBER_CONTRADICTS_BIRTH_YEAR
    assert told.data == {"number_year": 1952, "birth_year": 1950}


def test_spaces_in_a_citizen_number_are_removed_and_noted() -> None:
    seen = preview_of(changed(AN, citizen="001 050 000011"))
    assert seen.rows[0].citizen_number.digits == "001050000011"
    assert codes(seen) == {NoteCode.NUMBER_SPACES_REMOVED}


@pytest.mark.parametrize("typed", ["k6.4", "NGƯỜI KHUYẾT TẬT NẶNG", "nguoi khuyet tat nang"])
def test_a_category_goes_by_code_or_name(typed: str) -> None:
    (row,) = preview_of(changed(AN, category=typed)).rows
    assert row.category_text == typed
    assert row.category is not None
    assert row.category.code == "K6.4"


def test_an_unknown_category_is_refused() -> None:
    assert reasons(preview_of(changed(AN, category="K99"))) == {Reason.CATEGORY_UNKNOWN}


def test_a_coefficient_of_another_category_is_refused_with_the_right_one() -> None:
    told = problem(preview_of(changed(AN, coefficient=2, monthly=1_000_000, total=1_000_000)))
    assert told.reason is Reason.COEFFICIENT_NOT_THE_CATEGORYS
    assert told.data == {"category": "Người khuyết tật nặng", "expected": Decimal("1.5")}


@pytest.mark.parametrize("typed", ["1,5", "1.5", " 1.50 "])
def test_a_coefficient_as_text_is_exact(typed: str) -> None:
    seen = preview_of(changed(AN, coefficient=typed))
    assert seen.rows[0].coefficient_tenths == 15
    assert codes(seen) == {NoteCode.NUMBER_WAS_TEXT}


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("một rưỡi", Reason.NOT_A_NUMBER),
        (datetime(2026, 5, 1), Reason.NOT_A_NUMBER),
        (1.25, Reason.COEFFICIENT_NOT_IN_TENTHS),
        (-1.5, Reason.COEFFICIENT_NOT_IN_TENTHS),
        ("NaN", Reason.NOT_A_NUMBER),
        ("1E999999999", Reason.NOT_A_NUMBER),
    ],
)
def test_what_is_no_coefficient_is_refused(typed: Any, reason: Reason) -> None:
    assert problem(preview_of(changed(AN, coefficient=typed))).reason is reason


@pytest.mark.parametrize("typed", ["750.000", "750 000 đ", "750,000", "750000"])
def test_an_amount_as_text_is_read_and_noted(typed: str) -> None:
    seen = preview_of(changed(AN, monthly=typed))
    assert seen.rows[0].monthly_amount_vnd == 750_000
    assert note(seen, NoteCode.NUMBER_WAS_TEXT).value == typed


def test_plain_digits_in_csv_are_no_repair() -> None:
    seen = read_payout_list(csv_text(typed_list([AN], ONE_LINE)).encode(), TERMS, RATES)
    assert NoteCode.NUMBER_WAS_TEXT not in codes(seen)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("#REF!", Reason.FORMULA_ERROR),
        ("bảy trăm", Reason.NOT_A_NUMBER),
        (750000.5, Reason.NUMBER_NOT_WHOLE),
        (-750000, Reason.AMOUNT_OUT_OF_RANGE),
        (2**32, Reason.AMOUNT_OUT_OF_RANGE),
        ("5.000.000.000", Reason.AMOUNT_OUT_OF_RANGE),
        (None, Reason.MISSING),
    ],
)
def test_what_is_no_amount_is_refused(typed: Any, reason: Reason) -> None:
    told = problem(preview_of(changed(AN, total=typed)))
    assert (told.column, told.reason) == (Column.TOTAL, reason)


def test_a_monthly_amount_is_standard_times_coefficient() -> None:
    told = problem(preview_of(changed(AN, monthly=540_000, total=540_000)))
    assert told.reason is Reason.AMOUNT_NOT_STANDARD_TIMES_COEFFICIENT
    assert told.data == {
        "expected_vnd": 750_000,
        "standard_vnd": 500_000,
        "coefficient": Decimal("1.5"),
    }


def test_the_rate_is_the_one_in_force_on_the_period() -> None:
    terms = replace(TERMS, period=Period.of_month(2024, 6))
    old = [*TWO_LINES, changed(AN, monthly=540_000, total=540_000)]
    assert preview(old, terms).problems == ()


def test_months_over_a_change_of_rate_cannot_be_one_row() -> None:
    terms = replace(TERMS, period=Period.of_month(2024, 6))
    old = [*TWO_LINES, changed(AN, monthly=540_000, months=2, total=1_080_000)]
    assert problem(preview(old, terms)).reason is Reason.MONTHS_CROSS_A_RATE_CHANGE


def test_a_total_is_months_and_arrears() -> None:
    (row,) = preview_of(changed(AN, months=2, arrears=360_000, total=1_860_000)).rows
    assert (row.months, row.arrears_vnd) == (2, 360_000)
    told = problem(preview_of(changed(AN, months=2, arrears=360_000, total=1_860_001)))
    assert told.reason is Reason.TOTAL_NOT_THE_SUM
    assert told.data == {"expected_vnd": 1_860_000}


@pytest.mark.parametrize("blank", [None, "-", " – "])
def test_blank_months_are_one_and_blank_arrears_nothing(blank: Any) -> None:
    seen = preview_of(changed(AN, months=blank, arrears=blank))
    assert (seen.rows[0].months, seen.rows[0].arrears_vnd) == (1, 0)
    assert codes(seen) == {NoteCode.MONTHS_ASSUMED, NoteCode.ARREARS_ASSUMED}


@pytest.mark.parametrize("typed", [0, 13, -1])
def test_months_are_one_to_twelve(typed: int) -> None:
    assert reasons(preview_of(changed(AN, months=typed))) == {Reason.MONTHS_OUT_OF_RANGE}


def test_a_row_that_pays_nothing_is_refused() -> None:
    told = reasons(preview_of(changed(AN, monthly=0, total=0)))
    assert Reason.NOTHING_TO_PAY in told


def test_a_blank_address_is_noted_and_no_address_column_is_not() -> None:
    assert codes(preview_of(changed(AN, address=None))) == {NoteCode.ADDRESS_BLANK}
    bare = [[*line[:4], *line[5:]] for line in [*ONE_LINE, [*AN, None]]]
    seen = read_payout_list(xlsx([*TITLE, *bare]), TERMS, RATES)
    assert seen.rows[0].address == ""
    assert codes(seen) == {NoteCode.NO_TOTALS_ROW}


def test_a_bare_year_keeps_its_row() -> None:
    assert preview_of(BINH).rows[0].birth_date.is_bare_year
