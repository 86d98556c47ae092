"""The one thread that owns a reader and its card.

It waits for the slot or for a job, and tells its listeners what happened, in order. A job
runs on the insertion it was meant for or not at all. A failed command ends the insertion: what
is in the reader afterwards gets a new number, so that nothing goes on with a card that may be
another one, or that lost its security status.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias, TypeVar

from firmware_config.card.apdu import CardGone, Connection
from firmware_config.reader.errors import (
    CardSwapped,
    ReaderBusy,
    ReaderProblem,
    ReaderUnavailable,
    WorkerClosed,
)
from firmware_config.reader.events import ReaderEvent
from firmware_config.reader.job import Job, Lease
from firmware_config.reader.slot import CardPresent, EmptySlot, Slot, SlotState
from firmware_config.reader.status import CardIn, ReaderStatus, changes

T = TypeVar("T")
Listener: TypeAlias = Callable[[ReaderEvent], object]

_JOBS_MAX = 16  # one teller has one job at a time; more is a caller gone wild
_FAILURES_MAX = 3  # of one card: after these only taking it out and putting it in helps

_log = logging.getLogger(__name__)


class ReaderWorker:
    """Runs from construction to `close`. Every method is for any thread."""

    def __init__(self, slot: Slot) -> None:
        self._slot = slot
        self._lock = threading.Lock()  # guards the five below
        self._status = ReaderStatus(None, slot.simulated, ReaderProblem.STARTING)
        self._jobs: deque[Job[Any]] = deque()
        self._listeners: list[Listener] = []
        self._newcomers: list[Listener] = []
        self._closing = False
        # Of the worker thread alone:
        self._seen: SlotState | None = None
        self._card: CardPresent | None = None
        self._connection: Connection | None = None
        self._failures = 0
        self._insertion = 0
        self._thread = threading.Thread(target=self._main, name="reader", daemon=True)
        self._thread.start()

    def status(self) -> ReaderStatus:
        """What the last event left."""
        return self._status

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called on the worker thread with every event, in order.

        First it is told the events that lead to the present status. It must be quick, as
        `queue.put_nowait` is, and must not call `run`. Returns what ends the subscription.
        """
        with self._lock:
            self._newcomers.append(listener)
        self._slot.wake()

        def unsubscribe() -> None:
            with self._lock:
                for listeners in (self._newcomers, self._listeners):
                    if listener in listeners:
                        listeners.remove(listener)

        return unsubscribe

    def run(
        self, work: Callable[[Connection], T], timeout_s: float, *, insertion: int | None = None
    ) -> T:
        """Do `work` with the card, alone with it, and return its result.

        The card is that of `insertion`, or the one in the reader now. It stays powered, with
        its security status, between jobs. `work` must not keep the connection.

        Raises:
            ReaderUnavailable: there is no reader.
            CardGone: no card, or it was lost during the work, whose outcome is then unknown.
            CardSwapped: another insertion than the one meant; the work was not begun.
            ReaderBusy: `reader-in-use` by another program, or `reader-queue-full`.
            JobTimeout: not done within `timeout_s` seconds.
            WorkerClosed: closed before the work was begun.
            Exception: whatever `work` raises.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("the reader worker would wait for itself")
        with self._lock:
            if self._closing:
                raise WorkerClosed
            card = _card_for(insertion, self._status)
            if len(self._jobs) >= _JOBS_MAX:
                raise ReaderBusy("reader-queue-full", jobs=len(self._jobs))
            job = Job(work, card.insertion)
            self._jobs.append(job)
        self._slot.wake()
        return job.result(timeout_s)

    def close(self, timeout_s: float = 5.0) -> bool:
        """Refuse the waiting jobs, let the running one end, power the card down, and stop.

        Returns whether the thread ended within `timeout_s` seconds; a driver that never
        answers is left behind, as a daemon thread.
        """
        with self._lock:
            self._closing = True
        self._refuse_all()
        self._slot.wake()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    # The worker thread.

    def _main(self) -> None:
        try:
            while not self._closing:
                self._seen = self._slot.wait(self._seen)
                self._note(self._seen)
                self._greet()
                self._run_next()
        except Exception:  # a fault of the slot: told as an event, as any loss of the reader is
            _log.exception("reader.worker-failed")
        finally:
            with self._lock:
                self._closing = True
            self._refuse_all()
            self._let_go()
            self._slot.close()
            self._tell(
                ReaderStatus(None, self._slot.simulated, problem=ReaderProblem.WORKER_STOPPED)
            )

    def _note(self, state: SlotState) -> None:
        """Take in what the slot says."""
        simulated = self._slot.simulated
        if isinstance(state, CardPresent):
            card = self._card_in(state)
            self._tell(ReaderStatus(state.reader_name, simulated, card=card))
            return
        self._let_go()
        self._card = None
        if isinstance(state, EmptySlot):
            self._tell(ReaderStatus(state.reader_name, simulated))
        else:
            self._tell(ReaderStatus(None, simulated, state.problem, state.remedy))

    def _card_in(self, state: CardPresent) -> CardIn | None:
        if self._card is None or self._card.tray != state.tray:
            self._let_go()
            self._card = state
            self._failures = 0
            return self._numbered(state)
        if self._status.card is not None:
            return self._status.card
        return self._card_after_failure(state)

    def _card_after_failure(self, state: CardPresent) -> CardIn | None:
        """The same card for all the reader knows, which may not have noticed yet that it is out."""
        if self._failures >= _FAILURES_MAX:
            return None
        try:
            self._connection = self._slot.connect(state)
        except (CardGone, ReaderBusy):
            self._failures = _FAILURES_MAX
            return None
        fresh = self._slot.wait(None)  # its ATR is of the reset just made
        if not isinstance(fresh, CardPresent) or fresh.tray != state.tray:
            self._let_go()
            return None
        self._card = fresh
        return self._numbered(fresh)

    def _numbered(self, state: CardPresent) -> CardIn:
        self._insertion += 1
        return CardIn(self._insertion, state.atr)

    def _run_next(self) -> None:
        """One job only: the slot is looked at before each."""
        with self._lock:
            job = self._jobs.popleft() if self._jobs else None
            if self._jobs:
                self._slot.wake()
        if job is None or not job.begin():
            return
        try:
            _card_for(job.insertion, self._status)
            connection = self._connected()
        except (ReaderUnavailable, CardSwapped, ReaderBusy) as error:
            job.fail(error)
        except CardGone as error:
            job.fail(error)
            self._end_insertion()
        else:
            lease = Lease(connection)
            job.perform(lease)
            lease.end()
            if lease.broken:
                self._end_insertion()

    def _connected(self) -> Connection:
        if self._connection is None:
            if self._card is None:
                raise CardGone
            self._connection = self._slot.connect(self._card)
        return self._connection

    def _end_insertion(self) -> None:
        self._failures += 1
        self._let_go()
        self._tell(replace(self._status, card=None))
        self._seen = None

    def _let_go(self) -> None:
        self._connection = None
        self._slot.disconnect()

    def _tell(self, status: ReaderStatus) -> None:
        with self._lock:
            events = changes(self._status, status)
            self._status = status
            listeners = tuple(self._listeners)
        for event in events:
            for listener in listeners:
                _deliver(event, listener)

    def _greet(self) -> None:
        with self._lock:
            newcomers = tuple(self._newcomers)
            self._listeners += newcomers
            self._newcomers.clear()
        for listener in newcomers:
            for event in changes(None, self._status):
                _deliver(event, listener)

    def _refuse_all(self) -> None:
        with self._lock:
            jobs = tuple(self._jobs)
            self._jobs.clear()
        for job in jobs:
            if job.begin():
                job.fail(WorkerClosed())


def _card_for(insertion: int | None, status: ReaderStatus) -> CardIn:
    """The card in the reader, if it is the one meant."""
    if status.problem is not None:
        raise ReaderUnavailable(status.problem, status.remedy)
    if status.card is None or not status.card.atr:
        raise CardGone(started=False)
    if insertion is not None and insertion != status.card.insertion:
        raise CardSwapped(expected=insertion, present=status.card.insertion)
    return status.card


def _deliver(event: ReaderEvent, listener: Listener) -> None:
    try:
        listener(event)
    except Exception:  # one listener's fault must not take the reader from the others
        _log.exception("reader.listener-failed")
