"""Opening cases. One subject has at most one open case of a kind; the database sees to that."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from cardsvc import tables
from cardsvc.case_opening.errors import CaseError
from cardsvc.case_opening.kind import CaseKind
from cardsvc.db import insert
from firmware_config.ids import EntitlementId, OfficeId, ProvinceCode, TerminalId
from firmware_config.period import Period

MAX_SUBJECT = 64
MAX_EVIDENCE = 4000
CLOSED_BY = "ledger"
"""Who closed what explained itself."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class About:
    """What the case is about beyond its subject, as far as it is known: for scope, for money and
    for the columns of lists. `terminal` has to explain it. `province` is for what no office is
    known of."""

    terminal: TerminalId | None = None
    entitlement: EntitlementId | None = None
    period: Period | None = None
    amount_vnd: int | None = None
    office: OfficeId | None = None
    province: ProvinceCode | None = None


def open_case(
    connection: Connection,
    kind: CaseKind,
    subject: str,
    evidence: Mapping[str, str | int],
    now: datetime,
    about: About | None = None,
) -> int:
    """The id of the open case of this kind about `subject`, made now unless there is one.

    `subject` is a word, a colon and an id, as in the audit trail. `evidence` is told in words by
    the page (`cardsvc.web.cases`): codes, ids, numbers, never a name or a citizen number.

    Raises:
        CaseError: `case-malformed`, a subject or evidence too long.
    """
    about = about or About()
    told = json.dumps(dict(evidence), ensure_ascii=False, sort_keys=True)
    if not 0 < len(subject) <= MAX_SUBJECT or len(told) > MAX_EVIDENCE:
        raise CaseError("case-malformed", subject=subject[:MAX_SUBJECT])
    statement = (
        insert(connection, tables.exception_case)
        .values(
            kind=kind.value,
            subject=subject,
            evidence=told,
            about_terminal=about.terminal.text if about.terminal else None,
            entitlement=about.entitlement.octets if about.entitlement else None,
            period=about.period.code if about.period else None,
            amount_vnd=about.amount_vnd,
            office=about.office.text if about.office else None,
            province=about.province.text if about.province else None,
            opened_at=now,
        )
        .on_conflict_do_nothing()
        .returning(tables.exception_case.c.id)
    )
    made: int | None = connection.execute(statement).scalar_one_or_none()
    if made is not None:
        _log.warning("case-opened", extra={"kind": kind.value, "case": made})
        return made
    opened = tables.exception_case.c
    there = select(opened.id).where(
        opened.kind == kind.value, opened.subject == subject, opened.closed_at.is_(None)
    )
    return int(connection.execute(there).scalar_one())


def close_explained(
    connection: Connection, kind: CaseKind, subject: str, now: datetime, by: str = CLOSED_BY
) -> bool:
    """Close what has explained itself; whether there was such a case."""
    opened = tables.exception_case.c
    closed = (
        update(tables.exception_case)
        .where(opened.kind == kind.value, opened.subject == subject, opened.closed_at.is_(None))
        .values(closed_at=now, closed_by=by)
    )
    return connection.execute(closed).rowcount > 0
