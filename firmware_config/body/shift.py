"""What a journal says of a shift and its drawer: opened, counted, cash in and out, closed.

A shift is opened with a float that is counted, and closed with a count made without knowing what
should be there. Each count is an entry of its own: none is ever changed, a second one is a new
step. The drawer is empty between shifts; all that was counted goes back to the office.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeVar

from firmware_config import cbor
from firmware_config.body.shape import MAX_TEXT, BodyError, is_short
from firmware_config.money import checked_vnd
from firmware_config.notes import Notes

MAX_DRAWER_VND = 10**12
"""Far above any drawer, and as much as can be put into words (`vietnamese/words.py`)."""


class CashReason(StrEnum):
    """Where cash that is put into a drawer comes from, and where what is taken out goes."""

    SAFE = "safe"
    DRAWER = "drawer"
    EXCHANGE = "exchange"
    VISIT = "visit"


class Explanation(StrEnum):
    """What is said of a drawer that does not hold what it should. A code: a free text alone would
    be read by nobody."""

    WRONG_CHANGE = "wrong-change"
    PAID_WRONG = "paid-wrong"
    UNSETTLED_PAYOUT = "unsettled-payout"
    BAD_NOTE = "bad-note"
    COUNTED_WRONG = "counted-wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ShiftOpened:
    """The office's cash that `teller` counted into the drawer: the float (tiền đầu ca)."""

    counted: Notes
    teller: str

    kind: ClassVar[str] = "shift-opened"

    def to_wire(self) -> list[object]:
        return [self.counted.to_wire(), self.teller]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [list(counted), str(teller)] if is_short(teller):
                return cls(_notes(counted), teller)
        raise BodyError("body-malformed")


@dataclass(frozen=True, slots=True)
class CashIn:
    """Cash put into the terminal's drawer, from the office's safe unless `reason` says else."""

    amount_vnd: int
    teller: str
    reason: CashReason = CashReason.SAFE

    kind: ClassVar[str] = "cash-in"

    def to_wire(self) -> list[object]:
        return [self.amount_vnd, self.teller, self.reason.value]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [int(amount_vnd), str(teller), str(reason)] if is_short(teller):
                return cls(checked_vnd(amount_vnd), teller, _member(CashReason, reason))
        raise BodyError("body-malformed")


@dataclass(frozen=True, slots=True)
class CashOut:
    """Cash taken out of the terminal's drawer, but for payouts."""

    amount_vnd: int
    teller: str
    reason: CashReason

    kind: ClassVar[str] = "cash-out"

    def to_wire(self) -> list[object]:
        return [self.amount_vnd, self.teller, self.reason.value]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [int(amount_vnd), str(teller), str(reason)] if is_short(teller):
                return cls(checked_vnd(amount_vnd), teller, _member(CashReason, reason))
        raise BodyError("body-malformed")


@dataclass(frozen=True, slots=True)
class DrawerCounted:
    """The drawer of the shift that entry `opened_seq` opened, counted blind.

    `expected_vnd` is what it should have held: kept here, shown only after the count.
    """

    opened_seq: int
    counted: Notes
    expected_vnd: int
    teller: str

    kind: ClassVar[str] = "drawer-counted"

    def to_wire(self) -> list[object]:
        return [self.opened_seq, self.counted.to_wire(), self.expected_vnd, self.teller]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [opened_seq, list(counted), expected_vnd, str(teller)] if is_short(teller):
                return cls(_seq(opened_seq), _notes(counted), _expected(expected_vnd), teller)
        raise BodyError("body-malformed")


@dataclass(frozen=True, slots=True)
class ShiftClosed:
    """The end of the shift that entry `opened_seq` opened, by its last count.

    A difference has an `explanation`, and `note` may say more in a few words, never a name. Above
    the policy's limit a `supervisor` has approved it. `unconfirmed` is how many entries that move
    money the ledger had not confirmed by then.
    """

    opened_seq: int
    counted: Notes
    expected_vnd: int
    explanation: Explanation | None
    note: str
    teller: str
    supervisor: str | None
    unconfirmed: int

    kind: ClassVar[str] = "shift-closed"

    @property
    def difference_vnd(self) -> int:
        """What was counted less what should have been there: negative when money is missing."""
        return self.counted.total_vnd - self.expected_vnd

    def to_wire(self) -> list[object]:
        return [
            self.opened_seq,
            self.counted.to_wire(),
            self.expected_vnd,
            None if self.explanation is None else self.explanation.value,
            self.note,
            self.teller,
            self.supervisor,
            self.unconfirmed,
        ]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [
                opened_seq, list(counted), expected_vnd, explanation, str(note), str(teller),
                supervisor, unconfirmed,
            ] if (
                len(note) <= MAX_TEXT
                and is_short(teller)
                and (supervisor is None or (type(supervisor) is str and is_short(supervisor)))
            ):  # fmt: skip
                closed = cls(
                    _seq(opened_seq),
                    _notes(counted),
                    _expected(expected_vnd),
                    None if explanation is None else _member(Explanation, explanation),
                    note,
                    teller,
                    supervisor,
                    _count(unconfirmed),
                )
                if (closed.explanation is None) == (closed.difference_vnd == 0):
                    return closed
        raise BodyError("body-malformed")


_Code = TypeVar("_Code", CashReason, Explanation)


def _member(codes: type[_Code], text: Any) -> _Code:
    try:
        return codes(text)
    except ValueError:
        raise BodyError("body-malformed") from None


def _notes(items: list[object]) -> Notes:
    notes = Notes.of_wire(items)
    if notes.total_vnd > MAX_DRAWER_VND:
        raise BodyError("body-malformed")
    return notes


def _count(value: object) -> int:
    if type(value) is not int or not cbor.is_count(value):
        raise BodyError("body-malformed")
    return value


def _seq(value: object) -> int:
    seq = _count(value)
    if seq == 0:
        raise BodyError("body-malformed")
    return seq


def _expected(value: object) -> int:
    if type(value) is not int or abs(value) > MAX_DRAWER_VND:
        raise BodyError("body-malformed")
    return value
