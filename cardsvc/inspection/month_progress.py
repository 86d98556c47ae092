"""How far a month's payout is: by province, or by the offices of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from cardsvc import tables
from cardsvc.staff.scope import Scope
from firmware_config.ids import ProvinceCode
from firmware_config.period import Period
from firmware_config.vietnamese.dates import month_of, today


@dataclass(frozen=True, slots=True)
class Place:
    """A province or an office. Dues and đồng."""

    code: str
    name: str
    owed: int
    owed_vnd: int
    paid: int
    paid_vnd: int

    @property
    def percent(self) -> int:
        """Of the dues, rounded down, so that only all of them are 100."""
        return self.paid * 100 // self.owed if self.owed else 0


def this_month(now: datetime) -> Period:
    return month_of(today(now))


def paid_by_place(
    connection: Connection, period: Period, scope: Scope, province: ProvinceCode | None = None
) -> tuple[Place, ...]:
    """By province, or, of one, by office; in the order of their codes. `name` of a province is
    empty: its page has the word."""
    due, held, transfer, office = (
        *(tables.due.c, tables.entitlement.c),
        *(tables.transfer.c, tables.office.c),
    )
    by = (office.province,) if province is None else (held.office, office.name)
    query = (
        select(
            by[0].label("code"),
            (by[1] if len(by) > 1 else func.max(held.province)).label("name"),
            func.count().label("owed"),
            func.sum(due.amount_vnd).label("owed_vnd"),
            func.count(transfer.id).label("paid"),
            func.coalesce(func.sum(transfer.amount_vnd), 0).label("paid_vnd"),
        )
        .select_from(tables.due)
        .join(tables.entitlement, held.id == due.entitlement)
        .join(tables.office, office.id == held.office)
        .outerjoin(tables.transfer, tables.DUE_IS_PAID)
        .where(due.period == period.code, scope.offices_clause(office.province, held.office))
        .group_by(*by)
        .order_by(by[0])
    )
    if province is not None:
        query = query.where(office.province == province.text)
    return tuple(
        Place(
            *(row.code, row.name if province else "", row.owed, int(row.owed_vnd)),
            *(row.paid, int(row.paid_vnd)),
        )
        for row in connection.execute(query)
    )
