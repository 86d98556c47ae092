"""Which periods a new record makes payable: what is due and unpaid, and the months to come."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from cardsvc import tables
from cardsvc.issuance.errors import IssuanceError
from cardsvc.ledger.paid_early import waiting_periods
from cardsvc.registry.people import Person
from cardsvc.tables import Kind
from firmware_config.ids import EntitlementId, ProgrammeCode
from firmware_config.period import MASK_BITS, Period, mask_of
from firmware_config.record import MAX_ENTITLEMENTS, Entitlement

MONTHS_PAYABLE = 12
"""A record is valid for as long (`records.VALIDITY`); after that the list is asked anew anyway."""


def payable_entitlements(connection: Connection, person: Person) -> tuple[Entitlement, ...]:
    """All that the person's province owes, or will owe on entitlements that are open.

    An entitlement is payable for its unpaid dues; an open monthly one also for the months after its
    newest due, `MONTHS_PAYABLE` with that. Not so while a payment for it waits in suspense.

    Raises:
        IssuanceError: `nothing-payable`, or `too-many-entitlements` for one record.
    """
    held = tables.entitlement.c
    mine = connection.execute(
        select(tables.entitlement)
        .where(held.beneficiary == person.id, held.province == person.province.text)
        .order_by(held.programme, held.category, held.kind, held.id)
    ).all()
    dues = _dues(connection, person)
    waiting = waiting_periods(connection, select(held.id).where(held.beneficiary == person.id))
    found = tuple(
        Entitlement(EntitlementId(row.id), ProgrammeCode(row.programme), base, mask, row.amount_vnd)
        for row in mine
        for base, mask in (_payable(row, dues.get(row.id, {}), waiting),)
        if mask
    )
    if not found:
        raise IssuanceError("nothing-payable")
    if len(found) > MAX_ENTITLEMENTS:
        raise IssuanceError("too-many-entitlements", count=len(found), limit=MAX_ENTITLEMENTS)
    return found


def _dues(connection: Connection, person: Person) -> dict[bytes, dict[Period, bool]]:
    """Whether each due is paid, by entitlement and period, oldest first."""
    due, held, transfer = tables.due.c, tables.entitlement.c, tables.transfer.c
    rows = connection.execute(
        select(due.entitlement, due.period, transfer.id.is_not(None).label("is_paid"))
        .join(tables.entitlement, held.id == due.entitlement)
        .outerjoin(tables.transfer, tables.DUE_IS_PAID)
        .where(held.beneficiary == person.id)
        .order_by(due.period)
    )
    dues: dict[bytes, dict[Period, bool]] = {}
    for row in rows:
        dues.setdefault(row.entitlement, {})[Period(row.period)] = bool(row.is_paid)
    return dues


def _payable(
    row: Row[Any], dues: dict[Period, bool], waiting: frozenset[tuple[bytes, int]]
) -> tuple[Period, int]:
    """The voucher's base and mask; a mask of nothing where nothing is payable."""
    payable = {period for period, is_paid in dues.items() if not is_paid}
    if row.kind == Kind.MONTH and row.ended_at is None and dues:
        newest = max(dues)
        payable |= {newest.plus(later) for later in range(MONTHS_PAYABLE)} - dues.keys()
    payable = {period for period in payable if (row.id, period.code) not in waiting}
    if not payable:
        return Period(0), 0
    base = min(payable)
    # What a voucher cannot name yet is payable on the next record.
    nameable = {period for period in payable if period.code < base.code + MASK_BITS}
    return base, mask_of(base, nameable)
