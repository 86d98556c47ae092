"""A store that takes nothing more: SQLite refuses, as on a disk that has become read-only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from counter.journal.journal import Journal


@contextmanager
def unwilling_store(journal: Journal) -> Iterator[None]:
    """Connections that are taken from a pool meanwhile only read; `journal` takes a new one."""

    def refuse(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA query_only=ON")

    def allow(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA query_only=OFF")

    journal.close()
    event.listen(Pool, "checkout", refuse)
    event.listen(Pool, "checkin", allow)
    try:
        yield
    finally:
        journal.close()
        event.remove(Pool, "checkout", refuse)
        event.remove(Pool, "checkin", allow)
