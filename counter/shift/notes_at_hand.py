"""Which banknotes to hand over. Only help: it stands in no journal and on no paper.

What the drawer holds is known as far as its notes were told: the counted float, less the notes of
each payout since. Cash put in is not counted note by note, so it may hold more; once it may hold
less than that, nothing is known, and notes of every kind are reckoned with.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from threading import Lock

from counter.shift.shift import Shift
from firmware_config.notes import DENOMINATIONS_VND, MAX_COUNT, Notes

_OF_EVERY_KIND = Notes((MAX_COUNT,) * len(DENOMINATIONS_VND))


class NotesAtHand:
    """Of one terminal's open shift. Every method may be called by any thread."""

    def __init__(self, shift: Callable[[], Shift | None]) -> None:
        self._shift = shift
        self._lock = Lock()
        self._opened_seq = 0
        self._handed: dict[int, Notes] = {}

    def handed(self, seq: int, amount_vnd: int) -> Notes | None:
        """The notes of the payout whose first entry is `seq`: as told, or as suggested at first.

        None when no notes make the amount.
        """
        with self._lock:
            shift = self._current()
            if seq not in self._handed:
                suggested = self._suggested(shift, amount_vnd)
                if suggested is None:
                    return None
                self._handed[seq] = suggested
            return self._handed[seq]

    def tell(self, seq: int, notes: Notes) -> None:
        """`notes` were handed over in the payout `seq`, whatever was suggested."""
        with self._lock:
            self._current()
            self._handed[seq] = notes

    def _current(self) -> Shift | None:
        shift = self._shift()
        opened_seq = 0 if shift is None else shift.opened_seq
        if opened_seq != self._opened_seq:
            self._opened_seq, self._handed = opened_seq, {}
        return shift

    def _suggested(self, shift: Shift | None, amount_vnd: int) -> Notes | None:
        if shift is not None:
            held = shift.counted.without(reduce(Notes.__add__, self._handed.values(), Notes()))
            # The payout is booked already: what is left of the notes must not be above the rest.
            if held is not None and held.total_vnd - amount_vnd <= shift.expected_vnd:
                found = held.making(amount_vnd)
                if found is not None:
                    return found
        return _OF_EVERY_KIND.making(amount_vnd)
