"""One change of the keyring, as one person proposes it and another approves it.

All of it is settled when it is proposed, the new key's name and times too, so that it means the
same to both of them and, done twice, does nothing the second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from cardsvc.signing.key_name import KeyName
from cardsvc.signing.keys import SUCCESSOR_AHEAD, HeldKey, Keyring, KeyringError, KeyState
from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError

MAX_SUBJECT = 64  # of the audit trail


class Deed(StrEnum):
    """`ROTATE` makes a successor that signs when the old key ceases to; `RETIRE` makes none."""

    CREATE = "create"
    ROTATE = "rotate"
    RETIRE = "retire"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class KeyChange:
    """`made` is the name of a key to be made, `kid` the key there is, `at` when it ceases to sign:
    each where the deed has one."""

    deed: Deed
    made: KeyName | None = None
    kid: bytes | None = None
    at: datetime | None = None

    @classmethod
    def create(cls, keyring: Keyring, made: KeyName) -> Self:
        """Raises `KeyringError` (`key-exists`)."""
        if any(one.name == made for one in keyring.held()):
            raise KeyringError("key-exists", name=str(made))
        return cls(Deed.CREATE, made)

    @classmethod
    def rotate(
        cls, keyring: Keyring, kid: bytes, now: datetime, lead: timedelta = SUCCESSOR_AHEAD
    ) -> Self:
        """The old key signs on for `lead`, until counters know the new one.

        Raises:
            KeyringError: `key-unknown`, `key-revoked`, `key-retired`, `key-expired`; `key-lead`
                for a lead that is none.
        """
        if lead < timedelta(0):
            raise KeyringError("key-lead", days=lead.days)
        key = _living(keyring, kid, now)
        name = key.name
        made = keyring.new_name(name.role, now, name.province, name.programmes)
        at = min(now.replace(microsecond=0) + lead, key.ends_at)
        return cls(Deed.ROTATE, made, kid, at)

    @classmethod
    def retire(cls, keyring: Keyring, kid: bytes, now: datetime) -> Self:
        """Raises `KeyringError`: `key-unknown`, `key-revoked`, `key-retired`, `key-expired`."""
        return cls(Deed.RETIRE, None, _living(keyring, kid, now).kid, now.replace(microsecond=0))

    @classmethod
    def revoke(cls, keyring: Keyring, kid: bytes) -> Self:
        """Raises `KeyringError`: `key-unknown`, `key-revoked`."""
        key = keyring.find(kid)
        if key.revoked_at is not None:
            raise KeyringError("key-revoked", kid=kid.hex())
        return cls(Deed.REVOKE, None, kid)

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Self:
        """From `to_data`. Raises `KeyringError` (`key-change-malformed`)."""
        try:
            change = cls(
                Deed(data["deed"]),
                KeyName.parse(data["made"]) if "made" in data else None,
                bytes.fromhex(data["kid"]) if "kid" in data else None,
                from_unix(data["at"]) if "at" in data else None,
            )
        except (KeyError, ValueError, TypeError, ContractError) as error:
            raise KeyringError("key-change-malformed", cause=type(error).__name__) from None
        has = change.made is not None, change.kid is not None, change.at is not None
        if has != _PARTS[change.deed]:
            raise KeyringError("key-change-malformed", deed=change.deed.value)
        return change

    def to_data(self) -> dict[str, str | int]:
        data: dict[str, str | int] = {"deed": self.deed.value}
        if self.made is not None:
            data["made"] = str(self.made)
        if self.kid is not None:
            data["kid"] = self.kid.hex()
        if self.at is not None:
            data["at"] = to_unix(self.at)
        return data

    @property
    def subject(self) -> str:
        """One open proposal for each key, and for each new one."""
        return f"key:{self.made if self.kid is None else self.kid.hex()}"[:MAX_SUBJECT]

    def apply(self, keyring: Keyring, now: datetime) -> None:
        """The trust list says it from now on.

        Raises:
            KeyringError: `key-unknown`, `key-revoked`.
            TokenFault: no key could be made, and nothing has changed.
        """
        if self.kid is not None and self.deed is not Deed.REVOKE:
            keyring.holder(self.kid)
        if self.made is not None:
            keyring.create(self.made)
        if self.kid is not None and self.deed is Deed.REVOKE:
            keyring.revoke(self.kid, now)
        elif self.kid is not None and self.at is not None:
            # A retirement told for a time that is over would undo what was signed since.
            keyring.retire(self.kid, max(self.at, now))


_PARTS = {  # made, kid, at
    Deed.CREATE: (True, False, False),
    Deed.ROTATE: (True, True, True),
    Deed.RETIRE: (False, True, True),
    Deed.REVOKE: (False, True, False),
}


def _living(keyring: Keyring, kid: bytes, now: datetime) -> HeldKey:
    key = keyring.find(kid)
    state = keyring.state(key, now)
    if state in (KeyState.REVOKED, KeyState.RETIRED, KeyState.EXPIRED):
        raise KeyringError(f"key-{state.value}", kid=kid.hex())
    return key
