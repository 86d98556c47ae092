"""The reader that stands at the issuance desk, behind its one worker thread.

The worker starts when the desk's page is first asked for, so that a centre without a desk holds no
reader.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from cardsvc.issuance.errors import IssuanceError
from firmware_config.card.apdu import CardGone, Connection
from firmware_config.reader.events import ReaderEvent
from firmware_config.reader.pcsc import PcscSlot
from firmware_config.reader.slot import Slot
from firmware_config.reader.status import ReaderStatus
from firmware_config.reader.worker import ReaderWorker

CARD_TIMEOUT_S = 120.0
"""One card: two key pairs made on a slow card, and some eighty commands."""
START_S = 2.0  # until the worker has looked at the reader once

T = TypeVar("T")


class DeskReader:
    """Safe for threads. `told` hears that something changed, on the worker's thread."""

    def __init__(self, told: Callable[[], None], slot_of: Callable[[], Slot] = PcscSlot) -> None:
        self._told = told
        self._slot_of = slot_of
        self._starting = threading.Lock()
        self._started = threading.Event()
        self._worker: ReaderWorker | None = None

    def status(self) -> ReaderStatus:
        """The reader and whether a card lies in it."""
        return self._running().status()

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do `work` with the card that lies in the reader.

        Raises:
            IssuanceError: `card-not-there`; and what `work` raises.
            ReaderUnavailable, ReaderBusy, JobTimeout, CardGone: from the reader.
        """
        try:
            return self._running().run(work, CARD_TIMEOUT_S)
        except CardGone as gone:
            if gone.data.get("started", True):
                raise
            # A page cannot wait for a hand; it is asked again.
            raise IssuanceError("card-not-there") from None

    def close(self) -> None:
        with self._starting:
            if self._worker is not None:
                self._worker.close()

    def _running(self) -> ReaderWorker:
        with self._starting:
            if self._worker is None:
                self._worker = ReaderWorker(self._slot_of())
                self._worker.subscribe(self._heard)
            worker = self._worker
        self._started.wait(START_S)
        return worker

    def _heard(self, event: ReaderEvent) -> None:
        self._started.set()
        self._told()
