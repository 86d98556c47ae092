"""What a case is about, and the ways in which one of its kind may end. Pure.

The first of them are the ledger's doubts (`cardsvc.ledger.doubt`), in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class CaseKind(StrEnum):
    RECEIPT_MISSING = "receipt-missing"
    CARD_UNKNOWN = "card-unknown"
    RECEIPT_INVALID = "receipt-invalid"
    RECEIPT_DIFFERS = "receipt-differs"
    ENTITLEMENT_UNKNOWN = "entitlement-unknown"
    RECORD_UNKNOWN = "record-unknown"
    RECORD_REVOKED = "record-revoked"
    PROGRAMME_DIFFERS = "programme-differs"
    PAPER_OF_ANOTHER_OFFICE = "paper-of-another-office"
    TERMINAL_UNCERTIFIED = "terminal-uncertified"
    NOT_DUE = "not-due"
    AMOUNT_DIFFERS = "amount-differs"
    SECOND_PAYMENT = "second-payment"
    PAYMENT_UNKNOWN = "payment-unknown"
    SCRIPT_UNKNOWN = "script-unknown"
    OUTCOME_UNKNOWN_CASH = "outcome-unknown-cash"
    OUTCOME_UNKNOWN = "outcome-unknown"
    CASH_NOT_BACK = "cash-not-back"
    """A card took a payment back, and a supervisor says that its cash did not come back."""
    SHIFT_DIFFERENCE = "shift-difference"
    ENTRY_UNREADABLE = "entry-unreadable"
    CHAIN_FORKED = "chain-forked"
    """A terminal told two histories and is quarantined."""
    REVERSAL_ASKED = "reversal-asked"
    """A counter asks the centre to take an earlier payment back, maybe after settlement."""
    SILENT_TERMINAL = "silent-terminal"
    """Cards brought receipts of which the terminal that made them has told nothing."""
    PAID_AFTER_DEATH = "paid-after-death"
    PAID_AFTER_STOP = "paid-after-stop"
    PAID_AFTER_LOSS = "paid-after-loss"
    """By a terminal that was lost then, and revoked only later."""
    UNCOLLECTED = "uncollected"
    """Three months or more in a row (Circular 02/2021 Art. 2)."""
    DEAD_LETTER = "dead-letter"
    """Something a terminal sent that can be read by no consumer."""
    CALL_BACK = "call-back"
    """A beneficiary who was called says otherwise than the books."""
    REPORT_DIFFERENCE = "report-difference"
    """Something that a monthly report does not explain."""


class Resolution(StrEnum):
    """How a case ended. The first three say what becomes of the cash that left a drawer."""

    PAID = "paid"
    """It was owed after all: what stands in suspense is the period's payment."""
    REPAID = "repaid"
    """The cash is back in the office: from who received it, or the teller who lacked it."""
    PROVIDER_BEARS = "provider-bears"
    """The provider made it good (it repays lost money in full) and has put it into the office."""
    RETURNED = "returned"
    """Cash that was too much was given to whom it belongs, out of the office."""
    TERMINAL_REVOKED = "terminal-revoked"
    TERMINAL_REINSTATED = "terminal-reinstated"
    EXPLAINED = "explained"
    """Looked into; no money moves by it."""

    @property
    def moves_money(self) -> bool:
        return self in (self.PAID, self.REPAID, self.PROVIDER_BEARS, self.RETURNED)


_R, _K = Resolution, CaseKind
_OUT = (_R.REPAID, _R.PROVIDER_BEARS)
_UNPROVED = (_R.PAID, *_OUT)
_ASKED = (*_OUT, _R.EXPLAINED)
_EXPLAINED = (_R.EXPLAINED,)

RESOLUTIONS: Mapping[CaseKind, tuple[Resolution, ...]] = {
    _K.RECEIPT_MISSING: _UNPROVED,
    _K.CARD_UNKNOWN: _UNPROVED,
    _K.RECEIPT_INVALID: _UNPROVED,
    _K.RECEIPT_DIFFERS: _UNPROVED,
    _K.ENTITLEMENT_UNKNOWN: _OUT,
    _K.RECORD_UNKNOWN: _UNPROVED,
    _K.RECORD_REVOKED: _UNPROVED,
    _K.PROGRAMME_DIFFERS: _UNPROVED,
    _K.PAPER_OF_ANOTHER_OFFICE: _UNPROVED,
    _K.TERMINAL_UNCERTIFIED: _UNPROVED,
    _K.NOT_DUE: _OUT,
    _K.AMOUNT_DIFFERS: _OUT,
    _K.SECOND_PAYMENT: _OUT,
    _K.PAYMENT_UNKNOWN: (_R.RETURNED, _R.EXPLAINED),
    _K.SCRIPT_UNKNOWN: _EXPLAINED,
    _K.OUTCOME_UNKNOWN_CASH: (*_UNPROVED, _R.RETURNED),
    _K.OUTCOME_UNKNOWN: _EXPLAINED,
    _K.CASH_NOT_BACK: _UNPROVED,
    _K.SHIFT_DIFFERENCE: (*_OUT, _R.RETURNED),
    _K.ENTRY_UNREADABLE: _EXPLAINED,
    _K.CHAIN_FORKED: (_R.TERMINAL_REVOKED, _R.TERMINAL_REINSTATED),
    _K.REVERSAL_ASKED: _ASKED,
    _K.SILENT_TERMINAL: (_R.TERMINAL_REVOKED, _R.EXPLAINED),
    _K.PAID_AFTER_DEATH: _ASKED,
    _K.PAID_AFTER_STOP: _ASKED,
    _K.PAID_AFTER_LOSS: _ASKED,
    _K.UNCOLLECTED: _EXPLAINED,
    _K.DEAD_LETTER: _EXPLAINED,
    _K.CALL_BACK: _ASKED,
    _K.REPORT_DIFFERENCE: _EXPLAINED,
}
"""What may be chosen. `cardsvc.cases.settling` narrows it by what stands in suspense now."""
