"""A post's own tills: programs that drive this counter, each with a token of its own.

The file has one line a till, `name:user:hash`. A token is 256 random bits, so that its plain
SHA-256 can neither be turned back nor guessed; what a till does stands under its teller's name.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from firmware_config.durable import write_durably
from firmware_config.errors import ContractError
from firmware_config.web.accounts import Account, Accounts

TOKEN_BYTES = 32
TELLER = "teller"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")


class TillError(ContractError):
    """`till-name`, `till-exists`, `till-unknown`, `till-not-a-teller` or `tills-file-line`."""


@dataclass(frozen=True, slots=True)
class Till:
    """A program by `name` that acts for the teller `user`."""

    name: str
    user: str
    token_hash: str

    def __repr__(self) -> str:
        return f"Till({self.name!r}, {self.user!r})"


class Tills:
    """Read anew at each question, so that a command's change counts at once."""

    def __init__(self, path: Path, accounts: Accounts) -> None:
        self._path = path
        self._accounts = accounts

    def all(self) -> tuple[Till, ...]:
        """By name.

        Raises:
            TillError: `tills-file-line`.
        """
        try:
            lines = self._path.read_text("ascii").splitlines()
        except FileNotFoundError:
            return ()
        return tuple(_parse(number, line) for number, line in enumerate(lines, 1))

    def add(self, name: str, user: str) -> str:
        """A new till for the teller `user`; its token, which is kept nowhere.

        Raises:
            TillError: `till-name`, `till-exists`, `till-not-a-teller`.
        """
        if not _NAME.fullmatch(name):
            raise TillError("till-name", name=name)
        account = self._accounts.find(user)
        if account is None or account.role != TELLER:
            raise TillError("till-not-a-teller", user=user)
        tills = self.all()
        if any(till.name == name for till in tills):
            raise TillError("till-exists", name=name)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._write((*tills, Till(name, user, _hash(token))))
        return token

    def remove(self, name: str) -> None:
        """From now on its token counts for nothing. Raises `TillError` (`till-unknown`)."""
        tills = self.all()
        kept = tuple(till for till in tills if till.name != name)
        if len(kept) == len(tills):
            raise TillError("till-unknown", name=name)
        self._write(kept)

    def account_of(self, token: str) -> Account | None:
        """The teller whom `token` stands for, as the account is now; None if for nobody."""
        # What is looked up is a hash: how long that takes tells nothing of the token.
        told = _hash(token)
        for till in self.all():
            if till.token_hash == told:
                account = self._accounts.find(till.user)
                return account if account is not None and account.role == TELLER else None
        return None

    def _write(self, tills: tuple[Till, ...]) -> None:
        ordered = sorted(tills, key=lambda till: till.name)
        text = "".join(f"{till.name}:{till.user}:{till.token_hash}\n" for till in ordered)
        write_durably(self._path, text.encode("ascii"))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _parse(number: int, line: str) -> Till:
    fields = line.split(":")
    if len(fields) != 3 or not _NAME.fullmatch(fields[0]) or len(fields[2]) != 64:
        raise TillError("tills-file-line", line=number)
    return Till(*fields)
