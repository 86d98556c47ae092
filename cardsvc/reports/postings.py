"""The journal's postings as a table: a programme's and its province's cash, in some days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from cardsvc import tables
from cardsvc.export.sheet import Cell, Sheet
from cardsvc.reports.errors import ReportError
from cardsvc.reports.terms import ReportTerms
from firmware_config.period import Period
from firmware_config.vietnamese.dates import VIET_NAM

MOST_POSTINGS = 1_000_000_000
"""A CSV file has no end of its own, as a workbook has."""
MOST_DAYS = 400
_AT_ONCE = 1000

moved, entry, told = tables.transfer.c, tables.entry.c, tables.instruction.c
booked_at = func.coalesce(entry.received_at, told.at, type_=entry.received_at.type)
"""When a transfer came to be: the entry was received, or finance instructed it."""


@dataclass(frozen=True, slots=True)
class Days:
    """Days of Viet Nam, both included."""

    first: date
    last: date

    @classmethod
    def parse(cls, first: str, last: str) -> Self:
        """Raises `ReportError` (`report-days`): no days, the wrong way round, or too many."""
        try:
            days = cls(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError as fault:
            raise ReportError("report-days", limit=MOST_DAYS) from fault
        if not 0 <= (days.last - days.first).days < MOST_DAYS or days.first.year < 2000:
            raise ReportError("report-days", limit=MOST_DAYS)
        return days

    @property
    def begin(self) -> datetime:
        return datetime.combine(self.first, time(), VIET_NAM)

    @property
    def end(self) -> datetime:
        """The first moment after."""
        return datetime.combine(self.last + timedelta(days=1), time(), VIET_NAM)

    def clause(self) -> ColumnElement[bool]:
        """Of a query that joins `with_time`."""
        return and_(booked_at >= self.begin, booked_at < self.end)


def with_time(query: Select[Any]) -> Select[Any]:
    """`query` from transfers, joined to what says when each was booked."""
    return query.outerjoin(
        tables.entry, and_(entry.terminal == moved.terminal, entry.seq == moved.seq)
    ).outerjoin(tables.instruction, told.id == moved.instruction)


def postings(
    connection: Connection,
    terms: ReportTerms,
    days: Days,
    title: str,
    headings: Sequence[str],
) -> Sheet:
    """Made while it is written; `headings` are for the cells of `_cells`."""
    debit, credit = tables.account.alias("debit"), tables.account.alias("credit")
    terminal, office = tables.terminal.c, tables.office.c
    query = (
        with_time(
            select(
                *(moved.id, moved.kind, moved.amount_vnd, moved.terminal, moved.seq, moved.line),
                *(moved.entitlement, moved.period, told.reference, told.user),
                debit.c.key.label("debit_key"),
                credit.c.key.label("credit_key"),
                booked_at.label("booked_at"),
            ).select_from(tables.transfer)
        )
        .join(debit, debit.c.id == moved.debit)
        .join(credit, credit.c.id == moved.credit)
        .outerjoin(tables.terminal, terminal.id == moved.terminal)
        .outerjoin(tables.office, office.id == terminal.office)
        .where(
            or_(
                office.province == terms.province.text,
                debit.c.province == terms.province.text,
                credit.c.province == terms.province.text,
            ),
            _is_about(debit, credit, terms),
            days.clause(),
        )
        .order_by(moved.id)
    )
    rows = connection.execute(query, execution_options={"yield_per": _AT_ONCE})
    return Sheet(title, headings, _rows(rows), MOST_POSTINGS)


def _is_about(debit: Any, credit: Any, terms: ReportTerms) -> ColumnElement[bool]:
    """The programme's own, and cash, which is of all programmes."""
    named = func.coalesce(debit.c.programme, credit.c.programme, terms.programme.text)
    return named == terms.programme.text


HEADINGS = (
    *("posting-number", "posting-at", "posting-kind", "posting-debit", "posting-credit", "amount"),
    *("terminal", "posting-entry", "posting-line", "posting-reference", "posting-user"),
    *("posting-entitlement", "period"),
)
"""Messages for the headings."""


def _rows(rows: Any) -> Iterator[Sequence[Cell]]:
    for row in rows:
        yield _cells(row)


def _cells(row: Row[Any]) -> tuple[Cell, ...]:
    return (
        *(str(row.id), row.booked_at, row.kind, row.debit_key, row.credit_key, row.amount_vnd),
        *(row.terminal, row.seq, row.line, row.reference, row.user),
        row.entitlement.hex() if row.entitlement else None,
        None if row.period is None else str(Period(row.period)),
    )
