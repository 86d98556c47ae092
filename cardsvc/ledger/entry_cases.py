"""Cases about entries: what a person must look into, opened and, once explained, closed."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import Connection, insert, update

from cardsvc import tables
from cardsvc.case_opening.opening import CLOSED_BY
from cardsvc.ledger.known import Place
from cardsvc.ledger.line import Line
from firmware_config.claim import Claim
from firmware_config.ids import TerminalId
from firmware_config.wire import Entry

_log = logging.getLogger(__name__)


def open_case(
    connection: Connection,
    entry: Entry,
    kind: str,
    now: datetime,
    line: Line | None = None,
    octets: bytes | None = None,
    claim: Claim | None = None,
    against: TerminalId | None = None,
) -> None:
    """About `entry`, or one line of it, or the payment of `claim` that it names.

    `octets` is an entry that the ledger does not hold; `against` the terminal that has to explain
    it, where that is another than the entry's.
    """
    about: dict[str, object] = {}
    if against is not None:
        about["about_terminal"] = against.text
    if claim is not None:
        alone = claim.periods[0].code if len(claim.periods) == 1 else None
        about |= {
            "entitlement": claim.entitlement.octets,
            "period": alone,
            "amount_vnd": claim.amount_vnd,
        }
    if line is not None:
        period = None if line.period is None else line.period.code
        about |= {
            "entitlement": line.entitlement,
            "period": period,
            "amount_vnd": line.amount_vnd,
        }
    connection.execute(
        insert(tables.exception_case).values(
            kind=kind,
            terminal=entry.terminal.text,
            seq=entry.seq,
            octets=octets,
            opened_at=now,
            **about,
        )
    )
    _log.warning("case-opened", extra={"kind": kind, "seq": entry.seq})


def close_cases(connection: Connection, line: Line, explained: Place, now: datetime) -> None:
    """`line` took back what stood in suspense at `explained`, or made it the payment."""
    assert line.period is not None
    opened = tables.exception_case.c
    connection.execute(
        update(tables.exception_case)
        .where(
            opened.terminal == explained.terminal,
            opened.seq == explained.seq,
            opened.entitlement == line.entitlement,
            opened.period == line.period.code,
            opened.closed_at.is_(None),
        )
        .values(closed_at=now, closed_by=CLOSED_BY)
    )
