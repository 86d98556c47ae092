"""Shifts: a teller's time at the drawer, from a counted float to a blind count.

Whoever closes counts without knowing what should be there; only the count brings that out. A count
is never changed: a second one is a new entry. All is in the journal, so that a power cut in the
middle changes nothing, and a shift is closed without a network as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from counter.journal.drawer import NoShift as NoShift
from counter.journal.drawer import ShiftFault as ShiftFault
from counter.journal.journal import Journal
from firmware_config.body.shift import (
    MAX_DRAWER_VND,
    CashIn,
    CashOut,
    CashReason,
    DrawerCounted,
    Explanation,
    ShiftClosed,
    ShiftOpened,
)
from firmware_config.money import MAX_VND
from firmware_config.notes import Notes
from firmware_config.wire import Entry

_TRIES = 3  # a payout may be booked between looking and writing; twice in a row is no accident
_LAST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Count:
    """The drawer as it was counted, once it may be known what should have been there."""

    seq: int
    counted: Notes
    expected_vnd: int
    at: datetime
    teller: str

    @property
    def difference_vnd(self) -> int:
        """Negative when money is missing."""
        return self.counted.total_vnd - self.expected_vnd


@dataclass(frozen=True, slots=True)
class Shift:
    """The open shift. `counted` is the float; `count` the last count, if no money moved since.

    `expected_vnd` is for what works behind the page; the page shows it after the count alone.
    """

    opened_seq: int
    teller: str
    opened_at: datetime
    counted: Notes
    expected_vnd: int
    count: Count | None


@dataclass(frozen=True, slots=True)
class Closing:
    """What is said when a shift is closed by the count `count_seq`. `explanation` is None where
    nothing differs; `supervisor` has approved what does, if anybody had to."""

    count_seq: int
    explanation: Explanation | None
    note: str
    teller: str
    supervisor: str | None


@dataclass(frozen=True, slots=True)
class ClosedShift:
    """A shift that is over, by the entries that opened and closed it."""

    opened: Entry
    closed: Entry

    @property
    def opening(self) -> ShiftOpened:
        assert isinstance(self.opened.body, ShiftOpened)
        return self.opened.body

    @property
    def closing(self) -> ShiftClosed:
        assert isinstance(self.closed.body, ShiftClosed)
        return self.closed.body


class Shifts:
    """The shifts of one terminal. Every method may be called by any thread."""

    def __init__(self, journal: Journal, limit_vnd: Callable[[], int] = lambda: 0) -> None:
        """`limit_vnd` is the most by which a drawer may differ without a supervisor's approval."""
        self._journal = journal
        self._limit_vnd = limit_vnd

    @property
    def current(self) -> Shift | None:
        """The shift that is open, whoever's it is."""
        state = self._journal.drawer()
        if state.opened is None:
            return None
        opened = state.opened.body
        assert isinstance(opened, ShiftOpened)
        return Shift(
            state.opened.seq,
            opened.teller,
            state.opened.at,
            opened.counted,
            state.balance_vnd,
            _standing_count(state.counted, state.balance_vnd),
        )

    def is_open_for(self, teller: str) -> bool:
        """Whether `teller` may pay out of the drawer."""
        shift = self.current
        return shift is not None and shift.teller == teller

    def movements(self, opened_seq: int) -> list[Entry]:
        """Cash put in and taken out since entry `opened_seq`, oldest first."""
        return self._journal.cash_moved_since(opened_seq)

    def closed(self, most: int, through: int = _LAST) -> list[ClosedShift]:
        """The last `most` shifts that are over and were opened up to entry `through`, newest
        first."""
        found = self._journal.closed_shifts(through, most)
        return [ClosedShift(opened, closed) for opened, closed in found]

    def closed_at(self, opened_seq: int) -> ClosedShift | None:
        """The shift that entry `opened_seq` opened, if it is over."""
        found = self.closed(1, opened_seq)
        return found[0] if found and found[0].opened.seq == opened_seq else None

    def needs_approval(self, count: Count) -> bool:
        return abs(count.difference_vnd) > self._limit_vnd()

    def open(self, counted: Notes, teller: str) -> Entry:
        """Raises `ShiftFault`: `shift-open`, `drawer-too-full`."""
        return self._journal.append(ShiftOpened(_held(counted), teller))

    def cash_in(self, amount_vnd: int, reason: CashReason, teller: str) -> Entry:
        """Raises `NoShift`, or `ShiftFault`: `cash-nothing`."""
        self._check_own(teller)
        return self._journal.append(CashIn(_some(amount_vnd), teller, reason))

    def cash_out(self, amount_vnd: int, reason: CashReason, teller: str) -> Entry:
        """As `cash_in`. More than there should be is taken too: to refuse it would tell what
        should be there."""
        self._check_own(teller)
        return self._journal.append(CashOut(_some(amount_vnd), teller, reason))

    def count(self, counted: Notes, teller: str, *, supervising: bool = False) -> Count:
        """Take a blind count of the open shift's drawer by `teller`, its own or a supervisor.

        Raises:
            ShiftFault: `no-shift`, `shift-of-another`, `drawer-too-full`.
        """
        _held(counted)
        for again in reversed(range(_TRIES)):
            shift = self._own(teller, supervising)
            body = DrawerCounted(shift.opened_seq, counted, shift.expected_vnd, teller)
            try:
                return _count_of(self._journal.append(body))
            except ShiftFault as fault:
                if fault.code != "shift-not-counted" or not again:
                    raise
        raise AssertionError

    def close(self, closing: Closing, unconfirmed: int, *, supervising: bool = False) -> Entry:
        """Close the open shift by its last count.

        1. It is the closing teller's own, or a supervisor closes it.
        2. The count is the one that was shown, and no money has moved since.
        3. A difference is explained; where there is none, nothing is.
        4. Above the limit a supervisor has approved it.

        Raises:
            ShiftFault: 1. `no-shift`, `shift-of-another`; 2. `shift-not-counted`; 3.
                `shift-explanation`; 4. `shift-approval`.
        """
        # 1
        shift = self._own(closing.teller, supervising)
        # 2
        count = shift.count
        if count is None or count.seq != closing.count_seq:
            raise ShiftFault("shift-not-counted")
        # 3
        differs = count.difference_vnd != 0
        if differs and closing.explanation is None:
            raise ShiftFault("shift-explanation")
        # 4
        approved_by = closing.supervisor if differs else None
        if self.needs_approval(count) and approved_by is None:
            raise ShiftFault("shift-approval")
        return self._journal.append(
            ShiftClosed(
                shift.opened_seq,
                count.counted,
                count.expected_vnd,
                closing.explanation if differs else None,
                closing.note if differs else "",
                closing.teller,
                approved_by,
                unconfirmed,
            )
        )

    def _own(self, teller: str, supervising: bool) -> Shift:
        shift = self.current
        if shift is None:
            raise NoShift
        if shift.teller != teller and not supervising:
            raise ShiftFault("shift-of-another", teller=shift.teller)
        return shift

    def _check_own(self, teller: str) -> None:
        if not self.is_open_for(teller):
            raise NoShift


def _standing_count(entry: Entry | None, balance_vnd: int) -> Count | None:
    """The last count, unless money has moved since."""
    if entry is None:
        return None
    count = _count_of(entry)
    return count if count.expected_vnd == balance_vnd else None


def _count_of(entry: Entry) -> Count:
    body = entry.body
    assert isinstance(body, DrawerCounted)
    return Count(entry.seq, body.counted, body.expected_vnd, entry.at, body.teller)


def _held(counted: Notes) -> Notes:
    if counted.total_vnd > MAX_DRAWER_VND:
        raise ShiftFault("drawer-too-full", limit_vnd=MAX_DRAWER_VND)
    return counted


def _some(amount_vnd: int) -> int:
    if not 0 < amount_vnd <= MAX_VND:
        raise ShiftFault("cash-nothing")
    return amount_vnd
