"""Four eyes over finance's instructions: booked in the transaction of their approval."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from cardsvc.ledger.by_hand import MoneyRefused
from cardsvc.money.instruction import Instruction, book, check_instruction, parse_instruction
from cardsvc.staff.audit import record
from cardsvc.staff.errors import StaffError
from cardsvc.staff.proposals import (
    Proposal,
    ProposalKind,
    approve,
    find_proposal,
    open_proposals,
    propose,
    withdraw,
)
from cardsvc.staff.scope import Scope
from firmware_config.ids import ProgrammeCode


@dataclass(frozen=True, slots=True)
class Proposed:
    """An instruction with its proposal, whatever became of it."""

    proposal: Proposal
    instruction: Instruction


@dataclass(frozen=True, slots=True)
class Who:
    """Who does it, when, and where they may."""

    user: str
    now: datetime
    scope: Scope

    def check_may(self, one: Instruction) -> None:
        """Raises `MoneyRefused` (`money-scope`)."""
        if not self.scope.allows(one.province, one.office):
            raise MoneyRefused("money-scope")


def propose_instruction(
    connection: Connection, programmes: Collection[ProgrammeCode], one: Instruction, who: Who
) -> int:
    """The proposal's id.

    Raises:
        MoneyRefused: `money-scope`, `money-programme`, `money-known`, `money-waiting` (the same
            paper is proposed).
    """
    who.check_may(one)
    check_instruction(connection, programmes, one)
    try:
        return propose(
            connection, ProposalKind.MONEY, one.subject, one.to_data(), who.user, who.now
        )
    except StaffError as fault:
        if fault.code != "already-proposed":
            raise
        raise MoneyRefused("money-waiting", reference=one.reference) from None


def approve_instruction(connection: Connection, proposal_id: int, who: Who) -> Instruction:
    """Book what another proposed, in this transaction.

    Raises:
        MoneyRefused: `money-scope`, `money-known`.
        StaffError: `proposal-unknown`, `proposal-not-open`, `same-person`.
    """
    found = find_proposed(connection, proposal_id, who)
    approve(connection, proposal_id, who.user, who.now)
    one = found.instruction
    transfer = book(connection, one, who.user, who.now)
    told = {"amount_vnd": one.amount_vnd, "transfer": transfer}
    record(connection, who.user, "money-booked", one.subject, who.now, **told)
    return one


def withdraw_instruction(
    connection: Connection, proposal_id: int, who: Who, reason: str
) -> Proposal:
    """Taken back by who proposed it, or turned down by another. Raises as
    `approve_instruction`."""
    find_proposed(connection, proposal_id, who)
    return withdraw(connection, proposal_id, who.user, who.now, reason)


def find_proposed(connection: Connection, proposal_id: int, who: Who) -> Proposed:
    """Raises `StaffError` (`proposal-unknown`), also for a proposal about something else;
    `MoneyRefused` (`money-scope`)."""
    proposal = find_proposal(connection, proposal_id)
    if proposal.kind is not ProposalKind.MONEY:
        raise StaffError("proposal-unknown", proposal=proposal_id)
    one = parse_instruction(connection, proposal.data)
    who.check_may(one)
    return Proposed(proposal, one)


def waiting(connection: Connection, scope: Scope) -> tuple[Proposed, ...]:
    """Those that nobody has decided, within `scope`, oldest first."""
    found = (
        Proposed(one, parse_instruction(connection, one.data))
        for one in open_proposals(connection, ProposalKind.MONEY)
    )
    return tuple(
        one for one in found if scope.allows(one.instruction.province, one.instruction.office)
    )
