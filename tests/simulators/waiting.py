"""Waiting for what other threads and processes do."""

from __future__ import annotations

import time
from collections.abc import Callable

_WAIT_S = 30.0  # a busy machine of two cores, not a slow program
_LOOK_S = 0.005


def wait_until(reached: Callable[[], object], wait_s: float = _WAIT_S) -> None:
    """Return once `reached`."""
    until = time.monotonic() + wait_s
    while not reached():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(_LOOK_S)
