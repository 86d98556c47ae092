"""A copy of the store before an upgrade changes it, beside the store.

The upgrade itself is one transaction and leaves a store that it fails on as it was; the copy is
for a program that turns out to be worse than the one before.
"""

from __future__ import annotations

import sqlite3
from itertools import count
from pathlib import Path

from counter.store.backup import BackupFault, back_up, chains_in


def save_before(store: Path, found: str, newest: str) -> Path:
    """The copy of `store`, of revision `found`, before it becomes `newest`. A copy of the same
    journal from an earlier start is not made again.

    Raises:
        BackupFault: `backup-unreadable`, `backup-chain-broken`, `backup-incomplete` (the store
            itself is damaged), or `backup-failed`: there is no room for it.
    """
    for number in count():
        again = f".{number}" if number else ""
        copy = store.with_name(f"{store.stem}-{found}-before-{newest}{again}.sqlite")
        if not copy.exists():
            break
        if chains_in(copy) == chains_in(store):
            return copy
    try:
        back_up(store, copy)
    except (OSError, sqlite3.Error) as error:
        raise BackupFault("backup-failed", file=str(copy), cause=type(error).__name__) from None
    return copy
