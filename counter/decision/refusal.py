"""Why a person is told no: a closed list, each with what it rests on and how old that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Rule(StrEnum):
    """Every reason there is. The value is the code in pages, messages and the journal."""

    CLOCK_BEHIND = "clock-behind"
    CLOCK_AHEAD = "clock-ahead"
    NO_TRUST = "no-trust"
    CARD_UNKNOWN = "card-unknown"
    CARD_NOT_ACTIVE = "card-not-active"
    CARD_NOT_GENUINE = "card-not-genuine"
    CARD_EXPIRED = "card-expired"
    CARD_DISAGREES = "card-disagrees"
    CARD_REFUSED = "card-refused"
    RECORD_UNREADABLE = "record-unreadable"
    RECORD_FORGED = "record-forged"
    KEY_NOT_TRUSTED = "key-not-trusted"
    KEY_NOT_FOR_PROGRAMME = "key-not-for-programme"
    KEY_NOT_FOR_PROVINCE = "key-not-for-province"
    RECORD_OF_ANOTHER_CARD = "record-of-another-card"
    NEEDS_CHIP = "needs-chip"
    NOT_YET_VALID = "not-yet-valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    STATUS_UNKNOWN = "status-unknown"
    PAPER_OF_ANOTHER_OFFICE = "paper-of-another-office"
    HOLD_REFUSED = "hold-refused"
    OVER_LIMIT_ELSEWHERE = "over-limit-elsewhere"
    DATA_TOO_OLD = "data-too-old"
    OVER_LIMIT_FOR_AGE = "over-limit-for-age"
    PROGRAMME_NOT_HERE = "programme-not-here"
    OUTSIDE_WINDOW = "outside-window"
    NO_PAYOUT_LIST = "no-payout-list"
    NOT_ON_LIST = "not-on-list"
    HELD = "held"
    UNSETTLED = "unsettled"
    ALREADY_PAID = "already-paid"
    NOTHING_DUE = "nothing-due"
    PIN_WRONG = "pin-wrong"
    PIN_NOT_TYPED = "pin-not-typed"
    PIN_BLOCKED = "pin-blocked"
    IDENTITY_MISMATCH = "identity-mismatch"
    PROXY_NOT_LISTED = "proxy-not-listed"
    PROXY_EXPIRED = "proxy-expired"
    PROXY_TOO_LONG = "proxy-too-long"
    TERMINAL_NOT_TRUSTED_BY_CARD = "terminal-not-trusted-by-card"
    REVERSAL_REFUSED = "reversal-refused"


class Basis(StrEnum):
    """What a refusal rests on."""

    CLOCK = "clock"
    TRUST_LIST = "trust-list"
    STATUS_LIST = "status-list"
    PAYOUT_LIST = "payout-list"
    JOURNAL = "journal"
    CARD = "card"
    RECORD = "record"
    POLICY = "policy"
    CONFIGURATION = "configuration"
    TELLER = "teller"
    TERMINAL = "terminal"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Refusal:
    """No, and why. `as_of` is the time of the evidence, None for evidence that is here and now.

    `data` holds what the words need: dates, tries left, an office; never a citizen number.
    """

    rule: Rule
    basis: Basis
    as_of: datetime | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    record_id: bytes | None = None
