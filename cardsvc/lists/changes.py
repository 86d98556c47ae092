"""The list against last month's of the same office and programme: tăng, giảm, thay đổi.

Each difference needs a reason that the law allows. Some are evident: a reported death, a place on
another list, a new standard. The others are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy import case as sql_case

from cardsvc import tables
from cardsvc.lists.checks import ON_THE_WAY
from cardsvc.lists.errors import ListCaseError
from cardsvc.lists.reasons import ALLOWED, ChangeReason
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.rates import AmountRule, Rates
from cardsvc.tables import ChangeKind, Kind

_change = tables.list_change
_COLUMNS = (
    *("list_case", "citizen_number", "kind", "name", "row"),
    *("was_vnd", "was_category", "now_vnd", "now_category"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """`is_evident`: nobody had to give the reason."""

    citizen_number: str
    kind: ChangeKind
    name: str = field(repr=False)
    row: int | None
    was_vnd: int | None
    was_category: str | None
    now_vnd: int | None
    now_category: str | None
    reason: ChangeReason | None
    given_by: str | None

    @property
    def is_evident(self) -> bool:
        return self.reason is not None and self.given_by is None

    @property
    def allowed(self) -> tuple[ChangeReason, ...]:
        return ALLOWED[self.kind]


@dataclass(frozen=True, slots=True)
class ChangeCount:
    """Of one kind: how many, and of how many the reason is not known."""

    kind: ChangeKind
    count: int
    open: int
    was_vnd: int
    now_vnd: int


def compare(connection: Connection, case: int, terms: ListTerms, rates: Rates) -> None:
    """Find the differences anew; a reason that was given stays where the difference is the same.

    Nothing is compared with a month for which no list was ever taken in. Who stands in a bad row is
    not gone, nor is who was paid this month ahead (two at Tết).
    """
    column = _change.c
    given = {
        (row.citizen_number, row.kind): row
        for row in connection.execute(
            select(_change).where(column.list_case == case, column.given_by.is_not(None))
        )
    }
    connection.execute(delete(_change).where(column.list_case == case))
    if rates.programme(terms.programme).is_once or not _has_last_month(connection, terms):
        return
    before, now, listed = _before(terms), _now(case), tables.list_row.c
    was, is_now = before.c, now.c
    differs = or_(was.vnd != is_now.vnd, was.least != is_now.least, was.greatest != is_now.greatest)
    kind = sql_case(
        (was.citizen_number.is_(None), ChangeKind.ADDED.value), else_=ChangeKind.CHANGED.value
    )
    here = (
        select(
            literal(case),
            is_now.citizen_number,
            kind,
            is_now.name,
            is_now.row,
            was.vnd,
            was.least,
            is_now.vnd,
            is_now.least,
        )
        .select_from(now.outerjoin(before, was.citizen_number == is_now.citizen_number))
        .where(or_(was.citizen_number.is_(None), differs))
    )
    gone = (
        select(
            literal(case),
            was.citizen_number,
            literal(ChangeKind.REMOVED.value),
            was.name,
            literal(None),
            was.vnd,
            was.least,
            literal(None),
            literal(None),
        )
        .select_from(before)
        .where(
            ~exists().where(listed.citizen_number == was.citizen_number, listed.list_case == case),
            ~_is_owed(terms, terms.period.code, was.citizen_number, is_here=True),
        )
    )
    for found in (here, gone):
        connection.execute(insert(_change).from_select(_COLUMNS, found))
    _tell_evident(connection, case, terms, rates)
    for (citizen_number, of_kind), row in given.items():
        connection.execute(
            update(_change)
            .where(
                column.list_case == case,
                column.citizen_number == citizen_number,
                column.kind == of_kind,
                column.reason.is_(None),
            )
            .values(reason=row.reason, given_by=row.given_by, given_at=row.given_at)
        )


def give_reason(
    connection: Connection,
    case: int,
    kind: ChangeKind,
    reason: ChangeReason,
    user: str,
    now: datetime,
    citizen_number: str | None = None,
) -> int:
    """For one person, or for all of a kind that have none yet. How many got it.

    Raises:
        ListCaseError: `list-reason-not-allowed`.
    """
    if reason not in ALLOWED[kind]:
        raise ListCaseError("list-reason-not-allowed", reason=reason.value)
    column = _change.c
    wanted = [column.list_case == case, column.kind == kind.value]
    if citizen_number is None:
        wanted.append(column.reason.is_(None))
    else:
        wanted.append(column.citizen_number == citizen_number)
    given = connection.execute(
        update(_change).where(*wanted).values(reason=reason.value, given_by=user, given_at=now)
    )
    return given.rowcount


def count_changes(connection: Connection, case: int) -> tuple[ChangeCount, ...]:
    column = _change.c
    rows = connection.execute(
        select(
            column.kind,
            func.count().label("people"),
            func.count(column.reason).label("known"),
            func.coalesce(func.sum(column.was_vnd), 0).label("was_vnd"),
            func.coalesce(func.sum(column.now_vnd), 0).label("now_vnd"),
        )
        .where(column.list_case == case)
        .group_by(column.kind)
    )
    found = {
        row.kind: ChangeCount(
            ChangeKind(row.kind),
            row.people,
            row.people - row.known,
            int(row.was_vnd),
            int(row.now_vnd),
        )
        for row in rows
    }
    return tuple(found[kind] for kind in ChangeKind if kind in found)


def change_of(row: Any) -> Change:
    """From a row of `list_change`."""
    return Change(
        row.citizen_number,
        ChangeKind(row.kind),
        row.name,
        row.row,
        row.was_vnd,
        row.was_category,
        row.now_vnd,
        row.now_category,
        ChangeReason(row.reason) if row.reason else None,
        row.given_by,
    )


def _has_last_month(connection: Connection, terms: ListTerms) -> bool:
    return connection.execute(select(_before(terms).c.citizen_number).limit(1)).first() is not None


def _now(case: int) -> CTE:
    """Who stands on the list with a monthly amount: by person, for one may hold two."""
    column = tables.list_row.c
    return (
        select(
            column.citizen_number,
            func.min(column.name).label("name"),
            func.min(column.row).label("row"),
            func.sum(column.monthly_vnd).label("vnd"),
            func.min(column.category).label("least"),
            func.max(column.category).label("greatest"),
        )
        .where(column.list_case == case, column.is_good, column.monthly_vnd > 0)
        .group_by(column.citizen_number)
        .cte("now")
    )


def _before(terms: ListTerms) -> CTE:
    """Who was owed for the month before, by a list of the office."""
    person, held, due = tables.beneficiary.c, tables.entitlement.c, tables.due.c
    taken = tables.payout_list.c
    return (
        select(
            person.citizen_number,
            func.min(person.name).label("name"),
            func.sum(due.amount_vnd).label("vnd"),
            func.min(held.category).label("least"),
            func.max(held.category).label("greatest"),
        )
        .select_from(tables.payout_list)
        .join(tables.due, due.list == taken.id)
        .join(tables.entitlement, held.id == due.entitlement)
        .join(tables.beneficiary, person.id == held.beneficiary)
        .where(
            taken.office == terms.office.text,
            taken.programme == terms.programme.text,
            due.period == terms.period.plus(-1).code,
            held.kind == Kind.MONTH,
        )
        .group_by(person.citizen_number)
        .cte("before")
    )


def _tell_evident(connection: Connection, case: int, terms: ListTerms, rates: Rates) -> None:
    column, death = _change.c, tables.death.c
    last_month = str(terms.period.plus(-1))
    of_case = and_(column.list_case == case, column.reason.is_(None))

    def tell(reason: ChangeReason, kind: ChangeKind, is_it: ColumnElement[bool]) -> None:
        connection.execute(
            update(_change)
            .where(of_case, column.kind == kind.value, is_it)
            .values(reason=reason.value)
        )

    died = exists().where(
        death.citizen_number == column.citizen_number,
        func.substr(death.died_on, 1, 7) <= last_month,
    )
    tell(ChangeReason.DIED, ChangeKind.REMOVED, died)
    tell(ChangeReason.MOVED_OUT, ChangeKind.REMOVED, _is_listed_elsewhere(case, terms))
    tell(ChangeReason.MOVED_IN, ChangeKind.ADDED, _was_owed_elsewhere(terms))
    rule = rates.programme(terms.programme).amount
    if rule is not AmountRule.INDIVIDUAL:
        was = rates.standard_vnd(terms.programme, terms.province, terms.period.plus(-1))
        now = rates.standard_vnd(terms.programme, terms.province, terms.period)
        if was is not None and now is not None and was != now:
            same_share = column.was_vnd * now == column.now_vnd * was
            tell(
                ChangeReason.STANDARD_CHANGED,
                ChangeKind.CHANGED,
                and_(same_share, column.was_category == column.now_category),
            )
    tell(
        ChangeReason.CATEGORY_CHANGED,
        ChangeKind.CHANGED,
        and_(column.was_category != column.now_category, column.now_category != ""),
    )


def _is_listed_elsewhere(case: int, terms: ListTerms) -> ColumnElement[bool]:
    row, other = tables.list_row.c, tables.list_case.c
    on_its_way = exists().where(
        row.citizen_number == _change.c.citizen_number,
        row.list_case == other.id,
        other.id != case,
        other.programme == terms.programme.text,
        other.period == terms.period.code,
        other.state.in_(ON_THE_WAY),
    )
    return or_(on_its_way, _is_owed(terms, terms.period.code, _change.c.citizen_number))


def _was_owed_elsewhere(terms: ListTerms) -> ColumnElement[bool]:
    return _is_owed(terms, terms.period.plus(-1).code, _change.c.citizen_number)


def _is_owed(
    terms: ListTerms, period: int, citizen_number: ColumnElement[Any], *, is_here: bool = False
) -> ColumnElement[bool]:
    """By a list of the office, or else of another one."""
    person, held, due = tables.beneficiary.c, tables.entitlement.c, tables.due.c
    taken = tables.payout_list.c
    here = taken.office == terms.office.text
    return exists().where(
        person.citizen_number == citizen_number,
        held.beneficiary == person.id,
        held.programme == terms.programme.text,
        due.entitlement == held.id,
        due.period == period,
        taken.id == due.list,
        here if is_here else ~here,
    )
