"""The yardstick of what is durable: commits with nothing around them, or bare HTTP alone."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

from flask import Flask

from firmware_config.sqlite import sqlite_module, wal_is_safe


class BareCommits:
    """One-row durable commits on a connection of the same SQLite build, in the same durability
    mode as a counter's store."""

    def __init__(self, path: Path) -> None:
        module = sqlite_module()
        self._connection: Any = module.connect(
            str(path), isolation_level=None, check_same_thread=False
        )
        safe = wal_is_safe(module.sqlite_version_info)
        for pragma in (
            ("journal_mode=WAL", "synchronous=FULL")
            if safe
            else ("journal_mode=DELETE", "synchronous=EXTRA")
        ):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("CREATE TABLE row (seq INTEGER PRIMARY KEY, octets BLOB)")
        self._writing = Lock()

    def two(self) -> None:
        """As many as a payout makes: the intent, and the payment with its outbox row."""
        with self._writing:
            for _ in range(2):
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.execute("INSERT INTO row (octets) VALUES (?)", (bytes(200),))
                self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


def bare_app(commits: BareCommits) -> Flask:
    """Says yes to whatever a till asks; a payment is two commits."""
    app = Flask("bare")

    @app.get("/state")
    def state() -> dict[str, bool]:
        return {"ok": True}

    @app.post("/pay")
    def pay() -> dict[str, bool]:
        commits.two()
        return {"ok": True}

    @app.post("/next")
    def next_person() -> dict[str, bool]:
        return {"ok": True}

    return app
