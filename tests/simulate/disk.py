"""A disk that forgets what was not synced: a SQLite file, and what of it a power cut leaves.

What SQLite promises is taken at its word: a commit is on disk when its connection syncs at each
commit (`synchronous=FULL` with the WAL, `EXTRA` with a rollback journal), and then so is all that
was committed before it. What was committed otherwise is gone after a cut.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from firmware_config.sqlite import make_engine
from tests.simulate.power import Power

_FULL, _EXTRA = 2, 3
_BESIDE = ("-wal", "-journal", "-shm")


class Disk:
    """One store on one machine. The engine outlives a seed, so that its SQL is compiled once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.power = Power()
        self.engine = make_engine(f"sqlite:///{path}")
        self._synced = path.with_suffix(".synced")
        self._has_unsynced = False
        event.listen(self.engine, "commit", self._before_commit)

    def lay(self, template: Path) -> None:
        """A new store, a copy of `template`."""
        self.engine.dispose()
        self.power.on()
        self._has_unsynced = False
        _remove(self.path)
        shutil.copyfile(template, self.path)

    def lose_power(self) -> bool:
        """Back to what was on disk; whether anything is lost by that. Nobody may hold a
        connection."""
        self.engine.dispose()
        lost, self._has_unsynced = self._has_unsynced, False
        if lost:
            _remove(self.path)
            _copy(self._synced, self.path)
        self.power.on()
        return lost

    def rest(self) -> None:
        """Close every connection, so that the file alone is the store."""
        self.engine.dispose()

    def _before_commit(self, connection: Connection) -> None:
        if connection.get_execution_options().get("read_only", False):
            return
        self.power.point("commit")
        driver: Any = connection.connection.driver_connection
        ((mode,),) = driver.execute("PRAGMA journal_mode").fetchall()
        ((level,),) = driver.execute("PRAGMA synchronous").fetchall()
        if level >= (_FULL if mode == "wal" else _EXTRA):
            self._has_unsynced = False
        elif not self._has_unsynced:
            _remove(self._synced)
            _copy(self.path, self._synced)
            self._has_unsynced = True


def _copy(source: Path, target: Path) -> None:
    """The file and its log, without what is in nobody's transaction yet."""
    for end in ("", "-wal"):
        if (found := Path(f"{source}{end}")).exists():
            shutil.copyfile(found, f"{target}{end}")


def _remove(path: Path) -> None:
    for end in ("", *_BESIDE):
        Path(f"{path}{end}").unlink(missing_ok=True)
