"""What one person is owed and was paid, and what cards and sheets the person holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from cardsvc import tables
from cardsvc.tables import CardState
from firmware_config.claim import Medium
from firmware_config.ids import CardId, ProgrammeCode
from firmware_config.period import Period
from firmware_config.status import Status


@dataclass(frozen=True, slots=True)
class DueLine:
    """One period of one entitlement. `terminal` paid it, as the ledger learnt at `heard_at`; both
    are None while it is unpaid. `category` is a code, or empty."""

    programme: ProgrammeCode
    category: str
    period: Period
    amount_vnd: int
    terminal: str | None
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldCard:
    """`issued_at` is its record's, None for a card that was only begun."""

    id: CardId
    state: CardState
    issued_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldRecord:
    id: bytes
    medium: Medium
    issued_at: datetime
    expires_at: datetime
    status: Status


def dues_of(connection: Connection, person_id: int) -> tuple[DueLine, ...]:
    """Newest period first."""
    due, held = tables.due.c, tables.entitlement.c
    transfer, entry = tables.transfer.c, tables.entry.c
    query = (
        select(
            held.programme,
            held.category,
            due.period,
            due.amount_vnd,
            transfer.terminal,
            entry.received_at,
        )
        .join(tables.entitlement, held.id == due.entitlement)
        .outerjoin(tables.transfer, tables.DUE_IS_PAID)
        .outerjoin(
            tables.entry, (entry.terminal == transfer.terminal) & (entry.seq == transfer.seq)
        )
        .where(held.beneficiary == person_id)
    )
    lines = [
        DueLine(
            ProgrammeCode(row.programme),
            row.category,
            Period(row.period),
            row.amount_vnd,
            row.terminal,
            row.received_at,
        )
        for row in connection.execute(query)
    ]
    # In the calendar's order: a one-off's code is not beside its month's.
    lines.sort(key=lambda line: (line.programme.text, line.category))
    lines.sort(key=lambda line: (line.period.year, line.period.month), reverse=True)
    return tuple(lines)


def cards_of(connection: Connection, person_id: int) -> tuple[HeldCard, ...]:
    """Newest first; those that were only begun last."""
    card, record = tables.card.c, tables.record.c
    query = (
        select(card.id, card.state, record.issued_at)
        .outerjoin(tables.record, record.id == card.record)
        .where(card.beneficiary == person_id)
        .order_by(record.issued_at.is_(None), record.issued_at.desc())
    )
    return tuple(
        HeldCard(CardId(row.id), CardState(row.state), row.issued_at)
        for row in connection.execute(query)
    )


def records_of(connection: Connection, person_id: int) -> tuple[HeldRecord, ...]:
    """Newest first."""
    record = tables.record.c
    query = (
        select(tables.record)
        .where(record.beneficiary == person_id)
        .order_by(record.issued_at.desc(), record.status, record.id)
    )
    return tuple(
        HeldRecord(row.id, Medium(row.medium), row.issued_at, row.expires_at, Status(row.status))
        for row in connection.execute(query)
    )


def card_ends_at(connection: Connection, card: CardId) -> datetime:
    """When the card's certificate ends."""
    column = tables.card.c
    ends_at: datetime = connection.execute(
        select(column.expires_at).where(column.id == card.octets)
    ).scalar_one()
    return ends_at
