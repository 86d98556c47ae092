"""Why a store cannot be opened, in words that say what, where and what to do.

SQLite has one sentence for many causes ("unable to open database file"), so the place is looked
at as well.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from counter.store.writing import StoreFault
from firmware_config.errors import ContractError
from firmware_config.sqlite import sqlite_module
from firmware_config.sqlite_words import SQLITE_BROKEN, SQLITE_BUSY, SQLITE_FULL

LEAST_BYTES = 64 << 10
"""What is free when nothing can be opened: the WAL's index alone begins with 32 KiB, and a disk
without them gives an I/O error (SQLite, "WAL-mode File Format", 2)."""

_NO_DATABASE = ("file is not a database", "database disk image is malformed")
_LONGEST_CAUSE = 200
_DRIVER = (DBAPIError, sqlite3.Error, sqlite_module().Error)


class StoreNotOpened(ContractError):
    """With its `file` and `folder`: `store-not-a-database`, `store-denied`, `store-no-folder`,
    `store-read-only`, `store-no-room`, `store-disk-fails` (and its `cause`), `store-locked`.
    With the server's word as `cause`: `store-server-refuses`."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store's file lies, or should."""

    is_folder: bool
    has_folder: bool
    is_read_only: bool
    may_write: bool
    free_bytes: int

    @classmethod
    def of(cls, file: Path) -> Self:
        folder = file.parent
        try:
            is_folder, has_folder = file.is_dir(), folder.is_dir()
            is_there = file.exists()
        except PermissionError:  # not even the folder above may be looked into
            return cls(False, True, False, False, LEAST_BYTES)
        if not has_folder:
            return cls(is_folder, False, False, False, 0)
        return cls(
            is_folder,
            True,
            _is_read_only(folder),
            _may_write(folder) and (not is_there or _may_write(file)),
            shutil.disk_usage(folder).free,
        )


@contextmanager
def telling_why(url: str) -> Iterator[None]:
    """What goes wrong within, as what it is.

    Raises:
        StoreNotOpened
        StoreFault: `store-unreachable`.
    """
    try:
        yield
    except _DRIVER as error:
        told = _of_server(error) if _file(url) is None else _of_file(error, url)
        if told is None:
            raise
        raise told from None


def check_writable(engine: Engine) -> None:
    """SQLite opens what it may only read without a word, and begins IMMEDIATE there too. So
    something is written: a number that nobody uses, to be what it was.

    Raises:
        DBAPIError: the driver's own, as everything within `telling_why`.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:  # and rolled back
            connection.exec_driver_sql("PRAGMA user_version = 0")


def code_of(words: str, place: Place) -> str | None:
    """The code of what SQLite says in `words` of a file at `place`; None for what is no fault of
    the place."""
    if any(one in words for one in _NO_DATABASE):
        return "store-not-a-database"
    if SQLITE_BUSY in words:
        return "store-locked"
    if SQLITE_FULL not in words and not any(one in words for one in SQLITE_BROKEN):
        return None
    if place.is_folder:
        return "store-not-a-database"
    if not place.has_folder:
        return "store-no-folder"
    if place.is_read_only:
        return "store-read-only"
    if SQLITE_FULL in words or place.free_bytes < LEAST_BYTES:
        return "store-no-room"
    return "store-disk-fails" if place.may_write else "store-denied"


def _of_file(error: Exception, url: str) -> StoreNotOpened | None:
    file = _file(url)
    assert file is not None
    words = str(error)
    code = code_of(words, Place.of(file))
    if code is None:
        return None
    told = {"file": str(file), "folder": str(file.parent)}
    if code == "store-disk-fails":
        told["cause"] = next((one for one in SQLITE_BROKEN if one in words), "")
    return StoreNotOpened(code, **told)


def _of_server(error: Exception) -> ContractError | None:
    """A server that answers says FATAL, or which right is missing (SQLSTATE 42501)."""
    inner = error.orig if isinstance(error, DBAPIError) else error
    _, refuses, cause = str(inner).partition("FATAL:")
    if getattr(inner, "sqlstate", None) == "42501":
        refuses, cause = "42501", str(inner)
    if refuses:
        return StoreNotOpened("store-server-refuses", cause=_first_line(cause))
    return StoreFault("store-unreachable") if isinstance(error, OperationalError) else None


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[0][:_LONGEST_CAUSE]


def _file(url: str) -> Path | None:
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _may_write(path: Path) -> bool:
    wanted = os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)
    return os.access(path, wanted, effective_ids=os.access in os.supports_effective_ids)


def _is_read_only(folder: Path) -> bool:
    if not hasattr(os, "statvfs"):  # Windows
        return False
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
