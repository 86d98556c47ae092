"""What an entry says of money, read from its body alone. Pure.

A drawer's own movements stand here to the đồng. Of a payment the periods and the amount of each
stand here; whether it was owed, and so where it is booked, the entry cannot say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from firmware_config.body.card import Reversed
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.payout import Disbursed, OutcomeUnknown
from firmware_config.body.shift import CashIn, CashOut, ShiftClosed, ShiftOpened
from firmware_config.card.receipt import Kind, Receipt, SignedReceipt
from firmware_config.claim import Claim
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from firmware_config.period import periods_of
from firmware_config.wire import Entry


class Way(Enum):
    """Of a transfer, from how it lies in the books."""

    OUT = auto()
    """Cash out of a drawer, for a period."""
    IN = auto()
    """Cash said to be back in a drawer, which no payment explains."""
    BACK = auto()
    """A payment taken back."""
    MOVED = auto()
    """A payment out of suspense, now shown to be owed."""


@dataclass(frozen=True, slots=True)
class DrawerSaid:
    """One movement between a drawer and its office; positive into the drawer."""

    kind: str
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class Said:
    """Of one payment or reversal: `terminal` is whose drawer it concerns.

    `must` is the way that each period has to have gone unless somebody else told of it before;
    `may` every way that this entry can have caused.
    """

    terminal: str
    nonce: bytes
    entitlement: bytes
    periods: frozenset[int]
    amount_vnd: int  # of one period
    may: frozenset[Way]
    must: frozenset[Way]
    is_reversal: bool
    card: bytes | None = None
    receipt: bytes | None = None


_FOR_PAYMENT = frozenset({Way.OUT, Way.MOVED})
_FOR_REVERSAL = frozenset({Way.IN, Way.BACK, Way.MOVED})
_ANY = frozenset(Way)
_NONE = frozenset[Way]()


def drawer_said(entry: Entry) -> tuple[DrawerSaid, ...] | None:
    """None for an entry that is not about a drawer alone; movements of nothing are left out."""
    match entry.body:
        case ShiftOpened(counted=counted):
            said = [DrawerSaid("cash-in", counted.total_vnd)]
        case CashIn(amount_vnd=amount_vnd):
            said = [DrawerSaid("cash-in", amount_vnd)]
        case CashOut(amount_vnd=amount_vnd):
            said = [DrawerSaid("cash-out", -amount_vnd)]
        case ShiftClosed(counted=counted, expected_vnd=expected_vnd):
            # All that was counted leaves the drawer; the rest of what should have been there does
            # so on paper, or comes from nowhere.
            difference_vnd = counted.total_vnd - expected_vnd
            said = [DrawerSaid("cash-out", -counted.total_vnd)]
            said.append(DrawerSaid("differs", difference_vnd))
        case _:
            return None
    return tuple(one for one in said if one.amount_vnd)


def payment_said(entry: Entry) -> Said | None:
    """None for an entry that moves no payment's money."""
    terminal = entry.terminal.text
    match entry.body:
        case Disbursed(nonce=nonce, claim=claim, card=card, receipt=receipt):
            out = frozenset({Way.OUT})
            return _said(terminal, nonce, claim, _FOR_PAYMENT, out, False, card, receipt)
        case Reversed(nonce=nonce, claim=claim, card=card, receipt=receipt):
            back = frozenset({Way.BACK, Way.IN})
            return _said(terminal, nonce, claim, _FOR_REVERSAL, back, True, card, receipt)
        case OutcomeUnknown(nonce=nonce, claim=claim, is_reversal=is_reversal, cash_moved=moved):
            way = Way.IN if is_reversal else Way.OUT
            must = frozenset({way}) if moved else _NONE
            return _said(terminal, nonce, claim, _ANY, must, is_reversal, None, None)
        case CarriedReceipt(card=card, receipt=octets):
            return _carried(card, octets)
    return None


def receipt_said(octets: bytes) -> Receipt | None:
    """What a receipt says, whoever signed it; None for what is none."""
    try:
        return SignedReceipt.parse(octets).receipt
    except ContractError:
        return None


def _said(
    terminal: str,
    nonce: bytes,
    claim: Claim,
    may: frozenset[Way],
    must: frozenset[Way],
    is_reversal: bool,
    card: CardId | None,
    receipt: bytes | None,
) -> Said:
    return Said(
        terminal,
        nonce,
        claim.entitlement.octets,
        frozenset(period.code for period in claim.periods),
        claim.amount_vnd // len(claim.periods),
        may,
        must,
        is_reversal,
        None if card is None else card.octets,
        receipt,
    )


def _carried(card: CardId, octets: bytes) -> Said | None:
    receipt = receipt_said(octets)
    if receipt is None or receipt.kind is Kind.SCRIPT:
        return None
    try:
        periods = periods_of(receipt.base, receipt.mask)
    except ContractError:
        return None
    if not periods or receipt.amount_vnd % len(periods):
        return None
    return Said(
        receipt.terminal.text,
        receipt.nonce,
        receipt.entitlement.octets,
        frozenset(period.code for period in periods),
        receipt.amount_vnd // len(periods),
        _ANY,
        _NONE,
        receipt.kind is Kind.REVERSAL,
        card.octets,
        octets,
    )
