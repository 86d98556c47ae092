"""Four eyes: one person proposes, another approves. The effect is the approver's, in one
transaction with the approval. The database refuses an approval by the proposer, too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from cardsvc import tables
from cardsvc.db import insert
from cardsvc.staff.audit import record
from cardsvc.staff.errors import StaffError
from cardsvc.staff.proposal_kind import ProposalKind as ProposalKind
from cardsvc.tables import ProposalState

MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class Proposal:
    """`subject` is an id as in the audit trail; `data` holds no names or citizen numbers."""

    id: int
    kind: ProposalKind
    subject: str
    data: Mapping[str, Any]
    state: ProposalState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None


def propose(
    connection: Connection,
    kind: ProposalKind,
    subject: str,
    data: Mapping[str, Any],
    user: str,
    now: datetime,
) -> int:
    """A new open proposal's id.

    Raises:
        StaffError: `already-proposed`, while another of this kind is open for the subject.
    """
    statement = (
        insert(connection, tables.proposal)
        .values(
            kind=kind.value,
            subject=subject,
            data=json.dumps(data, ensure_ascii=False, sort_keys=True),
            state=ProposalState.OPEN.value,
            proposed_by=user,
            proposed_at=now,
        )
        .on_conflict_do_nothing()
        .returning(tables.proposal.c.id)
    )
    made: int | None = connection.execute(statement).scalar_one_or_none()
    if made is None:
        raise StaffError("already-proposed", kind=kind.value, subject=subject)
    record(connection, user, f"{kind.value}-proposed", subject, now, proposal=made)
    return made


def approve(connection: Connection, proposal_id: int, user: str, now: datetime) -> Proposal:
    """The proposal, approved. The caller applies it in this transaction.

    Raises:
        StaffError: `proposal-unknown`, `proposal-not-open`, `same-person`.
    """
    return _decide(connection, proposal_id, ProposalState.APPROVED, user, now, None)


def withdraw(
    connection: Connection, proposal_id: int, user: str, now: datetime, reason: str
) -> Proposal:
    """Taken back by who proposed it, or refused by another.

    Raises:
        StaffError: `proposal-unknown`, `proposal-not-open`.
    """
    return _decide(connection, proposal_id, ProposalState.WITHDRAWN, user, now, reason[:MAX_REASON])


def find_proposal(connection: Connection, proposal_id: int) -> Proposal:
    """Raises `StaffError` (`proposal-unknown`)."""
    query = select(tables.proposal).where(tables.proposal.c.id == proposal_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise StaffError("proposal-unknown", proposal=proposal_id)
    return _proposal(row)


def open_proposals(
    connection: Connection, kind: ProposalKind | None = None
) -> tuple[Proposal, ...]:
    """Oldest first."""
    column = tables.proposal.c
    query = select(tables.proposal).where(column.state == ProposalState.OPEN.value)
    if kind is not None:
        query = query.where(column.kind == kind.value)
    return tuple(map(_proposal, connection.execute(query.order_by(column.id))))


def open_proposal(connection: Connection, kind: ProposalKind, subject: str) -> Proposal | None:
    """The one that is open for `subject`."""
    column = tables.proposal.c
    query = select(tables.proposal).where(
        column.state == ProposalState.OPEN.value,
        column.kind == kind.value,
        column.subject == subject,
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _proposal(row)


def _decide(
    connection: Connection,
    proposal_id: int,
    state: ProposalState,
    user: str,
    now: datetime,
    reason: str | None,
) -> Proposal:
    found = find_proposal(connection, proposal_id)
    if state is ProposalState.APPROVED and found.proposed_by == user:
        raise StaffError("same-person", proposal=proposal_id)
    column = tables.proposal.c
    # Of two at once, one finds it open.
    decided = connection.execute(
        update(tables.proposal)
        .where(column.id == proposal_id, column.state == ProposalState.OPEN.value)
        .values(state=state.value, decided_by=user, decided_at=now, reason=reason)
    )
    if decided.rowcount != 1:
        raise StaffError("proposal-not-open", proposal=proposal_id)
    action = f"{found.kind.value}-{state.value}"
    record(connection, user, action, found.subject, now, proposal=proposal_id)
    return find_proposal(connection, proposal_id)


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        row.id,
        ProposalKind(row.kind),
        row.subject,
        json.loads(row.data),
        ProposalState(row.state),
        row.proposed_by,
        row.proposed_at,
        row.decided_by,
        row.decided_at,
        row.reason,
    )
