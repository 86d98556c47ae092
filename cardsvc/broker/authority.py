"""The broker's keys, in the centre's state folder, and whom they let in.

They are files of their own and not in the token: Ed25519 is not what it holds, and what they
open is a road. Who had them all could fill the broker or stop it, and forge not one entry, not one
acknowledgement.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from cardsvc.broker.claims import (
    Permissions,
    account_claim,
    operator_claim,
    system_account_claim,
    terminal_claim,
    user_claim,
)
from cardsvc.broker.errors import BrokerFault
from firmware_config.broker.credential import Credential
from firmware_config.broker.nkey import Nkey, NkeyError, NkeyKind, check_public
from firmware_config.durable import write_durably
from firmware_config.ids import ProvinceCode, TerminalId
from firmware_config.signing import KeyFault

TERMINAL_FOR = timedelta(days=7)
"""Renewed when half over, so that a counter shut for a long weekend still finds the way."""
PROGRAM_FOR = timedelta(hours=1)
"""For the centre's own programs, which make theirs anew for each connection."""
SKEW = timedelta(minutes=5)
"""A node's clock may be behind ours: a claim from its future would not let in."""

_KINDS = {
    "operator": NkeyKind.OPERATOR,
    "system": NkeyKind.ACCOUNT,
    "account": NkeyKind.ACCOUNT,
    "terminals": NkeyKind.ACCOUNT,
}


@dataclass(frozen=True, slots=True)
class ServerClaims:
    """What a node's configuration holds, and no secret."""

    operator: str
    system_account: str
    system_claim: str
    account: str
    account_claim: str


@dataclass(frozen=True, slots=True)
class BrokerAuthority:
    """`terminals` signs terminals' claims, `account` those of the centre's programs."""

    operator: Nkey
    system: Nkey
    account: Nkey
    terminals: Nkey

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Raises `BrokerFault` (`broker-unknown`), or `KeyFault` for a file that cannot be used."""
        if not folder.is_dir():
            raise BrokerFault("broker-unknown")
        return cls(**{name: _load(folder / name, kind) for name, kind in _KINDS.items()})

    @classmethod
    def make(cls, folder: Path) -> Self:
        """Opened; made if there is none yet. Raises `KeyFault`."""
        folder.mkdir(mode=0o700, exist_ok=True)
        for name, kind in _KINDS.items():
            if not (folder / name).exists():
                write_durably(folder / name, Nkey.new(kind).seed.encode() + b"\n")
        return cls.open(folder)

    def server_claims(self, now: datetime) -> ServerClaims:
        at, system, account = now - SKEW, self.system.public, self.account.public
        return ServerClaims(
            operator_claim(self.operator, system, at),
            system,
            system_account_claim(self.operator, system, at),
            account,
            account_claim(self.operator, account, self.terminals.public, at),
        )

    def let_terminal_in(
        self, key: str, terminal: TerminalId, province: ProvinceCode, now: datetime
    ) -> str:
        """The claim of the terminal whose nkey is `key`. Raises `NkeyError`."""
        check_public(key, NkeyKind.USER)
        return terminal_claim(
            self.terminals,
            self.account.public,
            key,
            terminal,
            province,
            *(now - SKEW, now + TERMINAL_FOR),
        )

    def let_program_in(self, name: str, allowed: Permissions, now: datetime) -> Credential:
        """For a program of the centre's own."""
        key = Nkey.new(NkeyKind.USER)
        until = now + PROGRAM_FOR
        claim = user_claim(self.account, key.public, name, allowed, now - SKEW, until)
        return Credential.parse(claim, key)


def _load(path: Path, kind: NkeyKind) -> Nkey:
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="ascii").strip()
        key = Nkey.parse(text, kind)
    except (OSError, UnicodeDecodeError, NkeyError) as error:
        cause = type(error).__name__
        raise KeyFault("key-file-unreadable", path=str(path), cause=cause) from None
    if os.name == "posix" and mode & 0o077:
        raise KeyFault("key-file-not-private", path=str(path), mode=oct(mode & 0o777))
    return key
