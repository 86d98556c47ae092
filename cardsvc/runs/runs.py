"""The runs of a centre, and the thread that works on them.

A step does one chunk in a transaction of its own and finds by query what is left to do. So a kill
loses nothing: whoever comes next asks again what is left. What the run's own row says of its
progress is for the eye.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, or_, select, update

from cardsvc import tables
from cardsvc.runs.errors import RunError
from cardsvc.runs.run import Step, enter_run, find_run
from cardsvc.tables import RunState
from firmware_config.clock import Clock
from firmware_config.errors import ContractError
from firmware_config.file_trouble import trouble_of
from firmware_config.sqlite import for_reading

HELD_FOR = timedelta(minutes=5)
"""No other process takes a run while a step of it is being done; after a kill it waits so long."""
_POLL_S = 1.0  # for runs that another process has entered
_log = logging.getLogger(__name__)

StepOf = Callable[[str], Step]


@dataclass(frozen=True, slots=True)
class _Taken:
    id: int
    kind: str
    subject: str


class Runs:
    """Safe for threads. Nothing runs until `begin` is called, or `work_off`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._steps: dict[str, StepOf] = {}
        self._listeners: list[Callable[[], None]] = []
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._thread: threading.Thread | None = None

    def register(self, kind: str, step: StepOf) -> None:
        """Runs of `kind` (a kebab-case word) are done by `step`, given the run's subject."""
        self._steps[kind] = step

    def listen(self, listener: Callable[[], None]) -> None:
        """`listener` is called, in whatever thread, after every change of a run."""
        self._listeners.append(listener)

    def start(
        self, kind: str, subject: str, total: int, user: str, connection: Connection | None = None
    ) -> int:
        """A new run; within the transaction of `connection`, if given.

        Raises:
            RunError: `run-kind-unknown`, `run-open`.
        """
        if kind not in self._steps:
            raise RunError("run-kind-unknown", kind=kind)
        if connection is not None:
            return enter_run(connection, kind, subject, total, user, self._clock())
        with self._engine.begin() as own:
            entered = enter_run(own, kind, subject, total, user, self._clock())
        self._changed()
        return entered

    def pause(self, run_id: int) -> None:
        """After the step being done. Raises `RunError` (`run-unknown`, `run-not-running`)."""
        self._turn(run_id, (RunState.RUNNING,), RunState.PAUSED, "run-not-running")

    def resume(self, run_id: int) -> None:
        """Also what had failed. Raises `RunError` (`run-unknown`, `run-not-resting`)."""
        resting = (RunState.PAUSED, RunState.FAILED)
        self._turn(run_id, resting, RunState.RUNNING, "run-not-resting")

    def begin(self) -> None:
        """Let a thread of this process work, first on what an earlier one left."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="runs", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Wait for the step being done, and stop. The runs go on at the next start."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def work_off(self) -> None:
        """In this thread: until no run that can go on is left."""
        while self._one_step():
            pass

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                if self._one_step():
                    continue
            except Exception:
                # A database that is away comes back; a run's own fault was written to its row.
                _log.exception("runs-interrupted")
            self._wake.wait(_POLL_S)
            self._wake.clear()

    def _one_step(self) -> bool:
        """One chunk of the run that has waited longest. False if there is none to be done."""
        with self._one_at_a_time:
            taken = self._take()
            if taken is None:
                return False
            change: dict[str, Any] = {"held_until": None}
            try:
                step = self._steps[taken.kind](taken.subject)
                change["done"] = tables.run.c.done + step.done_more
                if step.is_finished:
                    change |= {"state": RunState.DONE, "done": tables.run.c.total}
            except ContractError as fault:
                change |= {"state": RunState.FAILED, "fault": fault.code}
                _log.warning("run-failed", extra={"run": taken.id, "code": fault.code})
            except Exception as fault:
                trouble = trouble_of(fault) if isinstance(fault, OSError) else None
                name = type(fault).__name__ if trouble is None else trouble.code
                change |= {"state": RunState.FAILED, "fault": name}
                _log.exception("run-failed", extra={"run": taken.id})
            finally:
                self._leave(taken.id, change)
        self._changed()
        return True

    def _take(self) -> _Taken | None:
        column, now = tables.run.c, self._clock()
        is_free = or_(column.held_until.is_(None), column.held_until < now)
        ready = (column.state == RunState.RUNNING, column.kind.in_(tuple(self._steps)), is_free)
        waiting = select(column.id, column.kind, column.subject).where(*ready)
        oldest = waiting.order_by(column.changed_at, column.id).limit(1)
        with for_reading(self._engine).begin() as connection:
            if connection.execute(oldest).first() is None:
                return None
        with self._engine.begin() as connection:
            row = connection.execute(oldest.with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return None
            connection.execute(
                update(tables.run)
                .where(column.id == row.id)
                .values(held_until=now + HELD_FOR, changed_at=now)
            )
        return _Taken(row.id, row.kind, row.subject)

    def _leave(self, run_id: int, change: dict[str, Any]) -> None:
        """What the step made of the run. One that was paused meanwhile stays so, unless done."""
        change["changed_at"] = self._clock()
        with self._engine.begin() as connection:
            connection.execute(update(tables.run).where(tables.run.c.id == run_id).values(change))

    def _turn(self, run_id: int, of: tuple[RunState, ...], into: RunState, fault: str) -> None:
        column = tables.run.c
        with self._engine.begin() as connection:
            find_run(connection, run_id)
            turned = connection.execute(
                update(tables.run)
                .where(column.id == run_id, column.state.in_(of))
                .values(state=into, fault=None, changed_at=self._clock())
            )
            if not turned.rowcount:
                raise RunError(fault, run=run_id)
        self._changed()

    def _changed(self) -> None:
        self._wake.set()
        for listener in self._listeners:
            listener()
