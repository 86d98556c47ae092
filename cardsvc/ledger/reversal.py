"""Posting a payment taken back, from wherever it stands. Pure."""

from __future__ import annotations

from cardsvc.ledger import account
from cardsvc.ledger.account import Account
from cardsvc.ledger.doubt import Doubt
from cardsvc.ledger.doubting import doubt_of_receipt
from cardsvc.ledger.known import Known, Payout, Place, Rejudged, Standing, Turns
from cardsvc.ledger.line import Line, TransferKind, suspense_of
from firmware_config.body.card import Reversed
from firmware_config.card.receipt import Kind
from firmware_config.claim import Claim
from firmware_config.period import Period
from firmware_config.wire import Entry


def reversal_lines(entry: Entry, reversal: Reversed, known: Known) -> tuple[Line, ...]:
    """Each period's payment taken back from where it stands.

    1. No card has brought its receipt before.
    2. The card signed for it: the same claim, this terminal.
    """
    terminal = known.terminal.id
    # 1
    if known.now_reported((terminal.text, reversal.nonce)):
        return ()
    # 2
    doubt = doubt_of_receipt(
        *(Kind.REVERSAL, reversal.receipt, reversal.card, reversal.nonce, reversal.claim), known
    )
    paid = terminal.text, reversal.paid_nonce
    return reverse(
        *(entry, reversal.claim, (terminal.text, reversal.nonce), paid),
        *(account.drawer(terminal), doubt, known),
    )


def reverse(
    entry: Entry,
    claim: Claim,
    reversal: Payout,
    paid: Payout | None,
    into: Account,
    doubt: Doubt | None,
    known: Known,
) -> tuple[Line, ...]:
    """As `take_back`. What a supervisor said of this reversal's cash is in the drawer already: it
    goes out of suspense, and its cases are closed."""
    parts = [(*reversal, period.code) for period in claim.periods]
    said = [None if doubt else known.reversals.get(part) for part in parts]
    if any(said):
        into = suspense_of(claim, known)
    standing = [None if paid is None else known.payments.get((*paid, part[2])) for part in parts]
    lines = take_back(entry, claim, paid, into, doubt, known)
    for period, place, payment in zip(claim.periods, said, standing, strict=True):
        if place is not None and payment is not None:
            known.rejudged.append(
                Rejudged(place.terminal, place.seq, claim.entitlement.octets, period.code, None)
            )
    for number, line in enumerate(lines):
        if line.period is not None and line.kind is not TransferKind.PAID:
            place = Place(entry.terminal.text, entry.seq, number)
            known.reversals[*reversal, line.period.code] = place if line.doubt else None
    return lines


def take_back(
    entry: Entry,
    claim: Claim,
    payout: Payout | None,
    into: Account,
    doubt: Doubt | None,
    known: Known,
) -> tuple[Line, ...]:
    """The payment `payout` of `claim` taken back, its cash `into` a drawer.

    1. The payment is in the books, and has not been taken back.
    2. Another payment for the period, which stood in suspense only because of the one taken back,
       is the payment now.
    """
    lines: list[Line] = []
    for period in claim.periods:
        # 1
        part = None if payout is None or doubt is not None else (*payout, period.code)
        paid = None if part is None else known.payments.get(part)
        if part is None or paid is None or paid.amount_vnd != claim.amount_per_period_vnd:
            why = doubt or Doubt.PAYMENT_UNKNOWN
            lines += _unexplained(claim, period, into, why, known)
            continue
        known.payments[part] = None
        if into == paid.debit:
            # What stands in suspense on both sides explains itself.
            place, ref = paid.place, claim.entitlement.octets
            known.rejudged.append(Rejudged(place.terminal, place.seq, ref, period.code, None))
            continue
        lines.append(_taken_back(claim, period, paid, into, known))
        # 2
        second = _next_second(claim, period, paid, known)
        if second is not None:
            place = Place(entry.terminal.text, entry.seq, len(lines))
            lines.append(_promoted(claim, period, second, paid.debit, place, known))
    return tuple(lines)


def _unexplained(
    claim: Claim, period: Period, into: Account, doubt: Doubt, known: Known
) -> tuple[Line, ...]:
    """Cash that is said to be back in the drawer."""
    suspense = suspense_of(claim, known)
    if into == suspense:
        return ()
    ref, amount_vnd = claim.entitlement.octets, claim.amount_per_period_vnd
    return (Line(TransferKind.SUSPENSE, into, suspense, amount_vnd, ref, period, doubt),)


def _taken_back(claim: Claim, period: Period, paid: Standing, into: Account, known: Known) -> Line:
    ref = claim.entitlement.octets
    turn = known.turn(ref, period.code).taken_back
    kind = TransferKind.RETURNED
    if paid.is_paid:
        kind = TransferKind.REVERSED
        known.turns[ref, period.code] = Turns(turn + 1)
    amount_vnd = paid.amount_vnd
    return Line(kind, into, paid.debit, amount_vnd, ref, period, turn=turn, against=paid.place)


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
