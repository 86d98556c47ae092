"""What each line under the header is: a person, a group's name, a total, the signature block.

A line counts as a person's if it is numbered, if it has an amount, or if figures stand in two of
the columns where a person has them. All that stands below the last person and the last total is the
signature block.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Layout:
    """`total` is the line of the grand total; `signatures` the lines below all else."""

    people: tuple[Row, ...]
    total: Row | None
    signatures: tuple[Row, ...]


def lay_out(rows: Sequence[Row], header: Header, found: Findings) -> Layout:
    """Sorts the lines below the header. Every line left out in the midst of people is noted."""
    below = [row for row in rows if row.number > header.last_row]
    if below and is_ordinal_line(below[0]):
        del below[0]
    grand = [row for row in below if _is_total(row, header, _GRAND)]
    total = grand[-1] if grand else None
    end = max((row.number for row in below if _is_person(row, header) or row is total), default=0)
    people = []
    for row in below:
        if row is total or row.number > end:
            continue
        aside = _aside(row, header)
        if aside is None:
            people.append(row)
        else:
            found.note(row.number, None, aside, row.text)
    return Layout(tuple(people), total, tuple(row for row in below if row.number > end))


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
