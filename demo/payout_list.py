"""A payout list as a commune makes it in Excel: titles, a merged header, people, total, signatures.

Made neatly, or the way real ones come: letters taken apart, amounts and dates as text, dates as
bare serials, citizen numbers turned into numbers and so without leading zeros, blank lines.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from demo.people import TAN_TRAO, Person
from firmware_config.money import format_vnd
from firmware_config.period import Period
from firmware_config.places import Commune, province
from firmware_config.vietnamese.words import amount_in_words_vi

STANDARD_VND = 500_000  # a month, from July 2024 (Decree 76/2024/NĐ-CP)

_UPPER = "STT|Họ và tên|Ngày sinh|Số CCCD|Địa chỉ|Loại đối tượng|Hệ số|Số tiền (đồng)||||Ký nhận"
_LOWER = "|||||||Mức trợ cấp|Số tháng|Truy lĩnh|Tổng tiền|"
_WIDTHS = (6, 26, 12, 16, 34, 44, 7, 13, 8, 13, 14, 18)
_BIRTH, _CITIZEN, _COEFFICIENT, _TOTAL, _LAST = 3, 4, 7, 11, 12
_AMOUNTS = (8, 10, 11)
_HEADER_ROW = 7
_FIRST_ROW = _HEADER_ROW + 2
_BLANK_LINE_EVERY = 40
_EXCEL_DAY_0 = date(1899, 12, 30)

_BOLD = Font(name="Times New Roman", bold=True)
_PLAIN = Font(name="Times New Roman")
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_THIN = Side(style="thin")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)

_Value = str | int | float | date


def write_payout_list(
    path: Path,
    people: Sequence[Person],
    period: Period,
    *,
    commune: Commune = TAN_TRAO,
    standard_vnd: int = STANDARD_VND,
    is_messy: bool = False,
) -> None:
    """Writes an XLSX file of one sheet. All of it can be imported, messy or not."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = f"T{period.month:02}-{period.year}"
    for column, width in zip("ABCDEFGHIJKL", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    _write_title(sheet, commune, period)
    _write_header(sheet)
    chance = Random(len(people)) if is_messy else None  # noqa: S311 -- the same mess every time
    row = _FIRST_ROW
    for number, person in enumerate(people, start=1):
        values = _values(number, person, commune, standard_vnd)
        _write_person(sheet, row, values if chance is None else _messy(chance, values))
        row += 2 if is_messy and number % _BLANK_LINE_EVERY == 0 else 1
    row = _write_total(sheet, row, people, standard_vnd)
    _write_signatures(sheet, row + 2, commune, period)
    book.save(path)


def _write_title(sheet: Worksheet, commune: Commune, period: Period) -> None:
    above = province(commune.province).name.upper()
    level = "" if above.startswith("THÀNH PHỐ") else "TỈNH "
    _write_across(sheet, 1, 1, 4, f"UBND {level}{above}")
    _write_across(sheet, 2, 1, 4, f"ỦY BAN NHÂN DÂN {commune.name.upper()}")
    _write_across(sheet, 1, 6, _LAST, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    _write_across(sheet, 2, 6, _LAST, "Độc lập - Tự do - Hạnh phúc")
    month = f"THÁNG {period.month:02} NĂM {period.year}"
    _write_across(sheet, 4, 1, _LAST, f"DANH SÁCH CHI TRẢ TRỢ CẤP XÃ HỘI {month}")
    _write_across(sheet, 5, 1, _LAST, "(Theo Nghị định số 20/2021/NĐ-CP ngày 15/3/2021)")


def _write_header(sheet: Worksheet) -> None:
    for row, texts in ((_HEADER_ROW, _UPPER), (_HEADER_ROW + 1, _LOWER)):
        for column, text in enumerate(texts.split("|"), start=1):
            cell = sheet.cell(row, column, text or None)
            cell.font, cell.alignment, cell.border = _BOLD, _CENTRED, _GRID
    for column in (*range(1, _COEFFICIENT + 1), _LAST):
        sheet.merge_cells(None, _HEADER_ROW, column, _HEADER_ROW + 1, column)
    sheet.merge_cells(None, _HEADER_ROW, _COEFFICIENT + 1, _HEADER_ROW, _TOTAL)


def _values(number: int, person: Person, commune: Commune, standard_vnd: int) -> list[_Value]:
    return [
        number,
        person.name,
        person.birth if person.is_day_known else str(person.birth.year),
        person.citizen.digits,
        f"Thôn {person.village}, {commune.name.lower()[:1]}{commune.name[1:]}",
        person.category.text,
        person.category.coefficient_tenths / 10,
        person.monthly_vnd(standard_vnd),
        person.months,
        person.arrears_vnd(standard_vnd),
        person.total_vnd(standard_vnd),
    ]


def _messy(chance: Random, values: list[_Value]) -> list[_Value]:
    """One row as somebody else's spreadsheet has left it; what it says is the same."""
    number, name, birth, citizen, address, category, coefficient, *amounts = values
    if chance.random() < 0.3:
        name = unicodedata.normalize("NFD", str(name))
    if isinstance(birth, date):
        forms: list[_Value] = [birth, f"{birth:%d/%m/%Y}", (birth - _EXCEL_DAY_0).days]
        birth = chance.choice(forms)
    elif chance.random() < 0.5:
        birth = int(birth)
    if chance.random() < 0.4:
        citizen = int(str(citizen))
    if chance.random() < 0.2:
        coefficient = str(coefficient).replace(".", ",")
    if chance.random() < 0.3:
        amounts = [_grouped(amount) for amount in amounts]
    return [number, name, birth, citizen, address, category, coefficient, *amounts]


def _grouped(amount: _Value) -> str:
    return format_vnd(int(str(amount))).removesuffix("\u00a0₫")


def _write_person(sheet: Worksheet, row: int, values: Sequence[_Value]) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column, value)
        cell.font, cell.border = _PLAIN, _GRID
        if isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"
        elif column == _CITIZEN and isinstance(value, str):
            cell.number_format = "@"
        elif column in _AMOUNTS and isinstance(value, int):
            cell.number_format = "#,##0"
        elif column == _BIRTH:
            cell.number_format = "General"
    sheet.cell(row, _LAST).border = _GRID


def _write_total(sheet: Worksheet, row: int, people: Sequence[Person], standard_vnd: int) -> int:
    """The totals line and the line below it. Returns the last row written."""
    total = sum(person.total_vnd(standard_vnd) for person in people)
    sums = (
        sum(person.monthly_vnd(standard_vnd) for person in people),
        sum(person.arrears_vnd(standard_vnd) for person in people),
        total,
    )
    sheet.cell(row, 1, f"Tổng cộng: {len(people)} người").font = _BOLD
    for column, amount_vnd in zip(_AMOUNTS, sums, strict=True):
        cell = sheet.cell(row, column, amount_vnd)
        cell.font, cell.number_format = _BOLD, "#,##0"
    sheet.merge_cells(None, row, 1, row, _COEFFICIENT)
    _write_across(sheet, row + 1, 1, _LAST, f"Bằng chữ: {amount_in_words_vi(total)}.")
    return row + 1


def _write_signatures(sheet: Worksheet, row: int, commune: Commune, period: Period) -> None:
    signed = date(period.year, period.month, 1) - timedelta(days=10)
    place = commune.name.split(" ", 1)[1]
    when = f"{place}, ngày {signed.day} tháng {signed.month} năm {signed.year}"
    _write_across(sheet, row, 8, _LAST, when)
    _write_across(sheet, row + 1, 1, 3, "NGƯỜI LẬP BIỂU")
    _write_across(sheet, row + 1, 4, 6, "PHỤ TRÁCH KẾ TOÁN")
    _write_across(sheet, row + 1, 8, _LAST, "CHỦ TỊCH")
    _write_across(sheet, row + 2, 1, 3, "(Ký, ghi rõ họ tên)")
    _write_across(sheet, row + 2, 4, 6, "(Ký, ghi rõ họ tên)")
    _write_across(sheet, row + 2, 8, _LAST, "(Ký tên, đóng dấu)")


def _write_across(sheet: Worksheet, row: int, first: int, last: int, text: str) -> None:
    cell = sheet.cell(row, first, text)
    cell.font, cell.alignment = _BOLD, _CENTRED
    sheet.merge_cells(None, row, first, row, last)
