"""A list's rows into the database, some thousands at a time, so that its length is no matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from sqlalchemy import Engine

from cardsvc import tables
from cardsvc.bulk_rows import write_rows
from cardsvc.lists.errors import ListCaseError
from cardsvc.lists.plain_row import PlainRows
from cardsvc.lists.reading_notes import PROBLEM_COLUMNS, NoteTally, Told, cells_json, problem_row
from cardsvc.registry.cells import RowCells
from cardsvc.registry.delimited import DelimitedRows, row_of
from cardsvc.registry.errors import ListFormatError
from cardsvc.registry.finding import NoteCode, Problem
from cardsvc.registry.list_row import ListRow, ListTerms, RowReading
from cardsvc.registry.payout_list import ListReading
from cardsvc.registry.rates import Rates
from cardsvc.registry.sheet import MAX_ROWS
from cardsvc.registry.swapped_dates import SwappedDates
from firmware_config.vietnamese.fold import fold

MOST_BAD_ROWS = 20_000
"""Nobody mends more by hand; columns were mixed up, or the file is of something else."""
ROW_COLUMNS = (
    *("list_case", "row", "is_good", "is_taken"),
    *("citizen_number", "name", "folded_name", "birth", "address"),
    *("category", "category_text", "coefficient_tenths"),
    *("monthly_vnd", "months", "arrears_vnd", "total_vnd", "cells"),
)
_AT_ONCE = 4_000

Staged = tuple[Any, ...]
"""As `ROW_COLUMNS` has it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a list whose rows are in the database. `sheet` is the one read."""

    sheet: str
    told: Told


def stage(
    engine: Engine,
    case: int,
    file: IO[bytes],
    terms: ListTerms,
    rates: Rates,
    sheet_name: str | None,
) -> Reading:
    """Read `file` into the rows of `case`, in several transactions; problems are told by row.

    Raises:
        ListFormatError: the file cannot be read as a list. Some rows may be there by then.
        ListCaseError: `list-too-many-bad-rows`.
        RatesError: there is no such programme, or no standard for the period.
    """
    reading = ListReading.open(file, terms, rates, sheet_name)
    staging = Staging(case, reading)
    rows = staging.rows()
    while some := list(islice(rows, _AT_ONCE)):
        with engine.begin() as connection:
            write_rows(connection, tables.list_row, ROW_COLUMNS, some)
            write_rows(connection, tables.list_problem, PROBLEM_COLUMNS, staging.problems())
    totals = reading.finish()
    more = staging.dates.tell()
    staging.settle()
    staging.notes.count_more(NoteCode.DATE_PERHAPS_SWAPPED, more)
    with engine.begin() as connection:
        write_rows(connection, tables.list_problem, PROBLEM_COLUMNS, staging.problems())
    signatures = [row.text for row in reading.layout.waiting]
    return Reading(reading.sheet.name, Told.of(reading.header, totals, staging.notes, signatures))


@dataclass(slots=True)
class Staging:
    """The rows of one list on their way."""

    case: int
    reading: ListReading
    notes: NoteTally = field(default_factory=NoteTally)
    dates: SwappedDates = field(default_factory=SwappedDates)
    bad_rows: int = 0
    _problems: list[Problem] = field(default_factory=list)

    def rows(self) -> Iterator[Staged]:
        """All people's rows, good ones and bad ones."""
        if isinstance(self.reading.sheet.rows, DelimitedRows):
            return self._delimited(self.reading.sheet.rows)
        return (self._looked_at(cells, read) for cells, read in self.reading.people())

    def problems(self) -> list[tuple[Any, ...]]:
        """What was told since the last time; notes are tallied with that."""
        self.settle()
        told, self._problems = self._problems, []
        return [problem_row(self.case, problem) for problem in told]

    def _delimited(self, lines: DelimitedRows) -> Iterator[Staged]:
        reading, layout, case = self.reading, self.reading.layout, self.case
        plain, counted = PlainRows(reading.header, reading.terms), reading.tally.add
        last_row, filled = reading.header.last_row, 0
        for number, record in lines.records():
            if number <= last_row:
                continue
            known = plain.read(record)
            if known is not None:
                for above in layout.person_below() if layout.waiting else ():
                    yield self._looked_at(*reading.read(above))
                who, money, notes = known
                if notes:
                    self.notes.add(notes, number)
                counted(money[-1])
                filled = _counted(filled)
                yield case, number, True, False, *who, *money, None
                continue
            line = row_of(number, record)
            if not line.cells:
                continue
            filled = _counted(filled)
            for row in layout.take(line):
                self.settle()
                cells, read = reading.read(row)
                if read.row is not None and row is line:
                    plain.learn_money(record, read.row, reading.found.notes)
                yield self._looked_at(cells, read)
        reading.check_people()

    def _looked_at(self, cells: RowCells, read: RowReading) -> Staged:
        self.dates.look(cells)
        self.settle()
        if read.row is not None:
            return good_row(self.case, read.row)
        self.bad_rows += 1
        if self.bad_rows > MOST_BAD_ROWS:
            raise ListCaseError("list-too-many-bad-rows", most=MOST_BAD_ROWS)
        return bad_row(self.case, cells, read)

    def settle(self) -> None:
        """Take over what was found since the last time."""
        found = self.reading.found
        self.notes.add(found.notes)
        found.notes.clear()
        self._problems += found.problems
        found.problems.clear()


def _counted(filled: int) -> int:
    if filled >= MAX_ROWS:
        raise ListFormatError("too-many-rows", most=MAX_ROWS)
    return filled + 1


def bad_row(case: int, cells: RowCells, read: RowReading) -> Staged:
    """With what could be read of it, and its cells to be mended."""
    number = read.citizen_number.digits if read.citizen_number else None
    name = read.name
    who = (number, name, fold(name) if name else None, None, None)
    category = read.category.code if read.category else None
    money = (category, None, None, None, None, None, read.total_vnd)
    return case, cells.row.number, False, False, *who, *money, cells_json(cells.row)


def good_row(case: int, row: ListRow) -> Staged:
    return case, row.row, True, False, *_values(row), None


def _values(row: ListRow) -> tuple[Any, ...]:
    return (
        row.citizen_number.digits,
        row.name,
        fold(row.name),
        row.birth_date.compact,
        row.address,
        row.category.code if row.category else "",
        row.category_text,
        row.coefficient_tenths,
        row.monthly_amount_vnd,
        row.months,
        row.arrears_vnd,
        row.total_vnd,
    )
