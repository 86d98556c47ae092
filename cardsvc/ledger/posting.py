"""How a journal entry is posted: which transfers it makes and what a person must look into. Pure.

Cash that left a drawer is always booked. What is not shown to be owed goes to suspense.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cardsvc.ledger import account
from cardsvc.ledger.account import Account
from cardsvc.ledger.known import Known
from firmware_config.card.receipt import Kind, SignedReceipt
from firmware_config.errors import ContractError
from firmware_config.journal_body import CashIn, Disbursed, Medium
from firmware_config.period import Period
from firmware_config.wire import Entry


class TransferKind(StrEnum):
    CASH_IN = "cash-in"
    PAID = "paid"
    SUSPENSE = "suspense"


class Doubt(StrEnum):
    """Why money stands in suspense, in the order of the rules; also the acknowledgement's code."""

    RECEIPT_MISSING = "receipt-missing"
    CARD_UNKNOWN = "card-unknown"
    RECEIPT_INVALID = "receipt-invalid"
    RECEIPT_DIFFERS = "receipt-differs"
    ENTITLEMENT_UNKNOWN = "entitlement-unknown"
    RECORD_UNKNOWN = "record-unknown"
    PROGRAMME_DIFFERS = "programme-differs"
    NOT_DUE = "not-due"
    AMOUNT_DIFFERS = "amount-differs"
    SECOND_PAYMENT = "second-payment"


@dataclass(frozen=True, slots=True)
class Line:
    """One transfer to be. `doubt` is set where `kind` is `SUSPENSE`."""

    kind: TransferKind
    debit: Account
    credit: Account
    amount_vnd: int
    entitlement: bytes | None = None
    period: Period | None = None
    doubt: Doubt | None = None


def lines_of(entry: Entry, known: Known) -> tuple[Line, ...]:
    """The transfers of `entry`; what they pay is added to `known.paid`."""
    match entry.body:
        case CashIn(amount_vnd=amount_vnd) if amount_vnd:
            terminal = known.terminal
            put_in = account.drawer(terminal.id), account.office_cash(terminal.office)
            return (Line(TransferKind.CASH_IN, *put_in, amount_vnd),)
        case Disbursed() as payment:
            doubt = doubt_of_proof(payment, known)
            return tuple(_line(payment, period, doubt, known) for period in payment.claim.periods)
        case _:
            return ()


def doubt_of_proof(payment: Disbursed, known: Known) -> Doubt | None:
    """Whether the payment is proved to have been made to the right person.

    1. A chip's payment bears a receipt of a card we issued, signed by its key.
    2. The receipt says what the entry says.
    3. The entitlement is ours.
    4. The record is one of ours, for that medium, of the same person.
    5. The programme is the entitlement's.
    """
    claim = payment.claim
    if payment.medium is Medium.CHIP:
        # 1
        if payment.receipt is None or payment.card is None:
            return Doubt.RECEIPT_MISSING
        key = known.receipt_keys.get(payment.card.octets)
        if key is None:
            return Doubt.CARD_UNKNOWN
        try:
            receipt = SignedReceipt.parse(payment.receipt)
            receipt.verify(key)
        except ContractError:
            return Doubt.RECEIPT_INVALID
        # 2
        if not _says_the_same(receipt, payment, known):
            return Doubt.RECEIPT_DIFFERS
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
    return None if entitlement.programme == claim.programme else Doubt.PROGRAMME_DIFFERS


def _says_the_same(signed: SignedReceipt, payment: Disbursed, known: Known) -> bool:
    receipt, claim = signed.receipt, payment.claim
    signed_by_card = (
        receipt.kind,
        receipt.card,
        receipt.terminal,
        receipt.nonce,
        receipt.entitlement,
        receipt.base,
        receipt.mask,
        receipt.amount_vnd,
    )
    told_by_terminal = (
        Kind.PAYOUT,
        payment.card,
        known.terminal.id,
        payment.nonce,
        claim.entitlement,
        claim.base,
        claim.mask,
        claim.amount_vnd,
    )
    return signed_by_card == told_by_terminal


def _line(payment: Disbursed, period: Period, doubt: Doubt | None, known: Known) -> Line:
    claim = payment.claim
    ref, amount_vnd = claim.entitlement.octets, claim.amount_per_period_vnd
    doubt = doubt or _doubt_of_due(ref, period, amount_vnd, known)
    entitlement = known.entitlements.get(ref)
    credit = account.drawer(known.terminal.id)
    if doubt is None and entitlement is not None:
        known.paid.add((ref, period.code))
        debit = account.paid(
            entitlement.programme, entitlement.province, entitlement.office, period
        )
        return Line(TransferKind.PAID, debit, credit, amount_vnd, ref, period)
    if entitlement is None:
        debit = account.suspense(claim.programme, known.terminal.province)
    else:
        debit = account.suspense(entitlement.programme, entitlement.province)
    return Line(TransferKind.SUSPENSE, debit, credit, amount_vnd, ref, period, doubt)


def _doubt_of_due(ref: bytes, period: Period, amount_vnd: int, known: Known) -> Doubt | None:
    """Whether this much was owed for the period and had not been paid."""
    owed_vnd = known.due.get((ref, period.code))
    if owed_vnd is None:
        return Doubt.NOT_DUE
    if owed_vnd != amount_vnd:
        return Doubt.AMOUNT_DIFFERS
    return Doubt.SECOND_PAYMENT if (ref, period.code) in known.paid else None
