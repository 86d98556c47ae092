"""What the centre knows of the payments in a batch. Pure; `knowledge` fetches it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cardsvc.ledger.account import Account
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode, TerminalId
from firmware_config.journal_body import Medium
from firmware_config.signing import PublicKey

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


@dataclass(frozen=True, slots=True)
class Standing:
    """A payment's transfer that nothing has taken back. `is_paid` is False in suspense."""

    place: Place
    debit: Account
    amount_vnd: int
    is_paid: bool


@dataclass(frozen=True, slots=True)
class Turns:
    """A period of an entitlement: whether it is paid now, and how often it was taken back."""

    taken_back: int = 0
    is_paid: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """By the octets of their ids; `due` holds đồng by entitlement and period code.

    `turns`, `payments` and `second` follow the entries of a batch as they are posted. `payments`
    are this terminal's own, by nonce and period, None once taken back; `second` are payments in
    suspense for no other reason than that the period had been paid, oldest first. `scripts` holds
    the nonces of scripts by card and number; `certified` the terms of the terminal's certificates.
    """

    terminal: KnownTerminal
    receipt_keys: dict[bytes, PublicKey]
    records: dict[bytes, KnownRecord]
    entitlements: dict[bytes, KnownEntitlement]
    due: dict[tuple[bytes, int], int]
    turns: dict[tuple[bytes, int], Turns]
    payments: dict[tuple[bytes, int], Standing | None] = field(default_factory=dict)
    second: dict[tuple[bytes, int], list[Standing]] = field(default_factory=dict)
    scripts: dict[tuple[bytes, int], bytes] = field(default_factory=dict)
    certified: tuple[Term, ...] = ()

    def turn(self, ref: bytes, period: int) -> Turns:
        return self.turns.get((ref, period), Turns())

    def now_paid(self, ref: bytes, period: int) -> int:
        """Note that the period is paid from here on; in which turn."""
        turn = self.turn(ref, period).taken_back
        self.turns[ref, period] = Turns(turn, is_paid=True)
        return turn
