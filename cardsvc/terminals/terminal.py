"""Terminals: enrolled with their public key for one office, watched, set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select, update

from cardsvc import tables
from cardsvc.errors import CentreError
from cardsvc.registry.offices import office
from cardsvc.tables import TerminalRole, TerminalState
from firmware_config.ids import OfficeId, TerminalId
from firmware_config.signing import PublicKey


class TerminalError(CentreError):
    """`terminal-unknown`, or `terminal-exists` under another office or key."""


@dataclass(frozen=True, slots=True)
class Terminal:
    id: TerminalId
    office: OfficeId
    public_key: PublicKey
    state: TerminalState


@dataclass(frozen=True, slots=True)
class Heard:
    """What has come from a terminal: entries through `seq`, the last at `last_at`."""

    terminal: Terminal
    seq: int
    last_at: datetime | None


def enrol(
    connection: Connection,
    terminal: TerminalId,
    office_id: OfficeId,
    key: PublicKey,
    role: TerminalRole = TerminalRole.COUNTER,
) -> None:
    """Take a terminal in. Doing it again with the same office and key changes nothing.

    Raises:
        TerminalError: `terminal-exists`.
        RegistryError: `office-unknown`.
    """
    office(connection, office_id)
    known = _row(connection, terminal)
    if known is None:
        row = {
            "id": terminal.text,
            "office": office_id.text,
            "public_key": key.point,
            "role": role.value,
            "state": TerminalState.ACTIVE.value,
        }
        connection.execute(insert(tables.terminal).values(row))
    elif (known.office, known.public_key) != (office_id.text, key.point):
        raise TerminalError("terminal-exists", terminal=terminal.text)


def find_terminal(connection: Connection, terminal: TerminalId) -> Terminal:
    """Raises `TerminalError` (`terminal-unknown`)."""
    row = _row(connection, terminal)
    if row is None:
        raise TerminalError("terminal-unknown", terminal=terminal.text)
    return _terminal(row)


def terminal_of_key(connection: Connection, key: PublicKey) -> Terminal | None:
    """The terminal that was taken in with `key`."""
    found = select(tables.terminal).where(tables.terminal.c.public_key == key.point)
    row = connection.execute(found.order_by(tables.terminal.c.id)).first()
    return None if row is None else _terminal(row)


def set_state(connection: Connection, terminal: TerminalId, state: TerminalState) -> None:
    """A person's decision: revoke a terminal, or lift a quarantine.

    Raises:
        TerminalError: `terminal-unknown`.
    """
    found = update(tables.terminal).where(tables.terminal.c.id == terminal.text)
    if connection.execute(found.values(state=state)).rowcount == 0:
        raise TerminalError("terminal-unknown", terminal=terminal.text)


def heard_from(connection: Connection) -> tuple[Heard, ...]:
    """Every terminal and how far its journal has come, in the order of their ids."""
    entry = tables.entry.c
    through = (
        select(
            entry.terminal,
            func.max(entry.seq).label("seq"),
            func.max(entry.received_at, type_=tables.UtcSeconds()).label("last_at"),
        )
        .group_by(entry.terminal)
        .subquery()
    )
    query = (
        select(tables.terminal, through.c.seq, through.c.last_at)
        .outerjoin(through, through.c.terminal == tables.terminal.c.id)
        .order_by(tables.terminal.c.id)
    )
    return tuple(
        Heard(_terminal(row), row.seq or 0, row.last_at) for row in connection.execute(query)
    )


def _row(connection: Connection, terminal: TerminalId) -> Row[tuple[str, str, bytes, str]] | None:
    found = select(tables.terminal).where(tables.terminal.c.id == terminal.text)
    return connection.execute(found).one_or_none()


def _terminal(row: Row[tuple[str, str, bytes, str]]) -> Terminal:
    return Terminal(
        TerminalId(row.id),
        OfficeId(row.office),
        PublicKey(row.public_key),
        TerminalState(row.state),
    )
