"""Whose payment has an end before the months of a list: the dead, those who were stopped, and those
who have had as many months in a row as their programme pays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from cardsvc import tables
from cardsvc.registry.calendar.month_limit import last_month
from cardsvc.registry.finding import Datum, Reason
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.rates import Rates
from cardsvc.tables import Kind, StopReason
from firmware_config.period import Period

_row = tables.list_row
_mine, _person, _held = _row.c, tables.beneficiary.c, tables.entitlement.c


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands against a row. `value` is the person's citizen number."""

    row: int
    value: str
    reason: Reason
    data: Mapping[str, Datum]


@dataclass(frozen=True, slots=True)
class Endings:
    """Of one list. A grant that is paid once, and arrears, are of no month and have no end."""

    case: int
    terms: ListTerms
    rates: Rates

    def found(self, connection: Connection) -> Iterator[Ending]:
        if not self.rates.programme(self.terms.programme).is_once:
            yield from self._dead(connection)
            yield from self._past_the_end(connection)
        yield from self._stopped(connection)

    def _dead(self, connection: Connection) -> Iterator[Ending]:
        """The month of death is still owed, those after it are not (Decree 20/2021 Art. 8)."""
        death = tables.death
        query = (
            select(_mine.row, _mine.citizen_number, _mine.months, death.c.died_on)
            .join(death, death.c.citizen_number == _mine.citizen_number)
            .where(*self._of_months())
        )
        for row in connection.execute(query):
            last = self.terms.period.plus(row.months - 1)
            if row.died_on[:7] < str(last):
                day = f"{row.died_on[8:]}/{row.died_on[5:7]}/{row.died_on[:4]}"
                yield _ending(row, Reason.REPORTED_DEAD, died_on=day)

    def _past_the_end(self, connection: Connection) -> Iterator[Ending]:
        """As `Owing` counts: a row of months goes on while each month has its due."""
        programme, first = self.terms.programme, self.terms.period
        most = self.rates.programme(programme).most_months
        if most is None:
            return
        before, due = tables.entitlement.alias("before"), tables.due.c
        was_owed = exists(
            select(due.entitlement)
            .join(before, before.c.id == due.entitlement)
            .where(
                before.c.beneficiary == _held.beneficiary,
                before.c.programme == programme.text,
                due.period == first.plus(-1).code,
            )
        )
        goes_on = (
            select(_mine.row, _mine.citizen_number, _held.until)
            .join(tables.beneficiary, _person.citizen_number == _mine.citizen_number)
            .join(tables.entitlement, _held.beneficiary == _person.id)
            .where(
                *self._of_months(),
                _held.programme == programme.text,
                _held.category == func.coalesce(_mine.category, ""),
                _held.kind == Kind.MONTH,
                _held.ended_at.is_(None),
                was_owed,
            )
        )
        over = goes_on.where(_held.until < first.code + _mine.months - 1)
        begins = select(_mine.row, _mine.citizen_number).where(
            *self._of_months(),
            _mine.months > most,
            _mine.row.not_in(goes_on.with_only_columns(_mine.row)),
        )
        for going in connection.execute(over.order_by(_mine.row)):
            yield _ending(going, Reason.PAST_THE_END, most=most, period=_said(going.until))
        last = _said(last_month(first, most).code)
        for beginning in connection.execute(begins.order_by(_mine.row)):
            yield _ending(beginning, Reason.PAST_THE_END, most=most, period=last)

    def _stopped(self, connection: Connection) -> Iterator[Ending]:
        """Ended by decision, for whatever month; or suspended in a month of the list. Who is
        resumed later is then owed what no list has named."""
        stop = tables.payment_stop.c
        final = stop.reason.in_([reason for reason in StopReason if reason.is_final])
        in_list = stop.since < self.terms.period.code + _mine.months
        query = (
            select(_mine.row, _mine.citizen_number, stop.since, final.label("is_final"))
            .select_from(tables.payment_stop)
            .join(tables.entitlement, _held.id == stop.entitlement)
            .join(tables.beneficiary, _person.id == _held.beneficiary)
            .join(_row, _mine.citizen_number == _person.citizen_number)
            .where(
                # As an expression, so that SQLite goes by the stops, which are few.
                (_mine.list_case + 0) == self.case,
                _held.programme == self.terms.programme.text,
                stop.lifted_at.is_(None),
                or_(final, and_(_mine.monthly_vnd > 0, in_list)),
            )
            .order_by(_mine.row, final.desc(), stop.since)
        )
        told = set[int]()
        for row in connection.execute(query):
            if row.row not in told:
                told.add(row.row)
                reason = Reason.PAYMENT_ENDED if row.is_final else Reason.PAYMENT_SUSPENDED
                yield _ending(row, reason, period=_said(row.since))

    def _of_months(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return _mine.list_case == self.case, _mine.monthly_vnd > 0


def _ending(row: Any, reason: Reason, **data: Datum) -> Ending:
    return Ending(row.row, row.citizen_number, reason, data)


def _said(code: int) -> str:
    period = Period(code)
    return f"{period.month:02}/{period.year}"
