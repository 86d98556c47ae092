"""Bad rows as a file to be mended in a spreadsheet and brought in again.

Each line names the row it stands for, holds the row's cells under the list's own headings, and says
why it was not taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import IO

from sqlalchemy import Connection, select

from cardsvc import tables
from cardsvc.export.sheet import Sheet
from cardsvc.lists.case import Case
from cardsvc.lists.errors import ListCaseError
from cardsvc.lists.mending import MENDABLE, cells_of
from cardsvc.lists.reading_notes import problem_of
from cardsvc.registry.column import Column
from cardsvc.registry.file_kind import open_sheets
from cardsvc.registry.finding import Problem
from firmware_config.vietnamese.fold import fold

ROW_HEADING = "Dòng gốc"
"""Of the column that says which row a line stands for; it must stay as it is."""
REASON_HEADING = "Lý do"


def bad_rows_sheet(
    connection: Connection, case: Case, words: Callable[[Problem], str], title: str
) -> Sheet:
    """`words` puts a problem into words. Rows are read while the file is written."""
    headings = [heading for heading in case.told.columns if heading.column in MENDABLE]
    columns = (ROW_HEADING, *(heading.text for heading in headings), REASON_HEADING)
    indexes = [heading.index for heading in headings]
    return Sheet(title, columns, _lines(connection, case, indexes, words))


def read_mended(file: IO[bytes], case: Case) -> Mapping[int, Mapping[Column, str]]:
    """What the lines of such a file say, by row.

    Raises:
        ListFormatError: the file cannot be read.
        ListCaseError: `list-mended-without-rows` where the column of row numbers is not there,
            `list-mended-row-number` for a line (`row`) whose number is none.
    """
    rows = iter(open_sheets(file)[0].rows)
    top = next(rows, None)
    known = {fold(heading.text): heading.column for heading in case.told.columns}
    heads = [fold(cell.text) for cell in top.cells] if top else []
    if fold(ROW_HEADING) not in heads:
        raise ListCaseError("list-mended-without-rows", heading=ROW_HEADING)
    at = heads.index(fold(ROW_HEADING))
    columns = {index: known[head] for index, head in enumerate(heads) if head in known}
    mended: dict[int, Mapping[Column, str]] = {}
    for row in rows:
        number = row.cell(at).text.strip()
        if not (number.isascii() and number.isdecimal() and len(number) < 8):
            raise ListCaseError("list-mended-row-number", row=row.number)
        mended[int(number)] = {
            column: row.cell(index).text for index, column in columns.items() if column in MENDABLE
        }
    return mended


def _lines(
    connection: Connection,
    case: Case,
    indexes: Sequence[int],
    words: Callable[[Problem], str],
) -> Iterator[Sequence[str | int | None]]:
    row, problem = tables.list_row.c, tables.list_problem.c
    told = connection.execute(
        select(tables.list_problem)
        .where(problem.list_case == case.id, problem.row.is_not(None))
        .order_by(problem.row, problem.id)
    )
    for number, group in groupby(told, lambda one: int(one.row)):
        found = connection.execute(
            select(tables.list_row).where(row.list_case == case.id, row.row == number)
        ).one()
        cells = cells_of(case, found)
        reasons = [f"{one.heading}: {words(one)}" for one in map(problem_of, group)]
        yield number, *(cells.cell(index).text for index in indexes), "; ".join(reasons)
