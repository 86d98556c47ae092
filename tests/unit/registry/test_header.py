"""Finding the header."""

from __future__ import annotations

import pytest

from cardsvc.registry.column import Column
from cardsvc.registry.errors import ListFormatError
from cardsvc.registry.header import Header, find_header
from cardsvc.registry.sheet import Cell, Row

NEEDED = (Column.NAME, Column.CITIZEN_NUMBER, Column.TOTAL)
AN = "1 | Nguyễn Văn An | 1950 | 001050000011 | 750000"


def rows(*lines: str) -> list[Row]:
    return [
        Row.of(number, (Cell.of_text(text.strip()) for text in line.split("|")))
        for number, line in enumerate(lines, start=1)
    ]


def places(header: Header) -> dict[Column, int]:
    return {heading.column: heading.index for heading in header.headings}


@pytest.mark.parametrize(
    "line",
    [
        "STT | Họ và tên | Ngày sinh | Số CCCD | Tổng tiền",
        "stt | HO VA TEN | NGAY SINH | SO CCCD | TONG TIEN",
        "TT | Họ  và\ntên | Năm sinh | Số CCCD/CMND | Thành tiền (đồng)",
        "Số TT | Họ, tên | Ngày/tháng/năm sinh | Số định danh cá nhân | Số tiền",
    ],
)
def test_a_header_is_known_in_any_case_with_or_without_marks(line: str) -> None:
    header = find_header(rows("DANH SÁCH", line, AN), NEEDED)
    assert (header.first_row, header.last_row) == (2, 2)
    assert list(places(header).values()) == [0, 1, 2, 3, 4]


def test_a_cell_merged_over_several_columns_is_carried_to_the_right() -> None:
    header = find_header(
        rows(
            "STT | Họ và tên | Ngày sinh | Số CCCD | Số tiền | | | Ký nhận",
            "    |           |           |         | Mức trợ cấp | Truy lĩnh | Tổng tiền |",
            AN,
        ),
        NEEDED,
    )
    assert (header.first_row, header.last_row) == (1, 2)
    assert places(header)[Column.TOTAL] == 6
    assert places(header)[Column.SIGNATURE] == 7


def test_a_line_of_units_belongs_to_the_header() -> None:
    header = find_header(
        rows("Họ và tên | Ngày sinh | Số CCCD | Tổng tiền", " | | | (đồng)", AN), NEEDED
    )
    assert header.last_row == 2


def test_the_beneficiary_is_not_the_one_who_collects() -> None:
    header = find_header(
        rows(
            "Người nhận thay | | Họ và tên | Ngày sinh | Số CCCD | Tổng tiền",
            "Họ và tên | Số CCCD | | | |",
            AN,
        ),
        NEEDED,
    )
    assert places(header)[Column.NAME] == 2
    assert places(header)[Column.CITIZEN_NUMBER] == 4
    assert header.ignored == ("Người nhận thay Họ và tên", "Người nhận thay Số CCCD")


def test_the_citizen_number_stands_before_an_old_identity_number() -> None:
    header = find_header(
        rows("Họ tên | Năm sinh | Số CMND | Số CCCD | Ngày cấp CCCD | Tổng tiền", AN), NEEDED
    )
    assert places(header)[Column.CITIZEN_NUMBER] == 3
    assert header.ignored == ("Số CMND", "Ngày cấp CCCD")


def test_two_columns_of_one_meaning_are_not_chosen_between() -> None:
    with pytest.raises(ListFormatError) as refused:
        find_header(rows("Họ tên | Họ và tên | Năm sinh | CCCD | Tổng tiền", AN), NEEDED)
    assert refused.value.code == "heading-twice"
    assert refused.value.data == {"heading": "Họ tên", "other": "Họ và tên", "row": 1}


def test_a_header_below_the_first_forty_rows_is_not_looked_for() -> None:
    far = rows(*["x"] * 41, "STT | Họ và tên | Ngày sinh | Số CCCD | Tổng tiền", AN)
    with pytest.raises(ListFormatError, match="header-not-found"):
        find_header(far, NEEDED)
