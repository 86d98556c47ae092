"""Printing by itself: each answer's receipt once, as soon as the answer is on the desk."""

from __future__ import annotations

import logging
from collections.abc import Callable

from counter.desk.state import DeskState, Told
from counter.paying.payout import Paid
from counter.paying.reversal import TakenBack

_log = logging.getLogger(__name__)


class AtOnce:
    """Looks at each state of the desk, under the desk's lock."""

    def __init__(self, start: Callable[[int], object]) -> None:
        """`start` begins to print the receipt that bears a number; it may not wait."""
        self._start = start
        self._last = 0

    def look(self, state: DeskState) -> None:
        """Print what is new in `state`.

        What is shown again after a restart may have been printed before: the teller decides.
        """
        match state:
            case Told(answer=Paid(entries=entries), offer=offer, late=late):
                if not late or offer is not None:
                    self._once(entries[0].seq, entries[-1].seq)
            case Told(answer=TakenBack(entry)):
                self._once(entry.seq, entry.seq)

    def _once(self, receipt_seq: int, last_seq: int) -> None:
        if last_seq > self._last:
            self._last = last_seq
            try:
                self._start(receipt_seq)
            except Exception:  # the answer is on the desk whatever becomes of its paper
                _log.exception("not-printed-at-once")
