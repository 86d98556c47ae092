"""Working on a case: who has it, what was found, and how two people end it.

What is done is kept in the audit trail, under the case's own subject; that is its history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update

from cardsvc import tables
from cardsvc.case_opening.errors import CaseError
from cardsvc.case_opening.kind import Resolution
from cardsvc.cases.case import Case, find_case, subject_of
from cardsvc.cases.free_text import parse_words
from cardsvc.cases.settling import allowed, amount_left, settle
from cardsvc.staff.account import all_accounts, find_account
from cardsvc.staff.audit import record
from cardsvc.staff.proposals import Proposal, ProposalKind, approve, find_proposal, propose
from cardsvc.staff.roles import APPROVER, FINANCE
from cardsvc.staff.scope import Scope
from cardsvc.tables import AccountState, TerminalState
from cardsvc.terminals.terminal import set_state
from firmware_config.ids import TerminalId

WORKERS = (FINANCE, APPROVER)
"""Roles that may have a case."""
_STATES = {
    Resolution.TERMINAL_REVOKED: TerminalState.REVOKED,
    Resolution.TERMINAL_REINSTATED: TerminalState.ACTIVE,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A proposed end of a case, as four eyes keep it."""

    case: int
    resolution: Resolution
    why: str
    amount_vnd: int

    @classmethod
    def of(cls, proposal: Proposal) -> Wanted:
        """Raises `CaseError` (`case-proposal`) for a proposal about something else."""
        match dict(proposal.data):
            case {
                "case": int(case_id),
                "resolution": str(resolution),
                "why": str(why),
                "amount_vnd": int(amount_vnd),
            } if proposal.subject == subject_of(case_id):
                return cls(case_id, Resolution(resolution), why, amount_vnd)
        raise CaseError("case-proposal", proposal=proposal.id)


def workers(connection: Connection, case: Case) -> tuple[str, ...]:
    """Those to whom the case may be given."""
    return tuple(
        one.user
        for one in all_accounts(connection)
        if one.role in WORKERS and one.state is AccountState.ACTIVE and _sees(one.scope, case)
    )


def assign(
    connection: Connection, case_id: int, owner: str, user: str, now: datetime, scope: Scope
) -> None:
    """Give the case to `owner`.

    Raises:
        CaseError: `case-unknown`, `case-closed`, `case-owner` (nobody who may work on it).
    """
    case = _open_case(connection, case_id, scope)
    found = find_account(connection, owner)
    may = (
        found is not None
        and found.role in WORKERS
        and found.state is AccountState.ACTIVE
        and _sees(found.scope, case)
    )
    if not may:
        raise CaseError("case-owner", owner=owner[:32])
    _set(connection, case_id, owner=owner)
    record(connection, user, "case-assigned", case.trail_subject, now, owner=owner)


def note(
    connection: Connection, case_id: int, words: str, user: str, now: datetime, scope: Scope
) -> None:
    """What somebody found out.

    Raises:
        CaseError: `case-unknown`, `case-closed`; by `parse_words`.
    """
    case = _open_case(connection, case_id, scope)
    record(connection, user, "case-noted", case.trail_subject, now, words=parse_words(words))


def propose_resolution(
    connection: Connection,
    case_id: int,
    resolution: Resolution,
    why: str,
    user: str,
    now: datetime,
    scope: Scope,
) -> int:
    """How the case shall end; the proposal's id.

    Raises:
        CaseError: `case-unknown`, `case-closed`; `case-resolution`, one that does not fit what the
            case is about or what its money allows; by `parse_words`.
        StaffError: `already-proposed`.
    """
    case, words = _open_case(connection, case_id, scope), parse_words(why)
    if resolution not in allowed(connection, case):
        raise CaseError("case-resolution", resolution=resolution.value)
    amount_vnd = amount_left(connection, case) if resolution.moves_money else 0
    told = {
        "case": case_id,
        "resolution": resolution.value,
        "why": words,
        "amount_vnd": amount_vnd,
    }
    if case.owner is None:
        _set(connection, case_id, owner=user)
    return propose(connection, ProposalKind.CASE, case.trail_subject, told, user, now)


def resolve(
    connection: Connection, proposal_id: int, user: str, now: datetime, scope: Scope
) -> Case:
    """End the case as was proposed: by another person, with its postings, in this transaction.

    1. The case is open still, and the proposal is by somebody else.
    2. It may end so, and moves the amount that the proposal names: neither has changed since.
    3. Its money moves, its terminal is set aside or taken back.

    Raises:
        CaseError: `case-proposal`, `case-unknown`, `case-closed`, `case-changed`.
        StaffError: `proposal-unknown`, `proposal-not-open`, `same-person`.
        MoneyRefused: by the ledger.
    """
    wanted = Wanted.of(find_proposal(connection, proposal_id))
    # 1
    case = _open_case(connection, wanted.case, scope)
    approve(connection, proposal_id, user, now)
    # 2
    resolution = wanted.resolution
    left_vnd = amount_left(connection, case) if resolution.moves_money else 0
    if resolution not in allowed(connection, case) or left_vnd != wanted.amount_vnd:
        raise CaseError("case-changed", case=case.id)
    # 3
    moved_vnd = settle(connection, case, resolution, user, now)
    state = _STATES.get(resolution)
    if state is not None and case.suspect is not None:
        set_state(connection, TerminalId(case.suspect), state)
    _set(connection, case.id, closed_at=now, closed_by=user, resolution=resolution.value)
    told = {"resolution": resolution.value, "amount_vnd": moved_vnd, "why": wanted.why}
    record(connection, user, "case-resolved", case.trail_subject, now, **told)
    return find_case(connection, case.id, scope)


def _open_case(connection: Connection, case_id: int, scope: Scope) -> Case:
    case = find_case(connection, case_id, scope, lock=True)
    if not case.is_open:
        raise CaseError("case-closed", case=case_id)
    return case


def _sees(scope: Scope, case: Case) -> bool:
    if case.province is None:
        return scope.is_everywhere
    return scope.allows(case.province, case.office)


def _set(connection: Connection, case_id: int, **values: object) -> None:
    opened = tables.exception_case
    connection.execute(update(opened).where(opened.c.id == case_id).values(**values))
