"""Doubts: why an entry is not posted as it stands, and how that is seen. Pure."""

from __future__ import annotations

from enum import StrEnum

from cardsvc.ledger.known import Known
from firmware_config.card.receipt import Kind, Receipt, SignedReceipt
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from firmware_config.journal_body import (
    Claim,
    Disbursed,
    Medium,
    OutcomeUnknown,
    ScriptApplied,
)
from firmware_config.wire import Entry


class Doubt(StrEnum):
    """Why money stands in suspense, in the order of the rules; also the acknowledgement's code.

    The last four are of a reversal, of a script's answer, and of intents closed by hand: with cash
    that moved, and without.
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


def doubt_of_proof(entry: Entry, payment: Disbursed, known: Known) -> Doubt | None:
    """Whether the payment of `entry` is proved to have been made to the right person.

    1. A chip's payment bears a receipt,
    2. of a card we issued, signed by its key, that says what the entry says.
    3. The entitlement is ours.
    4. The record is one of ours, for that medium, of the same person.
    5. It was not revoked before it was paid.
    6. The programme is the entitlement's.
    7. Paper, which signs nothing, is paid at the entitlement's own office.
    8. The terminal had a certificate in force when it paid: cards have no clock to see that.
    """
    claim, paid_at = payment.claim, entry.at
    if payment.medium is Medium.CHIP:
        # 1
        if payment.receipt is None or payment.card is None:
            return Doubt.RECEIPT_MISSING
        # 2
        doubt = doubt_of_receipt(
            Kind.PAYOUT, payment.receipt, payment.card, payment.nonce, claim, known
        )
        if doubt is not None:
            return doubt
        # What was interrupted is journaled when the card comes back; the card signed when it was.
        paid_at = SignedReceipt.parse(payment.receipt).receipt.at
    # 3
    entitlement = known.entitlements.get(claim.entitlement.octets)
    if entitlement is None:
        return Doubt.ENTITLEMENT_UNKNOWN
    # 4
    record = known.records.get(payment.record_id)
    if record is None or (record.beneficiary, record.medium) != (
        entitlement.beneficiary,
        payment.medium,
    ):
        return Doubt.RECORD_UNKNOWN
    # 5
    if record.revoked_at is not None and paid_at > record.revoked_at:
        return Doubt.RECORD_REVOKED
    # 6
    if entitlement.programme != claim.programme:
        return Doubt.PROGRAMME_DIFFERS
    # 7
    if payment.medium is Medium.QR and entitlement.office != known.terminal.office:
        return Doubt.PAPER_OF_ANOTHER_OFFICE
    # 8
    if not any(term.covers(paid_at) for term in known.certified):
        return Doubt.TERMINAL_UNCERTIFIED
    return None


def doubt_of_entry(entry: Entry, known: Known) -> Doubt | None:
    """What somebody must look into though it moves no money."""
    match entry.body:
        case ScriptApplied():
            return doubt_of_script(entry, known)
        case OutcomeUnknown(cash_moved=False):
            return Doubt.OUTCOME_UNKNOWN
    return None


def doubt_of_script(entry: Entry, known: Known) -> Doubt | None:
    """Whether a card's answer to a script shows that it applied one of ours; None for others.

    1. It is a receipt of a card we issued, signed by its key.
    2. It names the number that the entry says, and the very script that was queued under it.
    """
    applied = entry.body
    if not isinstance(applied, ScriptApplied):
        return None
    # 1
    receipt = _receipt(applied.receipt, applied.card, known)
    if isinstance(receipt, Doubt):
        return receipt
    # 2
    told = (receipt.kind, receipt.card, receipt.mask)
    if told != (Kind.SCRIPT, applied.card, applied.number):
        return Doubt.RECEIPT_DIFFERS
    nonce = known.scripts.get((applied.card.octets, applied.number))
    return None if nonce == receipt.nonce else Doubt.SCRIPT_UNKNOWN


def doubt_of_receipt(
    kind: Kind, octets: bytes, card: CardId, nonce: bytes, claim: Claim, known: Known
) -> Doubt | None:
    """Whether `card` signed for exactly what the terminal tells."""
    receipt = _receipt(octets, card, known)
    if isinstance(receipt, Doubt):
        return receipt
    signed_by_card = (
        receipt.kind,
        receipt.card,
        # A card pays for a terminal that has proved itself: the batch must be that terminal's.
        receipt.terminal,
        receipt.nonce,
        receipt.entitlement,
        receipt.base,
        receipt.mask,
        receipt.amount_vnd,
    )
    told_by_terminal = (
        kind,
        card,
        known.terminal.id,
        nonce,
        claim.entitlement,
        claim.base,
        claim.mask,
        claim.amount_vnd,
    )
    return None if signed_by_card == told_by_terminal else Doubt.RECEIPT_DIFFERS


def _receipt(octets: bytes, card: CardId, known: Known) -> Receipt | Doubt:
    """The receipt that a card of ours signed."""
    key = known.receipt_keys.get(card.octets)
    if key is None:
        return Doubt.CARD_UNKNOWN
    try:
        signed = SignedReceipt.parse(octets)
        signed.verify(key)
    except ContractError:
        return Doubt.RECEIPT_INVALID
    return signed.receipt
