"""How a journal entry is posted: which transfers it makes and what a person must look into. Pure.

Cash that left a drawer, or is said to have come back, is always booked. What is not shown to be
owed, or to have been paid, goes to suspense.
"""

from __future__ import annotations

from cardsvc.ledger import account
from cardsvc.ledger.carried import carried_lines, hand_lines
from cardsvc.ledger.doubt import Doubt
from cardsvc.ledger.doubting import doubt_of_proof, receipt_of
from cardsvc.ledger.drawer import drawer_lines
from cardsvc.ledger.known import ByHand, Known, Place, Standing
from cardsvc.ledger.line import Line, TransferKind, suspense_of
from cardsvc.ledger.payout_line import is_told, new_line, told_again
from cardsvc.ledger.reversal import reversal_lines
from firmware_config.body.card import Reversed
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.payout import Disbursed, OutcomeUnknown
from firmware_config.body.shift import CashIn, CashOut, ShiftClosed, ShiftOpened
from firmware_config.card.receipt import Receipt
from firmware_config.period import Period
from firmware_config.wire import Entry


def lines_of(entry: Entry, known: Known) -> tuple[Line, ...]:
    """The transfers of `entry`, in their order; `known` follows them."""
    match entry.body:
        case CashIn() | CashOut() | ShiftOpened() | ShiftClosed() as moved:
            return drawer_lines(moved, known.terminal)
        case Disbursed() as payment:
            return _payment_lines(entry, payment, known)
        case Reversed() as reversal:
            return reversal_lines(entry, reversal, known)
        case OutcomeUnknown() as told:
            return _hand_lines(entry, told, known)
        case CarriedReceipt() as carried:
            return carried_lines(entry, carried, known)
        case _:
            return ()


def _hand_lines(entry: Entry, told: OutcomeUnknown, known: Known) -> tuple[Line, ...]:
    """Cash that moved on a supervisor's word alone, unless a card has brought the receipt."""
    lines = hand_lines(told, entry, known)
    if lines is not None:
        return lines
    terminal = entry.terminal.text
    by_hand = ByHand(terminal, entry.seq, told.is_reversal, told.cash_moved)
    known.by_hand[terminal, told.nonce] = by_hand
    if not told.cash_moved:
        return ()
    lines = tuple(_unproved_line(told, period, known) for period in told.claim.periods)
    for number, (period, line) in enumerate(zip(told.claim.periods, lines, strict=True)):
        part, place = (terminal, told.nonce, period.code), Place(terminal, entry.seq, number)
        if told.is_reversal:
            known.reversals[part] = place
        else:
            standing = Standing(place, line.debit, line.amount_vnd, False, line.doubt)
            known.payments.setdefault(part, standing)
    return lines


def _unproved_line(told: OutcomeUnknown, period: Period, known: Known) -> Line:
    """Out of the drawer, or back into it."""
    claim = told.claim
    debit, credit = suspense_of(claim, known), account.drawer(known.terminal.id)
    if told.is_reversal:
        debit, credit = credit, debit
    ref, amount_vnd = claim.entitlement.octets, claim.amount_per_period_vnd
    doubt = Doubt.OUTCOME_UNKNOWN_CASH
    return Line(TransferKind.SUSPENSE, debit, credit, amount_vnd, ref, period, doubt)


def _payment_lines(entry: Entry, payment: Disbursed, known: Known) -> tuple[Line, ...]:
    """What a card has brought, or a supervisor has told, of this payment is posted already."""
    claim, terminal = payment.claim, known.terminal.id
    proof = doubt_of_proof(entry, payment, known)
    payout = terminal.text, payment.nonce
    closed = known.by_hand.pop(payout, None)
    was_told = known.now_reported(payout) or (closed is not None and closed.cash_moved)
    if payment.receipt is not None and payment.card is not None and proof is None:
        receipt = receipt_of(payment.receipt, payment.card, known)
        assert isinstance(receipt, Receipt)
        known.counters[payment.card.octets, receipt.counter] = payout
    lines: list[Line] = []
    for period in claim.periods:
        part = *payout, period.code
        place = Place(terminal.text, entry.seq, len(lines))
        if was_told and is_told(part, claim, known):
            lines += told_again(part, claim, proof, place, known)
        else:
            drawer = account.drawer(terminal)
            lines.append(new_line(part, claim, proof, drawer, place, known))
    return tuple(lines)
