"""The line that one period of a payment makes, whoever tells of it. Pure."""

from __future__ import annotations

from dataclasses import replace

from cardsvc.ledger import account
from cardsvc.ledger.account import Account
from cardsvc.ledger.doubt import Doubt
from cardsvc.ledger.doubting import doubt_of_due
from cardsvc.ledger.known import Known, Part, Place, Rejudged, Standing
from cardsvc.ledger.line import Line, TransferKind, suspense_of
from firmware_config.claim import Claim
from firmware_config.period import Period

_PROVED = (Doubt.NOT_DUE, Doubt.AMOUNT_DIFFERS, Doubt.SECOND_PAYMENT)
"""Doubts of a payment that was proved, and not shown to be owed: another proof changes nothing."""


def new_line(
    part: Part, claim: Claim, proof: Doubt | None, out_of: Account, place: Place, known: Known
) -> Line:
    """A payment that nobody has told of before, out of the drawer `out_of`."""
    period = Period(part[2])
    line = _line(claim, period, proof, out_of, known)
    is_paid = line.kind is TransferKind.PAID
    standing = Standing(place, line.debit, line.amount_vnd, is_paid, line.doubt)
    # Of two entries under one nonce, which no honest terminal writes, the first counts.
    known.payments.setdefault(part, standing)
    if line.doubt is Doubt.SECOND_PAYMENT:
        known.second.setdefault((claim.entitlement.octets, period.code), []).append(standing)
    return line


def told_again(
    part: Part, claim: Claim, proof: Doubt | None, place: Place, known: Known
) -> tuple[Line, ...]:
    """What another word about a payment changes: nothing, but for one that stood in suspense for
    want of the proof that this word brings. Any one proof is enough."""
    standing = known.payments[part]
    if standing is None or standing.is_paid or standing.doubt in _PROVED or proof is not None:
        return ()
    ref, period, was = claim.entitlement.octets, Period(part[2]), standing.place
    doubt = doubt_of_due(ref, period, standing.amount_vnd, known)
    entitlement = known.entitlements.get(ref)
    if entitlement is None:
        return ()
    if doubt is not None:
        known.rejudged.append(Rejudged(was.terminal, was.seq, ref, period.code, doubt))
        judged = replace(standing, doubt=doubt)
        known.payments[part] = judged
        if doubt is Doubt.SECOND_PAYMENT:
            known.second.setdefault((ref, period.code), []).append(judged)
        return ()
    debit = account.paid(entitlement.programme, entitlement.province, entitlement.office, period)
    turn = known.now_paid(ref, period.code)
    known.payments[part] = Standing(place, debit, standing.amount_vnd, is_paid=True)
    kind, amount_vnd = TransferKind.PAID, standing.amount_vnd
    return (Line(kind, debit, standing.debit, amount_vnd, ref, period, turn=turn, against=was),)


def is_told(part: Part, claim: Claim, known: Known) -> bool:
    """Whether this very payment, of the same amount, is in the books or was taken back."""
    if part not in known.payments:
        return False
    standing = known.payments[part]
    return standing is None or standing.amount_vnd == claim.amount_per_period_vnd


def _line(claim: Claim, period: Period, doubt: Doubt | None, out_of: Account, known: Known) -> Line:
    ref, amount_vnd = claim.entitlement.octets, claim.amount_per_period_vnd
    doubt = doubt or doubt_of_due(ref, period, amount_vnd, known)
    entitlement = known.entitlements.get(ref)
    if doubt is None and entitlement is not None:
        turn = known.now_paid(ref, period.code)
        debit = account.paid(
            entitlement.programme, entitlement.province, entitlement.office, period
        )
        return Line(TransferKind.PAID, debit, out_of, amount_vnd, ref, period, turn=turn)
    debit = suspense_of(claim, known)
    return Line(TransferKind.SUSPENSE, debit, out_of, amount_vnd, ref, period, doubt)
