"""Cash of a province's offices and drawers, beside what journals say was counted."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from cardsvc import tables
from cardsvc.db import chunks
from cardsvc.ledger.account import AccountKind
from cardsvc.ledger.line import TransferKind
from cardsvc.reports.figures import Drawer, OfficeCash
from firmware_config.body.shift import ShiftClosed
from firmware_config.ids import ProvinceCode
from firmware_config.wire import Entry

_OF_SHIFTS = (TransferKind.CASH_IN, TransferKind.CASH_OUT, TransferKind.DIFFERS)
_account, _balance = tables.account.c, tables.balance.c


def cash_of(
    connection: Connection, province: ProvinceCode
) -> tuple[tuple[OfficeCash, ...], tuple[Drawer, ...]]:
    """Every office and drawer that holds something, or of which a shift was ever told."""
    office, terminal = tables.office.c, tables.terminal.c
    here = office.province == province.text
    named = connection.execute(select(office.id, office.name).where(here))
    names = {row.id: row.name for row in named}
    placed = (
        select(terminal.id, terminal.office)
        .join(tables.office, office.id == terminal.office)
        .where(here)
        .order_by(terminal.office, terminal.id)
    )
    at_office = {row.id: row.office for row in connection.execute(placed)}
    drawn = _balances(connection, AccountKind.DRAWER, "terminal", tuple(at_office))
    unexplained = _balances(connection, AccountKind.SUSPENSE, "terminal", tuple(at_office))
    closed = _last_closed(connection, tuple(at_office))
    drawers = tuple(
        Drawer(
            *(where, name, drawn.get(name, 0), name in closed and closed[name] is None),
            *(closed.get(name), unexplained.get(name, 0)),
        )
        for name, where in at_office.items()
        if name in closed or drawn.get(name) or unexplained.get(name)
    )
    cash = _balances(connection, AccountKind.OFFICE_CASH, "office", tuple(names))
    in_drawers: dict[str, int] = {}
    for drawer in drawers:
        in_drawers[drawer.office] = in_drawers.get(drawer.office, 0) + drawer.balance_vnd
    offices = tuple(
        OfficeCash(code, names[code], cash.get(code, 0), in_drawers.get(code, 0))
        for code in sorted(names)
        if code in cash or code in in_drawers
    )
    return offices, drawers


def _balances(
    connection: Connection, kind: AccountKind, by: str, codes: tuple[str, ...]
) -> dict[str, int]:
    """Debited less credited, in đồng, by the account's column `by`."""
    found: dict[str, int] = {}
    for some in chunks(codes):
        rows = connection.execute(
            select(_account[by], func.sum(_balance.debited_vnd - _balance.credited_vnd))
            .join(tables.balance, _balance.account == _account.id)
            .where(_account.kind == kind, _account[by].in_(some))
            .group_by(_account[by])
        )
        found |= {code: int(vnd) for code, vnd in rows}
    return found


def _last_closed(connection: Connection, terminals: tuple[str, ...]) -> dict[str, int | None]:
    """What was counted when the last shift was closed; None while one is open."""
    moved, entry = tables.transfer.c, tables.entry.c
    found: dict[str, int | None] = {}
    for some in chunks(terminals):
        last = (
            select(moved.terminal, func.max(moved.seq).label("seq"))
            .where(moved.kind.in_(_OF_SHIFTS), moved.terminal.in_(some))
            .group_by(moved.terminal)
            .subquery()
        )
        rows = connection.execute(
            select(entry.terminal, entry.octets).join(
                last, (last.c.terminal == entry.terminal) & (last.c.seq == entry.seq)
            )
        )
        for row in rows:
            body = Entry.parse(row.octets).body
            counted = body.counted if isinstance(body, ShiftClosed) else None
            found[row.terminal] = None if counted is None else counted.total_vnd
    return found
