"""A case as it is read: by its number, or the rows of a list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select

from cardsvc import tables
from cardsvc.case_opening.errors import CaseError
from cardsvc.case_opening.kind import CaseKind, Resolution
from cardsvc.staff import audit
from cardsvc.staff.proposals import ProposalKind
from cardsvc.staff.scope import Scope
from cardsvc.tables import ProposalState
from firmware_config.ids import EntitlementId, OfficeId, ProvinceCode
from firmware_config.period import Period

MOST_HISTORY = 200
_PREFIX = "case:"
_case = tables.exception_case.c
_about, _sender = tables.terminal.alias("about"), tables.terminal.alias("sender")
_held = tables.entitlement.c

OFFICE = func.coalesce(_case.office, _about.c.office, _sender.c.office, _held.office)
"""The office a case lies at: the accused terminal's before its sender's, before the owing one."""


PROVINCE = func.coalesce(tables.office.c.province, _case.province)
"""The province a case lies in: its office's, or its own where no office is known."""


class State(StrEnum):
    OPEN = "open"
    PROPOSED = "proposed"
    """Somebody chose how it shall end; another person has to agree."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Case:
    """`terminal` and `seq` name the entry it is about; `accused` the terminal that has to explain
    it. `resolution` is None for one that is open, or that the ledger itself explained."""

    id: int
    kind: CaseKind
    subject: str
    evidence: Mapping[str, str | int]
    owner: str | None
    state: State
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    resolution: Resolution | None
    terminal: str | None
    seq: int | None
    accused: str | None
    entitlement: EntitlementId | None
    period: Period | None
    amount_vnd: int | None
    office: OfficeId | None
    office_name: str | None
    province: ProvinceCode | None

    @property
    def trail_subject(self) -> str:
        return subject_of(self.id)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def suspect(self) -> str | None:
        """The terminal to ask."""
        return self.accused or self.terminal


def subject_of(case_id: int) -> str:
    """What four eyes and the trail call a case."""
    return f"{_PREFIX}{case_id}"


def case_query(scope: Scope) -> Select[Any]:
    """Every case within `scope`, to be read by `case_of_row`. One that lies at no office is shown
    to who sees all of its province; one of which that is not known either, to who sees everything.
    """
    proposal, office = tables.proposal.c, tables.office.c
    waits = and_(
        proposal.kind == ProposalKind.CASE.value,
        proposal.state == ProposalState.OPEN.value,
        proposal.subject == func.concat(_PREFIX, _case.id),
    )
    query = select(
        tables.exception_case,
        OFFICE.label("at_office"),
        office.name.label("office_name"),
        PROVINCE.label("at_province"),
        select(proposal.id).where(waits).exists().label("is_proposed"),
    ).select_from(
        tables.exception_case.outerjoin(_about, _about.c.id == _case.about_terminal)
        .outerjoin(_sender, _sender.c.id == _case.terminal)
        .outerjoin(tables.entitlement, _held.id == _case.entitlement)
        .outerjoin(tables.office, office.id == OFFICE)
    )
    return query.where(scope.offices_clause(PROVINCE, OFFICE))


def find_case(connection: Connection, case_id: int, scope: Scope, *, lock: bool = False) -> Case:
    """Raises `CaseError` (`case-unknown`), also for one outside `scope`."""
    if lock:
        wanted = select(_case.id).where(_case.id == case_id).with_for_update()
        connection.execute(wanted).one_or_none()
    row = connection.execute(case_query(scope).where(_case.id == case_id)).one_or_none()
    if row is None:
        raise CaseError("case-unknown", case=case_id)
    return case_of_row(row)


def history(connection: Connection, case_id: int) -> tuple[audit.Entry, ...]:
    """What people did with it, from the audit trail, newest first."""
    wanted = audit.Wanted(subject=subject_of(case_id))
    return audit.entries(connection, wanted, 0, MOST_HISTORY)


def case_of_row(row: Row[Any]) -> Case:
    state = State.PROPOSED if row.is_proposed else State.OPEN
    if row.closed_at is not None:
        state = State.CLOSED
    return Case(
        id=row.id,
        kind=CaseKind(row.kind),
        subject=row.subject or f"entry:{row.terminal}/{row.seq}",
        evidence=json.loads(row.evidence) if row.evidence else {},
        owner=row.owner,
        state=state,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        resolution=None if row.resolution is None else Resolution(row.resolution),
        terminal=row.terminal,
        seq=row.seq,
        accused=row.about_terminal,
        entitlement=None if row.entitlement is None else EntitlementId(row.entitlement),
        period=None if row.period is None else Period(row.period),
        amount_vnd=row.amount_vnd,
        office=None if row.at_office is None else OfficeId(row.at_office),
        office_name=row.office_name,
        province=None if row.at_province is None else ProvinceCode(row.at_province),
    )
