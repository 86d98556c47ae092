"""The run after a new standard: everybody concerned gets the new amount, a script or a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, func, insert, select

from cardsvc import tables
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.renewal import renew_media
from cardsvc.issuance.scripts import ScriptDesk
from cardsvc.registry.own_lists import OwnList, owe
from cardsvc.registry.rate_change import Change, LeftOut, concerned, entitlements, judge
from cardsvc.registry.rates import Rates, Standard
from cardsvc.registry.replacing import open_one_off, replace_entitlement
from cardsvc.registry.standards import Approved, approved_standards, rates_now
from cardsvc.runs.run import Step
from firmware_config.clock import Clock
from firmware_config.ids import OfficeId, ProvinceCode
from firmware_config.period import Period
from firmware_config.vietnamese.dates import month_of, today

RUN_KIND = "rate-run"
PEOPLE_AT_A_TIME = 50


class RateRunFault(IssuanceError):
    """`standard-unknown`: no such standard was approved here."""


@dataclass(frozen=True, slots=True)
class RateRun:
    """The steps of a run whose subject is a standard's number."""

    engine: Engine
    scripts: ScriptDesk
    rates: Rates
    clock: Clock
    people_at_a_time: int = PEOPLE_AT_A_TIME

    def step(self, subject: str) -> Step:
        """The next people, in one transaction. Whoever has an item is done.

        Raises:
            RateRunFault, RatesError, KeyringError: nothing more can be done until it is mended.
        """
        now = self.clock()
        with self.engine.begin() as connection:
            approved = _find(connection, subject)
            rates = rates_now(connection, self.rates)
            waiting = remaining(approved)
            column = tables.entitlement.c.beneficiary
            people = connection.scalars(
                select(column)
                .where(waiting)
                .distinct()
                .order_by(column)
                .limit(self.people_at_a_time)
            ).all()
            if not people:
                return Step(0, is_finished=True)
            rows = list(entitlements(connection, approved.standard, waiting, column.in_(people)))
            for row in rows:
                self._do(connection, rates, approved, row, now)
            for person in people:
                self._renew(connection, approved, person, now)
        return Step(len(people), is_finished=False)

    def _do(
        self,
        connection: Connection,
        rates: Rates,
        approved: Approved,
        row: Row[Any],
        now: datetime,
    ) -> None:
        judged = judge(rates, approved.standard, row)
        item = {"standard": approved.id, "entitlement": row.id, "arrears_vnd": 0}
        if isinstance(judged, LeftOut):
            item["left_out"] = judged.value
        else:
            item["replacement"] = replace_entitlement(
                connection, row, judged.since, judged.new_vnd, now
            )
            if judged.arrears_vnd:
                item["arrears_vnd"] = judged.arrears_vnd
                self._owe_arrears(connection, approved, row, judged, now)
        connection.execute(insert(tables.rate_run_item).values(item))

    def _owe_arrears(
        self,
        connection: Connection,
        approved: Approved,
        row: Row[Any],
        change: Change,
        now: datetime,
    ) -> None:
        this_month = month_of(today(now))
        own = OwnList(
            f"truy-linh-muc-chuan-{approved.id}",
            OfficeId(row.office),
            ProvinceCode(row.province),
            approved.standard.programme,
            _month_of_run(approved, this_month),
        )
        list_id = own.entered(connection, approved.approved_by, now)
        ref = open_one_off(connection, row, change.arrears_vnd)
        once = Period.once_in(this_month.year, this_month.month)
        owe(connection, list_id, ref, once, change.arrears_vnd)

    def _renew(
        self, connection: Connection, approved: Approved, person: int, now: datetime
    ) -> None:
        """Only of somebody for whom something changed."""
        item, held = tables.rate_run_item.c, tables.entitlement.c
        mine = and_(
            item.standard == approved.id,
            item.replacement.is_not(None),
            item.entitlement.in_(select(held.id).where(held.beneficiary == person)),
        )
        if connection.execute(select(item.entitlement).where(mine).limit(1)).first() is None:
            return
        renewed = renew_media(connection, self.scripts, person, now)
        if renewed.sheet is not None:
            connection.execute(
                tables.rate_run_item.update().where(mine).values(record=renewed.sheet)
            )


def remaining(approved: Approved) -> ColumnElement[bool]:
    """Of the entitlements: those concerned that the run has not come to, nor made itself."""
    held, item = tables.entitlement.c, tables.rate_run_item.c
    of_run = item.standard == approved.id
    return and_(
        concerned(approved.standard),
        held.id.not_in(select(item.entitlement).where(of_run)),
        held.id.not_in(select(item.replacement).where(of_run, item.replacement.is_not(None))),
    )


def people_concerned(connection: Connection, standard: Standard) -> int:
    """How many people a run comes to, whether or not it changes anything for them."""
    column = tables.entitlement.c.beneficiary
    query = select(func.count(column.distinct())).where(concerned(standard))
    return int(connection.execute(query).scalar_one())


@dataclass(frozen=True, slots=True)
class Done:
    """What a run has done so far."""

    changed: int
    arrears_vnd: int
    sheets: int
    left_out: tuple[tuple[LeftOut, int], ...]


def done_so_far(connection: Connection, standard_id: int) -> Done:
    item = tables.rate_run_item.c
    rows = connection.execute(
        select(
            item.left_out,
            func.count().label("items"),
            func.sum(item.arrears_vnd).label("arrears_vnd"),
            func.count(item.record.distinct()).label("sheets"),
        )
        .where(item.standard == standard_id)
        .group_by(item.left_out)
        .order_by(item.left_out)
    ).all()
    changed = [row for row in rows if row.left_out is None]
    return Done(
        sum(row.items for row in changed),
        sum(int(row.arrears_vnd) for row in changed),
        sum(row.sheets for row in changed),
        tuple((LeftOut(row.left_out), row.items) for row in rows if row.left_out is not None),
    )


def _find(connection: Connection, subject: str) -> Approved:
    for approved in approved_standards(connection):
        if str(approved.id) == subject:
            return approved
    raise RateRunFault("standard-unknown", standard=subject)


def _month_of_run(approved: Approved, this_month: Period) -> Period:
    """A list's month is one that its standard is in force in."""
    return max(approved.standard.since, this_month)
