"""Accounts of the centre, in its database: who may sign in, with what."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from typing import Any, Self

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Connection, Engine

from cardsvc import tables
from cardsvc.db import insert
from cardsvc.settings import Settings
from cardsvc.staff import passkeys
from cardsvc.staff.account import StaffAccount, account, account_subject, change, find_account
from cardsvc.staff.audit import record
from cardsvc.staff.errors import StaffError
from cardsvc.staff.passkeys import Site, State
from cardsvc.staff.password import MAX_PASSWORD, is_guessable, password_fault
from cardsvc.staff.roles import ROLES
from cardsvc.staff.scope import EVERYWHERE, Scope
from cardsvc.staff.second_factor import SecondFactor
from cardsvc.staff.staff_key import StaffKey
from cardsvc.staff.tries import Tries
from cardsvc.tables import AccountState
from firmware_config.clock import Clock
from firmware_config.sqlite import for_reading
from firmware_config.web.accounts import AccountsError, generated_password, is_user_name

FOUNDER = "os"
"""In the trail, who works in the machine's own shell; no account can be called `os:…`."""


class StaffAccounts:
    """Keeps the protocol `firmware_config.web.accounts.Accounts`. `hasher` sets the cost of a
    password; the default is argon2-cffi's, 64 MiB (RFC 9106 §4, second choice)."""

    def __init__(
        self,
        engine: Engine,
        key: StaffKey,
        clock: Clock,
        *,
        hasher: PasswordHasher | None = None,
        tries: Tries | None = None,
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.second = SecondFactor(engine, key, clock)
        self.cookie_key = key.derived("cookies")
        self._hasher = hasher or PasswordHasher()
        self._tries = tries or Tries()
        # An unknown user costs as much time as a wrong password.
        self._nobody = self._hasher.hash(secrets.token_hex(16))
        # One check at a time: Argon2 takes 64 MiB, and many at once could starve the centre.
        self._lock = threading.Lock()

    @classmethod
    def open(cls, settings: Settings, engine: Engine, clock: Clock) -> Self:
        """Raises `StaffError` (`staff-key-unusable`)."""
        return cls(engine, StaffKey.open(settings.staff_key), clock)

    def find(self, user: str) -> StaffAccount | None:
        """None for one that may not sign in, too."""
        with for_reading(self.engine).begin() as connection:
            found = find_account(connection, user)
        return found if found and found.state is AccountState.ACTIVE else None

    def verify(self, user: str, password: str, source: str = "") -> StaffAccount | None:
        """As the protocol has it. Failures are forgotten by `passed` only, when all that is asked
        was right: who has the password does not get free tries at the code."""
        with self._lock:
            self._check_wait(user, source)
            found = self.find(user)
            kept = found.password_hash if found else self._nobody
            right = self._is_right(kept, password[: MAX_PASSWORD + 1])
            if found is not None and right:
                return found
            self._tries.failed(user, source)
        if found is not None:
            self._tell(user, "sign-in-failed", factor="password")
        return None

    def verify_code(self, user: str, code: str, source: str = "") -> bool:
        """Whether it is the authenticator's, or a recovery code; either counts once.

        Raises:
            AccountsError: `too-many-failures` with `wait_s`.
        """
        with self._lock:
            self._check_wait(user, source)
            with self.engine.begin() as connection:
                factor = self.second.use(connection, user, code)
                if factor == "recovery-code":
                    # Worth a look: somebody lost a telephone, or somebody else found the paper.
                    record(
                        connection, user, "recovery-code-used", account_subject(user), self.clock()
                    )
            if factor is not None:
                return True
            self._tries.failed(user, source)
        self._tell(user, "sign-in-failed", factor="code")
        return False

    def verify_passkey(
        self, user: str, site: Site, state: State, answer: Mapping[str, Any], source: str = ""
    ) -> bool:
        """Whether one of the user's passkeys gave `answer` to what was asked.

        Raises:
            AccountsError: `too-many-failures` with `wait_s`.
        """
        with self._lock:
            self._check_wait(user, source)
            with self.engine.begin() as connection:
                is_right = passkeys.use(connection, user, site, state, answer, self.clock())
            if is_right:
                return True
            self._tries.failed(user, source)
        self._tell(user, "sign-in-failed", factor="passkey")
        return False

    def passed(self, user: str, source: str = "") -> None:
        """All that was asked was right."""
        with self._lock:
            self._tries.passed(user, source)

    def create(self, user: str, role: str, scope: Scope = EVERYWHERE, *, by: str = FOUNDER) -> str:
        """A new account that may sign in at once, as for the first administrators; returns its
        temporary password. Everybody else's account is proposed: `cardsvc.staff.administration`.

        Raises:
            AccountsError: `account-exists`, `account-user`, `account-role`.
        """
        with self.engine.begin() as connection:
            password = self.make(connection, user, role, scope, AccountState.ACTIVE, by)
            told = {"role": role, **scope_told(scope)}
            record(connection, by, "account-created", account_subject(user), self.clock(), **told)
        return password

    def make(
        self,
        connection: Connection,
        user: str,
        role: str,
        scope: Scope,
        state: AccountState,
        by: str,
    ) -> str:
        """Raises `AccountsError` as `create` does."""
        if not is_user_name(user):
            raise AccountsError("account-user", user=user)
        if role not in ROLES:
            raise AccountsError("account-role", role=role)
        password = generated_password()
        made = (
            insert(connection, tables.staff_account)
            .values(
                user=user,
                role=role,
                state=state.value,
                provinces=scope.province_codes,
                offices=scope.office_codes,
                password_hash=self._hasher.hash(password),
                is_temporary=True,
                password_given_at=self.clock(),
                created_at=self.clock(),
                created_by=by,
            )
            .on_conflict_do_nothing()
            .returning(tables.staff_account.c.user)
        )
        if connection.execute(made).first() is None:
            raise AccountsError("account-exists", user=user)
        return password

    def give_password(self, connection: Connection, user: str) -> str:
        """A new temporary password in place of the old one."""
        password = generated_password()
        change(
            connection,
            user,
            password_hash=self._hasher.hash(password),
            is_temporary=True,
            password_given_at=self.clock(),
        )
        return password

    def choose_password(self, user: str, password: str) -> None:
        """The person's own. Ends every session of theirs.

        Raises:
            StaffError: `password-too-short`, `password-too-long`, `password-too-simple`,
                `password-is-the-name`, `password-guessable`, `password-unchanged`.
        """
        fault = password_fault(user, password)
        if fault is not None:
            raise StaffError(fault)
        with self.engine.begin() as connection:
            if self._is_right(account(connection, user).password_hash, password):
                raise StaffError("password-unchanged")
            change(
                connection,
                user,
                password_hash=self._hasher.hash(password),
                is_temporary=False,
                password_given_at=None,
            )
            record(connection, user, "password-changed", account_subject(user), self.clock())

    def must_change_guessable(self, found: StaffAccount, password: str) -> StaffAccount:
        """The account whose right password was given. One that is guessed early, as from before
        that was asked, must be changed before anything else; every session ends."""
        if found.is_temporary or not is_guessable(found.user, password):
            return found
        with self.engine.begin() as connection:
            change(connection, found.user, is_temporary=True)
            return account(connection, found.user)

    def tell_expired(self, user: str) -> None:
        """Into the trail: the temporary password was right, and its time is over."""
        self._tell(user, "sign-in-failed", factor="expired-password")

    def _check_wait(self, user: str, source: str) -> None:
        wait_s = self._tries.wait_s(user, source)
        if wait_s:
            raise AccountsError("too-many-failures", wait_s=wait_s)

    def _is_right(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (Argon2Error, InvalidHashError):
            return False

    def _tell(self, user: str, action: str, **data: str) -> None:
        with self.engine.begin() as connection:
            record(connection, user, action, account_subject(user), self.clock(), **data)


def scope_told(scope: Scope) -> dict[str, str]:
    """For the trail and for proposals; what is not in it is everywhere."""
    told = {"provinces": scope.province_codes, "offices": scope.office_codes}
    return {name: codes for name, codes in told.items() if codes is not None}
