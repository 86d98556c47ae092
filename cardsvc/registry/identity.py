"""Who a row is about: name, date of birth, citizen number, address.

Each function gives the value, or `None` with the problem told; what is repaired is noted.
"""

from __future__ import annotations

import re
from datetime import date

from cardsvc.registry.birth_date import BirthDate
from cardsvc.registry.cells import RowCells
from cardsvc.registry.column import Column
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.finding import NoteCode, Reason
from cardsvc.registry.sheet import Cell, Kind
from firmware_config.ids import CitizenNumber
from firmware_config.period import Period
from firmware_config.record import MAX_NAME_BYTES

# Marks by themselves stand in names of peoples whose letters Unicode has not composed.
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\s'’ʼ.,()-])*")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00:00)?")
_YEAR = re.compile(r"\d{4}")
_LEAST_SERIAL = 3_000  # March 1908; a smaller number is a year
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_DIGITS = 12
_OLD_DIGITS = 9  # CMND, before 2012 (Decree 106/2013)
_MOST_ZEROS = 2  # numbers begin with 001 to 096


def is_name(text: str) -> bool:
    """Letters, and what stands between those of a name."""
    return _NAME.fullmatch(text) is not None


def read_name(cells: RowCells) -> str | None:
    """Letters and what stands between them, as long as a signed record can hold."""
    name = cells.text(Column.NAME)
    if name is None:
        return None
    if not is_name(name):
        cells.problem(Column.NAME, Reason.NAME_NOT_A_NAME)
        return None
    if len(name.encode()) > MAX_NAME_BYTES:
        cells.problem(Column.NAME, Reason.NAME_TOO_LONG, most_bytes=MAX_NAME_BYTES)
        return None
    return name


def read_address(cells: RowCells) -> str:
    """The address, or an empty text: nobody is paid by it."""
    if not cells.has(Column.ADDRESS):
        return ""
    if cells.cell(Column.ADDRESS).is_empty:
        cells.note(Column.ADDRESS, NoteCode.ADDRESS_BLANK)
        return ""
    return cells.text(Column.ADDRESS) or ""


def read_birth_date(cells: RowCells, period: Period) -> BirthDate | None:
    """From a date cell, a serial, `dd/mm/yyyy` or a bare year; born by the end of `period`."""
    cell = cells.usable(Column.BIRTH_DATE)
    if cell is None:
        return None
    try:
        birth = _birth_date(cells, cell)
    except (ValueError, RegistryError):
        cells.problem(Column.BIRTH_DATE, Reason.BIRTH_DATE_NOT_A_DATE)
        return None
    if birth is not None and not birth.is_before_end_of(period.year, period.month):
        cells.problem(
            Column.BIRTH_DATE,
            Reason.BIRTH_DATE_OUT_OF_RANGE,
            period=f"{period.month:02}/{period.year}",
        )
        return None
    return birth


def _birth_date(cells: RowCells, cell: Cell) -> BirthDate | None:
    if cell.kind is Kind.DATE and cell.day:
        return BirthDate.of(cell.day)
    if cell.day and cell.number and cell.number >= _LEAST_SERIAL:
        birth = BirthDate.of(cell.day)
        cells.note(Column.BIRTH_DATE, NoteCode.DATE_WAS_SERIAL, birth)
        return birth
    text = cell.text.strip()
    if _YEAR.fullmatch(text):
        return _bare_year(cells, int(text))
    if found := _ISO.fullmatch(text):
        return BirthDate.of(date(*(int(part) for part in found.groups())))
    found = _DAY_FIRST.fullmatch(text)
    if found is None:
        raise ValueError("no form of a date")
    if len(found[3]) == 2:
        cells.problem(Column.BIRTH_DATE, Reason.BIRTH_DATE_TWO_DIGIT_YEAR)
        return None
    day, month, year = (int(part) for part in found.groups())
    if day == month == 0:  # `00/00/1950`: only the year is known
        return _bare_year(cells, year)
    return BirthDate.of(date(year, month, day))


def _bare_year(cells: RowCells, year: int) -> BirthDate:
    birth = BirthDate(year)
    cells.note(Column.BIRTH_DATE, NoteCode.BARE_YEAR, birth)
    return birth


def read_citizen_number(cells: RowCells, birth: BirthDate | None) -> CitizenNumber | None:
    """Twelve digits that agree with the year of birth.

    Leading zeros are restored where a spreadsheet took the number for a quantity: in a numeric
    cell, and in a CSV file, where types are gone, only if the result agrees with the year of birth.
    """
    column = Column.CITIZEN_NUMBER
    cell = cells.usable(column)
    if cell is None:
        return None
    digits = cell.text if cell.kind is Kind.NUMBER else re.sub(r"[\s.'’]", "", cell.text)
    if _SCIENTIFIC.fullmatch(cell.text.strip()):
        cells.problem(column, Reason.CITIZEN_NUMBER_DIGITS_LOST)
        return None
    if len(digits) == _OLD_DIGITS and digits.isdigit():
        cells.problem(column, Reason.CITIZEN_NUMBER_OLD_9_DIGITS)
        return None
    number = _twelve_digits(digits, birth, cell, is_typed=cells.is_typed)
    if number is None:
        count = sum(letter.isdigit() for letter in cell.text)
        cells.problem(column, Reason.CITIZEN_NUMBER_NOT_12_DIGITS, digits=count)
        return None
    if birth is not None and number.birth_year != birth.year:
        cells.problem(
            column,
            Reason.CITIZEN_NUMBER_CONTRADICTS_BIRTH_YEAR,
            number_year=number.birth_year,
            birth_year=birth.year,
        )
        return None
    if number.digits != digits:
        cells.note(column, NoteCode.LEADING_ZERO_RESTORED, number.digits)
    elif digits != cell.text:
        cells.note(column, NoteCode.NUMBER_SPACES_REMOVED, digits)
    return number


def _twelve_digits(
    digits: str, birth: BirthDate | None, cell: Cell, *, is_typed: bool
) -> CitizenNumber | None:
    if not (digits.isascii() and digits.isdigit()):
        return None
    if len(digits) == _DIGITS:
        return CitizenNumber(digits)
    if not _DIGITS - _MOST_ZEROS <= len(digits) < _DIGITS or digits.startswith("0"):
        return None
    number = CitizenNumber(digits.zfill(_DIGITS))
    if cell.kind is Kind.NUMBER:
        return number
    agrees = birth is not None and number.birth_year == birth.year
    return number if agrees and not is_typed else None
