"""How a journal entry is posted: which transfers it makes and what a person must look into. Pure.

Cash that left a drawer, or is said to have come back, is always booked. What is not shown to be
owed, or to have been paid, goes to suspense.
"""

from __future__ import annotations

from cardsvc.ledger import account
from cardsvc.ledger.doubt import Doubt, doubt_of_proof
from cardsvc.ledger.known import Known, Place, Standing
from cardsvc.ledger.line import Line, TransferKind, suspense_of
from cardsvc.ledger.taking_back import reversal_lines
from firmware_config.journal_body import CashIn, Claim, Disbursed, OutcomeUnknown, Reversed
from firmware_config.period import Period
from firmware_config.wire import Entry


def lines_of(entry: Entry, known: Known) -> tuple[Line, ...]:
    """The transfers of `entry`, in their order; `known` follows them."""
    match entry.body:
        case CashIn(amount_vnd=amount_vnd) if amount_vnd:
            terminal = known.terminal
            put_in = account.drawer(terminal.id), account.office_cash(terminal.office)
            return (Line(TransferKind.CASH_IN, *put_in, amount_vnd),)
        case Disbursed() as payment:
            return _payment_lines(entry, payment, known)
        case Reversed() as reversal:
            return reversal_lines(entry, reversal, known)
        case OutcomeUnknown(cash_moved=True) as told:
            return tuple(_unproved_line(told, period, known) for period in told.claim.periods)
        case _:
            return ()


def _unproved_line(told: OutcomeUnknown, period: Period, known: Known) -> Line:
    """Cash that moved on a supervisor's word alone: out of the drawer, or back into it."""
    claim = told.claim
    debit, credit = suspense_of(claim, known), account.drawer(known.terminal.id)
    if told.is_reversal:
        debit, credit = credit, debit
    ref, amount_vnd = claim.entitlement.octets, claim.amount_per_period_vnd
    doubt = Doubt.OUTCOME_UNKNOWN_CASH
    return Line(TransferKind.SUSPENSE, debit, credit, amount_vnd, ref, period, doubt)


def _payment_lines(entry: Entry, payment: Disbursed, known: Known) -> tuple[Line, ...]:
    proof = doubt_of_proof(entry, payment, known)
    lines = []
    for number, period in enumerate(payment.claim.periods):
        line = _payment_line(payment.claim, period, proof, known)
        place = Place(entry.terminal.text, entry.seq, number)
        standing = Standing(place, line.debit, line.amount_vnd, line.kind is TransferKind.PAID)
        # Of two entries under one nonce, which no honest terminal writes, the first counts.
        known.payments.setdefault((payment.nonce, period.code), standing)
        if line.doubt is Doubt.SECOND_PAYMENT:
            due = payment.claim.entitlement.octets, period.code
            known.second.setdefault(due, []).append(standing)
        lines.append(line)
    return tuple(lines)


def _payment_line(claim: Claim, period: Period, doubt: Doubt | None, known: Known) -> Line:
    ref, amount_vnd = claim.entitlement.octets, claim.amount_per_period_vnd
    doubt = doubt or _doubt_of_due(ref, period, amount_vnd, known)
    entitlement = known.entitlements.get(ref)
    credit = account.drawer(known.terminal.id)
    if doubt is None and entitlement is not None:
        turn = known.now_paid(ref, period.code)
        debit = account.paid(
            entitlement.programme, entitlement.province, entitlement.office, period
        )
        return Line(TransferKind.PAID, debit, credit, amount_vnd, ref, period, turn=turn)
    debit = suspense_of(claim, known)
    return Line(TransferKind.SUSPENSE, debit, credit, amount_vnd, ref, period, doubt)


def _doubt_of_due(ref: bytes, period: Period, amount_vnd: int, known: Known) -> Doubt | None:
    """Whether this much was owed for the period and had not been paid."""
    owed_vnd = known.due.get((ref, period.code))
    if owed_vnd is None:
        return Doubt.NOT_DUE
    if owed_vnd != amount_vnd:
        return Doubt.AMOUNT_DIFFERS
    return Doubt.SECOND_PAYMENT if known.turn(ref, period.code).is_paid else None
