"""Reading a payout list (danh sách chi trả) as labour departments make it.

`read_payout_list` turns a file and what the officer states of it into a `Preview`; nothing is
guessed in silence, and nothing is stored. `Preview.accepted` takes all or nothing, unless told to
set bad rows aside.
"""

from __future__ import annotations

from collections.abc import Sequence

from cardsvc.registry.cells import RowCells
from cardsvc.registry.column import Column
from cardsvc.registry.errors import ListFormatError
from cardsvc.registry.file import read_sheets
from cardsvc.registry.finding import Findings, Note, NoteCode, Problem, Reason
from cardsvc.registry.header import Header, find_header
from cardsvc.registry.layout import lay_out
from cardsvc.registry.list_row import ListTerms, needed_columns, read_row
from cardsvc.registry.preview import Preview, SetAsideRow
from cardsvc.registry.rates import Rates
from cardsvc.registry.same_person import tell_same_persons
from cardsvc.registry.sheet import Row, Sheet
from cardsvc.registry.swapped_dates import tell_swapped_dates
from cardsvc.registry.title import stated_periods, unit_is_not_dong
from cardsvc.registry.totals import check_totals
from firmware_config.period import Period


def read_payout_list(
    octets: bytes, terms: ListTerms, rates: Rates, *, sheet_name: str | None = None
) -> Preview:
    """Reads an XLSX or CSV file.

    1. The file is what it says, and within bounds.
    2. One visible sheet holds a header; with several, `sheet_name` must say which.
    3. The lines below are sorted into people, totals and signatures.
    4. Every person's row is read on its own, then all are held against each other.
    5. Title and totals agree with the officer's statement and the rows.

    Raises:
        ListFormatError: the file cannot be read as a list at all.
        RatesError: there is no such programme, or no standard for the period.
    """
    # 1, 2
    needed = needed_columns(rates.programme(terms.programme).amount)
    rates.standard_vnd(terms.programme, terms.province, terms.period)
    sheet, header = _sheet_with_header(read_sheets(octets), needed, sheet_name)
    found = Findings({heading.column: heading.text for heading in header.headings})
    if sheet.encoding_assumed:
        found.note(None, None, NoteCode.ENCODING_ASSUMED, encoding=sheet.encoding_assumed)

    # 3
    layout = lay_out(sheet.rows, header, found)
    if not layout.people:
        raise ListFormatError("no-rows", row=header.last_row)

    # 4
    every = [RowCells(row, header, sheet.is_typed, found) for row in layout.people]
    readings = [(cells, read_row(cells, terms, rates)) for cells in every]
    tell_same_persons(readings)
    tell_swapped_dates(every)

    # 5
    _check_title(sheet.rows, header, terms.period, found)
    totals = check_totals(layout, header, [reading for _, reading in readings], found)

    told_of = {problem.row for problem in found.problems}
    return Preview(
        terms=terms,
        sheet=sheet.name,
        header_rows=(header.first_row, header.last_row),
        columns=header.headings,
        ignored=header.ignored,
        rows=tuple(it.row for _, it in readings if it.row and it.row.row not in told_of),
        bad_rows=_set_aside(layout.people, found.problems),
        problems=tuple(sorted(found.problems, key=_by_row)),
        notes=tuple(sorted(found.notes, key=_by_row)),
        totals=totals,
        signatures=tuple(row.text for row in layout.signatures),
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
) -> tuple[Sheet, Header]:
    if sheet_name is not None:
        sheets = [sheet for sheet in sheets if sheet.name == sheet_name]
        if not sheets:
            raise ListFormatError("sheet-not-found", sheet=sheet_name)
    if not any(sheet.rows for sheet in sheets):
        raise ListFormatError("no-rows", row=0)
    headers = [(sheet, _header_or_fault(sheet, needed)) for sheet in sheets]
    # A faulty header is a list as well: it must not be passed over for the sheet beside it.
    lists = [(sheet, header) for sheet, header in headers if not _is_other_matter(header)]
    if len(lists) > 1:
        names = ", ".join(sheet.name for sheet, _ in lists)
        raise ListFormatError("several-lists", sheets=names)
    sheet, header = lists[0] if lists else headers[0]
    if isinstance(header, ListFormatError):
        raise header
    return sheet, header


def _header_or_fault(sheet: Sheet, needed: Sequence[Column]) -> Header | ListFormatError:
    try:
        return find_header(sheet.rows, needed)
    except ListFormatError as fault:
        return fault


def _is_other_matter(header: Header | ListFormatError) -> bool:
    return isinstance(header, ListFormatError) and header.code == "header-not-found"


def _check_title(rows: Sequence[Row], header: Header, period: Period, found: Findings) -> None:
    title = [row for row in rows if row.number < header.first_row]
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
