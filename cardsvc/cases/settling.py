"""What a case's resolution does to the books, and which resolutions the books allow now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, case, func, select

from cardsvc import tables
from cardsvc.case_opening.errors import CaseError
from cardsvc.case_opening.kind import RESOLUTIONS, CaseKind, Resolution
from cardsvc.cases.case import Case
from cardsvc.ledger import account
from cardsvc.ledger.account import Account
from cardsvc.ledger.by_hand import in_suspense, move_suspense, recover_paid
from cardsvc.ledger.line import TransferKind
from cardsvc.ledger.paid_early import move_to_paid
from firmware_config.ids import EntitlementId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period

_STANDS_PAID = (
    CaseKind.REVERSAL_ASKED,
    CaseKind.PAID_AFTER_DEATH,
    CaseKind.PAID_AFTER_STOP,
    CaseKind.PAID_AFTER_LOSS,
    CaseKind.CALL_BACK,
)
"""Kinds whose payment stands: its cash can come back though nothing of it is in suspense."""


def amount_left(connection: Connection, case: Case) -> int:
    """What a resolution would move, in đồng; 0 where there is nothing."""
    if stands_paid(case):
        return _recoverable(connection, case)
    held = in_suspense(connection, case.id)
    return held.left_vnd if held else 0


def stands_paid(case: Case) -> bool:
    """Whether its payment is booked as paid, so that nothing of it is in suspense."""
    return case.kind in _STANDS_PAID


def allowed(connection: Connection, case: Case) -> tuple[Resolution, ...]:
    """The resolutions of the case's kind that its money allows now.

    1. Where no money is left to move, it can only be explained.
    2. What came into a drawer is given out or explained; what left one comes back, is borne, or
    3. was owed after all: as much as is due, and not paid by now.
    """
    of_kind = RESOLUTIONS[case.kind]
    # 1
    if not amount_left(connection, case):
        rest = tuple(one for one in of_kind if not one.moves_money)
        return rest or (Resolution.EXPLAINED,)
    if stands_paid(case):
        return of_kind
    held = in_suspense(connection, case.id)
    # 2
    if held is not None and not held.is_missing:
        return tuple(one for one in of_kind if one in (Resolution.RETURNED, Resolution.EXPLAINED))
    found = tuple(one for one in of_kind if one is not Resolution.RETURNED)
    # 3
    if Resolution.PAID in found and _as_owed(connection, case) is None:
        found = tuple(one for one in found if one is not Resolution.PAID)
    return found


def settle(
    connection: Connection, case: Case, resolution: Resolution, user: str, now: datetime
) -> int:
    """Book what `resolution` does; how much it moved, in đồng.

    Raises:
        CaseError: `case-not-owed`: it is not what is due any more; `case-no-office`.
        MoneyRefused: as the ledger has it.
    """
    amount_vnd = amount_left(connection, case) if resolution.moves_money else 0
    if not amount_vnd:
        return 0
    if resolution is Resolution.PAID:
        row = _as_owed(connection, case, lock=True)
        if row is None:
            raise CaseError("case-not-owed", case=case.id)
        move_to_paid(connection, row, row.turn)
    elif stands_paid(case):
        programme, province = _programme_of(connection, case)
        to = _into(case, resolution)
        recover_paid(connection, case.id, programme, province, to, amount_vnd, user, now)
    else:
        move_suspense(connection, case.id, _into(case, resolution), amount_vnd, user, now)
    return amount_vnd


def _recoverable(connection: Connection, case: Case) -> int:
    """What of the case's payment stands and no other case has brought back."""
    if case.entitlement is None or not case.amount_vnd:
        return 0
    moved, told, opened = tables.transfer.c, tables.instruction.c, tables.exception_case.c
    period = None if case.period is None else case.period.code
    back = (
        select(func.coalesce(func.sum(moved.amount_vnd), 0))
        .select_from(tables.transfer)
        .join(tables.instruction, told.id == moved.instruction)
        .join(tables.exception_case, opened.id == told.case_id)
        .where(
            opened.entitlement == case.entitlement.octets,
            opened.period.is_not_distinct_from(period),
            opened.kind.in_(_STANDS_PAID),
        )
    )
    left_vnd = int(case.amount_vnd)
    if period is not None:
        standing = select(func.coalesce(func.sum(moved.amount_vnd), 0)).where(
            moved.entitlement == case.entitlement.octets,
            moved.period == period,
            tables.IS_PAID,
            tables.IS_STANDING,
        )
        paid_vnd = int(connection.execute(standing).scalar_one())
        left_vnd = min(left_vnd, paid_vnd - int(connection.execute(back).scalar_one()))
    else:
        left_vnd -= int(connection.execute(back).scalar_one())
    return max(0, left_vnd)


def _into(case: Case, resolution: Resolution) -> Account:
    if case.office is None or case.province is None:
        raise CaseError("case-no-office", case=case.id)
    if resolution is Resolution.PROVIDER_BEARS:
        return account.loss(case.province)
    return account.office_cash(case.office)


def _programme_of(connection: Connection, case: Case) -> tuple[ProgrammeCode, ProvinceCode]:
    assert case.entitlement is not None
    held = tables.entitlement.c
    row = connection.execute(
        select(held.programme, held.province).where(held.id == case.entitlement.octets)
    ).one_or_none()
    if row is None:
        raise CaseError("case-not-owed", case=case.id)
    return ProgrammeCode(row.programme), ProvinceCode(row.province)


def _as_owed(connection: Connection, of: Case, *, lock: bool = False) -> Row[Any] | None:
    """The case's transfer in suspense as `move_to_paid` wants it, if it is just what is due and
    its period is not paid; with the `turn` that the payment would be."""
    if of.entitlement is None or of.period is None:
        return None
    moved, due, held = tables.transfer.c, tables.due.c, tables.entitlement.c
    if lock:
        its = select(held.id).where(held.id == of.entitlement.octets)
        connection.execute(its.with_for_update()).one_or_none()
    row: Any = connection.execute(
        select(
            *(moved.terminal, moved.seq, moved.line, moved.debit, moved.amount_vnd),
            *(moved.entitlement, moved.period, held.programme, held.province, held.office),
            *_turns(of.entitlement, of.period),
        )
        .select_from(tables.transfer)
        .join(tables.entitlement, held.id == moved.entitlement)
        .join(
            tables.due,
            and_(
                due.entitlement == moved.entitlement,
                due.period == moved.period,
                due.amount_vnd == moved.amount_vnd,
            ),
        )
        .where(
            moved.terminal == of.terminal,
            moved.seq == of.seq,
            moved.entitlement == of.entitlement.octets,
            moved.period == of.period.code,
            moved.kind == TransferKind.SUSPENSE,
            tables.IS_STANDING,
        )
        .limit(1)
    ).one_or_none()
    return None if row is None or row.paid > row.turn else row


def _turns(entitlement: EntitlementId, period: Period) -> tuple[Any, ...]:
    """How often the period was paid, and taken back."""
    told = tables.transfer.alias("told")

    def counted(kind: TransferKind) -> Any:
        times = func.coalesce(func.sum(case((told.c.kind == kind, 1), else_=0)), 0)
        query = select(times).where(
            told.c.entitlement == entitlement.octets, told.c.period == period.code
        )
        return query.scalar_subquery()

    return counted(TransferKind.PAID).label("paid"), counted(TransferKind.REVERSED).label("turn")
