"""What came from a terminal that was set aside: kept as it came, and counted nowhere.

A terminal's chain that forks has two histories under the same numbers: its key is at two places,
or an old copy of its store was put back. The ledger goes on holding the one that it has; whatever
either place sends from then on is kept here, told apart by what it goes on from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from cardsvc import tables
from cardsvc.errors import CentreError
from cardsvc.tables import SetAside
from firmware_config.body.payout import Disbursed
from firmware_config.ids import TerminalId
from firmware_config.wire import Entry

MOST_KEPT = 50_000
"""Of one terminal, so that a stolen key cannot fill the disk; a counter writes that in months."""
HELD = 0
_entry = tables.set_aside_entry.c


class SetAsideError(CentreError):
    """`set-aside-full`."""


@dataclass(frozen=True, slots=True)
class History:
    """One history that does not count. `is_held`: it goes on from the one that the ledger holds."""

    number: int
    reason: SetAside
    entries: int
    payouts: int
    paid_vnd: int
    first_seq: int
    last_seq: int
    first_at: datetime
    last_at: datetime
    received_at: datetime

    @property
    def is_held(self) -> bool:
        return self.number == HELD


def set_aside(
    connection: Connection,
    terminal: TerminalId,
    entries: Iterable[Entry],
    held_hash: bytes,
    reason: SetAside,
    now: datetime,
) -> int:
    """Keep `entries`, a run of one chain, of which some may be kept already; how many are.

    `held_hash` is of the last entry that the ledger holds.

    Raises:
        SetAsideError: `set-aside-full`.
    """
    run = tuple(entries)
    if not run:
        return 0
    known = _known(connection, terminal, {one.hash for one in run} | {run[0].previous})
    history = known.get(run[0].hash, known.get(run[0].previous))
    if history is None:
        goes_on = run[0].previous == held_hash
        newest = connection.execute(_of(terminal, func.max(_entry.history))).scalar_one()
        history = HELD if goes_on else (newest or HELD) + 1
    rows = [_row(one, history, reason, now) for one in run if one.hash not in known]
    total = int(connection.execute(_of(terminal, func.count())).scalar_one())
    if total + len(rows) > MOST_KEPT:
        raise SetAsideError("set-aside-full", limit=MOST_KEPT)
    if rows:
        connection.execute(insert(tables.set_aside_entry), rows)
    return len(run)


def histories_of(connection: Connection, terminal: TerminalId) -> tuple[History, ...]:
    """What is kept of `terminal`, the history that the ledger's goes on in first."""
    query = (
        select(
            _entry.history,
            func.min(_entry.reason).label("reason"),
            func.count().label("entries"),
            func.count(_entry.paid_vnd).label("payouts"),
            func.coalesce(func.sum(_entry.paid_vnd), 0).label("paid_vnd"),
            func.min(_entry.seq).label("first_seq"),
            func.max(_entry.seq).label("last_seq"),
            func.min(_entry.at, type_=tables.UtcSeconds()).label("first_at"),
            func.max(_entry.at, type_=tables.UtcSeconds()).label("last_at"),
            func.max(_entry.received_at, type_=tables.UtcSeconds()).label("received_at"),
        )
        .where(_entry.terminal == terminal.text)
        .group_by(_entry.history)
        .order_by(_entry.history)
    )
    return tuple(
        History(
            row.history,
            SetAside(row.reason),
            row.entries,
            row.payouts,
            int(row.paid_vnd),
            row.first_seq,
            row.last_seq,
            row.first_at,
            row.last_at,
            row.received_at,
        )
        for row in connection.execute(query)
    )


def _known(
    connection: Connection, terminal: TerminalId, hashes: Iterable[bytes]
) -> dict[bytes, int]:
    """In which history each of `hashes` is kept, of those that are."""
    wanted = list(hashes)
    query = select(_entry.hash, _entry.history).where(
        _entry.terminal == terminal.text, _entry.hash.in_(wanted)
    )
    return {bytes(row.hash): row.history for row in connection.execute(query)}


def _of(terminal: TerminalId, what: Any) -> Select[Any]:
    return select(what).select_from(tables.set_aside_entry).where(_entry.terminal == terminal.text)


def _row(entry: Entry, history: int, reason: SetAside, now: datetime) -> dict[str, object]:
    body = entry.body
    return {
        "terminal": entry.terminal.text,
        "hash": entry.hash,
        "history": history,
        "seq": entry.seq,
        "at": entry.at,
        "kind": body.kind,
        "paid_vnd": body.claim.amount_vnd if isinstance(body, Disbursed) else None,
        "octets": entry.octets,
        "reason": reason.value,
        "received_at": now,
    }
