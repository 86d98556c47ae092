"""A terminal revoked, or a quarantined one let go on: one officer proposes, another approves.

A revocation says from when on: the moment the terminal was lost, which may lie back. What its
journal tells of before counts also when it comes later; what it tells of after, and comes after
the revocation, is set aside (`cardsvc.ledger.set_aside`). Payments that came after the loss and
before the revocation stay booked, and each becomes a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select, update

from cardsvc import tables
from cardsvc.cases.watch import look_at_lost
from cardsvc.errors import CentreError
from cardsvc.registry.offices import Office, office
from cardsvc.staff.audit import record
from cardsvc.staff.proposals import Proposal, ProposalKind, approve, find_proposal, propose
from cardsvc.staff.scope import Scope
from cardsvc.tables import TerminalState
from cardsvc.terminals.terminal import Terminal, find_terminal, set_state
from firmware_config.clock import from_unix, to_unix
from firmware_config.ids import TerminalId


class Deed(StrEnum):
    REVOKE = "revoke"
    RELEASE = "release"


class DeedRefused(CentreError):
    """`terminal-already-revoked`, `terminal-not-quarantined`, `terminal-revoked-ahead` (a time to
    come), `terminal-out-of-scope`, or `terminal-deed-malformed`."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is proposed for a terminal. `since` of a revocation."""

    deed: Deed
    terminal: TerminalId
    since: datetime | None

    @classmethod
    def of(cls, proposal: Proposal) -> Change:
        """Raises `DeedRefused` (`terminal-deed-malformed`) for one about something else."""
        if proposal.kind is not ProposalKind.TERMINAL:
            raise DeedRefused("terminal-deed-malformed")
        since = proposal.data.get("since")
        return cls(
            Deed(proposal.data["deed"]),
            TerminalId(proposal.subject.partition(":")[2]),
            None if since is None else from_unix(since),
        )


def subject_of(terminal: TerminalId) -> str:
    """In proposals and in the trail."""
    return f"terminal:{terminal}"


def terminal_in(
    connection: Connection, terminal: TerminalId, scope: Scope
) -> tuple[Terminal, Office]:
    """Raises `TerminalError` (`terminal-unknown`), `DeedRefused` (`terminal-out-of-scope`)."""
    found = find_terminal(connection, terminal)
    at = office(connection, found.office)
    if not scope.allows(at.province, at.id):
        raise DeedRefused("terminal-out-of-scope", terminal=terminal.text)
    return found, at


def propose_change(
    connection: Connection, change: Change, user: str, scope: Scope, now: datetime
) -> int:
    """The proposal's id.

    Raises:
        DeedRefused, TerminalError, StaffError.
    """
    found, _ = terminal_in(connection, change.terminal, scope)
    _check(found, change, now)
    data: dict[str, object] = {"deed": change.deed.value}
    if change.since is not None:
        data["since"] = to_unix(change.since)
    subject = subject_of(change.terminal)
    return propose(connection, ProposalKind.TERMINAL, subject, data, user, now)


def approve_change(
    connection: Connection, proposal_id: int, user: str, scope: Scope, now: datetime
) -> Change:
    """Done in the transaction of the approval.

    Raises:
        DeedRefused, TerminalError, StaffError.
    """
    change = Change.of(find_proposal(connection, proposal_id))
    found, _ = terminal_in(connection, change.terminal, scope)
    approve(connection, proposal_id, user, now)
    _check(found, change, now)
    if change.deed is Deed.RELEASE:
        set_state(connection, change.terminal, TerminalState.ACTIVE)
    else:
        connection.execute(
            update(tables.terminal)
            .where(tables.terminal.c.id == change.terminal.text)
            .values(state=TerminalState.REVOKED.value, revoked_from=change.since or now)
        )
        if change.since is not None:
            look_at_lost(connection, change.terminal, change.since, now)
    action = "terminal-released" if change.deed is Deed.RELEASE else "terminal-revoked"
    record(connection, user, action, subject_of(change.terminal), now)
    return change


def revoked_from(connection: Connection, terminal: TerminalId) -> datetime | None:
    """Since when a revoked terminal's journal does not count."""
    column = tables.terminal.c
    query = select(column.revoked_from).where(column.id == terminal.text)
    since: datetime | None = connection.scalar(query)
    return since


def _check(found: Terminal, change: Change, now: datetime) -> None:
    if change.deed is Deed.RELEASE and found.state is not TerminalState.QUARANTINED:
        raise DeedRefused("terminal-not-quarantined")
    if change.deed is Deed.REVOKE and found.state is TerminalState.REVOKED:
        raise DeedRefused("terminal-already-revoked")
    if change.since is not None and change.since > now:
        raise DeedRefused("terminal-revoked-ahead")
