"""Which periods a new record makes payable: what is due and unpaid, and the months to come."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from cardsvc import tables
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.stopped_cards import held_periods
from cardsvc.ledger.paid_early import waiting_periods
from cardsvc.registry.people import Person
from cardsvc.registry.stops import stopped_since
from cardsvc.tables import Kind
from firmware_config.ids import EntitlementId, ProgrammeCode
from firmware_config.period import MASK_BITS, Period, mask_of
from firmware_config.record import MAX_ENTITLEMENTS, Entitlement

MONTHS_PAYABLE = 12
"""A record is valid for as long (`records.VALIDITY`); after that the list is asked anew anyway."""


def payable_entitlements(connection: Connection, person: Person) -> tuple[Entitlement, ...]:
    """All that the person's province owes, or will owe on entitlements that are open.

    An entitlement is payable for its unpaid dues; an open monthly one also for the months after its
    newest due, `MONTHS_PAYABLE` with that, or from its own first month where nothing is due yet; no
    month past its last one. Not so while a payment for it waits in suspense, nor from the month in
    which payment was stopped, nor while a card since stopped may have been paid for it.

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
    my_own = select(held.id).where(held.beneficiary == person.id)
    waiting = waiting_periods(connection, my_own)
    held_back = held_periods(connection, my_own)
    stops = stopped_since(connection, my_own)
    found = tuple(
        Entitlement(EntitlementId(row.id), ProgrammeCode(row.programme), base, mask, row.amount_vnd)
        for row in mine
        for base, mask in (
            _payable(row, dues.get(row.id, {}), waiting, held_back, stops.get(row.id)),
        )
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
    row: Row[Any],
    dues: dict[Period, bool],
    waiting: frozenset[tuple[bytes, int]],
    held_back: frozenset[tuple[bytes, int]],
    stopped: Period | None,
) -> tuple[Period, int]:
    """The voucher's base and mask; a mask of nothing where nothing is payable.

    What is held back has its place in the mask, empty: a voucher's base never falls, and once it
    is let go it must find room on the same card.
    """
    payable = {period for period, is_paid in dues.items() if not is_paid}
    if row.kind == Kind.MONTH and row.ended_at is None and (dues or row.since is not None):
        first = max(dues) if dues else Period(row.since)
        payable |= {first.plus(later) for later in range(MONTHS_PAYABLE)} - dues.keys()
    payable = {period for period in payable if (row.id, period.code) not in waiting}
    if row.until is not None:
        payable = {period for period in payable if period.code <= row.until or period in dues}
    if stopped is not None:
        payable = {period for period in payable if period < stopped}
    reserved = {period for period in payable if (row.id, period.code) in held_back}
    if not payable - reserved:
        return Period(0), 0
    base, payable = min(payable), payable - reserved
    # What a voucher cannot name yet is payable on the next record.
    nameable = {period for period in payable if period.code < base.code + MASK_BITS}
    return base, mask_of(base, nameable)
