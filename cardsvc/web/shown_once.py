"""Words that are shown on one page, one time: a temporary password, recovery codes."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict

MOST_KEPT = 64


class Once:
    """In memory only, each for the one who asked for it. Safe for threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[str, tuple[str, ...]]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, user: str, words: tuple[str, ...]) -> str:
        """The name they go by, which nobody can guess."""
        name = secrets.token_urlsafe(16)
        with self._lock:
            self._kept[name] = user, words
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return name

    def take(self, name: str, user: str) -> tuple[str, ...]:
        """Nothing the second time, or for somebody else."""
        with self._lock:
            whose, words = self._kept.get(name, ("", ()))
            if whose != user:
                return ()
            del self._kept[name]
            return words
