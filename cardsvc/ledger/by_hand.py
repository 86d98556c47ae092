"""What finance moves by hand: funding, returns, fees, cash for offices, and what cases decide.

Each is one balanced transfer of its own kind, told by an instruction that says who, when and why.
Whoever calls has seen to it that two people agreed; what is told twice under one reference is
refused and never booked twice.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from cardsvc import tables
from cardsvc.errors import CentreError
from cardsvc.ledger import account
from cardsvc.ledger.account import Account, AccountKind
from cardsvc.ledger.books import account_ids
from cardsvc.ledger.line import TransferKind
from cardsvc.ledger.time_ordered import uuid7
from firmware_config.ids import ProgrammeCode, ProvinceCode

MAX_VND = 10**15 - 1
"""A hundred times what the country pays in a month, and the most that can be said in words
(`firmware_config.vietnamese.words`); more is a slip of the finger."""


class MoneyRefused(CentreError):
    """An instruction that is not booked. `code` is one of:

    `money-amount` (not above nothing, or over `MAX_VND`), `money-reference` (none, or too long),
    `money-known` (that reference is booked already), `money-office` (unknown), `money-kind`,
    `money-programme`, `money-province` (none of those there are), `money-waiting` (that reference
    is proposed already), `money-scope` (the place is outside that of who asks),
    `suspense-none` (nothing stands in suspense for the case), `suspense-less` (less than that,
    with `left_vnd`), `suspense-account` (it stands there already, or it would be a payment).
    """


OF_PROGRAMME = {
    TransferKind.FUNDED: account.funding,
    TransferKind.REFUNDED: account.returned,
    TransferKind.FEE: account.fee,
}
"""What is booked for a programme in a province, and on which of its accounts: an authority's money
comes, what was not paid out goes back, the provider takes its fee."""
OF_OFFICE = {
    TransferKind.SUPPLIED: account.office_cash,
    TransferKind.BANKED: account.office_cash,
}
"""What is booked for an office, whose cash is of all programmes: it comes from the bank, and goes
back."""


def sides(kind: TransferKind, about: Account, province: ProvinceCode) -> tuple[Account, Account]:
    """Which account has the money after, and which had it before."""
    bank = account.bank(province)
    if kind in (TransferKind.FUNDED, TransferKind.BANKED):
        return bank, about
    return about, bank


def book(
    connection: Connection,
    kind: TransferKind,
    about: Account,
    province: ProvinceCode,
    amount_vnd: int,
    reference: str,
    user: str,
    now: datetime,
) -> int:
    """Book what the paper `reference` says; the transfer's id.

    Raises:
        MoneyRefused: `money-amount`, `money-reference`, `money-known`.
    """
    amount_vnd, reference = _checked(amount_vnd), " ".join(reference.split())
    if not reference:
        raise MoneyRefused("money-reference")
    try:
        with connection.begin_nested():
            told = _instruct(connection, kind, about.key, user, now, reference=reference)
    except IntegrityError:
        raise MoneyRefused("money-known", kind=kind.value, reference=reference) from None
    debit, credit = sides(kind, about, province)
    row_ids = account_ids(connection, (debit, credit))
    return _insert(connection, kind, (row_ids[debit], row_ids[credit]), amount_vnd, told)


@dataclass(frozen=True, slots=True)
class InSuspense:
    """What of a case's transfer is still in suspense. `is_missing`: it left a drawer unexplained;
    otherwise it came into one."""

    left_vnd: int
    is_missing: bool


def in_suspense(connection: Connection, case_id: int) -> InSuspense | None:
    """None where nothing of the case is, or nothing is left."""
    held = _transfer_of(connection, case_id)
    moved_vnd = _moved_vnd(connection, case_id)
    if held is None or (held.is_explained and moved_vnd == 0) or moved_vnd >= held.amount_vnd:
        return None
    return InSuspense(held.amount_vnd - moved_vnd, bool(held.is_debit))


def move_suspense(
    connection: Connection, case_id: int, to: Account, amount_vnd: int, user: str, now: datetime
) -> int:
    """Move what a case's transfer left in suspense, or a part of it, where its resolution says.

    1. The case's transfer stands in suspense: nothing has explained it since.
    2. What was moved before and this are not more than it.
    3. It goes anywhere but to `paid`: a payment is a transfer of its own kind
       (`paid_early.move_to_paid`).
    4. The first move ends its standing, so that nothing that a terminal tells later moves the same
       money again.

    Cash that left a drawer unexplained is debited to `to`; cash that came unexplained is credited.
    The transfer's id.

    Raises:
        MoneyRefused: `money-amount`, `suspense-none`, `suspense-less`, `suspense-account`.
    """
    amount_vnd = _checked(amount_vnd)
    # 1
    held = _transfer_of(connection, case_id, lock=True)
    moved_vnd = _moved_vnd(connection, case_id)
    if held is None or (held.is_explained and moved_vnd == 0):
        raise MoneyRefused("suspense-none", case=case_id)
    # 2
    if moved_vnd + amount_vnd > held.amount_vnd:
        raise MoneyRefused("suspense-less", case=case_id, left_vnd=held.amount_vnd - moved_vnd)
    # 3
    other = account_ids(connection, [to])[to]
    if other == held.suspense or to.kind is AccountKind.PAID:
        raise MoneyRefused("suspense-account", account=to.key)
    # 4
    against = {} if moved_vnd else {"terminal": held.terminal, "seq": held.seq, "line": held.line}
    told = _instruct(connection, TransferKind.SETTLED, held.key, user, now, case_id=case_id)
    sides = (other, held.suspense) if held.is_debit else (held.suspense, other)
    return _insert(
        *(connection, TransferKind.SETTLED, sides, amount_vnd, told),
        entitlement=held.entitlement,
        period=held.period,
        **{f"against_{name}": value for name, value in against.items()},
    )


def recover_paid(
    connection: Connection,
    case_id: int,
    programme: ProgrammeCode,
    province: ProvinceCode,
    to: Account,
    amount_vnd: int,
    user: str,
    now: datetime,
) -> int:
    """Cash of a payment that stands came back, or is made good, after all: the programme has it
    again. The transfer's id. Raises `MoneyRefused`: `money-amount`."""
    amount_vnd, owner = _checked(amount_vnd), account.funding(programme, province)
    row_ids = account_ids(connection, [to, owner])
    told = _instruct(connection, TransferKind.SETTLED, owner.key, user, now, case_id=case_id)
    sides = row_ids[to], row_ids[owner]
    return _insert(connection, TransferKind.SETTLED, sides, amount_vnd, told)


def _transfer_of(connection: Connection, case_id: int, *, lock: bool = False) -> Row[Any] | None:
    """The transfer of a case that went to suspense, with that side of it."""
    case, moved, side = tables.exception_case.c, tables.transfer.c, tables.account.c
    its_transfer = and_(
        moved.terminal == case.terminal,
        moved.seq == case.seq,
        moved.entitlement.is_not_distinct_from(case.entitlement),
        moved.period.is_not_distinct_from(case.period),
        moved.kind.in_((TransferKind.SUSPENSE, TransferKind.DIFFERS)),
    )
    query = (
        select(
            *(moved.terminal, moved.seq, moved.line, moved.amount_vnd),
            *(moved.entitlement, moved.period, side.key, side.id.label("suspense")),
            (moved.debit == side.id).label("is_debit"),
            (~tables.IS_STANDING).label("is_explained"),
        )
        .select_from(tables.exception_case)
        .join(tables.transfer, its_transfer)
        .join(tables.account, or_(side.id == moved.debit, side.id == moved.credit))
        .where(case.id == case_id, side.kind == AccountKind.SUSPENSE)
        .order_by(moved.id)
        .limit(1)
    )
    if lock:
        query = query.with_for_update(of=tables.exception_case)
    return connection.execute(query).one_or_none()


def _moved_vnd(connection: Connection, case_id: int) -> int:
    moved, told = tables.transfer.c, tables.instruction.c
    total = (
        select(func.coalesce(func.sum(moved.amount_vnd), 0))
        .join(tables.instruction, told.id == moved.instruction)
        .where(told.case_id == case_id)
    )
    return int(connection.execute(total).scalar_one())


def _checked(amount_vnd: int) -> int:
    if type(amount_vnd) is not int or not 0 < amount_vnd <= MAX_VND:
        raise MoneyRefused("money-amount", limit=MAX_VND)
    return amount_vnd


def _instruct(
    connection: Connection,
    kind: TransferKind,
    about: str,
    user: str,
    now: datetime,
    *,
    reference: str | None = None,
    case_id: int | None = None,
) -> bytes:
    told = uuid7(now, secrets.token_bytes(10))
    connection.execute(
        insert(tables.instruction).values(
            id=told, kind=kind, about=about, reference=reference, case_id=case_id, user=user, at=now
        )
    )
    return told


def _insert(
    connection: Connection,
    kind: TransferKind,
    sides: tuple[int, int],
    amount_vnd: int,
    told: bytes,
    **about: object,
) -> int:
    debit, credit = sides
    return int(
        connection.execute(
            insert(tables.transfer)
            .values(
                kind=kind,
                debit=debit,
                credit=credit,
                amount_vnd=amount_vnd,
                instruction=told,
                line=0,
                **about,
            )
            .returning(tables.transfer.c.id)
        ).scalar_one()
    )
