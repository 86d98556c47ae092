"""The payout list of a shift (danh sách chi trả): every payment by programme, and what proves it.

All that moved money in a range of the journal is a row, so that the totals are the drawer's change
to the đồng: payments, what was taken back, and what a supervisor's word alone says. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from counter.journal.handout import handouts_in
from firmware_config.body.card import Reversed
from firmware_config.body.payout import Disbursed, OutcomeUnknown
from firmware_config.claim import Claim
from firmware_config.ids import ProgrammeCode, TerminalId
from firmware_config.period import Period
from firmware_config.wire import Entry

Moving: TypeAlias = Disbursed | Reversed | OutcomeUnknown
"""A body that can have moved a beneficiary's money."""


class Proof(Enum):
    """What shows that the row is true: the card's signature, a signed paper, or somebody's word."""

    CARD = "card"
    PAPER = "paper"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`amount_vnd` is negative where money came back.

    `receipt_seq` is the number of the receipt that the entry is on; `receipt` is what the card
    signed, and None without a card.
    """

    at: datetime
    name: str
    periods: tuple[Period, ...]
    amount_vnd: int
    receipt_seq: int
    proof: Proof
    receipt: bytes | None
    by_proxy: bool = False


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One programme's rows, oldest first; never empty."""

    programme: ProgrammeCode
    rows: tuple[SheetRow, ...]

    @property
    def total_vnd(self) -> int:
        return sum(row.amount_vnd for row in self.rows)

    @property
    def paid(self) -> tuple[SheetRow, ...]:
        return tuple(row for row in self.rows if row.amount_vnd > 0)

    @property
    def taken_back(self) -> tuple[SheetRow, ...]:
        return tuple(row for row in self.rows if row.amount_vnd < 0)


@dataclass(frozen=True, slots=True)
class PayoutSheet:
    """The list of entries `first_seq` to `last_seq`; `head` is the last one's hash.

    `began_at` and `ended_at` are the times of the first and the last entry. `tellers` paid.
    """

    terminal: TerminalId
    first_seq: int
    last_seq: int
    head: bytes
    began_at: datetime
    ended_at: datetime
    tellers: tuple[str, ...]
    parts: tuple[SheetPart, ...]

    @property
    def total_vnd(self) -> int:
        return sum(part.total_vnd for part in self.parts)

    @property
    def on_paper(self) -> tuple[tuple[ProgrammeCode, SheetRow], ...]:
        """Payments that no card has signed for."""
        return tuple(
            (part.programme, row)
            for part in self.parts
            for row in part.paid
            if row.proof is not Proof.CARD
        )


def sheet_of(entries: Iterable[Entry], name_of: Callable[[Claim], str]) -> PayoutSheet | None:
    """The list of `entries`, a whole run of one journal in order; None for no entries."""
    run = tuple(entries)
    if not run:
        return None
    receipt_of = {seq: handout.seq for handout in handouts_in(run) for seq in handout.seqs}
    rows: dict[ProgrammeCode, list[SheetRow]] = {}
    tellers: set[str] = set()
    for entry in run:
        body = entry.body
        if not isinstance(body, Moving) or not (amount_vnd := _moved_vnd(body)):
            continue
        tellers.add(body.teller)
        rows.setdefault(body.claim.programme, []).append(
            SheetRow(
                entry.at,
                name_of(body.claim),
                body.claim.periods,
                amount_vnd,
                receipt_of.get(entry.seq, entry.seq),
                _proof(body),
                None if isinstance(body, OutcomeUnknown) else body.receipt,
                isinstance(body, Disbursed) and body.collector is not None,
            )
        )
    parts = (SheetPart(one, tuple(rows[one])) for one in sorted(rows, key=lambda one: one.text))
    first, last = run[0], run[-1]
    return PayoutSheet(
        *(first.terminal, first.seq, last.seq, last.hash, first.at, last.at),
        tuple(sorted(tellers)),
        tuple(parts),
    )


def _moved_vnd(body: Moving) -> int:
    """Out of the drawer, or negative into it."""
    match body:
        case Disbursed(claim=claim):
            return claim.amount_vnd
        case Reversed(claim=claim):
            return -claim.amount_vnd
        case OutcomeUnknown(cash_moved=True, is_reversal=is_reversal, claim=claim):
            return -claim.amount_vnd if is_reversal else claim.amount_vnd
    return 0


def _proof(body: Moving) -> Proof:
    if isinstance(body, OutcomeUnknown):
        return Proof.SUPERVISOR
    return Proof.PAPER if body.receipt is None else Proof.CARD
