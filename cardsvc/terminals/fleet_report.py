"""The fleet as it last reported, for `firmware-config`: what a configuration is tried on before it
goes out (`firmware_config.bundle.review.fleet`)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from cardsvc import tables
from cardsvc.tables import TerminalState
from firmware_config.bundle.review.fleet import Fleet, FleetCounter
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode, TerminalId
from firmware_config.trust import Role, TrustList


def fleet_report(connection: Connection, trust: TrustList, now: datetime) -> Fleet:
    """Every active counter.

    What is open at an office stands with the first of its counters, so that nothing is told twice;
    a counter that never told of itself runs on number 0. `keys` are those that entitlements of its
    province may be signed with today.
    """
    terminal, office, told = tables.terminal.c, tables.office.c, tables.terminal_telling.c
    rows = connection.execute(
        select(terminal.id, terminal.office, office.province, told.configuration)
        .select_from(tables.terminal)
        .join(tables.office)
        .outerjoin(tables.terminal_telling, told.terminal == terminal.id)
        .where(terminal.state == TerminalState.ACTIVE.value)
        .order_by(terminal.id)
    )
    waiting = _open_by_office(connection)
    counters = tuple(
        FleetCounter(
            TerminalId(row.id),
            OfficeId(row.office),
            ProvinceCode(row.province),
            row.configuration or 0,
            waiting.pop(row.office, {}),
            _keys(trust, ProvinceCode(row.province), now),
        )
        for row in rows
    )
    return Fleet(now.replace(microsecond=0), counters)


def _open_by_office(connection: Connection) -> dict[str, dict[ProgrammeCode, int]]:
    """How many entitlements have something due and unpaid."""
    due, held, transfer = tables.due.c, tables.entitlement.c, tables.transfer.c
    rows = connection.execute(
        select(held.office, held.programme, func.count(held.id.distinct()).label("count"))
        .select_from(tables.due)
        .join(tables.entitlement, held.id == due.entitlement)
        .outerjoin(tables.transfer, tables.DUE_IS_PAID)
        .where(transfer.id.is_(None))
        .group_by(held.office, held.programme)
    )
    found: dict[str, dict[ProgrammeCode, int]] = {}
    for row in rows:
        found.setdefault(row.office, {})[ProgrammeCode(row.programme)] = row[2]
    return found


def _keys(trust: TrustList, province: ProvinceCode, now: datetime) -> frozenset[bytes]:
    return frozenset(
        one.key.kid
        for one in trust.keys
        if one.role is Role.ENTITLEMENT
        and one.revoked_at is None
        and one.not_before <= now <= one.not_after
        and (not one.provinces or province in one.provinces)
    )
