"""What became of issuing a card, kept for the page that tells it."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

from cardsvc.issuance.issuing import Outcome

MOST_KEPT = 64


@dataclass(frozen=True, slots=True)
class _Kept:
    user: str
    person_id: int
    outcome: Outcome


class Outcomes:
    """The last few, in memory, each for the one who asked for it. Safe for threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, user: str, person_id: int, outcome: Outcome) -> str:
        """The name it goes by, which nobody can guess."""
        name = secrets.token_urlsafe(16)
        with self._lock:
            self._kept[name] = _Kept(user, person_id, outcome)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return name

    def find(self, name: str, user: str, person_id: int) -> Outcome | None:
        with self._lock:
            kept = self._kept.get(name)
        if kept is None or (kept.user, kept.person_id) != (user, person_id):
            return None
        return kept.outcome
