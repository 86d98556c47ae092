"""Batches that threads bring at the same time are taken together: one commit for them all.

On a payday two hundred counters send a payment or two each. What a transaction costs, some ten
milliseconds, is then shared by all who came while the one before it ran; who comes alone waits for
nobody.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import NamedTuple

from cardsvc.ledger.ingest import Answer, Delivery, Takes
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId

TAKERS = 2
"""Threads that feed the ledger: while one waits for the disk the other checks."""
TOGETHER = 64
"""Batches in a transaction at the most, so that none of them waits long for the others."""
LINGER_S = 0.02
"""After batches that came together the next are waited for so long: on a busy day a transaction is
for tens of them, and costs each a tenth. Nobody lingers for one who comes alone."""

_log = logging.getLogger(__name__)


class _Waiting(NamedTuple):
    delivery: Delivery
    answer: Future[Answer]


class Gathering:
    """The ledger for many threads, each of which has one batch. `taken` is called after batches
    were taken and before they are answered."""

    def __init__(self, ledger: Takes, taken: Callable[[], object]) -> None:
        self._ledger = ledger
        self._taken = taken
        self._lock = Lock()
        self._waiting: deque[_Waiting] = deque()
        self._taking = 0
        self._takers = ThreadPoolExecutor(TAKERS, thread_name_prefix="ledger")

    def ingest(self, terminal: TerminalId, octets: bytes) -> bytes:
        """Take one batch, with those that come meanwhile; its signed acknowledgement.

        Raises:
            IngestRefused, WireError, BadSignature, ContractError: it is not taken, and why.
            LedgerAway: the database does not take it now.
        """
        mine = _Waiting((terminal, octets), Future())
        with self._lock:
            self._waiting.append(mine)
            if self._taking < TAKERS:
                self._taking += 1
                self._takers.submit(self._take)
        answer = mine.answer.result()
        if isinstance(answer, ContractError):
            raise answer
        return answer

    def close(self) -> None:
        """Those that wait are taken first."""
        self._takers.shutdown()

    def _take(self) -> None:
        """Until nobody waits."""
        while some := self._next():
            try:
                answers = self._ledger.ingest_all([one.delivery for one in some])
            except BaseException as fault:  # whatever it is, nobody is left waiting
                for one in some:
                    one.answer.set_exception(fault)
                continue
            self._tell_taken()
            for one, answer in zip(some, answers, strict=True):
                one.answer.set_result(answer)
            if len(some) > 1:
                time.sleep(LINGER_S)

    def _next(self) -> list[_Waiting]:
        with self._lock:
            some = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
            if not some:
                self._taking -= 1
            return some

    def _tell_taken(self) -> None:
        try:
            self._taken()
        except Exception:  # what was taken is taken
            _log.exception("batches-taken-not-told")
