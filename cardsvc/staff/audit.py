"""The audit trail: who saw or changed what, and when. Each entry holds the hash of the one before.

The database refuses to change or delete an entry (triggers), and what somebody changes around it
breaks the chain from there on. Who cuts off the end leaves a chain that is whole: write down the
head from time to time, outside the centre, and have it compared.

Entries name accounts, people and cards by their ids; names and citizen numbers are in none.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, select, text, true

from cardsvc import tables
from cardsvc.staff.audit_actions import ACTIONS
from cardsvc.staff.errors import StaffError
from firmware_config import cbor
from firmware_config.clock import to_unix

GENESIS = bytes(32)
MAX_SUBJECT = 64
_LOCK = 0x61756469  # any number that no other advisory lock of ours has
_AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """`data` is a JSON object, as it was hashed."""

    seq: int
    at: datetime
    user: str
    action: str
    subject: str
    data: str
    hash: bytes

    @property
    def told(self) -> dict[str, str | int]:
        """For the page. An entry whose data somebody spoilt tells that and nothing else."""
        try:
            told = json.loads(self.data)
        except ValueError:
            told = None
        return told if isinstance(told, dict) else {"data": "?"}

    def hash_after(self, before: bytes) -> bytes:
        """SHA-256 of the hash before and of everything this entry says, as deterministic CBOR."""
        said = [before, self.seq, to_unix(self.at), self.user, self.action, self.subject, self.data]
        return hashlib.sha256(cbor.encode(said)).digest()


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry; write it down elsewhere to notice a trail cut short. `GENESIS` at 0."""

    seq: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash.hex()}"

    @classmethod
    def parse(cls, written: str) -> Head:
        """Raises `StaffError` (`audit-head-malformed`)."""
        seq, _, digest = written.strip().partition(":")
        if not re.fullmatch(r"[0-9]{1,15}", seq) or not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise StaffError("audit-head-malformed")
        return cls(int(seq), bytes.fromhex(digest))


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain breaks. `fault`: `missing` (no entry of this number), `changed` (it does not
    follow from the one before), or `head-differs` (it is not the entry that was written down)."""

    seq: int
    fault: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to show. An empty text leaves that out."""

    user: str = ""
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    before: datetime | None = None

    def clause(self) -> ColumnElement[bool]:
        column = tables.audit.c
        asked: list[ColumnElement[bool]] = [true()]
        for name in ("user", "action", "subject"):
            if wanted := getattr(self, name):
                asked.append(column[name] == wanted)
        if self.since is not None:
            asked.append(column.at >= self.since)
        if self.before is not None:
            asked.append(column.at < self.before)
        return and_(*asked)


def record(
    connection: Connection, user: str, action: str, subject: str, now: datetime, **data: str | int
) -> None:
    """Append to the trail, in the caller's transaction: what is told stands if what it tells of
    does. On PostgreSQL writers queue from here to their commit, so record near the end.

    Raises:
        StaffError: `audit-malformed`, for an action that is none of `ACTIONS`, or a subject too
            long.
    """
    if action not in ACTIONS or not 0 < len(subject) <= MAX_SUBJECT:
        raise StaffError("audit-malformed", action=action[:MAX_SUBJECT])
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = head(connection)
    told = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Whole seconds, as they are kept: the hash must come out the same when it is read.
    at = now.replace(microsecond=0)
    entry = Entry(last.seq + 1, at, user, action, subject, told, b"")
    connection.execute(
        insert(tables.audit).values(
            seq=entry.seq,
            at=at,
            user=user,
            action=action,
            subject=subject,
            data=told,
            hash=entry.hash_after(last.hash),
        )
    )


def head(connection: Connection) -> Head:
    column = tables.audit.c
    query = select(column.seq, column.hash).order_by(column.seq.desc()).limit(1)
    last = connection.execute(query).one_or_none()
    return Head(0, GENESIS) if last is None else Head(last.seq, bytes(last.hash))


def count_entries(connection: Connection, wanted: Wanted) -> int:
    query = select(func.count()).select_from(tables.audit).where(wanted.clause())
    return connection.execute(query).scalar_one()


def entries(connection: Connection, wanted: Wanted, offset: int, limit: int) -> tuple[Entry, ...]:
    """Newest first."""
    newest = tables.audit.c.seq.desc()
    query = select(tables.audit).where(wanted.clause()).order_by(newest)
    rows = connection.execute(query.offset(offset).limit(limit))
    return tuple(map(_entry, rows))


def actions(connection: Connection) -> tuple[str, ...]:
    """Every action that the trail holds, for the filter."""
    query = select(tables.audit.c.action).distinct().order_by(tables.audit.c.action)
    return tuple(connection.execute(query).scalars())


def verify(connection: Connection, written_down: Head | None = None) -> Break | None:
    """Where the chain first breaks, or None. The trail is read in pieces, so memory is bounded.

    `written_down` is a head from before: its entry must still be there, unchanged.
    """
    before, seq = GENESIS, 0
    while True:
        query = select(tables.audit).where(tables.audit.c.seq > seq).order_by(tables.audit.c.seq)
        found = [_entry(row) for row in connection.execute(query.limit(_AT_A_TIME))]
        if not found:
            break
        for entry in found:
            seq += 1
            if entry.seq != seq:
                return Break(seq, "missing")
            if entry.hash != entry.hash_after(before):
                return Break(seq, "changed")
            before = entry.hash
            if written_down is not None and written_down == Head(seq, before):
                written_down = None
    if written_down is not None and written_down != Head(0, GENESIS):
        return Break(written_down.seq, "missing" if written_down.seq > seq else "head-differs")
    return None


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.seq, row.at, row.user, row.action, row.subject, row.data, bytes(row.hash))
