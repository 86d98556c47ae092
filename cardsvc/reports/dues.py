"""How every due of a programme in a province stands: paid, carried forward, returned, suspended.

A due belongs to the office whose list named it. It is in one report until it is paid or returned
there; a payment that was reported and taken back since stands open again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
)

from cardsvc import tables
from cardsvc.ledger.account import AccountKind
from cardsvc.ledger.line import TransferKind
from cardsvc.reports.terms import ReportTerms
from cardsvc.tables import DueState, ReportState, StopReason
from firmware_config.ids import ProgrammeCode, ProvinceCode

MONTH_BITS = 0x7FFF
"""Of a period's code: its month, also of one that is paid once (`firmware_config.period`)."""
COLUMNS = (
    *("office", "entitlement", "period", "amount_vnd", "state", "paid_vnd"),
    *("terminal", "seq", "against_terminal", "against_seq"),
)
_due, _held, _list = tables.due.c, tables.entitlement.c, tables.payout_list.c
_paid = tables.transfer.c


def sealed_reports(
    connection: Connection, programme: ProgrammeCode, province: ProvinceCode
) -> tuple[int, ...]:
    """Those that count, oldest first: sealed, and no other takes their place."""
    report, later = tables.report.c, tables.report.alias("later").c
    replaced = select(later.id).where(
        later.replaces == report.id, later.state == ReportState.SEALED
    )
    query = (
        select(report.id)
        .where(
            report.programme == programme.text,
            report.province == province.text,
            report.state == ReportState.SEALED,
            ~replaced.exists(),
        )
        .order_by(report.id)
    )
    return tuple(connection.scalars(query))


def open_dues(terms: ReportTerms, before: Sequence[int]) -> Select[Any]:
    """A row for each due up to the month that none of the reports `before` has settled, with
    `COLUMNS` and what it is sorted by."""
    person = tables.beneficiary.c
    state = case(
        (_paid.id.is_not(None), literal(DueState.PAID.value)),
        (_in_suspense(), literal(DueState.SUSPENSE.value)),
        (_ended(), literal(DueState.RETURNED.value)),
        else_=literal(DueState.CARRIED.value),
    )
    return (
        select(
            _list.office,
            _due.entitlement,
            _due.period,
            _due.amount_vnd,
            state.label("state"),
            func.coalesce(_paid.amount_vnd, 0).label("paid_vnd"),
            *(_paid.terminal, _paid.seq, _paid.against_terminal, _paid.against_seq),
            person.folded_name,
        )
        .select_from(tables.due)
        .join(tables.payout_list, _list.id == _due.list)
        .join(tables.entitlement, _held.id == _due.entitlement)
        .join(tables.beneficiary, person.id == _held.beneficiary)
        .outerjoin(tables.transfer, tables.DUE_IS_PAID)
        .where(
            _list.programme == terms.programme.text,
            _list.province == terms.province.text,
            _due.period.bitwise_and(MONTH_BITS) <= terms.month.code,
            *([~_settled(before)] if before else []),
        )
    )


def freeze(
    connection: Connection, report_id: int, terms: ReportTerms, before: Sequence[int]
) -> int:
    """Write the dues down as they stand, numbered within their offices; how many."""
    dues = open_dues(terms, before).subquery()
    order = [
        dues.c.office,
        dues.c.folded_name,
        dues.c.entitlement,
        dues.c.period.bitwise_and(MONTH_BITS),
        dues.c.period,
    ]
    number = func.row_number().over(order_by=order)
    rows = select(literal(report_id), number, *(dues.c[name] for name in COLUMNS))
    connection.execute(insert(tables.report_row).from_select(["report", "n", *COLUMNS], rows))
    written = select(func.count()).where(tables.report_row.c.report == report_id)
    return int(connection.execute(written).scalar_one())


def _settled(before: Sequence[int]) -> ColumnElement[bool]:
    row = tables.report_row.c
    same_payment = and_(
        row.state == DueState.PAID, row.terminal == _paid.terminal, row.seq == _paid.seq
    )
    still_returned = and_(row.state == DueState.RETURNED, _paid.id.is_(None))
    return (
        select(row.n)
        .where(
            row.report.in_(before),
            row.entitlement == _due.entitlement,
            row.period == _due.period,
            or_(same_payment, still_returned),
        )
        .correlate(tables.due, tables.transfer)
        .exists()
    )


def _in_suspense() -> ColumnElement[bool]:
    """Cash went out for it that nobody has explained."""
    moved = tables.transfer.alias("moved")
    into = tables.account.alias("into")
    return (
        select(moved.c.id)
        .join(into, into.c.id == moved.c.debit)
        .where(
            moved.c.kind == TransferKind.SUSPENSE,
            moved.c.entitlement == _due.entitlement,
            moved.c.period == _due.period,
            into.c.kind == AccountKind.SUSPENSE,
            ~explained(moved),
        )
        .correlate(tables.due)
        .exists()
    )


def explained(moved: Any) -> ColumnElement[bool]:
    """Of an alias of transfers: another took it back or moved it out of suspense."""
    later = tables.transfer.alias("explaining")
    return (
        select(later.c.id)
        .where(
            later.c.against_terminal == moved.c.terminal,
            later.c.against_seq == moved.c.seq,
            later.c.against_line == moved.c.line,
        )
        .correlate(moved)
        .exists()
    )


def _ended() -> ColumnElement[bool]:
    """A stop for good from that month on, or from one before."""
    stop = tables.payment_stop.c
    final = [reason.value for reason in StopReason if reason.is_final]
    return (
        select(stop.id)
        .where(
            stop.entitlement == _due.entitlement,
            stop.reason.in_(final),
            stop.lifted_at.is_(None),
            stop.since <= _due.period.bitwise_and(MONTH_BITS),
        )
        .correlate(tables.due)
        .exists()
    )
