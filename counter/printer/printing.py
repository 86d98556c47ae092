"""Printing beside the payout: a job at a time, in a thread of its own, and how it goes.

Nothing about a payout waits for the printer, and nothing of it depends on the paper.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Lock, Thread, Timer
from typing import Protocol

from counter.printer.printer import Outcome, PrinterFault

_log = logging.getLogger(__name__)

STALLED_AFTER_S = 8.0  # a receipt takes three; longer is a printer that waits for somebody
STOP_S = 3.0


class Prints(Protocol):
    def print(self, pdf: bytes) -> Outcome:
        """Raises `PrinterFault`."""
        ...


class Stage(StrEnum):
    """`STALLED`: the printer takes nothing and says nothing; it may go on by itself."""

    PRINTING = "printing"
    STALLED = "stalled"
    PRINTED = "printed"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """The printing of the receipt `seq`, or of its copy. `fault` is a `PrinterFault`'s code."""

    seq: int
    copy: int | None
    stage: Stage
    fault: str = ""

    @property
    def is_under_way(self) -> bool:
        return self.stage in (Stage.PRINTING, Stage.STALLED)

    @property
    def is_done(self) -> bool:
        return self.stage in (Stage.PRINTED, Stage.SENT)


class Printing:
    """The jobs of one printer. Every method may be called by any thread."""

    def __init__(
        self, printer: Prints, told: Callable[[], None], stalled_after_s: float = STALLED_AFTER_S
    ) -> None:
        """`told` is called when the last job has changed."""
        self._printer = printer
        self._told = told
        self._stalled_after_s = stalled_after_s
        self._changing = Lock()
        self._last: Job | None = None
        self._thread: Thread | None = None

    @property
    def last(self) -> Job | None:
        """The job under way, or the last one."""
        return self._last

    @property
    def is_busy(self) -> bool:
        last = self._last
        return last is not None and last.is_under_way

    def about(self, seq: int) -> Job | None:
        """The last job, if it is about the receipt `seq`."""
        last = self._last
        return last if last is not None and last.seq == seq else None

    def start(self, seq: int, pdf: Callable[[], bytes], copy: int | None = None) -> bool:
        """Print what `pdf` makes; False while another job is under way."""
        with self._changing:
            if self.is_busy:
                return False
            job = self._last = Job(seq, copy, Stage.PRINTING)
            self._thread = Thread(target=self._run, args=(job, pdf), name="print", daemon=True)
        self._told()
        self._thread.start()
        return True

    def wait(self, timeout_s: float) -> None:
        """Return when the job under way is over, or after `timeout_s`."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def stop(self) -> None:
        """Let the job under way end; one that waits for paper is left to the printer."""
        self.wait(STOP_S)

    def _run(self, job: Job, pdf: Callable[[], bytes]) -> None:
        stalled = Timer(self._stalled_after_s, self._stall, (job,))
        stalled.daemon = True
        stalled.start()
        try:
            outcome = self._printer.print(pdf())
            ended = replace(job, stage=Stage(outcome.value))
        except PrinterFault as fault:
            _log.warning("not-printed", extra={"fault": fault.code, "seq": job.seq})
            ended = replace(job, stage=Stage.FAILED, fault=fault.code)
        except Exception:  # the payout stands whatever the paper does
            _log.exception("not-printed")
            ended = replace(job, stage=Stage.FAILED, fault="internal")
        stalled.cancel()
        with self._changing:
            self._last = ended
        self._told()

    def _stall(self, job: Job) -> None:
        with self._changing:
            if self._last is not job:
                return
            self._last = replace(job, stage=Stage.STALLED)
        self._told()
