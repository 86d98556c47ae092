"""Whom a new standard concerns, and what it makes of each entitlement.

What a list has made due stays due at its amount. For the months already listed from the standard's
first one the difference is owed once, as arrears (truy lĩnh); from the next month on a new
entitlement of the new amount takes the old one's place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from cardsvc import tables
from cardsvc.registry.coefficient import amount_at, coefficient_tenths
from cardsvc.registry.rates import Rates, Standard
from cardsvc.tables import Kind
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.period import Period

_AT_A_TIME = 1000


class LeftOut(StrEnum):
    """Why an entitlement stays as it is."""

    ALREADY = "already"  # a list brought the new amount before, or the province pays more anyway
    STOPPED = "stopped"  # it gets the new amount when it is resumed
    CATEGORY_UNKNOWN = "category-unknown"
    AMOUNT_DIFFERS = "amount-differs"  # no amount of its category at the standard before
    NOT_WHOLE_VND = "not-whole-vnd"


@dataclass(frozen=True, slots=True)
class Change:
    """An entitlement's new amount from the month `since`; `arrears_vnd` for the months before that
    were listed at the old one."""

    since: Period
    old_vnd: int
    new_vnd: int
    arrears_vnd: int


@dataclass(slots=True)
class Effect:
    """All that a standard would do. Counts are of people where they say so, else entitlements."""

    people: int = 0
    changed: int = 0
    old_vnd: int = 0
    new_vnd: int = 0
    arrears_vnd: int = 0
    offices: set[str] = field(default_factory=set)
    left_out: dict[LeftOut, int] = field(default_factory=dict)


def concerned(standard: Standard) -> ColumnElement[bool]:
    """Of the entitlements: the open monthly ones of its programme and place."""
    held = tables.entitlement.c
    where = [
        held.programme == standard.programme.text,
        held.kind == Kind.MONTH,
        held.ended_at.is_(None),
    ]
    if standard.province is not None:
        where.append(held.province == standard.province.text)
    return and_(*where)


def entitlements(
    connection: Connection, standard: Standard, *where: ColumnElement[bool]
) -> Iterator[Row[Any]]:
    """Those it concerns, with `first_due`, `last_due`, `listed` months from its first, and whether
    it `is_stopped`; by beneficiary."""
    held, due, stop = tables.entitlement.c, tables.due.c, tables.payment_stop.c
    months = (
        select(
            due.entitlement,
            func.min(due.period).label("first_due"),
            func.max(due.period).label("last_due"),
            func.count().filter(due.period >= standard.since.code).label("listed"),
        )
        .join(tables.entitlement, held.id == due.entitlement)
        .where(concerned(standard), *where)
        .group_by(due.entitlement)
        .subquery()
    )
    query = (
        select(
            tables.entitlement,
            months.c.first_due,
            months.c.last_due,
            func.coalesce(months.c.listed, 0).label("listed"),
            stop.id.is_not(None).label("is_stopped"),
        )
        .outerjoin(months, months.c.entitlement == held.id)
        .outerjoin(tables.payment_stop, (stop.entitlement == held.id) & stop.lifted_at.is_(None))
        .where(concerned(standard), *where)
        .order_by(held.beneficiary, held.id)
    )
    yield from connection.execute(query, execution_options={"yield_per": _AT_A_TIME})


def judge(rates: Rates, standard: Standard, row: Row[Any]) -> Change | LeftOut:
    """What a standard, which `rates` hold, makes of one row of `entitlements`.

    1. A province that pays as much or more by its own standard stays as it is.
    2. So does an entitlement that lists opened at the new amount.
    3. A stopped one waits.
    4. The coefficient follows from the amount at the standard before, and the new amount from it.
    """
    province, programme = ProvinceCode(row.province), rates.programme(standard.programme)
    new = rates.standard_vnd(programme.code, province, standard.since)
    before = _standard_before(rates, standard, province)
    # 1
    if new is None or new == before:
        return LeftOut.ALREADY
    category = rates.category(programme.code, row.category) if row.category else None
    # 2
    is_new = row.first_due is None or row.first_due >= standard.since.code
    if is_new and coefficient_tenths(programme, category, row.amount_vnd, new) is not None:
        return LeftOut.ALREADY
    # 3
    if row.is_stopped:
        return LeftOut.STOPPED
    # 4
    if category is None and row.category:
        return LeftOut.CATEGORY_UNKNOWN
    tenths = before and coefficient_tenths(programme, category, row.amount_vnd, before)
    if not tenths:
        return LeftOut.AMOUNT_DIFFERS
    amount_vnd = amount_at(new, tenths)
    if amount_vnd is None:
        return LeftOut.NOT_WHOLE_VND
    since = standard.since
    if row.last_due is not None:
        since = max(since, Period(row.last_due).plus(1))
    arrears_vnd = (amount_vnd - row.amount_vnd) * row.listed
    return Change(since, row.amount_vnd, amount_vnd, arrears_vnd)


def effect(rates: Rates, standard: Standard, rows: Iterable[Row[Any]]) -> Effect:
    """Of `rows` by beneficiary."""
    found, last = Effect(), None
    for row in rows:
        judged = judge(rates, standard, row)
        if isinstance(judged, LeftOut):
            found.left_out[judged] = found.left_out.get(judged, 0) + 1
            continue
        found.people += row.beneficiary != last
        last = row.beneficiary
        found.changed += 1
        found.old_vnd += judged.old_vnd
        found.new_vnd += judged.new_vnd
        found.arrears_vnd += judged.arrears_vnd
        found.offices.add(row.office)
    return found


def _standard_before(rates: Rates, standard: Standard, province: ProvinceCode) -> int | None:
    """In the same place and month, had there been no `standard`."""
    others = tuple(one for one in rates.standards if one != standard)
    programme: ProgrammeCode = standard.programme
    known = Rates(rates.programmes, others, rates.categories)
    found = known.standards_in_force(programme, province, standard.since)
    return max((one.amount_vnd for one in found), default=None)
