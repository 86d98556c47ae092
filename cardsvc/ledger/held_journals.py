"""What the ledger holds of terminals' journals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from cardsvc import tables
from cardsvc.db import among
from cardsvc.ledger.known import KnownTerminal
from cardsvc.tables import TerminalState
from firmware_config.ids import OfficeId, ProvinceCode, TerminalId
from firmware_config.wire import GENESIS


@dataclass(frozen=True, slots=True)
class HeldTerminal:
    known: KnownTerminal
    public_key: bytes
    state: TerminalState
    revoked_from: datetime | None


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a terminal's that we hold."""

    seq: int
    hash: bytes


NO_ENTRY = Head(0, GENESIS)


def terminals_of(
    connection: Connection, names: Iterable[str], *, lock: bool = False
) -> dict[str, HeldTerminal]:
    """By their ids; locked in that order if asked."""
    terminal, office = tables.terminal.c, tables.office.c
    query = (
        select(
            *(terminal.id, terminal.office, terminal.public_key),
            *(terminal.state, terminal.revoked_from, office.province),
        )
        .join(tables.office, office.id == terminal.office)
        .where(among(connection, terminal.id, names))
        .order_by(terminal.id)
    )
    if lock:
        query = query.with_for_update(of=tables.terminal)
    return {
        row.id: HeldTerminal(
            KnownTerminal(TerminalId(row.id), OfficeId(row.office), ProvinceCode(row.province)),
            row.public_key,
            TerminalState(row.state),
            row.revoked_from,
        )
        for row in connection.execute(query)
    }


def heads_of(connection: Connection, names: Iterable[str]) -> dict[str, Head]:
    """Of those that have sent anything."""
    terminal, entry = tables.terminal.c, tables.entry
    other = entry.alias("other")
    last = (
        select(func.max(other.c.seq))
        .where(other.c.terminal == terminal.id)
        .correlate(tables.terminal)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(entry.c.terminal, entry.c.seq, entry.c.hash)
        .select_from(entry)
        .join(tables.terminal, and_(entry.c.terminal == terminal.id, entry.c.seq == last))
        .where(among(connection, terminal.id, names))
    )
    return {row.terminal: Head(row.seq, row.hash) for row in rows}


def hashes_of(
    connection: Connection, terminal: str, first_seq: int, last_seq: int
) -> Mapping[int, bytes]:
    """Of the entries held, by their numbers."""
    entry = tables.entry.c
    rows = connection.execute(
        select(entry.seq, entry.hash).where(
            entry.terminal == terminal, entry.seq.between(first_seq, last_seq)
        )
    )
    return {row.seq: row.hash for row in rows}


def refused_of(connection: Connection, names: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
    """The entries of each terminal that somebody must still look into: what has been explained
    since is refused no longer."""
    entry, opened = tables.entry.c, tables.exception_case.c
    is_open = (
        select(opened.id)
        .where(
            opened.terminal == entry.terminal,
            opened.seq == entry.seq,
            opened.closed_at.is_(None),
        )
        .exists()
    )
    rows = connection.execute(
        select(entry.terminal, entry.seq, entry.refused)
        .where(among(connection, entry.terminal, names), entry.refused.is_not(None), is_open)
        .order_by(entry.terminal, entry.seq)
    )
    found: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        found.setdefault(row.terminal, []).append((row.seq, row.refused))
    return found
