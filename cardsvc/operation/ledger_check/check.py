"""Checking the whole of the books, in bounded memory and at one moment of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, Engine, Row, func, select

from cardsvc import tables
from cardsvc.operation.ledger_check.chain import Chain, KeptEntry
from cardsvc.operation.ledger_check.explained import differences
from cardsvc.operation.ledger_check.facts import ByHand, facts_of
from cardsvc.operation.ledger_check.finding import Fault, Finding
from cardsvc.operation.ledger_check.moved import transfers_of
from cardsvc.operation.ledger_check.sums import sums
from firmware_config.errors import ContractError
from firmware_config.signing import PublicKey
from firmware_config.sqlite import for_reading

AT_A_TIME = 1000
"""Entries in memory at once, each of 8 KiB at most, with their transfers."""

_HELD_ON = 0  # the history that goes on from what is held

Told = Callable[[int], None]
"""Called with how many entries more have been looked at."""


def count_entries(engine: Engine) -> int:
    """For a progress bar."""
    with for_reading(engine).begin() as connection:
        return connection.execute(select(func.count()).select_from(tables.entry)).scalar_one()


def check_ledger(engine: Engine, told: Told = lambda entries: None) -> Iterator[Finding]:
    """Everything that is not as the terminals' entries say; nothing when the books are whole.

    1. Each terminal's chain is whole from its first entry, to an end that the terminal signed.
    2. Each entry and its transfers explain each other, and what is booked as proved is proved.
    3. The sums are right.

    The ledger may run meanwhile: all of it is read in one transaction that sees one moment.
    """
    reading = for_reading(engine)
    if engine.dialect.name == "postgresql":
        reading = reading.execution_options(isolation_level="REPEATABLE READ")
    with reading.begin() as connection:
        offices = dict(
            connection.execute(select(tables.terminal.c.id, tables.terminal.c.office)).all()
        )
        for terminal in sorted(offices):
            yield from _of_terminal(connection, terminal, offices, told)
        yield from sums(connection)


def _of_terminal(
    connection: Connection, terminal: str, offices: dict[str, str], told: Told
) -> Iterator[Finding]:
    chain, by_hand, last = Chain(terminal), ByHand(), 0
    while rows := _entries_after(connection, terminal, last):
        first, last = rows[0].seq, rows[-1].seq
        # 1
        read = (chain.follow(_kept(row)) for row in rows)
        entries = [entry for entry in read if entry is not None]
        yield from chain.taken()
        # 2
        facts = facts_of(connection, terminal, offices, entries, by_hand)
        moved = transfers_of(connection, terminal, first, last)
        for entry in entries:
            yield from differences(entry, moved.get(entry.seq, ()), facts)
        told(len(rows))
    yield from _end(connection, terminal, chain)


def _entries_after(connection: Connection, terminal: str, seq: int) -> list[Row[tuple[object]]]:
    entry = tables.entry.c
    query = select(tables.entry).where(entry.terminal == terminal, entry.seq > seq)
    return list(connection.execute(query.order_by(entry.seq).limit(AT_A_TIME)))


def _kept(row: Row[tuple[object]]) -> KeptEntry:
    return KeptEntry(row.terminal, row.seq, row.octets, row.hash)


def _end(connection: Connection, terminal: str, chain: Chain) -> Iterator[Finding]:
    own, head = tables.terminal.c, tables.signed_head.c
    # Of a revoked terminal's last batch a part may not count; its signature covers all of it.
    aside = tables.set_aside_entry
    for uncounted in connection.execute(
        select(aside)
        .join(tables.signed_head, head.terminal == aside.c.terminal)
        .where(aside.c.terminal == terminal, aside.c.history == _HELD_ON)
        .where(aside.c.seq > chain.seq, aside.c.seq <= head.seq)
        .order_by(aside.c.seq)
    ):
        chain.follow(_kept(uncounted))
    row = connection.execute(
        select(own.public_key, head.octets)
        .outerjoin(tables.signed_head, head.terminal == own.id)
        .where(own.id == terminal)
    ).one()
    try:
        chain.end(row.octets, PublicKey(row.public_key))
    except ContractError as error:
        yield Finding(Fault.HEAD_UNSIGNED, terminal, found=error.code)
    yield from chain.taken()
