"""Checking cards' receipts by the hundred: in worker processes where there are some.

A check is a tenth of a millisecond of arithmetic, several times what posting a payment costs, and
nothing else of ingest can be done anywhere. Workers get octets and give back yes or no: they know
no database and hold no key.
"""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess
from threading import Lock
from typing import Protocol

from sqlalchemy import Engine

from cardsvc.ledger.doubting import is_signed
from cardsvc.ledger.known import Asked

AT_ONCE = 128
"""Receipts that one process is handed: some ten milliseconds of work."""
WORTH_HANDING_OVER = 16
"""Fewer are checked here sooner than there."""

_log = logging.getLogger(__name__)


class ReceiptChecks(Protocol):
    """Which of `asked` their keys have signed, in the order asked."""

    def are_signed(self, asked: Sequence[Asked]) -> list[bool]: ...

    def close(self) -> None: ...


class ChecksHere:
    """In this process."""

    def are_signed(self, asked: Sequence[Asked]) -> list[bool]:
        return [is_signed(*one) for one in asked]

    def close(self) -> None:
        """Nothing to close."""


class CheckWorkers:
    """In `processes` of their own, started when first there is much to do. One keeps up with what
    one process of ours posts.

    A worker that dies takes nothing with it: its receipts are checked here, and new ones are
    started the next time. Threads may share one.
    """

    def __init__(self, processes: int = 1) -> None:
        self._count = processes
        self._pool: ProcessPoolExecutor | None = None
        self._starting = Lock()

    def are_signed(self, asked: Sequence[Asked]) -> list[bool]:
        if len(asked) < WORTH_HANDING_OVER:
            return ChecksHere().are_signed(asked)
        pool = self._started()
        try:
            pieces = [asked[at : at + AT_ONCE] for at in range(0, len(asked), AT_ONCE)]
            futures = [pool.submit(_are_signed, piece) for piece in pieces]
            return [signed for future in futures for signed in future.result()]
        except (BrokenProcessPool, RuntimeError):  # died, or closed by a thread that saw one die
            _log.error("check-workers-lost", extra={"processes": self._count})
            self._drop(pool)
            return ChecksHere().are_signed(asked)

    @property
    def processes(self) -> tuple[BaseProcess, ...]:
        """Those that run now."""
        return tuple(multiprocessing.active_children()) if self._pool else ()

    def close(self) -> None:
        if self._pool is not None:
            self._drop(self._pool)

    def _started(self) -> ProcessPoolExecutor:
        with self._starting:
            if self._pool is None:
                # A fork would copy this process's locks and its lines to the database.
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self._count, mp_context=context)
            return self._pool

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        with self._starting:
            if self._pool is pool:
                self._pool = None
        pool.shutdown(wait=False, cancel_futures=True)


def _are_signed(asked: Sequence[Asked]) -> list[bool]:
    return [is_signed(*one) for one in asked]


def checks_for(engine: Engine) -> ReceiptChecks:
    """A server's database is there for many counters at once; a file is not."""
    return ChecksHere() if engine.dialect.name == "sqlite" else CheckWorkers()
