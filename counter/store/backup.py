"""A copy of the store while the counter runs, and whether a copy is whole.

A copy is for looking something up and for sending on what was not confirmed. A counter that goes
on from an older copy would number anew what the ledger has already: it is quarantined.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.sqlite_copy import (
    CopyFault,
    check_pages,
    copy_store,
    opened,
    unreadable_told,
)
from firmware_config.wire import GENESIS, Entry


class BackupFault(ContractError):
    """`backup-exists`, `backup-store-absent`, `backup-postgresql`, `backup-unreadable`,
    `backup-chain-broken` at a `seq`, `backup-incomplete`, or `backup-failed`."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One terminal's journal in a store, whole: its last number and hash."""

    terminal: TerminalId
    entries: int
    head: bytes


def back_up(store: Path, file: Path) -> tuple[Chain, ...]:
    """Copy `store` to `file`, which must not exist yet; the chains that were found in the copy.

    It is one consistent moment of the store (SQLite's online backup), on disk before it bears its
    name. Under the rollback journal a payout waits for the copy to end, some seconds at most.

    Raises:
        BackupFault
    """
    if file.exists():
        raise BackupFault("backup-exists", file=str(file))
    if not store.exists():
        raise BackupFault("backup-store-absent", file=str(store))
    return copy_store(store, file, chains_in)


def chains_in(file: Path) -> tuple[Chain, ...]:
    """Every journal in the store `file`, once it is known to be whole.

    1. SQLite finds its pages and references in order.
    2. Each entry is the one that its hash names, and follows the one before.
    3. What is still to be sent, and what the ledger acknowledged, is in the journal.

    Raises:
        BackupFault: `backup-unreadable`, `backup-chain-broken`, `backup-incomplete`.
    """
    # 1
    try:
        check_pages(file)
        with unreadable_told(file), closing(opened(file, writable=False)) as store:
            # 2
            chains = _chains(store)
            # 3
            _check_acknowledged(store, file)
            return chains
    except CopyFault as fault:
        raise BackupFault(fault.code.replace("copy-", "backup-"), file=str(file)) from None


def _chains(store: Any) -> tuple[Chain, ...]:
    heads: dict[TerminalId, Chain] = {}
    order = "terminal, seq" if _has_terminals(store) else "seq"
    for seq, octets, kept in store.execute(
        f"SELECT seq, octets, hash FROM journal ORDER BY {order}"  # noqa: S608 - ours
    ):
        try:
            entry = Entry.parse(octets)
        except ContractError:
            raise BackupFault("backup-chain-broken", seq=seq) from None
        before = heads.get(entry.terminal, Chain(entry.terminal, 0, GENESIS))
        found = hashlib.sha256(octets).digest()
        if (entry.seq, entry.previous, kept) != (before.entries + 1, before.head, found):
            raise BackupFault("backup-chain-broken", seq=seq)
        heads[entry.terminal] = Chain(entry.terminal, entry.seq, found)
    return tuple(heads.values())


def _check_acknowledged(store: Any, file: Path) -> None:
    same = "j.terminal = a.terminal AND" if _has_terminals(store) else ""
    missing = store.execute(
        "SELECT count(*) FROM acknowledgement a "  # noqa: S608 - ours
        f"WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE {same} j.seq = a.through_seq)"
    ).fetchone()
    if missing != (0,):
        raise BackupFault("backup-incomplete", file=str(file))


def _has_terminals(store: Any) -> bool:
    """Before revision 0005 a store was one terminal's, and said so nowhere."""
    columns = store.execute("SELECT name FROM pragma_table_info('journal')").fetchall()
    return ("terminal",) in columns
