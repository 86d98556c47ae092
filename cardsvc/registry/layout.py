"""What each line under the header is: a person, a group's name, a total, the signature block.

A line counts as a person's if it is numbered, if it has an amount, or if figures stand in two of
the columns where a person has them. All that stands below the last person and the last total is the
signature block.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from cardsvc.registry.column import Column
from cardsvc.registry.finding import Findings, NoteCode
from cardsvc.registry.header import Header, is_header_again, is_ordinal_line
from cardsvc.registry.sheet import Kind, Row
from firmware_config.vietnamese.fold import fold

_AMOUNTS = (Column.MONTHLY, Column.TOTAL)
_IDENTITY = (Column.BIRTH_DATE, Column.CITIZEN_NUMBER)
_OF_A_PERSON = (*_IDENTITY, Column.CATEGORY, Column.COEFFICIENT, *_AMOUNTS)

# Tống and Công are surnames, Tổng and Cộng are sums: here the marks matter.
_GRAND = re.compile(r"tổng\b|cộng\s*(?:[:.]|$|\d)|(?:tong cong|tong so)\b")
_TOTAL = re.compile(rf"cộng\b|{_GRAND.pattern}")  # a subtotal as well: `Cộng thôn 2`
_COUNT = re.compile(r"(?:(\d+) (?:nguoi|doi tuong|truong hop)\b|so (?:nguoi|doi tuong) ?:? ?(\d+))")


@dataclass(slots=True)
class Layout:
    """Sorts the lines below the header as they come. `total` is the line of the grand total.

    Whether a line that is no person's is a group's name, a person without data or a signature shows
    only with what comes below it: such lines wait in `waiting`, and those left at the end are the
    signature block. Every line left out in the midst of people is noted.
    """

    header: Header
    found: Findings
    total: Row | None = None
    waiting: list[Row] = field(default_factory=list)
    _is_first: bool = True

    def take(self, row: Row) -> list[Row]:
        """The next line; the people's lines that are known to be such now."""
        if self._is_first:
            self._is_first = False
            if is_ordinal_line(row):
                return []
        if _is_total(row, self.header, _GRAND):
            if self.total is not None:
                self.found.note(self.total.number, None, NoteCode.SUBTOTAL_LINE, self.total.text)
            self.total = row
            return self.person_below()
        if _is_person(row, self.header):
            return [*self.person_below(), row]
        self.waiting.append(row)
        return []

    def person_below(self) -> list[Row]:
        """There is a person, or a total, below what waits: the people among that."""
        self._is_first = False
        if not self.waiting:
            return []
        people = []
        for row in self.waiting:
            aside = _aside(row, self.header)
            if aside is None:
                people.append(row)
            else:
                self.found.note(row.number, None, aside, row.text)
        self.waiting = []
        return people


def stated_count(total: Row) -> int | None:
    """How many people the totals line says: `Tổng cộng: 25 người`."""
    said = _COUNT.search(fold(total.text))
    return int(said[1] or said[2]) if said else None


def _aside(row: Row, header: Header) -> NoteCode | None:
    """Why a line above the end is no person, or `None` if it is to be read as one."""
    if _is_total(row, header, _TOTAL):
        return NoteCode.SUBTOTAL_LINE
    if _is_numbered(row, header) and len(row.filled) == 1:
        return NoteCode.NUMBERED_BLANK_LINE
    if _is_person(row, header):
        return None
    if is_header_again(row):
        return NoteCode.HEADER_REPEATED
    # A group's name stands in the first column or across it; a name alone in the column of names
    # may be a person whose data are missing, which is a problem and not a group.
    has_data = any(not row.cell(header.index(column)).is_empty for column in _OF_A_PERSON)
    has_name = not row.cell(header.index(Column.NAME)).is_empty
    is_marked = not row.cell(header.index(Column.NUMBER)).is_empty
    return NoteCode.GROUP_LINE if not has_data and (is_marked or not has_name) else None


def _is_person(row: Row, header: Header) -> bool:
    if _is_total(row, header, _TOTAL):
        return False
    if _is_numbered(row, header):
        return len(row.filled) > 1
    return _figures(row, header, _AMOUNTS) >= 1 or _figures(row, header, _OF_A_PERSON) >= 2


def _figures(row: Row, header: Header, columns: Sequence[Column]) -> int:
    return sum(row.cell(header.index(column)).has_figure for column in columns)


def _is_numbered(row: Row, header: Header) -> bool:
    cell = row.cell(header.index(Column.NUMBER))
    return cell.kind is Kind.NUMBER or cell.text.strip().rstrip(".").isdigit()


def _is_total(row: Row, header: Header, label: re.Pattern[str]) -> bool:
    """By the first filled cell; nobody's date of birth or number may stand in the line."""
    if _figures(row, header, _IDENTITY):
        return False
    text = unicodedata.normalize("NFC", row.filled[0].text).strip().lower()
    return label.match(text) is not None
