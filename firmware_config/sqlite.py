"""Opening a database so that a commit, once told, is on disk.

SQLite up to 3.51.2 can lose commits when two connections meet at a WAL reset (fixed in 3.51.3,
and for older lines in 3.50.7 and 3.44.6). On a fixed build we use the WAL with `synchronous=FULL`;
on another one the rollback journal with `synchronous=EXTRA`, about four times slower, and say so.
Never open one file with two builds at the same time: one might trust the WAL and one not.
"""

from __future__ import annotations

import importlib
import logging
import sqlite3
import sys
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

BUSY_TIMEOUT_S = 15.0
"""How long a writer waits for the one before it; a payout's commit takes some milliseconds."""

CONNECTIONS = 32
"""To PostgreSQL at the most, kept once they are made: one for each of a web server's threads."""

_READ_ONLY = "read_only"
_WAL_FIXED = (3, 51, 3)
_WAL_FIXED_IN_LINE = {(3, 50): 7, (3, 44): 6}
_log = logging.getLogger(__name__)


def make_engine(url: str) -> Engine:
    """An engine for a `sqlite:///…` file, or for PostgreSQL (`postgresql+psycopg://…`).

    On SQLite every transaction begins as `BEGIN IMMEDIATE`, so that two writers queue instead of
    failing at commit; `for_reading` gives the engine whose transactions take no write lock. An
    error's text never holds a statement's parameters: they are people's names and numbers.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(
            url, pool_pre_ping=True, hide_parameters=True, pool_size=CONNECTIONS, max_overflow=0
        )
    module = sqlite_module()
    pragmas = _pragmas(module.sqlite_version_info)
    engine = create_engine(
        url, module=module, connect_args={"timeout": BUSY_TIMEOUT_S}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def open_durably(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # To the driver itself: what SQLAlchemy does for a result costs a payout a tenth.
        read_only = connection.get_execution_options().get(_READ_ONLY, False)
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def for_reading(engine: Engine) -> Engine:
    """The same pool of connections, for transactions that only read."""
    return engine.execution_options(**{_READ_ONLY: True, "postgresql_readonly": True})


def for_one_read(engine: Engine) -> Engine:
    """The same pool, for transactions of one SELECT: a server is not asked to begin and end one,
    which is three trips out of five."""
    if engine.dialect.name != "postgresql":
        return for_reading(engine)
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def begins(connection: Connection) -> bool:
    """Whether what is done over `connection` is one transaction; not by way of `for_one_read`."""
    return connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT"


def sqlite_module() -> ModuleType:
    """The driver with the newest SQLite: `pysqlite3` where it is installed, or Python's own."""
    try:
        carried = importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3
    return max((carried, sqlite3), key=lambda module: module.sqlite_version_info)


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether SQLite `version`, as `(3, 51, 3)`, has the WAL-reset fault mended."""
    major, minor, patch = version
    mended_at = _WAL_FIXED_IN_LINE.get((major, minor))
    if mended_at is not None:
        return patch >= mended_at
    return version >= _WAL_FIXED


def _pragmas(version: tuple[int, int, int]) -> tuple[str, ...]:
    if wal_is_safe(version):
        durability: tuple[str, ...] = ("journal_mode=WAL", "synchronous=FULL")
    else:
        _log.warning("sqlite-wal-unsafe", extra={"sqlite_version": version})
        durability = ("journal_mode=DELETE", "synchronous=EXTRA")
    if sys.platform == "darwin":
        # Without it fsync() on macOS leaves the data in the drive's cache.
        durability += ("fullfsync=ON", "checkpoint_fullfsync=ON")
    # Without recursive triggers INSERT OR REPLACE would slip past a trigger that refuses DELETE.
    return (*durability, "foreign_keys=ON", "recursive_triggers=ON", "trusted_schema=OFF")
