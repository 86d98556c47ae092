"""Changes of keys, with four eyes: one proposes, another approves, and then it is done."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from cardsvc.signing.key_change import KeyChange
from cardsvc.signing.keys import Keyring
from cardsvc.staff import proposals
from cardsvc.staff.audit import record
from cardsvc.staff.errors import StaffError
from cardsvc.staff.proposals import Proposal, ProposalKind
from firmware_config.clock import Clock
from firmware_config.sqlite import for_reading


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits for its second person."""

    proposal: Proposal
    change: KeyChange


@dataclass(frozen=True, slots=True)
class KeyDesk:
    """Who may call it is the page's or the command's to ask: administrators."""

    engine: Engine
    keyring: Keyring
    clock: Clock

    def propose(self, change: KeyChange, user: str) -> int:
        """Raises `StaffError` (`already-proposed`)."""
        with self.engine.begin() as connection:
            return proposals.propose(
                connection,
                ProposalKind.KEY,
                change.subject,
                change.to_data(),
                user,
                self.clock(),
            )

    def approve(self, proposal_id: int, user: str) -> KeyChange:
        """The change, done; the trust list that counters fetch next says so.

        Should the token fail, the proposal stays open and can be approved again.

        Raises:
            StaffError: `proposal-unknown`, `proposal-not-open`, `same-person`.
            KeyringError: what has become impossible since it was proposed.
            TokenFault: no key could be made.
        """
        now = self.clock()
        with self.engine.begin() as connection:
            _of_key(connection, proposal_id)
            approved = proposals.approve(connection, proposal_id, user, now)
            change = KeyChange.of_data(approved.data)
            record(
                connection,
                user,
                f"key-{change.deed.value}",
                change.subject,
                now,
                proposal=proposal_id,
            )
            # Last, for files know no rollback; should the commit fail, it is done again.
            change.apply(self.keyring, now)
        return change

    def withdraw(self, proposal_id: int, user: str, reason: str) -> None:
        """Raises `StaffError`: `proposal-unknown`, `proposal-not-open`."""
        with self.engine.begin() as connection:
            _of_key(connection, proposal_id)
            proposals.withdraw(connection, proposal_id, user, self.clock(), reason)

    def waiting(self) -> tuple[Waiting, ...]:
        """Oldest first."""
        with for_reading(self.engine).begin() as connection:
            found = proposals.open_proposals(connection, ProposalKind.KEY)
        return tuple(Waiting(one, KeyChange.of_data(one.data)) for one in found)


def _of_key(connection: Connection, proposal_id: int) -> None:
    if proposals.find_proposal(connection, proposal_id).kind is not ProposalKind.KEY:
        raise StaffError("proposal-unknown", proposal=proposal_id)
