"""Doubts: why an entry is not posted as it stands."""

from __future__ import annotations

from enum import StrEnum


class Doubt(StrEnum):
    """Why money stands in suspense, in the order of the rules; also the acknowledgement's code.

    After second payments: of a reversal, of a script's answer, of intents closed by hand, with
    cash that moved and without, and of a payment that its card took back though its cash, a
    supervisor says, never came back. The last are of a drawer at the end of a shift, whose entry is
    posted as it stands, and the counter has already explained it; and of an entry that cannot be
    read: it is kept, and everything else of its batch is posted.
    """

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
    SHIFT_DIFFERENCE = "shift-difference"
    ENTRY_UNREADABLE = "entry-unreadable"
