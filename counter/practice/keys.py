"""The keys of the practice centre. Only practice counters of the same folder trust them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from firmware_config.signing import FileKey
from firmware_config.trust import Role, TrustedKey, TrustList

_ROOT = "root"
# The same at every signing: one version of a list has one set of keys.
_SINCE, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_ROLES = (
    *(Role.ENTITLEMENT, Role.CARD_CA, Role.CARD_SCRIPT, Role.TERMINAL_CA),
    *(Role.STATUS_LIST, Role.PAYOUT_LIST, Role.LEDGER_ACK),
)


@dataclass(frozen=True, slots=True)
class PracticeKeys:
    root: FileKey
    _by_role: dict[Role, FileKey]

    @classmethod
    def make(cls, folder: Path) -> Self:
        """New ones, kept in `folder`."""
        folder.mkdir(mode=0o700)
        for name in (_ROOT, *(role.name for role in _ROLES)):
            FileKey.new().save(_file(folder, name))
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Raises `KeyFault`."""
        by_role = {role: FileKey.load(_file(folder, role.name)) for role in _ROLES}
        return cls(FileKey.load(_file(folder, _ROOT)), by_role)

    def of(self, role: Role) -> FileKey:
        return self._by_role[role]

    def trust(self, version: int, now: datetime) -> TrustList:
        trusted = tuple(
            TrustedKey(key.public_key, role, _SINCE, _UNTIL) for role, key in self._by_role.items()
        )
        return TrustList(version, now, _UNTIL, trusted)


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name.lower()}.key"
