"""Batches that came before those they follow. They wait here, where they can be seen, and are taken
as soon as the gap is filled, so that the order of deliveries makes no difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Subquery, case, delete, func, select, tuple_

from cardsvc import tables
from cardsvc.db import chunks, insert
from firmware_config.ids import TerminalId
from firmware_config.wire import Batch

MAX_WAITING = 64
"""Batches of one terminal, 256 MB at the most. A terminal sends in order: more is a fault of its
own, is refused like the rest, and not lost, for the terminal keeps what nobody acknowledged."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Entries of a terminal that are missing, from `first` through `last`, though later ones have
    come: the first of these `since`. `batches` is how many of the terminal's wait in all."""

    terminal: TerminalId
    first: int
    last: int
    batches: int
    since: datetime

    @property
    def entries(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Waiting:
    terminal: str
    first_seq: int
    head: bytes

    @property
    def key(self) -> tuple[str, int, bytes]:
        return self.terminal, self.first_seq, self.head


def gaps(connection: Connection) -> tuple[Gap, ...]:
    """Every one, the longest waiting first."""
    gap = missing().c
    rows = connection.execute(
        select(gap.terminal, gap.first, gap.last, gap.batches, gap.since).order_by(
            gap.since, gap.terminal, gap.first
        )
    )
    return tuple(
        Gap(TerminalId(row.terminal), row.first, row.last, row.batches, row.since) for row in rows
    )


def missing() -> Subquery:
    """A row for each gap: `terminal`, `first`, `last`, `batches`, `since`."""
    waits, entry = tables.waiting_batch.c, tables.entry.c
    by_terminal, in_order = waits.terminal, (waits.first_seq, waits.head)
    taken = (
        select(func.coalesce(func.max(entry.seq), 0))
        .where(entry.terminal == waits.terminal)
        .correlate(tables.waiting_batch)
        .scalar_subquery()
    )
    come = select(
        waits.terminal,
        waits.first_seq,
        taken.label("taken"),
        func.max(waits.last_seq)
        .over(partition_by=by_terminal, order_by=in_order, rows=(None, -1))
        .label("before"),
        func.min(waits.received_at)
        .over(partition_by=by_terminal, order_by=in_order, rows=(0, None))
        .label("since"),
        func.count().over(partition_by=by_terminal).label("batches"),
    ).subquery()
    there = case((come.c.before > come.c.taken, come.c.before), else_=come.c.taken)
    return (
        select(
            come.c.terminal,
            (there + 1).label("first"),
            (come.c.first_seq - 1).label("last"),
            come.c.batches,
            come.c.since,
        )
        .where(come.c.first_seq > there + 1)
        .subquery("gap")
    )


def keep_waiting(connection: Connection, batch: Batch, octets: bytes, now: datetime) -> bool:
    """Whether it is new here."""
    kept = connection.execute(
        insert(connection, tables.waiting_batch)
        .values(
            terminal=batch.terminal.text,
            first_seq=batch.first_seq,
            head=batch.head,
            last_seq=batch.last_seq,
            octets=octets,
            received_at=now,
        )
        .on_conflict_do_nothing()
    )
    return bool(kept.rowcount)


def waiting_of(connection: Connection, terminals: Iterable[str]) -> dict[str, list[Waiting]]:
    """By terminal, in the order in which they follow each other."""
    waits = tables.waiting_batch.c
    found: dict[str, list[Waiting]] = {}
    for some in chunks(sorted(terminals)):
        rows = connection.execute(
            select(waits.terminal, waits.first_seq, waits.head)
            .where(waits.terminal.in_(some))
            .order_by(waits.terminal, waits.first_seq, waits.received_at, waits.head)
        )
        for row in rows:
            one = Waiting(row.terminal, row.first_seq, row.head)
            found.setdefault(row.terminal, []).append(one)
    return found


def octets_of(connection: Connection, one: Waiting) -> bytes:
    waits = tables.waiting_batch.c
    octets: bytes = connection.execute(
        select(waits.octets).where(
            waits.terminal == one.terminal,
            waits.first_seq == one.first_seq,
            waits.head == one.head,
        )
    ).scalar_one()
    return octets


def no_longer(connection: Connection, taken: Iterable[Waiting]) -> None:
    keys = [one.key for one in taken]
    if keys:
        waits = tables.waiting_batch.c
        which = tuple_(waits.terminal, waits.first_seq, waits.head).in_(keys)
        connection.execute(delete(tables.waiting_batch).where(which))
