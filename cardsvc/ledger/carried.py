"""Posting receipts that cards brought home. Pure.

A payout is named by its terminal and its nonce, and a card's receipt by the card and its counter.
What the terminal told itself is not posted again; what it never told is posted out of its drawer,
whoever brought the receipt, and when it tells of it after all that changes nothing more. Receipt,
the terminal's own word and a supervisor's leave the same books in any order.
"""

from __future__ import annotations

from cardsvc.ledger import account
from cardsvc.ledger.account import Account
from cardsvc.ledger.doubt import Doubt
from cardsvc.ledger.doubting import doubt_of_carried_payout, receipt_of
from cardsvc.ledger.known import Brought, Known, Payout, Place, Rejudged
from cardsvc.ledger.line import Line, TransferKind, suspense_of
from cardsvc.ledger.payout_line import is_told, new_line, told_again
from cardsvc.ledger.reversal import reverse, take_back
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.payout import OutcomeUnknown
from firmware_config.card.receipt import Kind, Receipt
from firmware_config.claim import Claim
from firmware_config.period import Period, periods_of
from firmware_config.wire import Entry


def carried_lines(entry: Entry, carried: CarriedReceipt, known: Known) -> tuple[Line, ...]:
    """The transfers of a receipt that `entry` brings.

    1. A card of ours signed it, for an entitlement of ours.
    2. No card session has brought it before.
    """
    # 1
    receipt = receipt_of(carried.receipt, carried.card, known)
    if isinstance(receipt, Doubt) or receipt.kind is Kind.SCRIPT:
        return ()
    claim = _claim(receipt, known)
    if claim is None:
        return ()
    # 2
    number = receipt.card.octets, receipt.counter
    if number in known.taken:
        return ()
    known.taken.add(number)
    payout = receipt.terminal.text, receipt.nonce
    if receipt.kind is Kind.PAYOUT:
        known.counters[number] = payout
        lines, is_news = _payout(entry, receipt, claim, known)
    else:
        lines, is_news = _reversal(entry, receipt, claim, known)
    if is_news:
        known.carried.add(payout)
    known.brought.append(Brought(receipt, entry.terminal.text, entry.seq, is_news))
    return lines


def hand_lines(told: OutcomeUnknown, entry: Entry, known: Known) -> tuple[Line, ...] | None:
    """The transfers of an intent closed by hand whose receipt a card has brought; None if none has.

    The receipt is believed of the card, and the supervisor of the cash.
    """
    terminal = known.terminal.id
    payout = terminal.text, told.nonce
    if not known.now_reported(payout):
        return None
    if told.cash_moved:
        return ()
    claim, drawer = told.claim, account.drawer(terminal)
    if not told.is_reversal:
        return take_back(entry, claim, payout, drawer, None, known)
    return tuple(_not_back(payout, claim, period, drawer, known) for period in claim.periods)


def _payout(
    entry: Entry, receipt: Receipt, claim: Claim, known: Known
) -> tuple[tuple[Line, ...], bool]:
    payout = receipt.terminal.text, receipt.nonce
    closed = known.by_hand.get(payout)
    if closed is not None and not closed.cash_moved:
        return (), False  # no cash left the drawer: its case stays
    proof = doubt_of_carried_payout(receipt, known)
    lines: list[Line] = []
    is_news = False
    for period in claim.periods:
        part = *payout, period.code
        place = Place(entry.terminal.text, entry.seq, len(lines))
        if is_told(part, claim, known):
            lines += told_again(part, claim, proof, place, known)
        else:
            is_news = True
            drawer = account.drawer(receipt.terminal)
            lines.append(new_line(part, claim, proof, drawer, place, known))
    return tuple(lines), is_news


def _reversal(
    entry: Entry, receipt: Receipt, claim: Claim, known: Known
) -> tuple[tuple[Line, ...], bool]:
    """A card takes back its last payout only: the one that its counter before this names."""
    reversal = receipt.terminal.text, receipt.nonce
    parts = [(*reversal, period.code) for period in claim.periods]
    if all(known.reversals.get(part, _UNTOLD) is None for part in parts):
        return (), False
    closed = known.by_hand.get(reversal)
    is_told = any(part in known.reversals for part in parts) or closed is not None
    drawer = account.drawer(receipt.terminal)
    into = drawer if closed is None else suspense_of(claim, known)
    paid: Payout | None = known.counters.get((receipt.card.octets, receipt.counter - 1))
    not_back: tuple[Line, ...] = ()
    if closed is not None and not closed.cash_moved and _is_known(paid, claim, known):
        into = drawer
        not_back = tuple(_not_back(reversal, claim, one, drawer, known) for one in claim.periods)
        known.rejudged.append(Rejudged(closed.terminal, closed.seq, None, None, None))
    return reverse(entry, claim, reversal, paid, into, None, known) + not_back, not is_told


def _is_known(paid: Payout | None, claim: Claim, known: Known) -> bool:
    """Whether the payment of `claim` is in the books, and has not been taken back."""
    return paid is not None and all(
        known.payments.get((*paid, period.code)) is not None for period in claim.periods
    )


def _not_back(
    reversal: Payout, claim: Claim, period: Period, drawer: Account, known: Known
) -> Line:
    """Out of the drawer again: a supervisor says that the cash of a payment taken back on the card
    never came into it. Where nobody knew the payment, that explains why."""
    ref, amount_vnd = claim.entitlement.octets, claim.amount_per_period_vnd
    suspense, unexplained = suspense_of(claim, known), known.reversals.get((*reversal, period.code))
    if unexplained is not None:
        kind = TransferKind.RETURNED
        return Line(kind, suspense, drawer, amount_vnd, ref, period, against=unexplained)
    kind, doubt = TransferKind.SUSPENSE, Doubt.CASH_NOT_BACK
    return Line(kind, suspense, drawer, amount_vnd, ref, period, doubt)


_UNTOLD = Place("", 0, 0)


def _claim(receipt: Receipt, known: Known) -> Claim | None:
    entitlement = known.entitlements.get(receipt.entitlement.octets)
    months = len(periods_of(receipt.base, receipt.mask))
    if entitlement is None or not months or receipt.amount_vnd % months:
        return None
    return Claim(
        receipt.entitlement,
        entitlement.programme,
        receipt.base,
        receipt.mask,
        receipt.amount_vnd,
    )
