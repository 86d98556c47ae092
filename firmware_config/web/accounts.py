"""Staff accounts: who may sign in and in which role. Passwords are kept as Argon2id (RFC 9106).

The file has one line an account, `user:role:hash`, and is readable by its owner alone.
"""

from __future__ import annotations

import os
import re
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from firmware_config.durable import write_durably
from firmware_config.errors import ContractError
from firmware_config.web.throttle import Throttle

_USER = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
_ROLE = re.compile(r"[a-z][a-z-]{0,31}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without 0, o, 1, i and l, which people misread. 16 of these 31 are 79 bits."""


def is_user_name(user: str) -> bool:
    """Whether an account can be called so. Whatever was typed may be asked about, NUL too."""
    return _USER.fullmatch(user) is not None


class AccountsError(ContractError):
    """The accounts file or a request about it cannot be taken."""


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff. `repr` leaves the hash out, so that it cannot slip into a log."""

    user: str
    role: str
    password_hash: str

    def __repr__(self) -> str:
        return f"Account({self.user!r}, {self.role!r})"


class Accounts(Protocol):
    """Where a side keeps its staff."""

    def find(self, user: str) -> Account | None:
        """The account as it is now, or None."""
        ...

    def verify(self, user: str, password: str, source: str = "") -> Account | None:
        """The account if the password is its own. `source` names where the try comes from, for
        accounts that count failures by it.

        Raises:
            AccountsError: `too-many-failures` with `wait_s`, the seconds until the next try.
        """
        ...

    def create(self, user: str, role: str) -> str:
        """A new account; returns its generated password, which is kept nowhere.

        Raises:
            AccountsError: `account-exists`, `account-user`, `account-role`.
        """
        ...


class FileAccounts:
    """Accounts in one file, read anew at each question so that a command's change counts at once.

    `hasher` sets the cost; the default is argon2-cffi's, 64 MiB (RFC 9106 §4, second choice).
    """

    def __init__(
        self,
        path: Path,
        *,
        hasher: PasswordHasher | None = None,
        throttle: Throttle | None = None,
    ) -> None:
        self._path = path
        self._hasher = hasher or PasswordHasher()
        self._throttle = throttle or Throttle()
        # An unknown user costs as much time as a wrong password.
        self._nobody = self._hasher.hash(secrets.token_hex(16))
        self._lock = threading.Lock()

    def find(self, user: str) -> Account | None:
        return self._read().get(user)

    def verify(self, user: str, password: str, source: str = "") -> Account | None:
        # One check at a time: Argon2 takes 64 MiB, and many at once could starve the counter.
        with self._lock:
            wait_s = self._throttle.wait_s(user)
            if wait_s:
                raise AccountsError("too-many-failures", wait_s=wait_s)
            account = self.find(user)
            kept = account.password_hash if account else self._nobody
            right = self._is_right(kept, password)
            if account is None or not right:
                self._throttle.failed(user)
                return None
            self._throttle.passed(user)
            return account

    def create(self, user: str, role: str) -> str:
        if not is_user_name(user):
            raise AccountsError("account-user", user=user)
        if not _ROLE.fullmatch(role):
            raise AccountsError("account-role", role=role)
        with self._lock:
            if user in self._read():
                raise AccountsError("account-exists", user=user)
            return self._put(user, role)

    def new_password(self, user: str) -> str:
        """Replace a forgotten password; sessions begun with the old one end.

        Raises:
            AccountsError: `account-unknown`.
        """
        with self._lock:
            account = self._read().get(user)
            if account is None:
                raise AccountsError("account-unknown", user=user)
            return self._put(user, account.role)

    def remove(self, user: str) -> None:
        """Take an account away; its sessions end. An unknown user is no error."""
        with self._lock:
            accounts = self._read()
            accounts.pop(user, None)
            self._write(accounts)

    def _put(self, user: str, role: str) -> str:
        password = generated_password()
        accounts = self._read()
        accounts[user] = Account(user, role, self._hasher.hash(password))
        self._write(accounts)
        return password

    def _is_right(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (Argon2Error, InvalidHashError):
            return False

    def _read(self) -> dict[str, Account]:
        try:
            # Windows has no such bits; its folders inherit their owner's rights.
            mode = self._path.stat().st_mode & 0o077 if os.name == "posix" else 0
            lines = self._path.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return {}
        if mode:
            raise AccountsError("accounts-file-open-to-others", mode=oct(mode))
        accounts = {}
        for number, line in enumerate(lines, 1):
            fields = line.split(":")
            if len(fields) != 3 or not _USER.fullmatch(fields[0]) or fields[0] in accounts:
                raise AccountsError("accounts-file-line", line=number)
            accounts[fields[0]] = Account(*fields)
        return accounts

    def _write(self, accounts: dict[str, Account]) -> None:
        text = "".join(f"{a.user}:{a.role}:{a.password_hash}\n" for a in accounts.values())
        write_durably(self._path, text.encode())


def generated_password() -> str:
    """Four groups of four letters and digits, as `k7fw-93mh-xq2d-r8tc`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
