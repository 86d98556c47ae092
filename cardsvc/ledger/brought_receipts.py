"""Writing down which receipts cards brought, and which of them their terminals told of later."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, insert, select, update

from cardsvc import tables
from cardsvc.case_opening.kind import CaseKind
from cardsvc.case_opening.opening import CLOSED_BY, About, close_explained, open_case
from cardsvc.ledger.known import Known, Payout, Rejudged

_SILENT = CaseKind.SILENT_TERMINAL


def bring_home(connection: Connection, known: Known, now: datetime) -> None:
    """What the posted entries of a batch added to the receipts that cards brought.

    A terminal that has not told of one or more of its receipts has one case against it, until it
    has told of all.
    """
    reported = set(known.reported)
    silent = {one.receipt.terminal for one in known.brought if one.is_news}
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
    if rows:
        connection.execute(insert(tables.carried_receipt), rows)
    for terminal in sorted(silent, key=lambda it: it.text):
        about = About(terminal=terminal)
        open_case(connection, _SILENT, _subject(terminal.text), {}, now, about)
    for payout in sorted(reported):
        _reported(connection, payout, now)
    for told in sorted({terminal for terminal, _ in reported}):
        if not _is_silent(connection, told):
            close_explained(connection, _SILENT, _subject(told), now)
    for judged in known.rejudged:
        _rejudge(connection, judged, now)


def _reported(connection: Connection, payout: Payout, now: datetime) -> None:
    came = tables.carried_receipt
    terminal, nonce = payout
    is_it = and_(came.c.terminal == terminal, came.c.nonce == nonce, came.c.reported_at.is_(None))
    connection.execute(update(came).where(is_it).values(reported_at=now))


def _is_silent(connection: Connection, terminal: str) -> bool:
    came = tables.carried_receipt.c
    untold = select(came.card).where(came.terminal == terminal, came.reported_at.is_(None))
    return connection.execute(untold.limit(1)).first() is not None


def _subject(terminal: str) -> str:
    return f"terminal:{terminal}"


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
