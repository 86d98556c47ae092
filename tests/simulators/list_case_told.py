"""What a list's case says of itself."""

from __future__ import annotations

from sqlalchemy import select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.lists.case import Case, Sums, find_case, sums_of
from cardsvc.lists.changes import Change, change_of
from cardsvc.lists.reading_notes import problem_of
from cardsvc.registry.finding import Problem


def case_of(centre: Centre, case: int) -> Case:
    with centre.reading.begin() as connection:
        return find_case(connection, case)


def sums(centre: Centre, case: int) -> Sums:
    with centre.reading.begin() as connection:
        return sums_of(connection, case)


def problems(centre: Centre, case: int) -> list[Problem]:
    column = tables.list_problem.c
    with centre.reading.begin() as connection:
        query = select(tables.list_problem).where(column.list_case == case)
        return [problem_of(row) for row in connection.execute(query.order_by(column.row))]


def changes(centre: Centre, case: int) -> dict[str, Change]:
    column = tables.list_change.c
    with centre.reading.begin() as connection:
        rows = connection.execute(select(tables.list_change).where(column.list_case == case))
        return {row.citizen_number: change_of(row) for row in rows}
