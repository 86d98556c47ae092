"""SQLite's own words for what its disk did: the driver tells no more (sqlite3ErrStr)."""

from __future__ import annotations

SQLITE_FULL = "database or disk is full"
SQLITE_BUSY = "database is locked"  # BUSY: another program writes; it passes by itself
SQLITE_READ_ONLY = "attempt to write a readonly database"
SQLITE_BROKEN = (
    "disk I/O error",
    "unable to open database file",
    SQLITE_READ_ONLY,
    "database disk image is malformed",
    "file is not a database",
)
"""IOERR, CANTOPEN, READONLY, CORRUPT, NOTADB."""
