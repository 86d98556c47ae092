"""The keyring: one folder of key files whose names say what each key may sign.

`<role>_<province|any>_<programmes|any>_<not before>_<not after>.pem`, times in seconds since 1970;
a file of the same name ending in `.revoked` holds the second of its revocation. The folder is the
index, so a command and a running centre never disagree. Nothing in it is ever deleted: counters
must still check what an expired key once signed. A token replaces the files behind `Signer`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cardsvc.errors import CentreError
from cardsvc.signing.card_master import FileMaster, save_master
from cardsvc.signing.settle import settle
from firmware_config.card.scp03 import MasterKey
from firmware_config.clock import from_unix, to_unix
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.signing import FileKey, PublicKey, Signer
from firmware_config.trust import Role, TrustedKey, TrustList

KEY_LIFE = timedelta(days=366)
"""One key per role, province and year, never one for the country and for ever."""
LONG_LIFE = timedelta(days=10 * 366)
"""Of the two keys that a card holds for its own five years: the terminal CA's and the script
authority's."""
SUCCESSOR_AHEAD = timedelta(days=60)
"""A successor is published this long before it is needed, so that counters offline for weeks know
it by then."""
TRUST_LIFETIME = timedelta(days=90)

_ROOT = "root.pem"
_ANY = "any"
_NAME = re.compile(r"(?P<role>[a-z-]+)_(?P<where>any|\d\d)_(?P<what>any|[A-Z+]+)_(\d+)_(\d+)\.pem")
_MASTER = "card-master.key"
_HELD_BY_CARDS = (Role.TERMINAL_CA, Role.CARD_SCRIPT)
_FIRST_ROLES = (Role.CARD_CA, Role.STATUS_LIST, Role.LEDGER_ACK, *_HELD_BY_CARDS)


class KeyringError(CentreError):
    """A key folder that cannot be used, or a key that is not in it (`key-…`)."""


@dataclass(frozen=True, slots=True)
class KeyName:
    """What a key may sign, as its file's name has it. No province or programme means any."""

    role: Role
    province: ProvinceCode | None
    programmes: frozenset[ProgrammeCode]
    not_before: datetime
    not_after: datetime

    @classmethod
    def parse(cls, file_name: str) -> KeyName:
        """Raises `KeyringError` (`key-file-name`)."""
        found = _NAME.fullmatch(file_name)
        roles = {_word(role): role for role in Role}
        if found is None or found["role"] not in roles:
            raise KeyringError("key-file-name", name=file_name)
        where, what = found["where"], found["what"]
        return cls(
            roles[found["role"]],
            None if where == _ANY else ProvinceCode(where),
            frozenset() if what == _ANY else frozenset(map(ProgrammeCode, what.split("+"))),
            from_unix(int(found[4])),
            from_unix(int(found[5])),
        )

    @property
    def file_name(self) -> str:
        where = self.province.text if self.province else _ANY
        what = "+".join(sorted(code.text for code in self.programmes)) or _ANY
        times = f"{to_unix(self.not_before)}_{to_unix(self.not_after)}"
        return f"{_word(self.role)}_{where}_{what}_{times}.pem"


@dataclass(frozen=True, slots=True)
class _Held:
    name: KeyName
    key: FileKey
    revoked_at: datetime | None

    @property
    def trusted(self) -> TrustedKey:
        return TrustedKey(
            self.key.public_key,
            self.name.role,
            self.name.not_before,
            self.name.not_after,
            self.name.programmes,
            frozenset() if self.name.province is None else frozenset((self.name.province,)),
            self.revoked_at,
        )


class Keyring:
    """The keys of one centre. Methods that take `now` make a key when none is in force."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: dict[str, FileKey] = {}

    @classmethod
    def open(cls, folder: Path, now: datetime) -> Keyring:
        """The keyring in `folder`; at the first start with a root and the country-wide keys.

        Raises:
            KeyFault: a file that is no key, or that others may read.
            KeyringError: `key-file-name`.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keyring = cls(folder)
        if not (folder / _ROOT).exists():
            _save(FileKey.new(), folder / _ROOT)
        for role in _FIRST_ROLES:
            keyring.signer(role, now)
        if not (folder / _MASTER).exists():
            save_master(folder / _MASTER)
        return keyring

    @property
    def root(self) -> PublicKey:
        """What a terminal is given at its enrolment; all else follows from it."""
        return self._load(_ROOT).public_key

    @property
    def card_master(self) -> MasterKey:
        """What blank cards' SCP03 keys are diversified from."""
        return FileMaster.load(self._folder / _MASTER)

    def open_province(self, province: ProvinceCode, now: datetime) -> None:
        """Have the province's keys in the trust list before the first of its records is signed."""
        self.entitlement(province, now)
        self.payout_list(province, now)

    def entitlement(self, province: ProvinceCode, now: datetime) -> Signer:
        """One key for all of a province's programmes, so that one record can hold several."""
        return self.signer(Role.ENTITLEMENT, now, province)

    def payout_list(self, province: ProvinceCode, now: datetime) -> Signer:
        return self.signer(Role.PAYOUT_LIST, now, province)

    def signer(self, role: Role, now: datetime, province: ProvinceCode | None = None) -> Signer:
        """The key that signs for `role`: of those in force, the one that counters know longest."""
        held = self._in_force(role, now, province)
        if all(one.name.not_after - now < SUCCESSOR_AHEAD for one in held):
            self._make(role, now, province)
            held = self._in_force(role, now, province)
        return min(held, key=lambda one: one.name.not_after).key

    def holder(self, kid: bytes) -> Signer:
        """The key `kid`, however old: a card obeys the script authority it was issued with.

        Raises:
            KeyringError: `key-unknown`, `key-revoked`.
        """
        for one in self._held():
            if one.key.public_key.kid == kid:
                if one.revoked_at is not None:
                    raise KeyringError("key-revoked", kid=kid.hex())
                return one.key
        raise KeyringError("key-unknown", kid=kid.hex())

    def trust(self, now: datetime) -> TrustList:
        """Every key there has ever been. The version only rises, as keys and revocations do."""
        held = self._held()
        version = len(held) + sum(one.revoked_at is not None for one in held)
        since = now.replace(microsecond=0)
        keys = tuple(one.trusted for one in held)
        return TrustList(version, since, since + TRUST_LIFETIME, keys)

    def trust_list(self, now: datetime) -> bytes:
        """`trust`, signed by the root: what counters fetch."""
        return self.trust(now).sign(self._load(_ROOT))

    def revoke(self, kid: bytes, at: datetime) -> None:
        """Never undone; the next use of the role makes a new key.

        Raises:
            KeyringError: `key-unknown`.
        """
        for one in self._held():
            if one.key.public_key.kid == kid:
                if one.revoked_at is None:
                    revocation = self._revocation(one.name.file_name)
                    aside = revocation.with_suffix(".new")
                    aside.write_text(str(to_unix(at)))
                    settle(aside, revocation)
                return
        raise KeyringError("key-unknown", kid=kid.hex())

    def _in_force(
        self, role: Role, now: datetime, province: ProvinceCode | None
    ) -> tuple[_Held, ...]:
        return tuple(
            one
            for one in self._held()
            if (one.name.role, one.name.province) == (role, province)
            and one.name.not_before <= now <= one.name.not_after
            and one.revoked_at is None
        )

    def _held(self) -> tuple[_Held, ...]:
        names = sorted(path.name for path in self._folder.glob("*.pem") if path.name != _ROOT)
        return tuple(
            _Held(KeyName.parse(name), self._load(name), self._revoked_at(name)) for name in names
        )

    def _make(self, role: Role, now: datetime, province: ProvinceCode | None) -> None:
        since = now.replace(microsecond=0)
        life = LONG_LIFE if role in _HELD_BY_CARDS else KEY_LIFE
        name = KeyName(role, province, frozenset(), since, since + life)
        # A second key of the same name would belong to one revoked this very second.
        while (self._folder / name.file_name).exists():
            name = KeyName(
                role, province, frozenset(), since, name.not_after + timedelta(seconds=1)
            )
        _save(FileKey.new(), self._folder / name.file_name)

    def _load(self, file_name: str) -> FileKey:
        if file_name not in self._loaded:
            self._loaded[file_name] = FileKey.load(self._folder / file_name)
        return self._loaded[file_name]

    def _revocation(self, file_name: str) -> Path:
        return (self._folder / file_name).with_suffix(".revoked")

    def _revoked_at(self, file_name: str) -> datetime | None:
        file = self._revocation(file_name)
        return from_unix(int(file.read_text())) if file.exists() else None


def _save(key: FileKey, path: Path) -> None:
    aside = path.with_suffix(".new")
    aside.unlink(missing_ok=True)
    key.save(aside)
    settle(aside, path)


def _word(role: Role) -> str:
    return role.name.lower().replace("_", "-")
