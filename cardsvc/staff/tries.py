"""Waits after wrong passwords and codes, so that nobody guesses and nobody is locked out.

A browser that has signed in before under a name waits for its own failures only (OWASP, "Device
Cookies"). All others wait by address, and together once many have failed, so that guessing from
everywhere is slow as well; what they do never makes a known browser wait.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

from firmware_config.web.throttle import Throttle

DEVICE = "device:"
"""How the source of a known browser begins; only the pages make one."""
FREE_FAILURES_OF_ALL = 30
ALL_FORGOTTEN_AFTER_S = 3600
"""With waits of a minute after the free ones these keep guesses at one name, from everywhere, under
100 in any hour (OWASP ASVS 4.0.3, 2.2.1)."""


class Tries:
    """Not safe for threads; its owner holds a lock. `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._each = Throttle(clock)
        self._all = Throttle(
            clock,
            free_failures=FREE_FAILURES_OF_ALL,
            forgotten_after_s=ALL_FORGOTTEN_AFTER_S,
        )

    def wait_s(self, user: str, source: str) -> int:
        """Whole seconds until the next try; 0 when it may be now."""
        own = self._each.wait_s(_name(user, source))
        return own if source.startswith(DEVICE) else max(own, self._all.wait_s(user))

    def failed(self, user: str, source: str) -> None:
        self._each.failed(_name(user, source))
        if not source.startswith(DEVICE):
            self._all.failed(user)

    def passed(self, user: str, source: str) -> None:
        """The failures of others stay counted: they did not sign in."""
        self._each.passed(_name(user, source))


def _name(user: str, source: str) -> str:
    return hashlib.sha256(f"{source} {user}".encode()).hexdigest()
