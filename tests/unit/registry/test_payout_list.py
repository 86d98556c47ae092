"""A whole list: found, understood, previewed, accepted or refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cardsvc.registry.birth_date import BirthDate
from cardsvc.registry.column import Column
from cardsvc.registry.errors import ListFormatError, RatesError
from cardsvc.registry.finding import NoteCode, Reason
from cardsvc.registry.payout_list import read_payout_list
from cardsvc.registry.preview import ListRefused
from firmware_config.ids import CitizenNumber, ProgrammeCode
from firmware_config.period import Period, PeriodError
from tests.unit.registry.lists import (
    AN,
    BINH,
    CHI,
    ONE_LINE,
    RATES,
    TERMS,
    TITLE,
    TWO_LINES,
    Line,
    changed,
    codes,
    csv_text,
    note,
    preview,
    preview_of,
    problem,
    reasons,
    total_line,
    typed_list,
    xlsx,
)


def test_a_list_as_departments_make_it_is_read_whole() -> None:
    merged = [*("A5:A6", "B5:B6", "C5:C6", "H5:K5", "L5:L6", "A2:L2"), "A10:C10"]
    octets = xlsx(typed_list([AN, BINH, CHI]), merge=merged)

    seen = read_payout_list(octets, TERMS, RATES)

    assert seen.problems == ()
    assert seen.header_rows == (5, 6)
    assert seen.ignored == ()
    assert [row.row for row in seen.rows] == [7, 8, 9]
    an = seen.rows[0]
    assert an.name == "Nguyễn Văn An"
    assert an.birth_date == BirthDate(1950, 12, 3)
    assert an.citizen_number == CitizenNumber("001050000011")
    assert an.address == "Thôn 1"
    assert an.category is not None
    assert an.category.vi == "Người khuyết tật nặng"
    assert an.coefficient_tenths == 15
    assert (an.monthly_amount_vnd, an.months, an.arrears_vnd, an.total_vnd) == (
        750_000,
        1,
        0,
        750_000,
    )
    assert seen.rows[2].months == 2
    assert seen.totals.row == 10
    assert seen.totals.stated_vnd == seen.totals.sum_vnd == 3_250_000
    assert seen.signatures[1].startswith("NGƯỜI LẬP BIỂU")
    assert seen.accepted(set_aside_bad_rows=False).rows == seen.rows


def test_the_preview_says_which_heading_was_taken_for_which_column() -> None:
    seen = preview(typed_list([AN]))
    told = {heading.column: (heading.text, heading.index) for heading in seen.columns}
    assert told[Column.CITIZEN_NUMBER] == ("Số CCCD", 3)
    assert told[Column.MONTHLY] == ("Số tiền (đồng) Mức trợ cấp", 7)
    assert set(told) == set(Column)


def test_the_same_list_reads_the_same_from_csv() -> None:
    lines = typed_list([AN, BINH, CHI], ONE_LINE)
    from_xlsx = preview(lines)
    from_csv = read_payout_list(csv_text(lines).encode(), TERMS, RATES)
    assert from_csv.rows == from_xlsx.rows
    assert from_csv.problems == ()


def test_one_bad_row_refuses_the_list_unless_it_may_be_set_aside() -> None:
    seen = preview(typed_list([AN, changed(BINH, name=None), CHI]))

    with pytest.raises(ListRefused) as refused:
        seen.accepted(set_aside_bad_rows=False)
    assert refused.value.problems == seen.problems
    assert refused.value.data == {"problems": 1}

    accepted = seen.accepted(set_aside_bad_rows=True)
    assert [row.row for row in accepted.rows] == [7, 9]
    (aside,) = accepted.set_aside
    assert aside.row == 8
    assert aside.values[3] == "001148000022"
    assert aside.problems == seen.problems


def test_setting_rows_aside_does_not_mend_a_wrong_total() -> None:
    seen = preview([*TITLE, *TWO_LINES, AN, BINH, total_line([AN])])
    assert problem(seen).reason is Reason.STATED_TOTAL_DIFFERS
    assert problem(seen).data == {"stated_vnd": 750_000, "sum_vnd": 1_750_000}
    assert problem(seen).row is None
    with pytest.raises(ListRefused):
        seen.accepted(set_aside_bad_rows=True)


def test_a_list_of_bad_rows_only_is_refused() -> None:
    with pytest.raises(ListRefused):
        preview_of(changed(AN, name=None)).accepted(set_aside_bad_rows=True)


def test_a_row_tells_all_its_problems_with_row_column_and_value() -> None:
    bad = changed(AN, name=None, birth="31/02/1950", months=13)
    seen = preview_of(BINH, bad)
    told = [(it.row, it.heading, it.value, it.reason) for it in seen.problems]
    assert told == [
        (8, "Họ và tên", "", Reason.MISSING),
        (8, "Ngày sinh", "31/02/1950", Reason.BIRTH_DATE_NOT_A_DATE),
        (8, "Số tiền (đồng) Số tháng", "13", Reason.MONTHS_OUT_OF_RANGE),
    ]


def test_the_stated_total_is_not_held_against_rows_that_cannot_be_read() -> None:
    seen = preview([*TITLE, *TWO_LINES, AN, BINH, [3, "Lê Thị Chi"], total_line([AN, BINH])])
    assert note(seen, NoteCode.STATED_TOTAL_NOT_CHECKED).data == {"stated_vnd": 1_750_000}
    assert not seen.list_problems


def test_the_stated_number_of_people_is_counted() -> None:
    right = [*TITLE, *TWO_LINES, AN, BINH, total_line([AN, BINH], "Tổng cộng: 2 người")]
    wrong = [*TITLE, *TWO_LINES, AN, BINH, total_line([AN, BINH], "Tổng cộng: 25 người")]
    assert preview(right).problems == ()
    assert problem(preview(wrong)).reason is Reason.STATED_COUNT_DIFFERS
    assert problem(preview(wrong)).data == {"stated": 25, "counted": 2}


def test_a_total_above_what_one_payment_may_be_is_read_from_text() -> None:
    lines = [*TITLE, *TWO_LINES, AN, ["Tổng cộng", *[None] * 9, "9.000.000.000"]]
    assert problem(preview(lines)).data == {"stated_vnd": 9_000_000_000, "sum_vnd": 750_000}


def test_a_list_without_totals_says_so() -> None:
    assert NoteCode.NO_TOTALS_ROW in codes(preview([*TITLE, *TWO_LINES, AN]))


@pytest.mark.parametrize(
    "title",
    ["DANH SÁCH CHI TRẢ THÁNG 10 NĂM 2026", "Danh sách chi trả kỳ 10/2026", "Tháng 10/2026"],
)
def test_a_title_of_another_month_is_a_problem_of_the_list(title: str) -> None:
    seen = preview([[title], *TWO_LINES, AN, total_line([AN])])
    assert problem(seen).reason is Reason.STATED_PERIOD_DIFFERS
    assert problem(seen).data == {"stated": "10/2026", "period": "11/2026"}


@pytest.mark.parametrize(
    "title",
    [
        "Danh sách tháng 11, 12 năm 2026",
        "Danh sách tháng 10 và tháng 11 năm 2026",
        "Hà Nội, ngày 20 tháng 10 năm 2026",
        "Kèm Quyết định số 10/2026/QĐ-UBND ngày 14/10/2026",
    ],
)
def test_two_months_decrees_and_dates_of_signing_contradict_nothing(title: str) -> None:
    assert preview([[title], *TWO_LINES, AN, total_line([AN])]).problems == ()


def test_amounts_in_thousands_are_refused() -> None:
    seen = preview([*TITLE, ["Đơn vị tính: 1.000 đồng"], *TWO_LINES, AN, total_line([AN])])
    assert problem(seen).reason is Reason.UNIT_NOT_DONG


def test_groups_subtotals_blank_lines_and_repeated_headers_are_noted_and_left_out() -> None:
    lines: list[Line] = [
        *TITLE,
        *ONE_LINE,
        ["(1)", "(2)", "(3)", "(4)"],
        ["I", "Người khuyết tật"],
        AN,
        total_line([AN], "Cộng thôn 1"),
        [],
        [9],
        *ONE_LINE,
        ["Thôn 2"],
        BINH,
        total_line([BINH], "Cộng thôn 2"),
        total_line([AN, BINH]),
    ]
    seen = preview(lines)
    assert [row.name for row in seen.rows] == ["Nguyễn Văn An", "Trần Thị Bình"]
    assert seen.problems == ()
    assert [(it.row, it.code) for it in seen.notes if it.column is None] == [
        (7, NoteCode.GROUP_LINE),
        (9, NoteCode.SUBTOTAL_LINE),
        (11, NoteCode.NUMBERED_BLANK_LINE),
        (12, NoteCode.HEADER_REPEATED),
        (13, NoteCode.GROUP_LINE),
        (15, NoteCode.SUBTOTAL_LINE),
    ]


def test_both_lines_of_a_repeated_header_are_left_out() -> None:
    seen = preview([*TITLE, *TWO_LINES, AN, *TWO_LINES, BINH, total_line([AN, BINH])])
    assert seen.problems == ()
    assert [it.row for it in seen.notes if it.code is NoteCode.HEADER_REPEATED] == [8, 9]


def test_people_named_tong_and_cong_are_not_sums() -> None:
    tong = changed(AN, number=None, name="Tống Văn An")
    cong = changed(BINH, number=None, name="Công Thị Bình")
    seen = preview([*TITLE, *TWO_LINES, tong, cong, total_line([tong, cong])])
    assert [row.name for row in seen.rows] == ["Tống Văn An", "Công Thị Bình"]


def test_a_last_row_with_no_more_than_an_amount_is_not_taken_for_a_signature() -> None:
    seen = preview([*TITLE, *TWO_LINES, AN, [None, "Lê Thị Chi", *[None] * 8, 750_000]])
    assert {it.row for it in seen.problems} == {8}
    assert seen.signatures == ()


def test_a_name_alone_among_people_is_a_problem_and_not_a_group() -> None:
    seen = preview_of(AN, [None, "Lê Thị Chi"], BINH)
    assert {it.row for it in seen.problems} == {8}
    assert reasons(seen) == {Reason.MISSING}


def test_rows_of_one_citizen_number_are_all_told() -> None:
    seen = preview_of(AN, BINH, changed(AN, number=3, name="Nguyễn Văn Ân"))
    told = [(it.row, it.reason, it.data) for it in seen.problems]
    assert told == [
        (7, Reason.SAME_PERSON_TWICE, {"other_row": 9}),
        (9, Reason.SAME_PERSON_TWICE, {"other_row": 7}),
    ]
    assert [row.row for row in seen.rows] == [8]


def test_a_poor_single_parent_may_hold_a_second_entitlement() -> None:
    parent = changed(AN, category="Người đơn thân nghèo đang nuôi con", coefficient=2)
    seen = preview_of(AN, changed(parent, monthly=1_000_000, total=1_000_000))
    assert seen.problems == ()
    assert [it.row for it in seen.notes if it.code is NoteCode.TWO_ENTITLEMENTS] == [7, 8]


def test_one_name_and_birth_date_with_two_numbers_is_noted() -> None:
    seen = preview_of(AN, changed(AN, citizen="001050000099"))
    assert seen.problems == ()
    assert [it.data for it in seen.notes if it.code is NoteCode.SAME_NAME_AND_BIRTH_DATE] == [
        {"other_row": 8},
        {"other_row": 7},
    ]


def test_a_programme_of_individual_amounts_needs_no_category() -> None:
    terms = replace(TERMS, programme=ProgrammeCode("BHXH"))
    header: list[Line] = [["Họ tên", "Năm sinh", "Số định danh", "Mức hưởng", "Thành tiền"]]
    lines = [*header, ["Nguyễn Văn An", 1950, "001050000011", 3_456_700, 3_456_700]]
    (row,) = preview(lines, terms).rows
    assert (row.category, row.coefficient_tenths) == (None, None)
    assert (row.months, row.arrears_vnd, row.total_vnd) == (1, 0, 3_456_700)


def test_a_grant_paid_once_takes_one_month_and_no_arrears() -> None:
    terms = replace(TERMS, programme=ProgrammeCode("MTP"))
    bad = changed(AN, monthly=10_000_000, months=2, arrears=5, total=20_000_005)
    seen = preview([*TITLE, *TWO_LINES, bad], terms)
    assert [(it.column, it.data) for it in seen.problems] == [
        (Column.MONTHS, {"most": 1}),
        (Column.ARREARS, {"most_vnd": 0}),
    ]


def test_a_header_that_lacks_a_column_says_what_is_missing_and_what_was_found() -> None:
    with pytest.raises(ListFormatError) as refused:
        preview([["STT", "Họ tên", "Năm sinh", "Địa chỉ", "Hệ số", "Ghi chú"], AN])
    assert refused.value.code == "columns-missing"
    assert refused.value.data == {
        "missing": "Số CCCD, Loại đối tượng, Mức trợ cấp, Tổng tiền",
        "found": "STT, Họ tên, Năm sinh, Địa chỉ, Hệ số",
        "row": 1,
    }


def test_a_sheet_without_a_header_says_what_was_looked_for() -> None:
    with pytest.raises(ListFormatError) as refused:
        preview([["Kính gửi"], ["Bưu điện tỉnh"]])
    assert refused.value.code == "header-not-found"
    assert "Số CCCD" in str(refused.value.data["looked_for"])


def test_a_header_over_nobody_is_an_error() -> None:
    with pytest.raises(ListFormatError, match="no-rows"):
        preview([*TITLE, *TWO_LINES])


def test_a_programme_before_its_decree_has_no_standard() -> None:
    early = replace(TERMS, programme=ProgrammeCode("HTXH"), period=Period.of_month(2025, 6))
    with pytest.raises(RatesError, match="rates-no-standard"):
        preview(typed_list([AN]), early)


def test_terms_are_of_a_month() -> None:
    with pytest.raises(PeriodError):
        replace(TERMS, period=Period.once_in(2026, 11))


def test_nothing_personal_shows_where_a_preview_is_logged() -> None:
    seen = preview_of(AN, changed(BINH, name="Bình 2", citizen="148000022"))
    for secret in ("Nguyễn", "1950-12-03", "001050000011", "Bình", "148000022", "Thôn 1"):
        assert secret not in repr(seen)
