"""An Excel workbook of one sheet, written row by row so that its length needs no memory."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter

from cardsvc.export.sheet import Cell, Sheet
from firmware_config.vietnamese.dates import VIET_NAM

_OPTIONS = {
    "constant_memory": True,  # a row is on disk before the next is made
    # A text is a text: no formula, link or number is made of it.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]|^'|'$")
_MOST_TITLE_LETTERS = 31
_NARROWEST, _WIDEST = 12, 40
_MOST_CELL_LETTERS = 32_767  # Excel's own limit


def write_xlsx(file: IO[bytes], sheet: Sheet) -> int:
    """Writes the workbook; returns how many rows.

    Raises:
        ExportError: `export-too-many-rows`.
    """
    number = 0
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        book.set_properties({"title": sheet.title})
        page = book.add_worksheet(_NOT_IN_A_TITLE.sub(" ", sheet.title)[:_MOST_TITLE_LETTERS])
        formats = _Formats(book)
        page.freeze_panes(1, 0)
        for column, heading in enumerate(sheet.headings):
            page.set_column(column, column, max(_NARROWEST, min(len(heading) + 4, _WIDEST)))
            page.write_string(0, column, heading, formats.heading)
        for number, row in sheet.counted():
            for column, cell in enumerate(row):
                _write(page, number, column, cell, formats)
        if number:
            page.autofilter(0, 0, number, len(sheet.headings) - 1)
    return number


class _Formats:
    def __init__(self, book: Any) -> None:
        self.heading = book.add_format({"bold": True, "bg_color": "#E2E8EE", "bottom": 1})
        self.number = book.add_format({"num_format": "#,##0"})
        self.day = book.add_format({"num_format": "dd/mm/yyyy"})
        self.moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})


def _write(page: Any, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    if isinstance(cell, str):
        page.write_string(row, column, cell[:_MOST_CELL_LETTERS])
    elif isinstance(cell, datetime):
        # Excel knows no zone: it is shown as the clock on the wall in Viet Nam.
        here = cell.astimezone(VIET_NAM).replace(tzinfo=None)
        page.write_datetime(row, column, here, formats.moment)
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, formats.day)
    elif cell is not None:
        page.write_number(row, column, cell, formats.number)
