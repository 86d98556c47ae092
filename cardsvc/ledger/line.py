"""Lines: the transfers that a journal entry makes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cardsvc.ledger import account
from cardsvc.ledger.account import Account
from cardsvc.ledger.doubt import Doubt
from cardsvc.ledger.known import Known, Place
from firmware_config.claim import Claim
from firmware_config.period import Period


class TransferKind(StrEnum):
    CASH_IN = "cash-in"
    CASH_OUT = "cash-out"
    DIFFERS = "differs"
    """What a drawer held more or less than it should have when its shift was closed."""
    PAID = "paid"
    SUSPENSE = "suspense"
    REVERSED = "reversed"
    """A payment taken back: its period may be paid again."""
    RETURNED = "returned"
    """A payment taken back that had stood in suspense."""
    # What finance instructs (`by_hand`).
    FUNDED = "funded"
    REFUNDED = "refunded"
    FEE = "fee"
    SUPPLIED = "supplied"
    """From the bank to an office's cash."""
    BANKED = "banked"
    """The other way."""
    SETTLED = "settled"
    """Out of suspense, by the resolution of a case."""


@dataclass(frozen=True, slots=True)
class Line:
    """One transfer to be. `doubt` is set where `kind` is `SUSPENSE` or `DIFFERS`.

    `turn` is how often the period had been taken back before; `against` is the transfer that this
    one takes back, or moves out of suspense.
    """

    kind: TransferKind
    debit: Account
    credit: Account
    amount_vnd: int
    entitlement: bytes | None = None
    period: Period | None = None
    doubt: Doubt | None = None
    turn: int = 0
    against: Place | None = None

    @property
    def refusal(self) -> Doubt | None:
        """The doubt that the terminal is told of, so that somebody there looks into it too."""
        return None if self.kind is TransferKind.DIFFERS else self.doubt


def suspense_of(claim: Claim, known: Known) -> Account:
    """Where what `claim` moved stands until it is explained."""
    entitlement = known.entitlements.get(claim.entitlement.octets)
    if entitlement is None:
        return account.suspense(claim.programme, known.terminal.province)
    return account.suspense(entitlement.programme, entitlement.province)
