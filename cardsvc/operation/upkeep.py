"""Work that nobody asks for: status lists grow old, and what a stopped card held back is let go."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

EVERY_S = 60.0
_log = logging.getLogger(__name__)


class Upkeep:
    """A thread that does each of `works` now and every minute, from `begin` to `close`."""

    def __init__(self, *works: Callable[[], object], every_s: float = EVERY_S) -> None:
        self._works = works
        self._every_s = every_s
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="upkeep", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Wait for the work being done, and stop."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while not self._stopping.is_set():
            for work in self._works:
                try:
                    work()
                except Exception:
                    # A database or a key that is away comes back; the rest goes on meanwhile.
                    _log.exception("upkeep-interrupted")
            self._stopping.wait(self._every_s)
