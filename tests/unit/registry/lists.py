"""Small payout lists, built as a labour department would type them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook

from cardsvc.registry.file_kind import open_sheets
from cardsvc.registry.finding import Note, NoteCode, Problem, Reason
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.payout_list import read_payout_list
from cardsvc.registry.preview import Preview
from cardsvc.registry.rates import Rates
from cardsvc.registry.sheet import Sheet
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period
from tests.simulators.list_files import saved

RATES = Rates.load()
TERMS = ListTerms(
    ProgrammeCode("BTXH"), ProvinceCode("01"), OfficeId("100000"), Period.of_month(2026, 11)
)
Line = Sequence[Any]

UPPER = ["STT", "Họ và tên", "Ngày sinh", "Số CCCD", "Địa chỉ", "Loại đối tượng", "Hệ số"]
TWO_LINES: list[Line] = [
    [*UPPER, "Số tiền (đồng)", None, None, None, "Ký nhận"],
    [*[None] * 7, "Mức trợ cấp", "Số tháng", "Truy lĩnh", "Tổng tiền", None],
]
ONE_LINE: list[Line] = [
    [*UPPER, "Mức trợ cấp", "Số tháng", "Truy lĩnh", "Tổng tiền", "Ký nhận"],
]
TITLE: list[Line] = [
    ["ỦY BAN NHÂN DÂN XÃ MẪU"],
    ["DANH SÁCH CHI TRẢ TRỢ GIÚP XÃ HỘI THÁNG 11 NĂM 2026"],
    ["(Theo Nghị định số 20/2021/NĐ-CP ngày 15 tháng 3 năm 2021)"],
    [],
]
SIGNATURES: list[Line] = [
    [],
    [None, None, None, "Xã Mẫu, ngày 20 tháng 10 năm 2026"],
    [None, "NGƯỜI LẬP BIỂU", None, "KẾ TOÁN", None, None, None, "CHỦ TỊCH"],
    [None, "Nguyễn Thị Lập", None, "Trần Văn Toán", None, None, None, "Lê Văn Chủ"],
]

AN = [1, "Nguyễn Văn An", "03/12/1950", "001050000011", "Thôn 1", "K6.4", 1.5, 750000, 1, 0, 750000]
BINH = [2, "Trần Thị Bình", "1948", "001148000022", "Thôn 2", "K6.1", 2, 1000000, 1, 0, 1000000]
CHI = [3, "Lê Thị Chi", "01/02/2015", "001315000033", "Thôn 3", "K1.2", 1.5, 750000, 2, 0, 1500000]


def changed(person: Line, **cells: Any) -> list[Any]:
    """`person` with cells replaced, named as `NAMES`."""
    return [cells.get(name, value) for name, value in zip(NAMES, person, strict=True)]


NAMES = (
    *("number", "name", "birth", "citizen", "address", "category", "coefficient"),
    *("monthly", "months", "arrears", "total"),
)


def total_line(people: Sequence[Line], label: str = "Tổng cộng") -> Line:
    return [label, *[None] * 9, sum(person[10] for person in people)]


def typed_list(people: Sequence[Line], header: Sequence[Line] = TWO_LINES) -> list[Line]:
    """Title, header, people, totals and signatures. The first person stands in row 7."""
    return [*TITLE, *header, *people, total_line(people), *SIGNATURES]


def xlsx(lines: Sequence[Line], *, merge: Sequence[str] = ()) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for at, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            sheet.cell(at, column, value)
    for cells in merge:
        sheet.merge_cells(cells)
    return saved(book)


def csv_text(lines: Sequence[Line], separator: str = ",") -> str:
    text = StringIO()
    csv.writer(text, delimiter=separator).writerows(lines)
    return text.getvalue()


def preview(lines: Sequence[Line], terms: ListTerms = TERMS) -> Preview:
    return read_payout_list(xlsx(lines), terms, RATES)


def preview_of(*people: Line) -> Preview:
    """Of a list whose totals row leaves the amount out, so that only the people are judged."""
    return preview([*TITLE, *TWO_LINES, *people, ["Tổng cộng"]])


def problem(seen: Preview) -> Problem:
    """The one problem."""
    (only,) = seen.problems
    return only


def reasons(seen: Preview) -> set[Reason]:
    return {found.reason for found in seen.problems}


def note(seen: Preview, code: NoteCode) -> Note:
    """The one note of that code."""
    (only,) = [found for found in seen.notes if found.code is code]
    return only


def codes(seen: Preview) -> set[NoteCode]:
    return {found.code for found in seen.notes}


def read_sheets(octets: bytes) -> tuple[Sheet, ...]:
    """A file's sheets with all their rows read. Raises all that reading them raises."""
    return tuple(replace(one, rows=tuple(one.rows)) for one in open_sheets(BytesIO(octets)))
