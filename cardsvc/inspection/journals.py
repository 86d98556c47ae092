"""The journals of one office's terminals in one month, as patterns are looked for in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from cardsvc import tables
from firmware_config.ids import OfficeId
from firmware_config.period import Period
from firmware_config.vietnamese.dates import VIET_NAM
from firmware_config.wire import Entry

_LATE = timedelta(days=31)
"""What comes later than this after its month is looked at by cases, not by patterns."""


def month_of_office(connection: Connection, office: OfficeId, month: Period) -> Iterator[Entry]:
    """Entries that the office's terminals wrote in `month`, by their own clocks."""
    since, until = _begins(month), _begins(month.plus(1))
    entry, sender = tables.entry.c, tables.terminal.c
    rows = connection.execute(
        select(entry.octets)
        .join(tables.terminal, sender.id == entry.terminal)
        .where(
            sender.office == office.text,
            entry.received_at >= since,
            entry.received_at < until + _LATE,
        )
        .execution_options(yield_per=1000)
    )
    for row in rows:
        told = Entry.parse(row.octets)
        if since <= told.at < until:
            yield told


def _begins(month: Period) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=VIET_NAM)
