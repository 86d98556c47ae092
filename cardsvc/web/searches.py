"""What people last searched for, kept here so that no name or number gets into a cookie."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from firmware_config.clock import Clock
from firmware_config.web.sessions import LONGEST_S

MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class Search:
    """`office` is an office's id as asked for, or empty."""

    words: str = field(default="", repr=False)
    office: str = ""


class Searches:
    """The last few, in memory, for no longer than a session lasts. Safe for threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, str, Search]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, user: str, search: Search) -> str:
        """The name it goes by, which nobody can guess. A user's earlier search is dropped."""
        name, now_s = secrets.token_urlsafe(16), self._clock().timestamp()
        with self._lock:
            self._sweep(now_s)
            for earlier in [key for key, (_, whose, _) in self._kept.items() if whose == user]:
                del self._kept[earlier]
            self._kept[name] = now_s, user, search
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return name

    def find(self, name: str, user: str) -> Search:
        """An empty search if `name` is none of the user's."""
        with self._lock:
            self._sweep(self._clock().timestamp())
            _, whose, search = self._kept.get(name, (0, "", Search()))
        return search if whose == user else Search()

    def _sweep(self, now_s: float) -> None:
        old = [name for name, (at_s, _, _) in self._kept.items() if now_s - at_s > LONGEST_S]
        for name in old:
            del self._kept[name]
