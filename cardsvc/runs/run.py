"""A run: what it is for and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from cardsvc import tables
from cardsvc.runs.errors import RunError
from cardsvc.tables import RunState

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Step:
    """What one chunk did: `done_more` items, and whether none is left."""

    done_more: int
    is_finished: bool


@dataclass(frozen=True, slots=True)
class Run:
    """`total` and `done` count items; `fault` is a code, of a failed run alone."""

    id: int
    kind: str
    subject: str
    total: int
    done: int
    state: RunState
    fault: str | None
    started_by: str
    started_at: datetime
    changed_at: datetime

    @property
    def is_open(self) -> bool:
        return self.state is not RunState.DONE


def enter_run(
    connection: Connection, kind: str, subject: str, total: int, user: str, now: datetime
) -> int:
    """A new run, within the caller's transaction; a worker finds it once that is committed.

    Raises:
        RunError: `run-open` while the same work is not done.
    """
    column = tables.run.c
    same = (column.kind == kind, column.subject == subject, column.state != RunState.DONE)
    known = connection.scalar(select(column.id).where(*same))
    if known is not None:
        raise RunError("run-open", run=known)
    values = {
        "kind": kind,
        "subject": subject,
        "total": total,
        "done": 0,
        "state": RunState.RUNNING,
        "started_by": user,
        "started_at": now,
        "changed_at": now,
    }
    entered = connection.execute(insert(tables.run).values(values).returning(column.id))
    return int(entered.scalar_one())


def find_run(connection: Connection, run_id: int) -> Run:
    """Raises `RunError` (`run-unknown`)."""
    row = connection.execute(select(tables.run).where(tables.run.c.id == run_id)).one_or_none()
    if row is None:
        raise RunError("run-unknown", run=run_id)
    return _run(row)


def newest_run(connection: Connection, kind: str, subject: str) -> Run | None:
    column = tables.run.c
    query = select(tables.run).where(column.kind == kind, column.subject == subject)
    row = connection.execute(query.order_by(column.id.desc()).limit(1)).one_or_none()
    return None if row is None else _run(row)


def newest_runs(connection: Connection, kind: str | None = None) -> tuple[Run, ...]:
    """The last `MOST_SHOWN`, those that are not done first."""
    column = tables.run.c
    query = select(tables.run).order_by(column.state == RunState.DONE, column.id.desc())
    if kind is not None:
        query = query.where(column.kind == kind)
    return tuple(_run(row) for row in connection.execute(query.limit(MOST_SHOWN)))


def _run(row: Row[Any]) -> Run:
    return Run(
        row.id,
        row.kind,
        row.subject,
        row.total,
        row.done,
        RunState(row.state),
        row.fault,
        row.started_by,
        row.started_at,
        row.changed_at,
    )
