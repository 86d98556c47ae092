"""A copy of the store while the counter runs, and whether a copy is whole.

A copy is for looking something up and for sending on what was not confirmed. A counter that goes
on from an older copy would number anew what the ledger has already: it is quarantined.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.sqlite import BUSY_TIMEOUT_S, sqlite_module
from firmware_config.wire import GENESIS, Entry

_SUFFIX = ".part"


class BackupFault(ContractError):
    """`backup-exists`, `backup-store-absent`, `backup-postgresql`, `backup-unreadable`,
    `backup-chain-broken` at a `seq`, or `backup-incomplete`."""


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
    part = file.with_name(file.name + _SUFFIX)
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        with closing(_opened(store, writable=True)) as source, closing(_made(part)) as copy:
            source.backup(copy)
            # One file that any SQLite opens, without a log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
        chains = chains_in(part)
        _sync(part)
        os.link(part, file) if hasattr(os, "link") else part.rename(file)
        _sync_folder(file.parent)
    finally:
        part.unlink(missing_ok=True)
    return chains


def chains_in(file: Path) -> tuple[Chain, ...]:
    """Every journal in the store `file`, once it is known to be whole.

    1. SQLite finds its pages and references in order.
    2. Each entry is the one that its hash names, and follows the one before.
    3. What is still to be sent, and what the ledger acknowledged, is in the journal.

    Raises:
        BackupFault: `backup-unreadable`, `backup-chain-broken`, `backup-incomplete`.
    """
    try:
        with closing(_opened(file, writable=False)) as store:
            # 1
            if store.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupFault("backup-unreadable", file=str(file))
            if store.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise BackupFault("backup-incomplete", file=str(file))
            # 2
            chains = _chains(store)
            # 3
            _check_acknowledged(store, file)
            return chains
    except sqlite_module().Error:
        raise BackupFault("backup-unreadable", file=str(file)) from None


def _chains(store: Any) -> tuple[Chain, ...]:
    heads: dict[TerminalId, Chain] = {}
    for seq, octets, kept in store.execute(
        "SELECT seq, octets, hash FROM journal ORDER BY terminal, seq"
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
    missing = store.execute(
        "SELECT count(*) FROM acknowledgement a "
        "WHERE NOT EXISTS (SELECT 1 FROM journal j "
        "WHERE j.terminal = a.terminal AND j.seq = a.through_seq)"
    ).fetchone()
    if missing != (0,):
        raise BackupFault("backup-incomplete", file=str(file))


def _opened(file: Path, *, writable: bool) -> Any:
    # Never made when it is not there. Reading a copy must leave no log beside it.
    how = "rw" if writable else "ro"
    connection: Any = sqlite_module().connect(
        f"{file.resolve().as_uri()}?mode={how}", uri=True, timeout=BUSY_TIMEOUT_S
    )
    return connection


def _made(file: Path) -> Any:
    connection: Any = sqlite_module().connect(str(file))
    return connection


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # Windows has no handle on a folder to flush
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
