"""Periods that a stopped card may have been paid for without the ledger knowing (ADR 0009).

A chip pays without a network, so on the day a card is stopped nobody knows whether a counter has a
payout of it still on the way. What was unpaid that day is held back from every other card and sheet
of the holder until the counters that may have paid it have sent their journals, or for
`HELD_AT_MOST`. Then it is paid, or it is payable again: no month is paid twice and none is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, or_, select, update

from cardsvc import tables
from cardsvc.tables import OrderReason, TerminalState
from firmware_config.cose import Sign1
from firmware_config.ids import CardId
from firmware_config.period import Period
from firmware_config.record import Record
from firmware_config.vietnamese.dates import month_of, today
from firmware_config.wire import Entry

HELD_AT_MOST = timedelta(days=7)
"""`status_age_limit_h` of the terminal policy: what hears nothing for longer pays no foreign card,
and an office that is silent for longer is looked for by a person."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One time that a card was stopped. `is_holding`: periods are still held back for it."""

    id: int
    card: CardId
    reason: OrderReason
    stopped_by: str
    stopped_at: datetime
    is_holding: bool


def hold(
    connection: Connection, card: CardId, reason: OrderReason, user: str, now: datetime
) -> int:
    """Hold back what the card may have paid: all that its records make payable, as far as lists and
    the months up to the end of the hold reach, and that the ledger does not know as paid."""
    stop = connection.execute(
        insert(tables.card_stop)
        .values(card=card.octets, reason=reason.value, stopped_by=user, stopped_at=now)
        .returning(tables.card_stop.c.id)
    ).scalar_one()
    held = _payable_on(connection, card, month_of(today(now + HELD_AT_MOST)))
    if held:
        rows = [{"stop": stop, "entitlement": ref, "period": code} for ref, code in sorted(held)]
        connection.execute(insert(tables.held_period), rows)
    return int(stop)


def lift(connection: Connection, card: CardId, now: datetime) -> None:
    """The card pays again: what it holds is its own to pay."""
    column = tables.card_stop.c
    of_card = update(tables.card_stop).where(column.card == card.octets)
    connection.execute(of_card.where(column.released_at.is_(None)).values(released_at=now))
    connection.execute(of_card.where(column.lifted_at.is_(None)).values(lifted_at=now))


def held_periods(
    connection: Connection, entitlements: Select[tuple[bytes]]
) -> frozenset[tuple[bytes, int]]:
    """Of `entitlements`, the ids and period codes that are held back now."""
    held, stop = tables.held_period.c, tables.card_stop.c
    rows = connection.execute(
        select(held.entitlement, held.period)
        .join(tables.card_stop, stop.id == held.stop)
        .where(stop.released_at.is_(None), held.entitlement.in_(entitlements))
    )
    return frozenset((row.entitlement, row.period) for row in rows)


def newest_stop(connection: Connection, card: CardId) -> Stop | None:
    """Why the card is stopped, if it is."""
    column = tables.card_stop.c
    query = select(tables.card_stop).where(column.card == card.octets, column.lifted_at.is_(None))
    row = connection.execute(query.order_by(column.id.desc()).limit(1)).one_or_none()
    return None if row is None else _stop(row)


def holding_stops(connection: Connection) -> tuple[Stop, ...]:
    """Those that hold periods back, oldest first."""
    column = tables.card_stop.c
    query = select(tables.card_stop).where(column.released_at.is_(None))
    return tuple(map(_stop, connection.execute(query.order_by(column.id))))


def is_over(connection: Connection, stop: Stop, now: datetime) -> bool:
    """Whether every counter that may have paid the card has been heard since, or time is up."""
    return now - stop.stopped_at >= HELD_AT_MOST or not awaited(connection, stop)


def awaited(connection: Connection, stop: Stop) -> tuple[str, ...]:
    """The terminals whose journals may still hold a payout of the card.

    Those of the holder's own office, which pay a chip however old their lists are, and those that
    paid the holder before. A journal comes in order: an entry written and received after the stop
    is word of all that went before it.
    """
    terminal, entry = tables.terminal.c, tables.entry.c
    card, person, transfer = tables.card.c, tables.beneficiary.c, tables.transfer.c
    held = tables.entitlement.c
    holder = select(card.beneficiary).where(card.id == stop.card.octets).scalar_subquery()
    office = select(person.office).where(person.id == holder)
    paid_before = select(transfer.terminal).where(
        transfer.entitlement.in_(select(held.id).where(held.beneficiary == holder))
    )
    newest = (
        select(func.max(entry.seq)).where(entry.terminal == terminal.id).correlate(tables.terminal)
    )
    query = (
        select(terminal.id, entry.octets, entry.received_at)
        .outerjoin(
            tables.entry,
            (entry.terminal == terminal.id) & (entry.seq == newest.scalar_subquery()),
        )
        .where(
            terminal.state != TerminalState.REVOKED,
            or_(terminal.office.in_(office), terminal.id.in_(paid_before)),
        )
        .order_by(terminal.id)
    )
    return tuple(row.id for row in connection.execute(query) if not _was_heard(row, stop))


def release(connection: Connection, stop: Stop, now: datetime) -> None:
    found = update(tables.card_stop).where(tables.card_stop.c.id == stop.id)
    connection.execute(found.values(released_at=now))


def _payable_on(connection: Connection, card: CardId, last: Period) -> set[tuple[bytes, int]]:
    """What the card's records name up to `last`, or beyond it on a list, and is not paid."""
    column, script, record = tables.card.c, tables.script.c, tables.record.c
    mine = select(column.record).where(column.id == card.octets)
    coming = select(script.record).where(script.card == card.octets)
    named = [
        entitlement
        for octets in connection.scalars(
            select(record.octets).where(record.id.in_(mine.union(coming)))
        )
        # Our own, from our own register: its signature needs no checking.
        for entitlement in Record.parse(Sign1.parse(octets).payload).entitlements
    ]
    due, transfer = tables.due.c, tables.transfer.c
    refs = {entitlement.id.octets for entitlement in named}
    listed = {
        (row.entitlement, row.period)
        for row in connection.execute(
            select(due.entitlement, due.period).where(due.entitlement.in_(refs))
        )
    }
    paid = {
        (row.entitlement, row.period)
        for row in connection.execute(
            select(transfer.entitlement, transfer.period).where(
                transfer.kind == "paid", transfer.entitlement.in_(refs), tables.IS_STANDING
            )
        )
    }
    reached = {
        (entitlement.id.octets, period.code)
        for entitlement in named
        for period in entitlement.periods
        if period <= last or period.is_one_off or (entitlement.id.octets, period.code) in listed
    }
    return reached - paid


def _stop(row: Row[Any]) -> Stop:
    return Stop(
        row.id,
        CardId(row.card),
        OrderReason(row.reason),
        row.stopped_by,
        row.stopped_at,
        row.released_at is None,
    )


def _was_heard(row: Row[Any, Any, Any], stop: Stop) -> bool:
    if row.octets is None or row.received_at <= stop.stopped_at:
        return False
    return Entry.parse(row.octets).at >= stop.stopped_at
