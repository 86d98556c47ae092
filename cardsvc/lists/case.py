"""A case: one list on its way from a file to money that is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, update

from cardsvc import tables
from cardsvc.lists.errors import ListCaseError
from cardsvc.lists.reading_notes import Told, problem_of
from cardsvc.registry.birth_date import BirthDate
from cardsvc.registry.finding import Problem
from cardsvc.registry.list_row import ListRow, ListTerms
from cardsvc.registry.rates import Rates
from cardsvc.tables import CaseState
from firmware_config.ids import CitizenNumber, OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period

OPEN_TO_CHANGE = (CaseState.DRAFT, CaseState.RETURNED)


@dataclass(frozen=True, slots=True)
class Case:
    """`list_id` is the list that it became, once approved. `transfer_vnd` is the amount that was
    announced to be transferred, `transfer_why` why the list differs from it."""

    id: int
    state: CaseState
    file_name: str
    sha256: bytes
    sheet: str
    terms: ListTerms
    told: Told
    transfer_vnd: int | None
    transfer_why: str
    transfer_by: str | None
    proposal: int | None
    list_id: int | None
    prepared_by: str
    prepared_at: datetime
    changed_at: datetime
    returned_why: str

    @property
    def subject(self) -> str:
        """What four eyes, runs and the audit trail call it."""
        return subject_of(self.id)

    @property
    def is_open_to_change(self) -> bool:
        return self.state in OPEN_TO_CHANGE


@dataclass(frozen=True, slots=True)
class Sums:
    """Of a case's rows: those read, the good ones, and the good ones' total."""

    rows: int
    good: int
    good_vnd: int

    @property
    def bad(self) -> int:
        return self.rows - self.good


def subject_of(case_id: int) -> str:
    return f"list:{case_id}"


def find_case(connection: Connection, case_id: int, *, for_update: bool = False) -> Case:
    """Raises `ListCaseError` (`list-unknown`), also for one that is still being read."""
    query = select(tables.list_case).where(
        tables.list_case.c.id == case_id, tables.list_case.c.state != CaseState.READING
    )
    row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
    if row is None:
        raise ListCaseError("list-unknown", list=case_id)
    return _case(row)


def cases_query() -> Select[Any]:
    """All that were read, with their office's name; `case_line` takes its rows."""
    column = tables.list_case.c
    return (
        select(tables.list_case, tables.office.c.name.label("office_name"))
        .join(tables.office, tables.office.c.id == column.office)
        .where(column.state != CaseState.READING)
    )


def sums_of(connection: Connection, case_id: int) -> Sums:
    column = tables.list_row.c
    good_vnd = func.sum(column.total_vnd).filter(column.is_good)
    row = connection.execute(
        select(
            func.count().label("rows"),
            func.count().filter(column.is_good).label("good"),
            func.coalesce(good_vnd, 0).label("good_vnd"),
        ).where(column.list_case == case_id)
    ).one()
    return Sums(row.rows, row.good, int(row.good_vnd))


def problems_of_list(connection: Connection, case_id: int) -> tuple[Problem, ...]:
    """Those of the whole list. Setting rows aside does not mend them."""
    column = tables.list_problem.c
    query = select(tables.list_problem).where(column.list_case == case_id, column.row.is_(None))
    return tuple(map(problem_of, connection.execute(query.order_by(column.id))))


def problems_of_case(connection: Connection, case_id: int) -> tuple[Problem, ...]:
    """All of them, by row; those of the whole list first."""
    column = tables.list_problem.c
    query = select(tables.list_problem).where(column.list_case == case_id)
    ordered = query.order_by(column.row.is_not(None), column.row, column.id)
    return tuple(map(problem_of, connection.execute(ordered)))


def list_row_of(row: Row[Any], rates: Rates, programme: ProgrammeCode) -> ListRow:
    """From a good row of `list_row`."""
    birth = row.birth
    born = BirthDate(int(birth[:4]), *((int(birth[4:6]), int(birth[6:])) if birth[4:] else ()))
    return ListRow(
        row=row.row,
        name=row.name,
        birth_date=born,
        citizen_number=CitizenNumber(row.citizen_number),
        address=row.address,
        category=rates.category(programme, row.category) if row.category else None,
        category_text=row.category_text,
        coefficient_tenths=row.coefficient_tenths,
        monthly_amount_vnd=row.monthly_vnd,
        months=row.months,
        arrears_vnd=row.arrears_vnd,
        total_vnd=row.total_vnd,
    )


def change_case(connection: Connection, case_id: int, now: datetime, **values: object) -> None:
    is_it: ColumnElement[bool] = tables.list_case.c.id == case_id
    connection.execute(update(tables.list_case).where(is_it).values(changed_at=now, **values))


def _case(row: Row[Any]) -> Case:
    return Case(
        row.id,
        CaseState(row.state),
        row.file_name,
        bytes(row.sha256),
        row.sheet,
        ListTerms(
            ProgrammeCode(row.programme),
            ProvinceCode(row.province),
            OfficeId(row.office),
            Period(row.period),
        ),
        Told.parse(row.reading),
        row.transfer_vnd,
        row.transfer_why or "",
        row.transfer_by,
        row.proposal,
        row.list,
        row.prepared_by,
        row.prepared_at,
        row.changed_at,
        row.returned_why or "",
    )
