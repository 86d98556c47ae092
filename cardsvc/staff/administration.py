"""What administrators do to accounts. Whatever gives rights needs a second administrator: a new
account, another role or scope, and letting somebody in who lost password or telephone. Taking
rights away does not wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from cardsvc.staff.account import (
    StaffAccount,
    account,
    account_subject,
    change,
    count_administrators,
    forget_factor,
)
from cardsvc.staff.accounts import StaffAccounts, scope_told
from cardsvc.staff.audit import record
from cardsvc.staff.devices import forget_devices
from cardsvc.staff.errors import StaffError
from cardsvc.staff.proposals import (
    Proposal,
    ProposalKind,
    approve,
    find_proposal,
    propose,
    withdraw,
)
from cardsvc.staff.roles import ADMINISTRATOR, ROLES
from cardsvc.staff.scope import EVERYWHERE, Scope
from cardsvc.tables import AccountState
from firmware_config.web.accounts import AccountsError

FOUNDERS = 2
"""Administrators a centre begins with, made in the machine's shell: four eyes need two people."""


@dataclass(frozen=True, slots=True)
class By:
    """Who acts. An administrator gives nobody more than the own scope."""

    user: str
    scope: Scope

    @classmethod
    def of(cls, administrator: StaffAccount) -> By:
        return cls(administrator.user, administrator.scope)


class Administration:
    def __init__(self, accounts: StaffAccounts) -> None:
        self._accounts = accounts

    def found(self, user: str, role: str, scope: Scope, by: str) -> tuple[str, bool]:
        """From the machine's shell: an account that may sign in at once while fewer than `FOUNDERS`
        administrators may, and a proposed one later. Returns its temporary password and whether it
        may sign in.

        Raises:
            AccountsError: as `StaffAccounts.create`.
        """
        with self._accounts.engine.begin() as connection:
            is_founding = count_administrators(connection, self._accounts.clock()) < FOUNDERS
        if is_founding:
            return self._accounts.create(user, role, scope, by=by), True
        return self.propose_account(By(by, EVERYWHERE), user, role, scope), False

    def propose_account(self, by: By, user: str, role: str, scope: Scope) -> str:
        """An account that may sign in when another administrator has approved it. Returns its
        temporary password.

        Raises:
            AccountsError: as `StaffAccounts.create`.
            StaffError: `scope-beyond-own`.
        """
        _check_covers(by, scope)
        with self._accounts.engine.begin() as connection:
            state = AccountState.PROPOSED
            password = self._accounts.make(connection, user, role, scope, state, by.user)
            self._propose_role(connection, by, user, role, scope)
        return password

    def propose_role(self, by: By, user: str, role: str, scope: Scope) -> None:
        """Raises:
        AccountsError: `account-role`.
        StaffError: `account-unknown`, `scope-beyond-own`, `already-proposed`,
            `two-administrators-needed`.
        """
        _check_covers(by, scope)
        if role not in ROLES:
            raise AccountsError("account-role", role=role)
        with self._accounts.engine.begin() as connection:
            found = _own(connection, by, user)
            if role != ADMINISTRATOR:
                _check_enough_left(connection, found, self._accounts.clock())
            self._propose_role(connection, by, user, role, scope)

    def propose_unblock(self, by: By, user: str) -> None:
        """To let somebody in again: disabled, or without password and telephone.

        Raises:
            StaffError: `account-unknown`, `scope-beyond-own`, `already-proposed`.
        """
        with self._accounts.engine.begin() as connection:
            found = _own(connection, by, user)
            now = self._accounts.clock()
            propose(connection, ProposalKind.UNBLOCK, found.subject, {}, by.user, now)

    def decide(self, by: By, proposal_id: int) -> str | None:
        """Approve what another proposed about an account. Returns a temporary password where one
        was made.

        Raises:
            StaffError: `proposal-unknown`, `proposal-not-open`, `same-person`, `own-account`,
                `scope-beyond-own`, `two-administrators-needed`, `not-of-an-account`.
        """
        with self._accounts.engine.begin() as connection:
            user = account_of_proposal(find_proposal(connection, proposal_id))
            found = _own(connection, by, user)
            if user == by.user:
                raise StaffError("own-account", proposal=proposal_id)
            approved = approve(connection, proposal_id, by.user, self._accounts.clock())
            if approved.kind is ProposalKind.ROLE:
                _apply_role(connection, by, found, approved, self._accounts.clock())
                return None
            forget_factor(connection, user)
            forget_devices(connection, user)
            change(connection, user, state=AccountState.ACTIVE.value)
            return self._accounts.give_password(connection, user)

    def refuse(self, by: By, proposal_id: int, reason: str) -> None:
        """Taken back, or refused. A new account whose role was refused stays and may never sign
        in; its name is not given again.

        Raises:
            StaffError: `proposal-unknown`, `proposal-not-open`, `scope-beyond-own`,
                `not-of-an-account`.
        """
        with self._accounts.engine.begin() as connection:
            user = account_of_proposal(find_proposal(connection, proposal_id))
            found = _own(connection, by, user)
            withdraw(connection, proposal_id, by.user, self._accounts.clock(), reason)
            if found.state is AccountState.PROPOSED:
                change(connection, user, state=AccountState.DISABLED.value)

    def new_password(self, by: By, user: str) -> str:
        """For somebody who forgot it and still has the telephone: without its codes the new
        password opens nothing, so one administrator is enough. Returns the temporary password.

        Raises:
            StaffError: `account-unknown`, `scope-beyond-own`, `needs-second-factor`.
        """
        with self._accounts.engine.begin() as connection:
            found = _own(connection, by, user)
            if not found.has_totp or found.state is not AccountState.ACTIVE:
                raise StaffError("needs-second-factor", user=user)
            password = self._accounts.give_password(connection, user)
            record(connection, by.user, "password-reset", found.subject, self._accounts.clock())
        return password

    def disable(self, by: By, user: str) -> None:
        """At once; whoever is signed in under it is signed out.

        Raises:
            StaffError: `account-unknown`, `scope-beyond-own`, `own-account`,
                `two-administrators-needed`.
        """
        with self._accounts.engine.begin() as connection:
            found = _own(connection, by, user)
            if user == by.user:
                raise StaffError("own-account", user=user)
            _check_enough_left(connection, found, self._accounts.clock())
            change(connection, user, state=AccountState.DISABLED.value)
            record(connection, by.user, "account-disabled", found.subject, self._accounts.clock())

    def _propose_role(
        self, connection: Connection, by: By, user: str, role: str, scope: Scope
    ) -> None:
        told = {"role": role, **scope_told(scope)}
        now = self._accounts.clock()
        propose(connection, ProposalKind.ROLE, account_subject(user), told, by.user, now)


def account_of_proposal(proposal: Proposal) -> str:
    """Raises `StaffError` (`not-of-an-account`)."""
    kind, _, user = proposal.subject.partition(":")
    if kind != "account":
        raise StaffError("not-of-an-account", proposal=proposal.id)
    return user


def _apply_role(
    connection: Connection, by: By, found: StaffAccount, approved: Proposal, now: datetime
) -> None:
    told = approved.data
    scope = Scope.parse(told.get("provinces"), told.get("offices"))
    _check_covers(by, scope)
    if told["role"] != ADMINISTRATOR:
        _check_enough_left(connection, found, now)
    is_new = found.state is AccountState.PROPOSED
    change(
        connection,
        found.user,
        role=told["role"],
        provinces=scope.province_codes,
        offices=scope.office_codes,
        state=(AccountState.ACTIVE if is_new else found.state).value,
        # The temporary password of a new account may be used from now on.
        password_given_at=now if is_new else found.password_given_at,
    )


def _own(connection: Connection, by: By, user: str) -> StaffAccount:
    """An account within the administrator's scope."""
    found = account(connection, user)
    _check_covers(by, found.scope)
    return found


def _check_covers(by: By, scope: Scope) -> None:
    if not by.scope.covers(scope):
        raise StaffError("scope-beyond-own", user=by.user)


def _check_enough_left(connection: Connection, found: StaffAccount, now: datetime) -> None:
    """Before one administrator ceases to be: who is left must still be two people."""
    counts = found.role == ADMINISTRATOR and found.state is AccountState.ACTIVE
    counts = counts and not found.has_expired_password(now)
    if counts and count_administrators(connection, now) <= FOUNDERS:
        raise StaffError("two-administrators-needed", user=found.user)
