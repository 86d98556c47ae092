"""Who needs a card: the queue at a glance, and orders for many at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from cardsvc import tables
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.orders import WANTED, order_card
from cardsvc.tables import CardState, OrderReason, OrderState
from firmware_config.ids import CardId, OfficeId

MOST_ORDERED = 1000
"""At once, for one office: a transaction that others wait for."""


def orders_query() -> Select[Any]:
    """Orders with their people, for a table to sort, filter and cut."""
    order, person, office = tables.card_order, tables.beneficiary, tables.office
    return (
        select(
            order,
            person.c.name,
            person.c.province,
            person.c.office,
            office.c.name.label("office_name"),
        )
        .join(person, person.c.id == order.c.beneficiary)
        .join(office, office.c.id == person.c.office)
    )


def count_orders(connection: Connection, within: ColumnElement[bool]) -> Mapping[OrderState, int]:
    """How many orders stand in each state, of people `within`."""
    column, person = tables.card_order.c, tables.beneficiary
    query = (
        select(column.state, func.count())
        .select_from(tables.card_order)
        .join(person, person.c.id == column.beneficiary)
        .where(within)
        .group_by(column.state)
    )
    counted = {OrderState(state): number for state, number in connection.execute(query)}
    return {state: counted.get(state, 0) for state in OrderState}


def order_missing(connection: Connection, office: OfficeId, user: str, now: datetime) -> int:
    """Order a card for everybody at `office` who has an open entitlement and no card, at most
    `MOST_ORDERED`; how many that were."""
    person, held, card = tables.beneficiary.c, tables.entitlement.c, tables.card.c
    order = tables.card_order.c
    has_money = select(held.id).where(held.beneficiary == person.id, held.ended_at.is_(None))
    has_card = select(card.id).where(
        card.beneficiary == person.id, card.state.in_((CardState.ACTIVE, CardState.BLOCKED))
    )
    is_ordered = select(order.id).where(
        order.beneficiary == person.id, order.state.in_([state.value for state in WANTED])
    )
    missing = connection.scalars(
        select(person.id)
        .where(
            person.office == office.text,
            has_money.exists(),
            ~has_card.exists(),
            ~is_ordered.exists(),
        )
        .order_by(person.folded_name, person.id)
        .limit(MOST_ORDERED)
    ).all()
    return _order_all(connection, [(one, None) for one in missing], OrderReason.FIRST, user, now)


def expiring_cards(
    connection: Connection, within: ColumnElement[bool], by: datetime
) -> tuple[tuple[int, CardId], ...]:
    """Holders and their good cards whose certificates end before `by`, the first to end first."""
    card, person = tables.card.c, tables.beneficiary
    order = tables.card_order.c
    is_ordered = select(order.id).where(
        order.beneficiary == card.beneficiary, order.state.in_([state.value for state in WANTED])
    )
    rows = connection.execute(
        select(card.beneficiary, card.id)
        .join(person, person.c.id == card.beneficiary)
        .where(
            card.state == CardState.ACTIVE,
            card.expires_at < by,
            ~is_ordered.exists(),
            within,
        )
        .order_by(card.expires_at, card.id)
    )
    return tuple((row.beneficiary, CardId(row.id)) for row in rows)


def order_renewals(
    connection: Connection,
    within: ColumnElement[bool],
    by: datetime,
    user: str,
    now: datetime,
) -> int:
    """Order a new card for each of `expiring_cards`, at most `MOST_ORDERED`; how many."""
    found = expiring_cards(connection, within, by)[:MOST_ORDERED]
    return _order_all(connection, found, OrderReason.RENEWAL, user, now)


def expiring_records(
    connection: Connection, within: ColumnElement[bool], now: datetime, ahead: timedelta
) -> Mapping[str, int]:
    """By medium, how many records that are good now end within `ahead`."""
    record, person = tables.record.c, tables.beneficiary
    query = (
        select(record.medium, func.count().label("number"))
        .select_from(tables.record)
        .join(person, person.c.id == record.beneficiary)
        .where(record.status == 0, record.expires_at.between(now, now + ahead), within)
        .group_by(record.medium)
    )
    counted = {row.medium: row.number for row in connection.execute(query)}
    return {"chip": counted.get("chip", 0), "qr": counted.get("qr", 0)}


def _order_all(
    connection: Connection,
    people: list[tuple[int, None]] | tuple[tuple[int, CardId], ...],
    reason: OrderReason,
    user: str,
    now: datetime,
) -> int:
    ordered = 0
    for person, replaces in people:
        try:
            order_card(connection, person, reason, user, now, replaces)
        except IssuanceError:
            continue  # somebody else was quicker
        ordered += 1
    return ordered
