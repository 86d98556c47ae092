"""Reading a payout list (danh sách chi trả) as labour departments make it.

`ListReading` goes through a file line by line, so that its length needs no memory. For a short one,
`read_payout_list` turns it and what the officer states of it into a `Preview`; nothing is guessed
in silence, and nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import IO

from cardsvc.registry.cells import RowCells
from cardsvc.registry.column import Column
from cardsvc.registry.errors import ListFormatError
from cardsvc.registry.file_kind import open_sheets
from cardsvc.registry.finding import Findings, Note, NoteCode, Problem, Reason
from cardsvc.registry.header import SEARCHED_ROWS, Header, find_header
from cardsvc.registry.layout import Layout
from cardsvc.registry.list_row import ListTerms, RowReading, needed_columns, read_row
from cardsvc.registry.preview import Preview, SetAsideRow
from cardsvc.registry.rates import Rates
from cardsvc.registry.same_person import tell_same_persons
from cardsvc.registry.sheet import Row, Sheet
from cardsvc.registry.swapped_dates import tell_swapped_dates
from cardsvc.registry.title import stated_periods, unit_is_not_dong
from cardsvc.registry.totals import Tally, Totals, check_totals
from firmware_config.period import Period


@dataclass(slots=True)
class ListReading:
    """A list as it is read line by line: its header first, then its people, then the rest.

    1. The file is what it says, and within bounds.
    2. One visible sheet holds a header; with several, `sheet_name` must say which.
    3. The lines below are sorted into people, totals and signatures.
    4. Every person's row is read on its own.
    5. Title and totals agree with the officer's statement and the rows.

    What holds among rows is for the caller, who knows where they are kept.
    """

    terms: ListTerms
    rates: Rates
    sheet: Sheet
    header: Header
    found: Findings
    layout: Layout
    title: tuple[Row, ...]
    tally: Tally = field(default_factory=Tally)

    @classmethod
    def open(
        cls, file: IO[bytes], terms: ListTerms, rates: Rates, sheet_name: str | None = None
    ) -> ListReading:
        """1 and 2. `file` stays open until the people were read.

        Raises:
            ListFormatError: the file cannot be read as a list at all.
            RatesError: there is no such programme, or no standard for the period.
        """
        needed = needed_columns(rates.programme(terms.programme).amount)
        rates.standard_vnd(terms.programme, terms.province, terms.period)
        sheet, header, top = _sheet_with_header(open_sheets(file), needed, sheet_name)
        found = Findings({heading.column: heading.text for heading in header.headings})
        if sheet.encoding_assumed:
            found.note(None, None, NoteCode.ENCODING_ASSUMED, encoding=sheet.encoding_assumed)
        title = tuple(row for row in top if row.number < header.first_row)
        return cls(terms, rates, sheet, header, found, Layout(header, found), title)

    def people(self) -> Iterator[tuple[RowCells, RowReading]]:
        """3 and 4. Raises `ListFormatError`, also `no-rows` at the end."""
        for line in self.sheet.rows:
            if line.number > self.header.last_row:
                for row in self.layout.take(line):
                    yield self.read(row)
        self.check_people()

    def read(self, row: Row) -> tuple[RowCells, RowReading]:
        """One person's row; what is told of it is found in `found`."""
        cells = RowCells(row, self.header, self.sheet.is_typed, self.found)
        reading = read_row(cells, self.terms, self.rates)
        self.tally.add(reading.total_vnd)
        return cells, reading

    def check_people(self) -> None:
        """Raises `ListFormatError` (`no-rows`) where nobody stood below the header."""
        if not self.tally.counted:
            raise ListFormatError("no-rows", row=self.header.last_row)

    def finish(self) -> Totals:
        """5, once all people were read."""
        _check_title(self.title, self.terms.period, self.found)
        return check_totals(self.layout.total, self.header, self.tally, self.found)


def read_payout_list(
    octets: bytes, terms: ListTerms, rates: Rates, *, sheet_name: str | None = None
) -> Preview:
    """All of an XLSX or CSV file at once, its rows held against each other.

    Raises:
        ListFormatError, RatesError: as `ListReading.open` and `people`.
    """
    reading = ListReading.open(BytesIO(octets), terms, rates, sheet_name)
    header, found = reading.header, reading.found
    readings = list(reading.people())
    tell_same_persons(readings)
    tell_swapped_dates([cells for cells, _ in readings])
    totals = reading.finish()
    told_of = {problem.row for problem in found.problems}
    return Preview(
        terms=terms,
        sheet=reading.sheet.name,
        header_rows=(header.first_row, header.last_row),
        columns=header.headings,
        ignored=header.ignored,
        rows=tuple(it.row for _, it in readings if it.row and it.row.row not in told_of),
        bad_rows=_set_aside([cells.row for cells, _ in readings], found.problems),
        problems=tuple(sorted(found.problems, key=_by_row)),
        notes=tuple(sorted(found.notes, key=_by_row)),
        totals=totals,
        signatures=tuple(row.text for row in reading.layout.waiting),
    )


def _by_row(told: Problem | Note) -> int:
    return told.row or 0


def _set_aside(people: Sequence[Row], problems: Sequence[Problem]) -> tuple[SetAsideRow, ...]:
    by_row: dict[int | None, list[Problem]] = {}
    for problem in problems:
        by_row.setdefault(problem.row, []).append(problem)
    return tuple(
        SetAsideRow(row.number, tuple(cell.text for cell in row.cells), tuple(by_row[row.number]))
        for row in people
        if row.number in by_row
    )


def _sheet_with_header(
    sheets: Sequence[Sheet], needed: Sequence[Column], sheet_name: str | None
) -> tuple[Sheet, Header, Sequence[Row]]:
    """With the rows that were looked at."""
    if sheet_name is not None:
        sheets = [sheet for sheet in sheets if sheet.name == sheet_name]
        if not sheets:
            raise ListFormatError("sheet-not-found", sheet=sheet_name)
    tops = [tuple(islice(sheet.rows, SEARCHED_ROWS + 1)) for sheet in sheets]
    if not any(tops):
        raise ListFormatError("no-rows", row=0)
    read = [(*it, _header_or_fault(it[1], needed)) for it in zip(sheets, tops, strict=True)]
    # A faulty header is a list as well: it must not be passed over for the sheet beside it.
    lists = [it for it in read if not _is_other_matter(it[2])]
    if len(lists) > 1:
        names = ", ".join(sheet.name for sheet, _, _ in lists)
        raise ListFormatError("several-lists", sheets=names)
    sheet, top, header = lists[0] if lists else read[0]
    if isinstance(header, ListFormatError):
        raise header
    return sheet, header, top


def _header_or_fault(rows: Sequence[Row], needed: Sequence[Column]) -> Header | ListFormatError:
    try:
        return find_header(rows, needed)
    except ListFormatError as fault:
        return fault


def _is_other_matter(header: Header | ListFormatError) -> bool:
    return isinstance(header, ListFormatError) and header.code == "header-not-found"


def _check_title(title: Sequence[Row], period: Period, found: Findings) -> None:
    stated = stated_periods(title)
    if stated and period not in stated:
        found.problem(
            None,
            None,
            Reason.STATED_PERIOD_DIFFERS,
            stated=", ".join(_month(month) for month in sorted(stated)),
            period=_month(period),
        )
    if unit_is_not_dong(title):
        found.problem(None, None, Reason.UNIT_NOT_DONG)


def _month(period: Period) -> str:
    return f"{period.month:02}/{period.year}"
