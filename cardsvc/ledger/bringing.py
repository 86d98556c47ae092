"""Writing down which receipts cards brought, and which of them their terminals told of later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, and_, insert, select, update

from cardsvc import tables
from cardsvc.ledger.cases import CLOSED_BY, RECEIPT_BY_COURIER, open_case
from cardsvc.ledger.known import Known, Payout, Rejudged
from firmware_config.wire import Entry


def bring_home(
    connection: Connection, known: Known, entries: Iterable[Entry], now: datetime
) -> None:
    """What the posted entries of a batch added to the receipts that cards brought.

    A receipt that its terminal has not told of is a case against that terminal, until it does.
    """
    by_seq = {entry.seq: entry for entry in entries}
    reported = set(known.reported)
    rows = []
    for one in known.brought:
        receipt = one.receipt
        rows.append(
            {
                "card": receipt.card.octets,
                "counter": receipt.counter,
                "terminal": receipt.terminal.text,
                "nonce": receipt.nonce,
                "by_terminal": one.by,
                "by_seq": one.seq,
                "reported_at": None if one.is_news else now,
            }
        )
        if one.is_news:
            open_case(
                *(connection, by_seq[one.seq], RECEIPT_BY_COURIER, now), against=receipt.terminal
            )
    if rows:
        connection.execute(insert(tables.carried_receipt), rows)
    for payout in sorted(reported):
        _reported(connection, payout, now)
    for judged in known.rejudged:
        _rejudge(connection, judged, now)


def _reported(connection: Connection, payout: Payout, now: datetime) -> None:
    came, opened = tables.carried_receipt, tables.exception_case
    terminal, nonce = payout
    is_it = and_(came.c.terminal == terminal, came.c.nonce == nonce, came.c.reported_at.is_(None))
    for row in connection.execute(select(came.c.by_terminal, came.c.by_seq).where(is_it)).all():
        connection.execute(
            update(opened)
            .where(
                opened.c.kind == RECEIPT_BY_COURIER,
                opened.c.terminal == row.by_terminal,
                opened.c.seq == row.by_seq,
                opened.c.closed_at.is_(None),
            )
            .values(closed_at=now, closed_by=CLOSED_BY)
        )
    connection.execute(update(came).where(is_it).values(reported_at=now))


def _rejudge(connection: Connection, judged: Rejudged, now: datetime) -> None:
    opened = tables.exception_case
    change = (
        {"closed_at": now, "closed_by": CLOSED_BY}
        if judged.doubt is None
        else {"kind": judged.doubt}
    )
    connection.execute(
        update(opened)
        .where(
            opened.c.terminal == judged.terminal,
            opened.c.seq == judged.seq,
            opened.c.entitlement == judged.entitlement,
            opened.c.period == judged.period,
            opened.c.closed_at.is_(None),
        )
        .values(**change)
    )
