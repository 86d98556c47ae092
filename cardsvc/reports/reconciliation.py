"""Reconciliation: dues held against the ledger, drawers against counts, funding against use.

The sides come by different ways: what is owed from the lists, what was paid from the payments of
those dues and again from the accounts, cash from the drawers' accounts and from the journals.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, FromClause, and_, case, func, select

from cardsvc import tables
from cardsvc.ledger.account import AccountKind
from cardsvc.ledger.line import TransferKind
from cardsvc.reports.cash import cash_of
from cardsvc.reports.dues import MONTH_BITS, explained, open_dues, sealed_reports
from cardsvc.reports.figures import (
    Difference,
    DifferenceKind,
    Drawer,
    Figures,
    Funding,
    Line,
    OfficeCash,
)
from cardsvc.reports.terms import ReportTerms
from cardsvc.tables import DueState, TerminalState
from firmware_config import places
from firmware_config.errors import ContractError
from firmware_config.period import Period

_account, _balance = tables.account.c, tables.balance.c


def reconcile(connection: Connection, terms: ReportTerms) -> Figures:
    """As the books stand now; nothing is kept."""
    before = sealed_reports(connection, terms.programme, terms.province)
    dues = open_dues(terms, before).subquery("dues")
    return figures_of(connection, terms, dues, before[-1] if before else None)


def reconcile_report(
    connection: Connection, report_id: int, terms: ReportTerms, previous: int | None
) -> Figures:
    """Of the dues that a report has written down, in the transaction that wrote them."""
    row = tables.report_row
    dues = select(row).where(row.c.report == report_id).subquery("dues")
    return figures_of(connection, terms, dues, previous)


def figures_of(
    connection: Connection, terms: ReportTerms, dues: FromClause, previous: int | None
) -> Figures:
    lines = _lines(connection, dues)
    people = _people(connection, dues)
    funding = _funding(connection, terms)
    cash, drawers = cash_of(connection, terms.province)
    before = None if previous is None else _figures_before(connection, previous)
    carried_in_vnd = before.total.carried_vnd + before.total.suspense_vnd if before else 0
    differences = [
        *_in_lines(lines),
        *_in_ledger(connection, terms, sorted({line.period for line in lines})),
        *(_in_carried(connection, dues, previous, carried_in_vnd) if previous is not None else ()),
        *_in_suspense(connection, terms),
        *_in_drawers(drawers),
        *_in_offices(cash),
        *_in_terminals(connection, terms),
    ]
    if funding.remaining_vnd < 0:
        missing_vnd = funding.remaining_vnd
        differences.append(Difference(DifferenceKind.FUNDING, str(terms.programme), missing_vnd))
    return Figures(
        *people,
        carried_in_vnd,
        lines,
        tuple(differences),
        funding,
        before.funding if before else Funding(),
        cash,
        drawers,
    )


def _lines(connection: Connection, dues: FromClause) -> tuple[Line, ...]:
    """By commune, office and month."""
    due, held = dues.c, tables.entitlement.c
    office, lies = tables.office.c, tables.office_commune.c

    def vnd_of(state: DueState) -> Any:
        amount = due.paid_vnd if state is DueState.PAID else due.amount_vnd
        return func.sum(case((due.state == state, amount), else_=0)).label(f"{state}_vnd")

    is_paid = due.state == DueState.PAID
    query = (
        select(
            due.office,
            office.name.label("office_name"),
            lies.commune,
            due.period,
            func.count(held.beneficiary.distinct()).label("people"),
            func.count(case((is_paid, held.beneficiary)).distinct()).label("paid_people"),
            func.count().label("dues"),
            func.count(case((is_paid, 1))).label("paid_dues"),
            func.sum(due.amount_vnd).label("owed_vnd"),
            *map(vnd_of, DueState),
        )
        .select_from(dues)
        .join(tables.entitlement, held.id == due.entitlement)
        .join(tables.office, office.id == due.office)
        .outerjoin(tables.office_commune, lies.office == due.office)
        .group_by(due.office, office.name, lies.commune, due.period)
    )
    found = [
        Line(
            *(row.office, row.office_name, row.commune or "", _commune_name(row.commune)),
            *(row.period, row.people, row.paid_people, row.dues, row.paid_dues),
            *(int(row.owed_vnd), int(row.paid_vnd), int(row.carried_vnd)),
            *(int(row.returned_vnd), int(row.suspense_vnd)),
        )
        for row in connection.execute(query)
    ]
    # A one-off's code is far from its month's.
    return tuple(
        sorted(found, key=lambda it: (it.commune, it.office, it.period & MONTH_BITS, it.period))
    )


def _commune_name(code: str | None) -> str:
    try:
        return places.commune(code).name if code else ""
    except ContractError:
        return code or ""


def _people(connection: Connection, dues: FromClause) -> tuple[int, int, int]:
    """Everybody, who was paid something, and who is still owed something."""
    due, held = dues.c, tables.entitlement.c
    unpaid = due.state.in_((DueState.CARRIED, DueState.SUSPENSE))
    row = connection.execute(
        select(
            func.count(held.beneficiary.distinct()),
            func.count(case((due.state == DueState.PAID, held.beneficiary)).distinct()),
            func.count(case((unpaid, held.beneficiary)).distinct()),
        )
        .select_from(dues)
        .join(tables.entitlement, held.id == due.entitlement)
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def _funding(connection: Connection, terms: ReportTerms) -> Funding:
    rows = connection.execute(
        select(_account.kind, func.sum(_balance.debited_vnd - _balance.credited_vnd).label("vnd"))
        .join(tables.balance, _balance.account == _account.id)
        .where(_account.programme == terms.programme.text, _account.province == terms.province.text)
        .group_by(_account.kind)
    )
    kept = {row.kind: int(row.vnd) for row in rows}
    return Funding(
        -kept.get(AccountKind.FUNDING, 0),
        kept.get(AccountKind.RETURNED, 0),
        kept.get(AccountKind.FEE, 0),
        kept.get(AccountKind.PAID, 0),
        kept.get(AccountKind.SUSPENSE, 0),
    )


def _figures_before(connection: Connection, previous: int) -> Figures:
    report = tables.report.c
    return Figures.of_json(
        json.loads(
            connection.execute(select(report.figures).where(report.id == previous)).scalar_one()
        )
    )


def _in_lines(lines: Iterable[Line]) -> Iterable[Difference]:
    for line in lines:
        if line.difference_vnd:
            subject = f"{line.office} {line.of}"
            yield Difference(DifferenceKind.DUES, subject, line.difference_vnd)


def _in_ledger(
    connection: Connection, terms: ReportTerms, periods: Sequence[int]
) -> Iterable[Difference]:
    """The accounts of paid money against the payments of dues, period by period, and payments that
    no due explains."""
    due, listed = tables.due.c, tables.payout_list.c
    by_dues = {
        period: int(vnd)
        for period, vnd in connection.execute(
            select(due.period, func.sum(tables.transfer.c.amount_vnd))
            .select_from(tables.due)
            .join(tables.payout_list, listed.id == due.list)
            .join(tables.transfer, tables.DUE_IS_PAID)
            .where(
                listed.programme == terms.programme.text,
                listed.province == terms.province.text,
                due.period.in_(periods),
            )
            .group_by(due.period)
        )
    }
    by_accounts = connection.execute(
        select(_account.period, func.sum(_balance.debited_vnd - _balance.credited_vnd))
        .join(tables.balance, _balance.account == _account.id)
        .where(
            _account.kind == AccountKind.PAID,
            _account.programme == terms.programme.text,
            _account.province == terms.province.text,
            _account.period.in_(periods),
        )
        .group_by(_account.period)
        .order_by(_account.period)
    )
    for period, held_vnd in by_accounts:
        difference_vnd = int(held_vnd) - by_dues.get(period, 0)
        if difference_vnd:
            yield Difference(DifferenceKind.LEDGER, str(Period(period)), difference_vnd)
    paid, its_due = tables.transfer, tables.due.alias("its_due").c
    without = (
        select(
            paid.c.period, func.sum(paid.c.amount_vnd).label("vnd"), func.count().label("several")
        )
        .join(tables.account, _account.id == paid.c.debit)
        .outerjoin(
            its_due.entitlement.table,
            and_(its_due.entitlement == paid.c.entitlement, its_due.period == paid.c.period),
        )
        .where(
            paid.c.kind == TransferKind.PAID,
            _account.programme == terms.programme.text,
            _account.province == terms.province.text,
            paid.c.period.in_(periods),
            its_due.entitlement.is_(None),
            tables.IS_STANDING,
        )
        .group_by(paid.c.period)
    )
    for row in connection.execute(without):
        subject = str(Period(row.period))
        yield Difference(DifferenceKind.WITHOUT_DUE, subject, int(row.vnd), int(row.several))


def _in_carried(
    connection: Connection, dues: FromClause, previous: int, carried_in_vnd: int
) -> Iterable[Difference]:
    """Of the months of the report before, what is in this one against what it carried forward: it
    differs by payments taken back since, and by what was listed for its months only now."""
    month = connection.execute(
        select(tables.report.c.month).where(tables.report.c.id == previous)
    ).scalar_one()
    due = dues.c
    here_vnd = connection.execute(
        select(func.coalesce(func.sum(due.amount_vnd), 0)).where(
            due.period.bitwise_and(MONTH_BITS) <= month
        )
    ).scalar_one()
    if int(here_vnd) != carried_in_vnd:
        kind, subject = DifferenceKind.CARRIED, str(Period(month))
        yield Difference(kind, subject, int(here_vnd) - carried_in_vnd)


def _in_suspense(connection: Connection, terms: ReportTerms) -> Iterable[Difference]:
    """Named by the kind of the case that is open about it."""
    moved, into = tables.transfer.alias("moved"), tables.account.alias("into")
    opened = tables.exception_case.c
    about = and_(
        opened.terminal == moved.c.terminal,
        opened.seq == moved.c.seq,
        opened.entitlement == moved.c.entitlement,
        opened.period == moved.c.period,
        opened.closed_at.is_(None),
    )
    is_out = moved.c.debit == into.c.id
    kind = func.coalesce(opened.kind, "other").label("kind")
    query = (
        select(
            kind,
            func.sum(case((is_out, moved.c.amount_vnd), else_=-moved.c.amount_vnd)).label("vnd"),
            func.count(moved.c.id.distinct()).label("several"),
        )
        .select_from(moved)
        .join(into, (into.c.id == moved.c.debit) | (into.c.id == moved.c.credit))
        .outerjoin(tables.exception_case, about)
        .where(
            moved.c.kind == TransferKind.SUSPENSE,
            into.c.kind == AccountKind.SUSPENSE,
            into.c.programme == terms.programme.text,
            into.c.province == terms.province.text,
            ~explained(moved),
        )
        .group_by(kind)
        .order_by(kind)
    )
    for row in connection.execute(query):
        yield Difference(DifferenceKind.SUSPENSE, row.kind, int(row.vnd), int(row.several))


def _in_drawers(drawers: Iterable[Drawer]) -> Iterable[Difference]:
    for drawer in drawers:
        if drawer.balance_vnd and not drawer.is_open:
            yield Difference(DifferenceKind.DRAWER, drawer.terminal, drawer.balance_vnd)
        if drawer.unexplained_vnd:
            # Debited to suspense is missing.
            yield Difference(DifferenceKind.SHIFT, drawer.terminal, -drawer.unexplained_vnd)


def _in_offices(cash: Iterable[OfficeCash]) -> Iterable[Difference]:
    for one in cash:
        if one.balance_vnd < 0:
            yield Difference(DifferenceKind.OFFICE_CASH, one.office, one.balance_vnd)


def _in_terminals(connection: Connection, terms: ReportTerms) -> Iterable[Difference]:
    terminal, office = tables.terminal.c, tables.office.c
    here = (
        select(terminal.id)
        .join(tables.office, office.id == terminal.office)
        .where(office.province == terms.province.text)
    )
    quarantined = here.where(terminal.state == TerminalState.QUARANTINED).order_by(terminal.id)
    for name in connection.scalars(quarantined):
        yield Difference(DifferenceKind.QUARANTINED, name, 0)
    waits = tables.waiting_batch.c
    gaps = (
        select(waits.terminal, func.count().label("several"))
        .where(waits.terminal.in_(here))
        .group_by(waits.terminal)
        .order_by(waits.terminal)
    )
    for row in connection.execute(gaps):
        yield Difference(DifferenceKind.GAP, row.terminal, 0, int(row.several))
