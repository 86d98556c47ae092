"""What a shift came to, read out of its part of the journal. Pure: entries in, sums out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from counter.journal.drawer import change_vnd
from counter.journal.handout import handouts_in
from counter.shift.shift import ClosedShift
from firmware_config.body.card import Reversed
from firmware_config.body.payout import Disbursed, OutcomeUnknown, Refused
from firmware_config.body.shift import CashIn, CashOut, DrawerCounted
from firmware_config.claim import Medium
from firmware_config.ids import ProgrammeCode
from firmware_config.wire import Entry


@dataclass(frozen=True, slots=True)
class Sum:
    """So many of something, and what they come to."""

    count: int
    amount_vnd: int

    def __add__(self, amount_vnd: int) -> Sum:
        return Sum(self.count + 1, self.amount_vnd + amount_vnd)


NONE = Sum(0, 0)


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """A closed shift's sums.

    `handouts` counts the people paid, `paid` the entitlements, by programme and by medium.
    `by_hand` is what a supervisor said of cash whose card cannot be asked. `counts` are all counts
    of the drawer, the last of which closed it. `unconfirmed` are the numbers of entries that moved
    money and that the ledger has not confirmed now.
    """

    shift: ClosedShift
    handouts: int
    paid: Sum
    by_programme: dict[ProgrammeCode, Sum]
    by_medium: dict[Medium, Sum]
    taken_back: Sum
    by_hand: Sum
    refused: dict[str, int]
    cash: tuple[Entry, ...]
    counts: tuple[Entry, ...]
    unconfirmed: tuple[int, ...]

    @property
    def cash_in_vnd(self) -> int:
        return sum(one.body.amount_vnd for one in self.cash if isinstance(one.body, CashIn))

    @property
    def cash_out_vnd(self) -> int:
        return sum(one.body.amount_vnd for one in self.cash if isinstance(one.body, CashOut))

    @property
    def carried_vnd(self) -> int:
        """What the drawer was said to hold before the shift: of cards that told it after the close
        of the one before."""
        return self.shift.closing.expected_vnd - (
            self.shift.opening.counted.total_vnd
            + self.cash_in_vnd
            - self.cash_out_vnd
            - self.paid.amount_vnd
            + self.taken_back.amount_vnd
            + self.by_hand.amount_vnd
        )


def report_of(shift: ClosedShift, entries: Sequence[Entry], confirmed_through: int) -> ShiftReport:
    """The sums of `shift`, whose `entries` run from the one that opened it to the one that closed
    it; the ledger has confirmed all through `confirmed_through`."""
    programmes: dict[ProgrammeCode, Sum] = {}
    media: dict[Medium, Sum] = {}
    paid = taken_back = by_hand = NONE
    for entry in entries:
        match entry.body:
            case Disbursed(claim=claim, medium=medium):
                paid += claim.amount_vnd
                programmes[claim.programme] = (
                    programmes.get(claim.programme, NONE) + claim.amount_vnd
                )
                media[medium] = media.get(medium, NONE) + claim.amount_vnd
            case Reversed(claim=claim):
                taken_back += claim.amount_vnd
            case OutcomeUnknown(cash_moved=True) as told:
                by_hand += change_vnd(told)
    return ShiftReport(
        shift,
        len(handouts_in(entries)),
        paid,
        dict(sorted(programmes.items(), key=lambda one: one[0].text)),
        dict(sorted(media.items())),
        taken_back,
        by_hand,
        dict(Counter(_rules(entries)).most_common()),
        tuple(one for one in entries if isinstance(one.body, CashIn | CashOut)),
        tuple(one for one in entries if isinstance(one.body, DrawerCounted)),
        tuple(one.seq for one in entries if one.seq > confirmed_through and change_vnd(one.body)),
    )


def _rules(entries: Iterable[Entry]) -> Iterable[str]:
    return (entry.body.rule for entry in entries if isinstance(entry.body, Refused))


def ranges(seqs: Sequence[int]) -> str:
    """Numbers in order as `3, 5–9`."""
    runs: list[list[int]] = []
    for seq in seqs:
        if runs and seq == runs[-1][-1] + 1:
            runs[-1].append(seq)
        else:
            runs.append([seq])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
