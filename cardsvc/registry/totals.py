"""The totals row: what the list says of itself, held against its rows."""

from __future__ import annotations

from dataclasses import dataclass

from cardsvc.registry.column import Column
from cardsvc.registry.finding import Findings, NoteCode, Reason
from cardsvc.registry.header import Header
from cardsvc.registry.layout import stated_count
from cardsvc.registry.sheet import Kind, Row
from firmware_config.money import MoneyError, parse_vnd


@dataclass(frozen=True, slots=True)
class Totals:
    """`sum_vnd` and `counted` are of all people's rows, bad ones as far as their total could be
    read (`None` if one could not). `stated_…` are the list's own, `None` where it says nothing."""

    counted: int
    sum_vnd: int | None
    row: int | None
    stated_vnd: int | None
    stated_count: int | None


@dataclass(slots=True)
class Tally:
    """People's rows as they are read; `unread` of them have a total that cannot be."""

    counted: int = 0
    sum_vnd: int = 0
    unread: int = 0

    def add(self, total_vnd: int | None) -> None:
        self.counted += 1
        if total_vnd is None:
            self.unread += 1
        else:
            self.sum_vnd += total_vnd


def check_totals(total: Row | None, header: Header, tally: Tally, found: Findings) -> Totals:
    """Holds the totals row against the rows; a difference is a problem of the whole list."""
    counted = tally.counted
    sum_vnd = None if tally.unread else tally.sum_vnd
    if total is None:
        found.note(None, None, NoteCode.NO_TOTALS_ROW)
        return Totals(counted, sum_vnd, None, None, None)
    stated_vnd = _stated_vnd(total, header, found)
    if stated_vnd is not None and sum_vnd is None:
        code = NoteCode.STATED_TOTAL_NOT_CHECKED
        found.note(None, Column.TOTAL, code, stated_vnd=stated_vnd)
    elif stated_vnd is not None and sum_vnd is not None and stated_vnd != sum_vnd:
        reason = Reason.STATED_TOTAL_DIFFERS
        found.problem(None, Column.TOTAL, reason, stated_vnd=stated_vnd, sum_vnd=sum_vnd)
    count = stated_count(total)
    if count is not None and count != counted:
        reason = Reason.STATED_COUNT_DIFFERS
        found.problem(None, None, reason, total.text, stated=count, counted=counted)
    return Totals(counted, sum_vnd, total.number, stated_vnd, count)


def _stated_vnd(total: Row, header: Header, found: Findings) -> int | None:
    """The sum that the totals row states. One that cannot be read is a problem of the list."""
    cell = total.cell(header.index(Column.TOTAL))
    if cell.is_empty:
        return None
    if cell.number is not None and cell.number == int(cell.number):
        return int(cell.number)
    if cell.kind is Kind.FAULT:
        found.problem(None, Column.TOTAL, Reason.FORMULA_ERROR, cell.text)
        return None
    try:
        return parse_vnd(cell.text)
    except MoneyError as refused:
        amount_vnd = refused.data.get("amount_vnd")
        if isinstance(amount_vnd, int):  # a list may add up to more than one payment may be
            return amount_vnd
        found.problem(None, Column.TOTAL, Reason.NOT_A_NUMBER, cell.text)
        return None
