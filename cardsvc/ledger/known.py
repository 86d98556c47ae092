"""What the centre knows of the payments in a batch. Pure; `knowledge` fetches it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cardsvc.ledger.account import Account
from cardsvc.ledger.doubt import Doubt
from firmware_config.card.receipt import Receipt
from firmware_config.claim import Claim, Medium
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode, TerminalId

CLOCK_SLACK = timedelta(minutes=5)
"""How far a terminal's clock may be behind ours when it is certified: as the terminal policy
lets it be behind the latest time seen."""


@dataclass(frozen=True, slots=True)
class KnownEntitlement:
    beneficiary: int
    programme: ProgrammeCode
    province: ProvinceCode
    office: OfficeId


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """`revoked_at` is None for one that is not revoked."""

    beneficiary: int
    medium: Medium
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownTerminal:
    id: TerminalId
    office: OfficeId
    province: ProvinceCode


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when one certificate of the terminal counts."""

    issued_at: datetime
    expires_at: datetime

    def covers(self, at: datetime) -> bool:
        return self.issued_at - CLOCK_SLACK <= at < self.expires_at


@dataclass(frozen=True, slots=True)
class Place:
    """Where a transfer stands: a terminal's journal entry, and the line of it."""

    terminal: str
    seq: int
    line: int

    @property
    def key(self) -> tuple[str, int, int]:
        return self.terminal, self.seq, self.line


@dataclass(frozen=True, slots=True)
class Standing:
    """A payment's transfer that nothing has taken back. `is_paid` is False in suspense, where
    `doubt` is the kind of its open case."""

    place: Place
    debit: Account
    amount_vnd: int
    is_paid: bool
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Turns:
    """A period of an entitlement: whether it is paid now, and how often it was taken back."""

    taken_back: int = 0
    is_paid: bool = False


@dataclass(frozen=True, slots=True)
class HeldTerm:
    """From when to when the centre held a period for the terminal."""

    granted_at: datetime
    until: datetime

    def covers(self, at: datetime) -> bool:
        return self.granted_at - CLOCK_SLACK <= at <= self.until + CLOCK_SLACK


Payout = tuple[str, bytes]
"""A payout or a reversal as its receipt names it: the terminal that made it, and its nonce."""
Part = tuple[str, bytes, int]
"""One period of it."""
Shown = tuple[bytes, bytes]
"""A receipt's octets, and the id of the card that an entry says it is of."""
Asked = tuple[bytes, bytes]
"""A card's public point, and the octets that it is to have signed."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """An intent that a supervisor closed, and where that stands."""

    terminal: str
    seq: int
    is_reversal: bool
    cash_moved: bool


@dataclass(frozen=True, slots=True)
class Brought:
    """A receipt that a card brought, to be noted. `is_news`: its own terminal never told of it."""

    receipt: Receipt
    by: str
    seq: int
    is_news: bool


@dataclass(frozen=True, slots=True)
class Rejudged:
    """An open case that is another from here on, or, without a `doubt`, none. Without an
    entitlement it is about the entry as a whole."""

    terminal: str
    seq: int
    entitlement: bytes | None
    period: int | None
    doubt: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """By the octets of their ids; `due` holds đồng by entitlement and period code.

    Several terminals' entries are posted on one knowledge; `of(terminal)` is the view of each.
    `receipt_points` are the cards' public points, and `judged` the receipts looked at so far.
    `turns`, `payments` and `second` follow the entries of a batch as they are posted. `payments`
    are those of the terminals that the batch tells of, None once taken back; `second` are payments
    in suspense for no other reason than that the period had been paid, oldest first. `scripts`
    holds the nonces of scripts by card and number; `certified` the terms of terminals'
    certificates; `revoked` when the records of cards were; `holds` when the centre held a period
    for a terminal.

    Of receipts that cards brought: `carried` are those of which their terminal has not told
    itself; `taken` the cards and counters of those in hand already; `counters` which payout a
    card's counter names; `reversals` those told of, with the place of what stands in suspense for
    want of a proof; `by_hand` intents closed by supervisors. `brought`, `reported` and `rejudged`
    are what the batch adds: to be written down once it is posted.
    """

    terminal: KnownTerminal
    receipt_points: dict[bytes, bytes]
    records: dict[bytes, KnownRecord]
    entitlements: dict[bytes, KnownEntitlement]
    due: dict[tuple[bytes, int], int]
    turns: dict[tuple[bytes, int], Turns]
    payments: dict[Part, Standing | None] = field(default_factory=dict)
    second: dict[tuple[bytes, int], list[Standing]] = field(default_factory=dict)
    scripts: dict[tuple[bytes, int], bytes] = field(default_factory=dict)
    certified: dict[str, tuple[Term, ...]] = field(default_factory=dict)
    revoked: dict[bytes, datetime] = field(default_factory=dict)
    holds: dict[tuple[str, bytes, int], tuple[HeldTerm, ...]] = field(default_factory=dict)
    carried: set[Payout] = field(default_factory=set)
    taken: set[tuple[bytes, int]] = field(default_factory=set)
    counters: dict[tuple[bytes, int], Payout] = field(default_factory=dict)
    reversals: dict[Part, Place | None] = field(default_factory=dict)
    by_hand: dict[Payout, ByHand] = field(default_factory=dict)
    brought: list[Brought] = field(default_factory=list)
    reported: list[Payout] = field(default_factory=list)
    rejudged: list[Rejudged] = field(default_factory=list)
    judged: dict[Shown, Receipt | Doubt] = field(default_factory=dict)

    def of(self, terminal: KnownTerminal) -> Known:
        """The same, seen from `terminal`: what one view learns the others know."""
        return replace(self, terminal=terminal)

    def is_certified(self, terminal: str, at: datetime) -> bool:
        return any(term.covers(at) for term in self.certified.get(terminal, ()))

    def is_held(self, claim: Claim, at: datetime) -> bool:
        """Whether the centre held all that `claim` pays for this terminal."""
        own, ref = self.terminal.id.text, claim.entitlement.octets
        return all(
            any(term.covers(at) for term in self.holds.get((own, ref, period.code), ()))
            for period in claim.periods
        )

    def now_reported(self, payout: Payout) -> bool:
        """Note that its own terminal tells of a payout or reversal; whether a card had before."""
        if payout not in self.carried:
            return False
        self.carried.discard(payout)
        self.reported.append(payout)
        return True

    def turn(self, ref: bytes, period: int) -> Turns:
        return self.turns.get((ref, period), Turns())

    def now_paid(self, ref: bytes, period: int) -> int:
        """Note that the period is paid from here on; in which turn."""
        turn = self.turn(ref, period).taken_back
        self.turns[ref, period] = Turns(turn, is_paid=True)
        return turn
