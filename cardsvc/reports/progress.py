"""Progress: what was owed, what is paid and what is not, by office, programme and period."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from cardsvc import tables
from cardsvc.cases.case import case_query
from cardsvc.staff.scope import EVERYWHERE, Scope
from firmware_config.ids import OfficeId, ProgrammeCode
from firmware_config.period import Period


@dataclass(frozen=True, slots=True)
class Progress:
    """People, dues and đồng. One due is one period of one entitlement; a person may have two."""

    office: OfficeId
    office_name: str
    programme: ProgrammeCode
    period: Period
    people: int
    owed: int
    owed_vnd: int
    paid: int
    paid_vnd: int

    @property
    def unpaid(self) -> int:
        return self.owed - self.paid

    @property
    def unpaid_vnd(self) -> int:
        return self.owed_vnd - self.paid_vnd


def progress(
    connection: Connection, office: OfficeId | None = None, scope: Scope = EVERYWHERE
) -> tuple[Progress, ...]:
    """By office, newest period first, then programme; one office's only if asked."""
    due, held, transfer = tables.due.c, tables.entitlement.c, tables.transfer.c
    is_paid = transfer.id.is_not(None)
    query = (
        select(
            held.office,
            tables.office.c.name,
            held.programme,
            due.period,
            func.count(held.beneficiary.distinct()).label("people"),
            func.count().label("owed"),
            func.sum(due.amount_vnd).label("owed_vnd"),
            func.count(transfer.id).label("paid"),
            func.sum(case((is_paid, due.amount_vnd), else_=0)).label("paid_vnd"),
        )
        .select_from(tables.due)
        .join(tables.entitlement, held.id == due.entitlement)
        .join(tables.office, tables.office.c.id == held.office)
        .outerjoin(tables.transfer, tables.DUE_IS_PAID)
        .where(scope.offices_clause(tables.office.c.province, held.office))
        .group_by(held.office, tables.office.c.name, held.programme, due.period)
        .order_by(held.office, due.period.desc(), held.programme)
    )
    if office is not None:
        query = query.where(held.office == office.text)
    return tuple(
        Progress(
            OfficeId(row.office),
            row.name,
            ProgrammeCode(row.programme),
            Period(row.period),
            row.people,
            row.owed,
            int(row.owed_vnd),
            row.paid,
            int(row.paid_vnd),
        )
        for row in connection.execute(query)
    )


@dataclass(frozen=True, slots=True)
class Suspended:
    """Money in suspense: cases nobody has closed yet, by kind."""

    kind: str
    cases: int
    amount_vnd: int


def open_cases(connection: Connection, scope: Scope = EVERYWHERE) -> tuple[Suspended, ...]:
    """Those that lie within `scope`."""
    opened = case_query(scope).where(tables.exception_case.c.closed_at.is_(None)).subquery().c
    query = (
        select(
            opened.kind,
            func.count().label("cases"),
            func.coalesce(func.sum(opened.amount_vnd), 0).label("amount_vnd"),
        )
        .group_by(opened.kind)
        .order_by(opened.kind)
    )
    return tuple(
        Suspended(row.kind, row.cases, int(row.amount_vnd)) for row in connection.execute(query)
    )
