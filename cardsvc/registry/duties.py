"""What is to be done by when, by the legal calendar: lists, reports, money carried on, people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, select

from cardsvc import tables
from cardsvc.db import chunks
from cardsvc.registry.calendar.after_death import first_unpaid_month
from cardsvc.registry.calendar.figures import Figures
from cardsvc.registry.calendar.highest_benefit import highest_allowed
from cardsvc.registry.calendar.list_deadline import list_due_by
from cardsvc.registry.calendar.report_deadline import last_reported, report_due_by
from cardsvc.registry.calendar.uncollected import uncollected_since
from cardsvc.registry.rates import Rates
from cardsvc.staff.scope import Scope
from cardsvc.tables import Kind, StopReason
from firmware_config.ids import EntitlementId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period
from firmware_config.vietnamese.dates import month_of

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ListDuty:
    """The list of `month`, for the `offices` that pay the programme this month; `there` of them
    have it, or two months together in the one before."""

    province: ProvinceCode
    programme: ProgrammeCode
    month: Period
    due_by: date
    offices: int
    there: int


@dataclass(frozen=True, slots=True)
class ReportDuty:
    """What a report on `month` has to say now. Dues and đồng; `carried` are of months before."""

    province: ProvinceCode
    programme: ProgrammeCode
    month: Period
    due_by: date
    paid: int
    paid_vnd: int
    unpaid: int
    unpaid_vnd: int
    carried: int
    carried_vnd: int


@dataclass(frozen=True, slots=True)
class PersonDuty:
    """Something about one person's entitlement; `since` is the first month it is about."""

    beneficiary: int
    name: str
    office: str
    entitlement: EntitlementId
    programme: ProgrammeCode
    category: str
    amount_vnd: int
    since: Period


@dataclass(frozen=True, slots=True)
class Several:
    """The first `MOST_SHOWN` of `total`."""

    shown: tuple[PersonDuty, ...]
    total: int

    @classmethod
    def of(cls, found: Iterable[PersonDuty]) -> Several:
        every = sorted(found, key=lambda one: (one.office, one.since, one.beneficiary))
        return cls(tuple(every[:MOST_SHOWN]), len(every))


def list_duties(
    connection: Connection, scope: Scope, today: date, figures: Figures
) -> tuple[ListDuty, ...]:
    """For next month, of each province and programme that pays this month."""
    this_month = month_of(today)
    next_month = this_month.plus(1)
    offices: dict[tuple[str, str], dict[int, set[str]]] = {}
    held, due = tables.entitlement.c, tables.due.c
    rows = connection.execute(
        select(held.province, held.programme, held.office, due.period)
        .join(tables.due, due.entitlement == held.id)
        .where(
            scope.offices_clause(held.province, held.office),
            held.kind == Kind.MONTH,
            due.period.in_((this_month.code, next_month.code)),
        )
        .distinct()
    )
    for row in rows:
        of_month = offices.setdefault((row.province, row.programme), {})
        of_month.setdefault(row.period, set()).add(row.office)
    return tuple(
        ListDuty(
            ProvinceCode(province),
            ProgrammeCode(programme),
            next_month,
            list_due_by(next_month, figures),
            len(set().union(*by_month.values())),
            len(by_month.get(next_month.code, ())),
        )
        for (province, programme), by_month in sorted(offices.items())
    )


def report_duties(
    connection: Connection, scope: Scope, today: date, figures: Figures
) -> tuple[ReportDuty, ...]:
    """For this month, of each province and programme."""
    month = month_of(today)
    held, due, transfer = tables.entitlement.c, tables.due.c, tables.transfer.c
    is_paid, is_now = transfer.id.is_not(None), due.period == month.code
    rows = connection.execute(
        select(
            *(held.province, held.programme),
            *_counted("paid", is_now & is_paid),
            *_counted("unpaid", is_now & ~is_paid),
            *_counted("carried", (due.period < month.code) & ~is_paid),
        )
        .select_from(tables.due)
        .join(tables.entitlement, held.id == due.entitlement)
        .outerjoin(tables.transfer, tables.DUE_IS_PAID)
        .where(
            scope.offices_clause(held.province, held.office),
            held.kind == Kind.MONTH,
            due.period <= month.code,
        )
        .group_by(held.province, held.programme)
        .order_by(held.province, held.programme)
    )
    return tuple(
        ReportDuty(
            ProvinceCode(row.province),
            ProgrammeCode(row.programme),
            month,
            report_due_by(month, figures),
            *map(int, row[2:]),
        )
        for row in rows
        if row.paid or row.unpaid or row.carried
    )


def uncollected(connection: Connection, scope: Scope, today: date, figures: Figures) -> Several:
    """Open entitlements, not stopped, whose last months nobody collected: to be suspended."""
    return Several.of(every_uncollected(connection, scope, today, figures))


def every_uncollected(
    connection: Connection, scope: Scope, today: date, figures: Figures
) -> Iterator[PersonDuty]:
    """All of them, in no order."""
    reported = last_reported(today, figures)
    held, due, transfer = tables.entitlement.c, tables.due.c, tables.transfer.c
    candidates = {
        row.id: row
        for row in connection.execute(
            _open_people(scope)
            .join(tables.due, due.entitlement == held.id)
            .outerjoin(tables.transfer, tables.DUE_IS_PAID)
            .where(due.period <= reported.code, transfer.id.is_(None))
            .group_by(*_PERSON, held.id)
            .having(func.count() >= figures.uncollected_months)
        )
    }
    months: dict[bytes, tuple[set[Period], set[Period]]] = {}
    for some in chunks(tuple(candidates)):
        dues = connection.execute(
            select(due.entitlement, due.period, transfer.id.is_not(None).label("is_paid"))
            .select_from(tables.due)
            .outerjoin(tables.transfer, tables.DUE_IS_PAID)
            .where(due.entitlement.in_(some))
        )
        for row in dues:
            owed, paid = months.setdefault(row.entitlement, (set(), set()))
            owed.add(Period(row.period))
            if row.is_paid:
                paid.add(Period(row.period))
    for ref, (owed, paid) in months.items():
        since = uncollected_since(owed, paid, reported, figures)
        if since is not None:
            yield _duty(candidates[ref], since)


def reported_dead(connection: Connection, scope: Scope, figures: Figures) -> Several:
    """Open entitlements, not stopped, of people in the register of deaths: to be ended."""
    died, person = tables.death.c, tables.beneficiary.c
    rows = connection.execute(
        _open_people(scope)
        .join(tables.death, died.citizen_number == person.citizen_number)
        .add_columns(died.died_on)
    )
    return Several.of(
        _duty(row, first_unpaid_month(date.fromisoformat(row.died_on), figures)) for row in rows
    )


def holding_several(
    connection: Connection, scope: Scope, rates: Rates, today: date, figures: Figures
) -> Several:
    """Open entitlements of people who hold two of the programmes of which only the highest is
    allowed (`highest`, in the calendar's figures): those that are not it."""
    held = tables.entitlement.c
    named = sorted(one.text for one in figures.highest_programmes)
    several = (
        select(held.beneficiary)
        .where(held.kind == Kind.MONTH, held.ended_at.is_(None), held.programme.in_(named))
        .group_by(held.beneficiary)
        .having(func.count(held.programme.distinct()) > 1)
    )
    rows = connection.execute(
        _open_people(scope).where(held.beneficiary.in_(several), held.programme.in_(named))
    )
    by_person: dict[int, list[Row[Any]]] = {}
    for row in rows:
        by_person.setdefault(row.beneficiary, []).append(row)

    def may_be_held_together(one: Row[Any], other: Row[Any]) -> bool:
        programme = ProgrammeCode(one.programme)
        a, b = (rates.category(programme, it.category) for it in (one, other))
        is_of_one = one.programme == other.programme
        return is_of_one and a is not None and b is not None and a.may_be_held_with(b)

    too_many = []
    for held_by_one in by_person.values():
        kept = highest_allowed(held_by_one, lambda it: int(it.amount_vnd), may_be_held_together)
        too_many += [row for row in held_by_one if row not in kept]
    return Several.of(_duty(row, month_of(today)) for row in too_many)


def ending(connection: Connection, scope: Scope, today: date) -> Several:
    """Open entitlements whose last month is this one or the next."""
    held, this_month = tables.entitlement.c, month_of(today)
    rows = connection.execute(
        _open_people(scope).where(held.until.between(this_month.code, this_month.plus(1).code))
    )
    return Several.of(_duty(row, Period(row.until)) for row in rows)


def suspended(connection: Connection, scope: Scope) -> Several:
    """What stands suspended and may be resumed."""
    held, stop = tables.entitlement.c, tables.payment_stop.c
    final = [reason for reason in StopReason if reason.is_final]
    rows = connection.execute(
        select(*_PERSON, held.id, stop.since.label("stopped"))
        .select_from(tables.payment_stop)
        .join(tables.entitlement, held.id == stop.entitlement)
        .join(tables.beneficiary, tables.beneficiary.c.id == held.beneficiary)
        .where(
            scope.offices_clause(held.province, held.office),
            stop.lifted_at.is_(None),
            stop.reason.not_in(final),
        )
    )
    return Several.of(_duty(row, Period(row.stopped)) for row in rows)


_PERSON = (
    tables.entitlement.c.beneficiary,
    tables.beneficiary.c.name,
    *(
        tables.entitlement.c[name]
        for name in ("office", "programme", "category", "amount_vnd", "until")
    ),
)


def _open_people(scope: Scope) -> Any:
    held, stop = tables.entitlement.c, tables.payment_stop.c
    stopped = select(stop.entitlement).where(stop.lifted_at.is_(None))
    return (
        select(*_PERSON, held.id)
        .select_from(tables.entitlement)
        .join(tables.beneficiary, tables.beneficiary.c.id == held.beneficiary)
        .where(
            scope.offices_clause(held.province, held.office),
            held.kind == Kind.MONTH,
            held.ended_at.is_(None),
            held.id.not_in(stopped),
        )
    )


def _counted(name: str, which: ColumnElement[bool]) -> tuple[ColumnElement[Any], ...]:
    amount_vnd = func.coalesce(func.sum(case((which, tables.due.c.amount_vnd), else_=0)), 0)
    return func.sum(case((which, 1), else_=0)).label(name), amount_vnd.label(f"{name}_vnd")


def _duty(row: Any, since: Period) -> PersonDuty:
    return PersonDuty(
        row.beneficiary,
        row.name,
        row.office,
        EntitlementId(row.id),
        ProgrammeCode(row.programme),
        row.category,
        row.amount_vnd,
        since,
    )
