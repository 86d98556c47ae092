"""Waits after wrong passwords, for one user name at a time."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

FREE_FAILURES = 3
MAX_WAIT_S = 60
"""A growing wait, never a lock: a lock would let anyone keep a colleague out (NIST SP 800-63B
§5.2.2 allows rising waits in place of one)."""
FORGOTTEN_AFTER_S = 900
MAX_NAMES = 4096


class Throttle:
    """Counts failures a user name. Names that do not exist count alike, so they tell nothing.

    The wait begins after `free_failures`, doubles and stays under `MAX_WAIT_S`; failures count
    until there was none for `forgotten_after_s`. `clock` gives
    seconds that never go back. Not safe for threads; its owner holds a lock.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        free_failures: int = FREE_FAILURES,
        forgotten_after_s: int = FORGOTTEN_AFTER_S,
    ) -> None:
        self._clock = clock
        self._free = free_failures
        self._forgotten_after_s = forgotten_after_s
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait_s(self, user: str) -> int:
        """Whole seconds until this name may be tried again; 0 when it may be now."""
        count, last = self._of(user)
        if count < self._free:
            return 0
        wait_s = min(MAX_WAIT_S, 2 << (count - self._free))
        return max(0, math.ceil(last + wait_s - self._clock()))

    def failed(self, user: str) -> None:
        count, _ = self._of(user)
        # 16 more is well past where the wait stops growing; names are cut so that memory is
        # bounded.
        self._failures[user[:64]] = (min(count + 1, self._free + 16), self._clock())
        self._failures.move_to_end(user[:64])
        if len(self._failures) > MAX_NAMES:
            self._failures.popitem(last=False)

    def passed(self, user: str) -> None:
        self._failures.pop(user[:64], None)

    def _of(self, user: str) -> tuple[int, float]:
        count, last = self._failures.get(user[:64], (0, 0.0))
        return (0, 0.0) if self._clock() - last > self._forgotten_after_s else (count, last)
