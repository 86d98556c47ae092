"""Fetching what the centre knows of the payments in a batch, in one go, and locked."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from cardsvc import tables
from cardsvc.ledger.known import Known, KnownEntitlement, KnownRecord, KnownTerminal
from cardsvc.ledger.posting import TransferKind
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.journal_body import Disbursed, Medium
from firmware_config.signing import PublicKey


def known_of(
    connection: Connection, terminal: KnownTerminal, payments: Iterable[Disbursed]
) -> Known:
    """All that bears on `payments`, in five queries.

    Locks the entitlements in the order of their ids until the transaction ends, so that
    `paid` stays true and no two writers wait for each other.
    """
    payments = tuple(payments)
    refs = sorted({payment.claim.entitlement.octets for payment in payments})
    held = tables.entitlement.c
    entitlements = {
        row.id: KnownEntitlement(
            row.beneficiary,
            ProgrammeCode(row.programme),
            ProvinceCode(row.province),
            OfficeId(row.office),
        )
        for row in connection.execute(
            select(tables.entitlement).where(held.id.in_(refs)).order_by(held.id).with_for_update()
        )
    }
    return Known(
        terminal,
        _receipt_keys(connection, {p.card.octets for p in payments if p.card is not None}),
        _records(connection, {payment.record_id for payment in payments}),
        entitlements,
        _due(connection, refs),
        _paid(connection, refs),
    )


def _receipt_keys(connection: Connection, cards: set[bytes]) -> dict[bytes, PublicKey]:
    card = tables.card.c
    rows = connection.execute(
        select(card.id, card.receipt_point).where(
            card.id.in_(cards), card.receipt_point.is_not(None)
        )
    )
    return {row.id: PublicKey(row.receipt_point) for row in rows}


def _records(connection: Connection, ids: set[bytes]) -> dict[bytes, KnownRecord]:
    record = tables.record.c
    rows = connection.execute(
        select(record.id, record.beneficiary, record.medium).where(record.id.in_(ids))
    )
    return {row.id: KnownRecord(row.beneficiary, Medium(row.medium)) for row in rows}


def _due(connection: Connection, refs: list[bytes]) -> dict[tuple[bytes, int], int]:
    due = tables.due.c
    rows = connection.execute(select(tables.due).where(due.entitlement.in_(refs)))
    return {(row.entitlement, row.period): row.amount_vnd for row in rows}


def _paid(connection: Connection, refs: list[bytes]) -> set[tuple[bytes, int]]:
    transfer = tables.transfer.c
    rows = connection.execute(
        select(transfer.entitlement, transfer.period).where(
            transfer.kind == TransferKind.PAID, transfer.entitlement.in_(refs)
        )
    )
    return {(row.entitlement, row.period) for row in rows}
