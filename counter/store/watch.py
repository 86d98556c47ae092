"""Whether the store's disk takes what is written to it, as the writes themselves find.

A disk says once that it has lost something: Linux drops what an fsync could not write and counts
it as written (fsync(2), EIO), so that the next fsync succeeds and proves nothing. After the first
such word nothing is promised on this disk until a person has looked and started the counter anew.
"""

from __future__ import annotations

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from counter.store.trouble import StoreTrouble
from firmware_config.sqlite_words import SQLITE_BROKEN, SQLITE_FULL


class DiskFault(StoreTrouble):
    """`store-full`: no room was left for a write. `store-broken`, with SQLite's word as `cause`:
    the disk did not take one. Nothing is written by this process any more."""


class StoreWatch:
    """Hears every fault of one SQLite store; a server watches its own disk."""

    def __init__(self, engine: Engine) -> None:
        self._fault: DiskFault | None = None
        if engine.dialect.name == "sqlite":
            event.listen(engine, "handle_error", self._heard)

    @property
    def fault(self) -> DiskFault | None:
        return self._fault

    def check(self) -> None:
        """Raises `DiskFault`."""
        if self._fault is not None:
            raise DiskFault(self._fault.code, **self._fault.data)

    def hear(self, error: BaseException) -> None:
        """Of an error that did not come by SQLAlchemy: it may be the disk's."""
        words = str(error)
        if self._fault is not None:
            return
        if SQLITE_FULL in words:
            self._fault = DiskFault("store-full")
        for cause in SQLITE_BROKEN:
            if cause in words:
                self._fault = DiskFault("store-broken", cause=cause)

    def _heard(self, context: ExceptionContext) -> None:
        self.hear(context.original_exception)
