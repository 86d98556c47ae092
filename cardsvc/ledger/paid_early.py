"""Payments whose due came after them: a counter may pay a month before its list is taken in.

Such a payment waits in suspense as `not-due`. Once the due is there it is judged as if the list had
come first, so that the order of list and payment leaves no trace in the books.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, insert, select, update

from cardsvc import tables
from cardsvc.case_opening.opening import CLOSED_BY
from cardsvc.ledger import account
from cardsvc.ledger.books import account_ids
from cardsvc.ledger.doubt import Doubt
from cardsvc.ledger.line import TransferKind
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import MASK_BITS, Period

PROVED_WAITING = (Doubt.NOT_DUE, Doubt.AMOUNT_DIFFERS)
"""Doubts of a payment that was proved, and was not shown to be owed.

An unproved one holds nothing back: any terminal could stop anybody's money with it.
"""


def settle_paid_early(connection: Connection, list_id: int, now: datetime) -> None:
    """Judge again what waited for the dues of a list, oldest first, in the caller's transaction.

    1. Of another amount than is owed, it stays in suspense for that.
    2. The first of the right amount is the payment: moved from suspense, its case closed.
    3. Any other is a second payment.

    A due holds its entitlement's row against the ledger's lock (a foreign key), so that no payment
    is posted meanwhile.
    """
    opened, paid = tables.exception_case, set[tuple[bytes, int]]()
    for row in connection.execute(_waiting_for(list_id)).all():
        due = row.entitlement, row.period
        change: dict[str, Any] = {"closed_at": now, "closed_by": CLOSED_BY}
        if row.amount_vnd != row.owed_vnd:  # 1
            change = {"kind": Doubt.AMOUNT_DIFFERS}
        elif due in paid:  # 3
            change = {"kind": Doubt.SECOND_PAYMENT}
        else:  # 2
            paid.add(due)
            move_to_paid(connection, row)
        connection.execute(update(opened).where(opened.c.id == row.case_id).values(change))


def waiting_periods(
    connection: Connection, entitlements: Select[tuple[bytes]]
) -> frozenset[tuple[bytes, int]]:
    """Of `entitlements`, the ids and period codes for which a proved payment waits in suspense."""
    opened = tables.exception_case.c
    rows = connection.execute(
        select(opened.entitlement, opened.period).where(
            opened.kind.in_(PROVED_WAITING),
            opened.closed_at.is_(None),
            opened.entitlement.in_(entitlements),
        )
    )
    return frozenset((row.entitlement, row.period) for row in rows)


def _waiting_for(list_id: int) -> Select[Any]:
    case, moved = tables.exception_case.c, tables.transfer.c
    due, held = tables.due.c, tables.entitlement.c
    its_transfer = and_(
        moved.terminal == case.terminal,
        moved.seq == case.seq,
        moved.entitlement == case.entitlement,
        moved.period == case.period,
        moved.kind == TransferKind.SUSPENSE,
    )
    return (
        select(
            *(case.id.label("case_id"), due.entitlement, due.period),
            *(moved.terminal, moved.seq, moved.line, moved.debit, moved.amount_vnd),
            due.amount_vnd.label("owed_vnd"),
            *(held.programme, held.province, held.office),
        )
        .select_from(tables.exception_case)
        .join(tables.transfer, its_transfer)
        .join(tables.due, and_(due.entitlement == case.entitlement, due.period == case.period))
        .join(tables.entitlement, held.id == due.entitlement)
        .where(
            due.list == list_id,
            case.kind == Doubt.NOT_DUE,
            case.closed_at.is_(None),
            tables.IS_STANDING,
        )
        .order_by(moved.id)
    )


def move_to_paid(connection: Connection, row: Row[Any], turn: int = 0) -> None:
    """The transfer of `row` is the payment of its due, in that `turn`, and leaves suspense.

    It is of the payment's own entry: beyond the lines that an entry makes when it arrives.
    """
    paid = account.paid(
        ProgrammeCode(row.programme),
        ProvinceCode(row.province),
        OfficeId(row.office),
        Period(row.period),
    )
    connection.execute(
        insert(tables.transfer).values(
            kind=TransferKind.PAID,
            debit=account_ids(connection, [paid])[paid],
            credit=row.debit,
            amount_vnd=row.amount_vnd,
            terminal=row.terminal,
            seq=row.seq,
            line=MASK_BITS + row.line,
            entitlement=row.entitlement,
            period=row.period,
            turn=turn,
            against_terminal=row.terminal,
            against_seq=row.seq,
            against_line=row.line,
        )
    )
