"""Bad rows mended in place: what a cell said, what it says now, who said so and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from cardsvc import tables
from cardsvc.bulk_rows import write_rows
from cardsvc.lists.case import Case
from cardsvc.lists.errors import ListCaseError
from cardsvc.lists.reading_notes import PROBLEM_COLUMNS, cells_json, problem_row, row_of_json
from cardsvc.lists.staging import ROW_COLUMNS, bad_row, good_row
from cardsvc.registry.birth_date import birth_as_written
from cardsvc.registry.cells import RowCells
from cardsvc.registry.column import Column
from cardsvc.registry.finding import Findings, Problem
from cardsvc.registry.list_row import read_row
from cardsvc.registry.rates import Rates
from cardsvc.registry.sheet import EMPTY, MAX_CELL_LETTERS, Cell, Row

MENDABLE = tuple(column for column in Column if column is not Column.SIGNATURE)


@dataclass(frozen=True, slots=True)
class Correction:
    row: int
    column: Column
    before: str
    after: str
    corrected_by: str
    corrected_at: datetime


def cells_of(case: Case, row: Any) -> Row:
    """A row's cells as they stand now, from a row of `list_row`."""
    if row.cells is not None:
        return row_of_json(row.row, row.cells)
    said = {
        Column.NAME: row.name,
        Column.BIRTH_DATE: birth_as_written(row.birth or ""),
        Column.CITIZEN_NUMBER: row.citizen_number,
        Column.ADDRESS: row.address,
        Column.CATEGORY: row.category_text,
        Column.COEFFICIENT: _tenths(row.coefficient_tenths),
        Column.MONTHLY: str(row.monthly_vnd),
        Column.MONTHS: str(row.months),
        Column.ARREARS: str(row.arrears_vnd),
        Column.TOTAL: str(row.total_vnd),
    }
    width = max(heading.index for heading in case.told.columns) + 1
    cells = [EMPTY] * width
    for heading in case.told.columns:
        cells[heading.index] = Cell.of_text(said.get(heading.column) or "")
    return Row(row.row, tuple(cells))


def mend_row(
    connection: Connection,
    case: Case,
    rates: Rates,
    number: int,
    texts: Mapping[Column, str],
    user: str,
    now: datetime,
) -> tuple[Problem, ...]:
    """Put `texts` into cells of a bad row and read it anew. What is still wrong with it by itself.

    What holds among rows is for `Checks` to find, after this.

    Raises:
        ListCaseError: `list-closed`, `list-row-unknown`, `list-row-is-good`.
    """
    if not case.is_open_to_change:
        raise ListCaseError("list-closed", list=case.id)
    column = tables.list_row.c
    is_it = (column.list_case == case.id) & (column.row == number)
    found = connection.execute(select(tables.list_row).where(is_it)).one_or_none()
    if found is None:
        raise ListCaseError("list-row-unknown", row=number)
    if found.is_good:
        raise ListCaseError("list-row-is-good", row=number)
    before = cells_of(case, found)
    after, corrections = _with_texts(case, before, texts, user, now)
    findings = Findings({heading.column: heading.text for heading in case.told.columns})
    cells = RowCells(after, case.told.header, False, findings)
    read = read_row(cells, case.terms, rates)
    staged = good_row(case.id, read.row) if read.row else bad_row(case.id, cells, read)
    # A row that reads well keeps the cells as they were sent: it may be bad among the others.
    values = dict(zip(ROW_COLUMNS, staged, strict=True)) | {"cells": cells_json(after)}
    connection.execute(update(tables.list_row).where(is_it).values(values))
    problem = tables.list_problem.c
    connection.execute(
        delete(tables.list_problem).where(problem.list_case == case.id, problem.row == number)
    )
    told = [problem_row(case.id, one) for one in findings.problems]
    write_rows(connection, tables.list_problem, PROBLEM_COLUMNS, told)
    if corrections:
        connection.execute(
            insert(tables.list_correction),
            [
                {
                    "list_case": case.id,
                    "row": number,
                    "column": one.column.value,
                    "before": one.before,
                    "after": one.after,
                    "corrected_by": one.corrected_by,
                    "corrected_at": one.corrected_at,
                }
                for one in corrections
            ],
        )
    return tuple(findings.problems)


def corrections_of(
    connection: Connection, case_id: int, row: int | None = None
) -> tuple[Correction, ...]:
    """Of a row, or of the whole list; oldest first."""
    column = tables.list_correction.c
    query = select(tables.list_correction).where(column.list_case == case_id)
    if row is not None:
        query = query.where(column.row == row)
    return tuple(
        Correction(it.row, Column(it.column), it.before, it.after, it.corrected_by, it.corrected_at)
        for it in connection.execute(query.order_by(column.id))
    )


def correctors(connection: Connection, case_id: int) -> frozenset[str]:
    """Who had a hand in its rows."""
    column = tables.list_correction.c
    query = select(func.distinct(column.corrected_by)).where(column.list_case == case_id)
    return frozenset(connection.scalars(query))


def _with_texts(
    case: Case, before: Row, texts: Mapping[Column, str], user: str, now: datetime
) -> tuple[Row, list[Correction]]:
    cells, corrections = list(before.cells), []
    for column, text in texts.items():
        index = case.told.header.index(column)
        said = text.strip()
        if index is None or said == before.cell(index).text:
            continue
        if len(said) > MAX_CELL_LETTERS:
            raise ListCaseError("list-cell-too-long", row=before.number, most=MAX_CELL_LETTERS)
        cells += [EMPTY] * (index + 1 - len(cells))
        cells[index] = Cell.of_text(said)
        was = before.cell(index).text
        corrections.append(Correction(before.number, column, was, said, user, now))
    return Row(before.number, tuple(cells)), corrections


def _tenths(tenths: int | None) -> str:
    return "" if tenths is None else f"{tenths / 10:g}"
