"""Posting a payment taken back, from wherever it stands. Pure."""

from __future__ import annotations

from cardsvc.ledger import account
from cardsvc.ledger.account import Account
from cardsvc.ledger.doubt import Doubt, doubt_of_receipt
from cardsvc.ledger.known import Known, Place, Standing, Turns
from cardsvc.ledger.line import Line, TransferKind, suspense_of
from firmware_config.card.receipt import Kind
from firmware_config.journal_body import Claim, Reversed
from firmware_config.period import Period
from firmware_config.wire import Entry


def reversal_lines(entry: Entry, reversal: Reversed, known: Known) -> tuple[Line, ...]:
    """Each period's payment taken back from where it stands.

    1. The card signed for it: the same claim, this terminal.
    2. This terminal made the payment, and it has not been taken back.
    3. Another payment for the period, which stood in suspense only because of the one taken back,
       is the payment now.
    """
    claim = reversal.claim
    # 1
    doubt = doubt_of_receipt(
        Kind.REVERSAL, reversal.receipt, reversal.card, reversal.nonce, claim, known
    )
    lines: list[Line] = []
    for period in claim.periods:
        # 2
        paid = known.payments.get((reversal.paid_nonce, period.code)) if doubt is None else None
        if paid is None or paid.amount_vnd != claim.amount_per_period_vnd:
            lines.append(_unexplained(claim, period, doubt or Doubt.PAYMENT_UNKNOWN, known))
            continue
        known.payments[reversal.paid_nonce, period.code] = None
        lines.append(_taken_back(claim, period, paid, known))
        # 3
        second = _next_second(claim, period, paid, known)
        if second is not None:
            place = Place(entry.terminal.text, entry.seq, len(lines))
            lines.append(_promoted(claim, period, second, paid.debit, place, known))
    return tuple(lines)


def _unexplained(claim: Claim, period: Period, doubt: Doubt, known: Known) -> Line:
    """Cash that is said to be back in the drawer."""
    debit, credit = account.drawer(known.terminal.id), suspense_of(claim, known)
    ref, amount_vnd = claim.entitlement.octets, claim.amount_per_period_vnd
    return Line(TransferKind.SUSPENSE, debit, credit, amount_vnd, ref, period, doubt)


def _taken_back(claim: Claim, period: Period, paid: Standing, known: Known) -> Line:
    ref = claim.entitlement.octets
    turn = known.turn(ref, period.code).taken_back
    kind = TransferKind.RETURNED
    if paid.is_paid:
        kind = TransferKind.REVERSED
        known.turns[ref, period.code] = Turns(turn + 1)
    drawer = account.drawer(known.terminal.id)
    amount_vnd = paid.amount_vnd
    return Line(kind, drawer, paid.debit, amount_vnd, ref, period, turn=turn, against=paid.place)


def _next_second(claim: Claim, period: Period, paid: Standing, known: Known) -> Standing | None:
    waiting = known.second.get((claim.entitlement.octets, period.code), [])
    if paid.is_paid:
        return waiting.pop(0) if waiting else None
    waiting[:] = [other for other in waiting if other.place != paid.place]
    return None


def _promoted(
    claim: Claim, period: Period, second: Standing, paid: Account, place: Place, known: Known
) -> Line:
    """A second payment that is the payment after all."""
    ref = claim.entitlement.octets
    turn = known.now_paid(ref, period.code)
    for key, standing in known.payments.items():
        if standing is not None and standing.place == second.place:
            known.payments[key] = Standing(place, paid, second.amount_vnd, is_paid=True)
    kind, amount_vnd = TransferKind.PAID, second.amount_vnd
    return Line(kind, paid, second.debit, amount_vnd, ref, period, turn=turn, against=second.place)
