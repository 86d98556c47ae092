"""XLSX workbooks: bounded before they are opened, then read cell by cell.

openpyxl parses XML through defusedxml where that is installed. A machine without it stops here
rather than parse an entity bomb.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils.datetime import from_excel

from cardsvc.registry.errors import ListFormatError
from cardsvc.registry.sheet import EMPTY, MAX_COLUMNS, MAX_ROWS, Cell, Kind, Row, Sheet

MAX_PARTS = 1_000
MAX_UNPACKED_BYTES = 224 * 2**20  # of the whole archive; 250,000 rows unpack to some 200 MiB
_SERIALS = range(1, 73_051)  # 1900 to 2099
_ENCRYPTED = 0x1  # PKWARE APPNOTE 4.4.4, general purpose bit 0

if not DEFUSEDXML:
    raise ImportError("openpyxl must read XML through defusedxml")


def read_workbook(file: IO[bytes]) -> tuple[Sheet, ...]:
    """The visible sheets of an XLSX file, in order.

    Raises:
        ListFormatError: `not-a-spreadsheet`, `binary-workbook`, `encrypted`, `macros`,
            `unpacks-too-large`, `workbook-damaged`; and when rows are read, `too-many-rows`,
            `cell-too-long`, `workbook-damaged`.
    """
    _check_archive(file)
    with _named_damage():
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return tuple(
            Sheet(sheet.title, _WorkbookRows(sheet, book.epoch), is_typed=True) for sheet in visible
        )


@dataclass(frozen=True, slots=True)
class _WorkbookRows:
    """The rows of one sheet, parsed anew each time."""

    sheet: Any
    epoch: datetime

    def __iter__(self) -> Iterator[Row]:
        rows = _rows(self.sheet, self.epoch)
        while True:
            with _named_damage():
                row = next(rows, None)
            if row is None:
                return
            yield row


@contextmanager
def _named_damage() -> Iterator[None]:
    """openpyxl raises whatever the broken part trips over, and warns of styles and extensions that
    mean nothing to a list."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ListFormatError:
        raise
    except Exception as fault:
        raise ListFormatError("workbook-damaged", fault=type(fault).__name__) from fault


def _check_archive(file: IO[bytes]) -> None:
    """What the archive's directory declares. `zipfile` never unpacks more than that."""
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
    except (BadZipFile, NotImplementedError, ValueError) as fault:
        raise ListFormatError("workbook-damaged", fault=type(fault).__name__) from fault
    names = {part.filename for part in parts}
    unpacked = sum(part.file_size for part in parts)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise ListFormatError("encrypted")
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
        raise ListFormatError("unpacks-too-large", most_bytes=MAX_UNPACKED_BYTES)
    if "xl/workbook.bin" in names:
        raise ListFormatError("binary-workbook")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise ListFormatError("not-a-spreadsheet")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise ListFormatError("macros")


def _rows(sheet: Any, epoch: datetime) -> Iterator[Row]:
    # A sheet may declare dimensions that are not its own. Without any, openpyxl gives each row as
    # wide as it is, and missing rows as nothing, which a cell far below makes a million of.
    sheet.reset_dimensions()
    filled = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        row = Row.of(number, (_cell(cell, epoch) for cell in cells[:MAX_COLUMNS]))
        if not row.cells:
            continue
        filled += 1
        if filled > MAX_ROWS:
            raise ListFormatError("too-many-rows", most=MAX_ROWS)
        yield row


def _cell(cell: Any, epoch: datetime) -> Cell:
    match cell.value:
        case None:
            return EMPTY
        case str(text) if cell.data_type == "e":
            return Cell(Kind.FAULT, text)
        case str(text):
            return Cell.of_text(text)
        case bool(value):
            return Cell(Kind.TEXT, str(value).upper())
        case int() | float() as value:
            return _number(Decimal(repr(value)), epoch)
        case datetime() as moment:
            return Cell(Kind.DATE, _written(moment.date()), day=moment.date())
        case date() as day:
            return Cell(Kind.DATE, _written(day), day=day)
        case other:
            return Cell(Kind.TEXT, str(other))


def _number(number: Decimal, epoch: datetime) -> Cell:
    if not number.is_finite():
        return Cell(Kind.FAULT, str(number))
    if number != number.to_integral_value():
        return Cell(Kind.NUMBER, str(number), number)
    whole = int(number)
    moment = from_excel(whole, epoch) if whole in _SERIALS else None
    day = moment.date() if isinstance(moment, datetime) else None
    return Cell(Kind.NUMBER, str(whole), Decimal(whole), day)


def _written(day: date) -> str:
    return f"{day:%d/%m}/{day.year}"
