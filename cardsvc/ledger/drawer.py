"""Posting what goes into a drawer and out of it, but for payments. Pure.

A shift's float comes out of the office's cash, and all that was counted at the end goes back into
it. What should have been there and was not, or was there and should not have been, stands in
suspense with a case.
"""

from __future__ import annotations

from cardsvc.ledger import account
from cardsvc.ledger.doubt import Doubt
from cardsvc.ledger.known import KnownTerminal
from cardsvc.ledger.line import Line, TransferKind
from firmware_config.body.shift import CashIn, CashOut, ShiftClosed, ShiftOpened


def drawer_lines(
    body: CashIn | CashOut | ShiftOpened | ShiftClosed, terminal: KnownTerminal
) -> tuple[Line, ...]:
    """The transfers that `body` makes; nothing moves where the amount is nothing."""
    match body:
        case ShiftOpened(counted=counted):
            return _put_in(terminal, counted.total_vnd)
        case CashIn(amount_vnd=amount_vnd):
            return _put_in(terminal, amount_vnd)
        case CashOut(amount_vnd=amount_vnd):
            return _taken_out(terminal, amount_vnd)
        case ShiftClosed(counted=counted, difference_vnd=difference_vnd):
            return (
                *_taken_out(terminal, counted.total_vnd),
                *_differing(terminal, difference_vnd),
            )


def _put_in(terminal: KnownTerminal, amount_vnd: int) -> tuple[Line, ...]:
    drawer, office = account.drawer(terminal.id), account.office_cash(terminal.office)
    return (Line(TransferKind.CASH_IN, drawer, office, amount_vnd),) if amount_vnd else ()


def _taken_out(terminal: KnownTerminal, amount_vnd: int) -> tuple[Line, ...]:
    drawer, office = account.drawer(terminal.id), account.office_cash(terminal.office)
    return (Line(TransferKind.CASH_OUT, office, drawer, amount_vnd),) if amount_vnd else ()


def _differing(terminal: KnownTerminal, difference_vnd: int) -> tuple[Line, ...]:
    """Missing money (negative) is credited to the drawer, money too much debited to it."""
    if difference_vnd == 0:
        return ()
    drawer = account.drawer(terminal.id)
    suspense = account.drawer_difference(terminal.id, terminal.office, terminal.province)
    sides = (drawer, suspense) if difference_vnd > 0 else (suspense, drawer)
    doubt = Doubt.SHIFT_DIFFERENCE
    return (Line(TransferKind.DIFFERS, *sides, abs(difference_vnd), doubt=doubt),)
