"""News of many small changes, told together: every counter tells of itself every few minutes, and
a page that looks at all of them need not look again for each."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Timer

GATHERED_S = 2.0


class Gathered:
    """`tell` is called once, `after_s` seconds after the first of several changes."""

    def __init__(self, tell: Callable[[], None], after_s: float = GATHERED_S) -> None:
        self._tell = tell
        self._after_s = after_s
        self._lock = Lock()
        self._waiting = False

    def changed(self) -> None:
        """Something has changed; any thread may say so."""
        with self._lock:
            if self._waiting:
                return
            self._waiting = True
        timer = Timer(self._after_s, self._tell_now)
        timer.daemon = True
        timer.start()

    def _tell_now(self) -> None:
        with self._lock:
            # First: a change while it is being told is told again.
            self._waiting = False
        self._tell()
