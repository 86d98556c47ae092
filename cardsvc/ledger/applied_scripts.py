"""A card's word, brought by a counter, that it has applied its scripts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from cardsvc import tables
from cardsvc.status.setting import set_status
from firmware_config.ids import CardId
from firmware_config.status import Status


def mark_applied(connection: Connection, card: CardId, number: int, now: datetime) -> None:
    """The card has applied script `number`, and so every one before it.

    A record that came with one of them is now the card's; the one before is invalid.
    """
    script = tables.script.c
    newly = (script.card == card.octets) & (script.number <= number) & script.applied_at.is_(None)
    records = connection.scalars(
        select(script.record).where(newly, script.record.is_not(None)).order_by(script.number)
    ).all()
    connection.execute(update(tables.script).where(newly).values(applied_at=now))
    if not records:
        return
    latest = records[-1]
    cards = tables.card.c
    before = connection.scalar(select(cards.record).where(cards.id == card.octets))
    for record in {before, *records} - {None, latest}:
        set_status(connection, record, Status.INVALID, now)
    found = update(tables.card).where(cards.id == card.octets)
    connection.execute(found.values(record=latest))
