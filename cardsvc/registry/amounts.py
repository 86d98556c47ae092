"""What a row is owed: coefficient, monthly amount, months, arrears, total.

Each function gives the value, or `None` with the problem told; what is repaired is noted.
"""

from __future__ import annotations

import re
from decimal import Decimal

from cardsvc.registry.cells import RowCells
from cardsvc.registry.column import Column
from cardsvc.registry.finding import NoteCode, Reason
from cardsvc.registry.sheet import Cell
from firmware_config.money import MAX_VND, MoneyError, parse_vnd

_COEFFICIENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")
_DASHES = frozenset("-–—")  # how an accounting format, and many a clerk, writes nothing


def read_coefficient_tenths(cells: RowCells) -> int | None:
    """15 for 1.5. Text may have a comma or a point."""
    cell = cells.usable(Column.COEFFICIENT)
    if cell is None:
        return None
    number = cell.number
    if number is None:
        text = cell.text.strip().replace(",", ".")
        if not _COEFFICIENT.fullmatch(text):
            cells.problem(Column.COEFFICIENT, Reason.NOT_A_NUMBER)
            return None
        number = Decimal(text)
        if cells.is_typed:
            cells.note(Column.COEFFICIENT, NoteCode.NUMBER_WAS_TEXT, number)
    if number <= 0 or number * 10 != int(number * 10):
        cells.problem(Column.COEFFICIENT, Reason.COEFFICIENT_NOT_IN_TENTHS)
        return None
    return int(number * 10)


def read_amount_vnd(cells: RowCells, column: Column) -> int | None:
    """Whole đồng from a number, or from text as `1.500.000`."""
    cell = cells.usable(column)
    amount_vnd = None if cell is None else _whole(cells, column, cell)
    if amount_vnd is not None and not 0 <= amount_vnd <= MAX_VND:
        cells.problem(column, Reason.AMOUNT_OUT_OF_RANGE, most_vnd=MAX_VND)
        return None
    return amount_vnd


def read_arrears_vnd(cells: RowCells) -> int | None:
    """As an amount; a blank cell or a dash is nothing."""
    if _is_nothing(cells, Column.ARREARS):
        if cells.has(Column.ARREARS):
            cells.note(Column.ARREARS, NoteCode.ARREARS_ASSUMED, 0)
        return 0
    return read_amount_vnd(cells, Column.ARREARS)


def read_months(cells: RowCells, most: int) -> int | None:
    """1…`most`; a blank cell or a dash is one month."""
    if _is_nothing(cells, Column.MONTHS):
        if cells.has(Column.MONTHS):
            cells.note(Column.MONTHS, NoteCode.MONTHS_ASSUMED, 1)
        return 1
    cell = cells.usable(Column.MONTHS)
    months = None if cell is None else _whole(cells, Column.MONTHS, cell)
    if months is not None and not 1 <= months <= most:
        cells.problem(Column.MONTHS, Reason.MONTHS_OUT_OF_RANGE, most=most)
        return None
    return months


def _is_nothing(cells: RowCells, column: Column) -> bool:
    cell = cells.cell(column)
    return cell.is_empty or cell.text.strip() in _DASHES


def _whole(cells: RowCells, column: Column, cell: Cell) -> int | None:
    if cell.number is not None:
        if cell.number != int(cell.number):
            cells.problem(column, Reason.NUMBER_NOT_WHOLE)
            return None
        return int(cell.number)
    try:
        number = parse_vnd(cell.text)
    except MoneyError as refused:
        if refused.code == "money-out-of-range":
            cells.problem(column, Reason.AMOUNT_OUT_OF_RANGE, most_vnd=MAX_VND)
        else:
            cells.problem(column, Reason.NOT_A_NUMBER)
        return None
    # In a CSV file everything is text, so plain digits are no repair.
    if cells.is_typed or not cell.text.strip().isdigit():
        cells.note(column, NoteCode.NUMBER_WAS_TEXT, number)
    return number
