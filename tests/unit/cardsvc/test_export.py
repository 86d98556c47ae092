"""Downloads: what a spreadsheet reads is what was written, and it runs nothing of it."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from cardsvc.export.csv_file import write_csv
from cardsvc.export.formula import defused
from cardsvc.export.sheet import Cell, ExportError, Sheet
from cardsvc.export.workbook import write_xlsx

HEADINGS = ("Họ và tên", "Số CCCD", "Số tiền", "Ngày sinh", "Nhập lúc")
EVENING = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)  # already the 24th in Viet Nam
ROW = ("Nguyễn Văn Đức", "001145012345", 1_500_000, date(1945, 3, 12), EVENING)
NASTY = ("=1+1", "+84", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1", " =1", "https://example.org")


def in_excel(sheet: Sheet) -> Any:
    file = io.BytesIO()
    write_xlsx(file, sheet)
    return openpyxl.load_workbook(file).worksheets[0]


def in_csv(sheet: Sheet) -> list[list[str]]:
    file = io.BytesIO()
    write_csv(file, sheet)
    assert file.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))


def test_a_workbook_holds_texts_numbers_and_times_of_viet_nam() -> None:
    page = in_excel(Sheet("Người hưởng", HEADINGS, [ROW, (None,) * 5]))
    assert page.title == "Người hưởng"
    assert tuple(cell.value for cell in page[1]) == HEADINGS
    name, number, amount, born, at = page[2]
    assert (name.value, number.value, number.data_type) == (ROW[0], ROW[1], "s")
    assert (amount.value, amount.number_format) == (1_500_000, "#,##0")
    assert born.value == datetime(1945, 3, 12)
    assert at.value == datetime(2026, 11, 24, 1, 30)
    assert [cell.value for cell in page[3]] == [None] * 5


def test_a_csv_file_holds_the_same() -> None:
    lines = in_csv(Sheet("Người hưởng", HEADINGS, [ROW, (None,) * 5]))
    assert lines[0] == list(HEADINGS)
    assert lines[1] == [ROW[0], ROW[1], "1500000", "12/03/1945", "24/11/2026 01:30"]
    assert lines[2] == [""] * 5


@pytest.mark.parametrize("text", NASTY)
def test_a_text_in_a_workbook_is_never_a_formula_or_a_link(text: str) -> None:
    cell = in_excel(Sheet("x", ("a",), [(text,)]))["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None


@pytest.mark.parametrize("text", NASTY[:-1])
def test_a_text_in_a_csv_file_is_never_a_formula(text: str) -> None:
    assert in_csv(Sheet("x", (text,), [(text,)])) == [[f"'{text}"]] * 2
    assert defused(f"a{text}") == f"a{text}"


def test_a_negative_number_stays_a_number() -> None:
    assert in_csv(Sheet("x", ("a",), [(-5,)]))[1] == ["-5"]


def test_a_title_that_no_sheet_may_have_is_made_one_that_it_may() -> None:
    assert in_excel(Sheet("Kỳ 11/2026: [tất cả] " + "x" * 40, ("a",), [])).title.startswith("Kỳ 11")


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_more_rows_than_a_sheet_has_are_refused(write: Any) -> None:
    assert write(io.BytesIO(), Sheet("x", ("a",), [(1,)] * 2, most=2)) == 2
    with pytest.raises(ExportError, match="export-too-many-rows"):
        write(io.BytesIO(), Sheet("x", ("a",), [(1,)] * 3, most=2))


class Nowhere(io.RawIOBase):
    """Takes everything and keeps nothing."""

    def writable(self) -> bool:
        return True

    def write(self, octets: Any) -> int:
        return len(octets)


def peak_bytes(rows: int) -> int:
    def made() -> Iterator[tuple[Cell, ...]]:
        for number in range(rows):
            yield f"Nguyễn Văn Đức {number}", f"{number:012}", number

    tracemalloc.start()
    write_csv(Nowhere(), Sheet("x", ("a", "b", "c"), made()))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_the_length_of_a_file_needs_no_memory() -> None:
    assert peak_bytes(20_000) < peak_bytes(2_000) * 1.3
