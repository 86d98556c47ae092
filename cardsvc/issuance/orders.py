"""The production queue: a card is ordered, made, and handed over in two parts.

ordered -> personalising -> ready -> card-handed -> done; an order is cancelled only before `ready`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select, update

from cardsvc import tables
from cardsvc.db import insert
from cardsvc.issuance.errors import IssuanceError
from cardsvc.staff import audit
from cardsvc.tables import OrderReason, OrderState, Part, Receiver
from firmware_config.ids import CardId

WANTED = (OrderState.ORDERED, OrderState.PERSONALISING)
"""Of an order whose card is still to be made."""
LONGEST_NAME = 120
_AFTER = {
    (OrderState.READY, Part.CARD): OrderState.CARD_HANDED,
    (OrderState.CARD_HANDED, Part.LETTER): OrderState.DONE,
}
"""The card first: a letter that is lost on its way then opens nothing that is not in its owner's
hands."""


@dataclass(frozen=True, slots=True)
class Order:
    """`card` is None until one is made; `fault` is why the last attempt stopped, a code."""

    id: int
    person: int
    reason: OrderReason
    replaces: CardId | None
    state: OrderState
    card: CardId | None
    fault: str | None
    ordered_by: str
    ordered_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class HandOver:
    """`proxy_name` is the proxy's, None when the beneficiary came."""

    part: Part
    receiver: Receiver
    proxy_name: str | None
    by: str
    at: datetime


def order_card(
    connection: Connection,
    person: int,
    reason: OrderReason,
    user: str,
    now: datetime,
    replaces: CardId | None = None,
) -> int:
    """A new order's number.

    Raises:
        IssuanceError: `already-ordered`, while a card is being made for the person.
    """
    made: int | None = connection.execute(
        insert(connection, tables.card_order)
        .values(
            beneficiary=person,
            reason=reason.value,
            replaces=replaces.octets if replaces else None,
            state=OrderState.ORDERED.value,
            ordered_by=user,
            ordered_at=now,
            changed_at=now,
        )
        .on_conflict_do_nothing()
        .returning(tables.card_order.c.id)
    ).scalar_one_or_none()
    if made is None:
        raise IssuanceError("already-ordered", person=person)
    subject = f"beneficiary:{person}"
    audit.record(connection, user, "card-ordered", subject, now, order=made, reason=reason.value)
    return made


def find_order(connection: Connection, order: int) -> Order:
    """Raises `IssuanceError` (`order-unknown`)."""
    query = select(tables.card_order).where(tables.card_order.c.id == order)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise IssuanceError("order-unknown", order=order)
    return order_of(row)


def next_order(connection: Connection, within: ColumnElement[bool], after: int = 0) -> Order | None:
    """The next to be made of people `within`: one that was begun first, then the oldest.

    `after` leaves out the orders up to that number, for one that is put off.
    """
    column, person = tables.card_order.c, tables.beneficiary
    query: Select[Any] = (
        select(tables.card_order)
        .join(person, person.c.id == column.beneficiary)
        .where(column.state.in_([state.value for state in WANTED]), column.id > after, within)
        .order_by(column.state.desc(), column.id)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else order_of(row)


def wanted_for(connection: Connection, person: int) -> Order | None:
    """The order whose card is being made for the person."""
    column = tables.card_order.c
    query = select(tables.card_order).where(
        column.beneficiary == person, column.state.in_([state.value for state in WANTED])
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else order_of(row)


def note_attempt(
    connection: Connection, person: int, card: CardId | None, fault: str | None, now: datetime
) -> None:
    """What became of an attempt to make a card for the person; nothing if none was ordered.

    `card` is the one that is finished, None if none is.
    """
    order = wanted_for(connection, person)
    if order is None:
        return
    change: dict[str, Any] = {"state": OrderState.PERSONALISING.value, "fault": fault}
    if card is not None:
        change = {"state": OrderState.READY.value, "card": card.octets, "fault": None}
    _change(connection, order.id, now, **change)


def cancel(connection: Connection, order: int, user: str, now: datetime) -> None:
    """Raises `IssuanceError`: `order-unknown`, `order-state`."""
    found = find_order(connection, order)
    if found.state not in WANTED:
        raise IssuanceError("order-state", order=order, state=found.state.value)
    _change(connection, order, now, state=OrderState.CANCELLED.value)
    subject = f"beneficiary:{found.person}"
    audit.record(connection, user, "card-order-cancelled", subject, now, order=order)


def hand_part(
    connection: Connection,
    order: int,
    part: Part,
    receiver: Receiver,
    user: str,
    now: datetime,
    proxy_name: str = "",
) -> Order:
    """Write down that `part` went to the beneficiary or a proxy: the card first, then the letter.

    Raises:
        IssuanceError: `order-unknown`; `order-state`; `proxy-name-missing`.
    """
    name = " ".join(proxy_name.split())[:LONGEST_NAME]
    if receiver is Receiver.PROXY and not name:
        raise IssuanceError("proxy-name-missing", order=order)
    found = find_order(connection, order)
    state = _AFTER.get((found.state, part))
    if state is None:
        raise IssuanceError("order-state", order=order, state=found.state.value)
    # Of two at once, one finds the order in that state.
    column = tables.card_order.c
    changed = connection.execute(
        update(tables.card_order)
        .where(column.id == order, column.state == found.state.value)
        .values(state=state.value, changed_at=now)
    )
    if not changed.rowcount:
        raise IssuanceError("order-state", order=order, state=state.value)
    connection.execute(
        insert(connection, tables.hand_over).values(
            order=order,
            part=part.value,
            receiver=receiver.value,
            proxy_name=name if receiver is Receiver.PROXY else None,
            by=user,
            at=now,
        )
    )
    assert found.card is not None
    subject = f"card:{found.card}"
    audit.record(
        connection, user, f"{part.value}-handed-over", subject, now, receiver=receiver.value
    )
    return find_order(connection, order)


def handed(connection: Connection, order: int) -> tuple[HandOver, ...]:
    """What was handed over of an order, the card first."""
    column = tables.hand_over.c
    query = select(tables.hand_over).where(column.order == order).order_by(column.part)
    return tuple(
        HandOver(Part(row.part), Receiver(row.receiver), row.proxy_name, row.by, row.at)
        for row in connection.execute(query)
    )


def order_of(row: Row[Any]) -> Order:
    return Order(
        row.id,
        row.beneficiary,
        OrderReason(row.reason),
        CardId(row.replaces) if row.replaces else None,
        OrderState(row.state),
        CardId(row.card) if row.card else None,
        row.fault,
        row.ordered_by,
        row.ordered_at,
        row.changed_at,
    )


def _change(connection: Connection, order: int, now: datetime, **values: Any) -> None:
    found = update(tables.card_order).where(tables.card_order.c.id == order)
    connection.execute(found.values(changed_at=now, **values))
