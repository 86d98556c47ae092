"""A counter's request to take an earlier payout back: a case for the centre, and no posting."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from cardsvc import tables
from cardsvc.case_opening.kind import CaseKind
from cardsvc.ledger.entry_cases import open_case
from firmware_config.body.asked import ReversalAsked
from firmware_config.body.payout import Disbursed
from firmware_config.claim import Claim
from firmware_config.wire import Entry


def open_asked_case(connection: Connection, entry: Entry, now: datetime) -> None:
    """A case that names the payment asked about: its entitlement, its amount and, of a payment for
    one month alone, its period.

    Nothing is posted and nothing refused: the payment stands until somebody has decided. A request
    about what is no payment of that journal is a case without one.
    """
    assert isinstance(entry.body, ReversalAsked)
    claim = _claim(connection, entry, entry.body.paid_seq)
    open_case(connection, entry, CaseKind.REVERSAL_ASKED, now, claim=claim)


def _claim(connection: Connection, asking: Entry, paid_seq: int) -> Claim | None:
    """A journal is taken in order: an earlier entry is held already."""
    held = tables.entry.c
    octets = connection.scalar(
        select(held.octets).where(
            held.terminal == asking.terminal.text,
            held.seq == paid_seq,
            held.seq < asking.seq,
        )
    )
    body = None if octets is None else Entry.parse_kept(octets).body
    return body.claim if isinstance(body, Disbursed) else None
