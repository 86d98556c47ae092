"""The keyring: one folder of keys whose names say what each key may sign (`key_name`).

Beside a key may lie `<name>.retired`, the seconds from which it signs no more, one a line of which
the earliest counts, and `<name>.revoked`, the second of its revocation. The folder is the index,
so a command and a running centre never disagree. Nothing in it is ever deleted: counters must
still check what an expired key once signed.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cardsvc.signing import kept_key
from cardsvc.signing.key_name import (
    HELD_BY_CARDS,
    KEY_LIFE,
    LONG_LIFE,
    OF_A_PROVINCE,
    KeyName,
    KeyringError,
)
from firmware_config.card.scp03 import MasterKey
from firmware_config.clock import from_unix, to_unix
from firmware_config.durable import write_durably
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.pkcs11_uri import Pkcs11Uri
from firmware_config.signing import PublicKey, Signer
from firmware_config.trust import Role, TrustedKey, TrustList

__all__ = [
    "KEY_LIFE",
    "LONG_LIFE",
    "SUCCESSOR_AHEAD",
    "HeldKey",
    "KeyState",
    "Keyring",
    "KeyringError",
]

SUCCESSOR_AHEAD = timedelta(days=60)
"""A successor is published this long before it is needed, so that counters offline for weeks know
it by then."""
TRUST_LIFETIME = timedelta(days=90)

_ROOT, _MASTER = "root", "card-master"
_FIRST_ROLES = (Role.LEDGER_ACK, *HELD_BY_CARDS)
_SETTLED_NS = 1_000_000_000
"""A folder's time of change is no finer than some milliseconds: a list is kept only if the folder
has been left alone for longer."""


class KeyState(StrEnum):
    """`AHEAD` is published and does not sign yet: its time has not come, or another's is not over.
    `RETIRED` and `EXPIRED` sign no more; what they signed counts. Of `REVOKED`, nothing does."""

    AHEAD = "ahead"
    SIGNING = "signing"
    RETIRED = "retired"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key of this centre's. `token` is the label of the token it lies in, None for a file."""

    name: KeyName
    path: Path
    signer: Signer
    token: str | None
    retired_at: datetime | None
    revoked_at: datetime | None
    changes: int

    @property
    def kid(self) -> bytes:
        return self.signer.public_key.kid

    @property
    def ends_at(self) -> datetime:
        """When it ceases to sign."""
        until = self.name.not_after
        return until if self.retired_at is None else min(until, self.retired_at)

    @property
    def trusted(self) -> TrustedKey:
        # A card obeys the key it was issued with, and no counter may refuse that one earlier.
        is_held = self.name.role in HELD_BY_CARDS
        return TrustedKey(
            self.signer.public_key,
            self.name.role,
            self.name.not_before,
            self.name.not_after if is_held else max(self.ends_at, self.name.not_before),
            self.name.programmes,
            frozenset() if self.name.province is None else frozenset((self.name.province,)),
            self.revoked_at,
        )

    def may_sign(self, now: datetime) -> bool:
        return self.revoked_at is None and self.name.not_before <= now < self.ends_at


class Keyring:
    """The keys of one centre. Methods that take `now` make a key when none is in force; new ones
    are made in `token`, or in files where there is none."""

    def __init__(self, folder: Path, token: Pkcs11Uri | None = None) -> None:
        self._folder = folder
        self._token = token
        self._loaded: dict[str, Signer] = {}
        self._listed: tuple[int, tuple[HeldKey, ...]] | None = None

    @classmethod
    def open(cls, folder: Path, now: datetime, token: Pkcs11Uri | None = None) -> Keyring:
        """The keyring in `folder`; at the first start with a root and the country-wide keys.

        Raises:
            KeyFault: a file that is no key, or that others may read.
            KeyringError: `key-file-name`, `key-file-note`.
            TokenFault: keys that had to be made, and could not.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keyring = cls(folder, token)
        if kept_key.find(folder, _ROOT) is None:
            kept_key.make_signer(folder, _ROOT, token)
        for role in _FIRST_ROLES:
            keyring.signer(role, now)
        if kept_key.find(folder, _MASTER) is None:
            kept_key.make_master(folder, _MASTER, token)
        return keyring

    @property
    def root(self) -> PublicKey:
        """What a terminal is given at its enrolment; all else follows from it."""
        return self._root().public_key

    @property
    def card_master(self) -> MasterKey:
        """What blank cards' SCP03 keys are diversified from."""
        path = kept_key.find(self._folder, _MASTER)
        if path is None:
            raise KeyringError("key-unknown", name=_MASTER)
        return kept_key.load_master(path)

    def open_province(
        self,
        province: ProvinceCode,
        now: datetime,
        programmes: Iterable[ProgrammeCode] = (),
    ) -> None:
        """Have the province's keys in the trust list before the first of its records is signed:
        one for each of `programmes`, one for records that hold several, and one for each other
        role."""
        for role in OF_A_PROVINCE:
            self.signer(role, now, province)
        for programme in programmes:
            self.signer(Role.ENTITLEMENT, now, province, frozenset((programme,)))

    def entitlement(
        self,
        province: ProvinceCode,
        now: datetime,
        programmes: frozenset[ProgrammeCode] = frozenset(),
    ) -> Signer:
        """The key for a record that holds `programmes`: of those in force the one that may sign
        the fewest others. The province's own may sign any, so that a record can hold several."""
        return self.entitlement_key(province, now, programmes).signer

    def entitlement_key(
        self,
        province: ProvinceCode,
        now: datetime,
        programmes: frozenset[ProgrammeCode] = frozenset(),
    ) -> HeldKey:
        """The same, with its file."""
        kept_for = {
            one.name.programmes
            for one in self.held()
            if (one.name.role, one.name.province) == (Role.ENTITLEMENT, province)
            and programmes
            and one.name.programmes >= programmes
            and one.may_sign(now)
        }
        narrowest = min(kept_for, key=_breadth, default=frozenset[ProgrammeCode]())
        return self._signing(Role.ENTITLEMENT, now, province, narrowest)

    def signer(
        self,
        role: Role,
        now: datetime,
        province: ProvinceCode | None = None,
        programmes: frozenset[ProgrammeCode] = frozenset(),
    ) -> Signer:
        """The key that signs for just that: of those in force, the one that counters know longest.

        Raises:
            TokenFault: a key had to be made, and could not.
        """
        return self._signing(role, now, province, programmes).signer

    def holder(self, kid: bytes) -> Signer:
        """The key `kid`, however old: a card obeys the script authority it was issued with.

        Raises:
            KeyringError: `key-unknown`, `key-revoked`.
        """
        return self._unrevoked(kid).signer

    def held(self) -> tuple[HeldKey, ...]:
        """Every key there has ever been, by name."""
        changed = self._folder.stat().st_mtime_ns
        if self._listed is not None and self._listed[0] == changed:
            return self._listed[1]
        paths = (path for path in self._folder.iterdir() if path.stem != _ROOT)
        keys = sorted(path for path in paths if path.suffix in (kept_key.FILE, kept_key.NOTE))
        held = tuple(self._held(path) for path in keys if path.stem != _MASTER)
        if time.time_ns() - changed > _SETTLED_NS:
            self._listed = changed, held
        return held

    def find(self, kid: bytes) -> HeldKey:
        """Raises `KeyringError` (`key-unknown`)."""
        for one in self.held():
            if one.kid == kid:
                return one
        raise KeyringError("key-unknown", kid=kid.hex())

    def state(self, key: HeldKey, now: datetime) -> KeyState:
        if key.revoked_at is not None:
            return KeyState.REVOKED
        if now >= key.ends_at:
            return KeyState.RETIRED if key.retired_at is not None else KeyState.EXPIRED
        name = key.name
        signing = self._in_force(name.role, now, name.province, name.programmes)
        return KeyState.SIGNING if key.kid in {one.kid for one in signing[:1]} else KeyState.AHEAD

    def trust(self, now: datetime) -> TrustList:
        """Every key there has ever been. The version only rises, as keys and changes do."""
        held = self.held()
        version = len(held) + sum(one.changes for one in held)
        since = now.replace(microsecond=0)
        keys = tuple(one.trusted for one in held)
        return TrustList(version, since, since + TRUST_LIFETIME, keys)

    def trust_list(self, now: datetime) -> bytes:
        """`trust`, signed by the root: what counters fetch."""
        return self.trust(now).sign(self._root())

    def new_name(
        self,
        role: Role,
        now: datetime,
        province: ProvinceCode | None = None,
        programmes: frozenset[ProgrammeCode] = frozenset(),
    ) -> KeyName:
        """For a whole life from `now` on, and nobody's yet: one made or revoked this very second
        may have the very name."""
        name = KeyName.from_now(role, now, province, programmes)
        while kept_key.find(self._folder, str(name)) is not None:
            name = replace(name, not_after=name.not_after + timedelta(seconds=1))
        return name

    def create(self, name: KeyName) -> bytes:
        """A new key of that name; its kid. One of that name which is there already is the one.

        Raises:
            TokenFault: nothing has been made.
        """
        if kept_key.find(self._folder, str(name)) is None:
            kept_key.make_signer(self._folder, str(name), self._token)
        return next(one.kid for one in self.held() if one.name == name)

    def retire(self, kid: bytes, at: datetime) -> None:
        """It signs nothing from `at` on; what it signed before counts. Sooner again, never later.

        Raises:
            KeyringError: `key-unknown`, `key-revoked`.
        """
        key = self._unrevoked(kid)
        if at < key.ends_at:
            before = key.path.with_suffix(".retired")
            lines = before.read_text("ascii") if before.exists() else ""
            self._note(before, f"{lines}{to_unix(at)}\n")

    def revoke(self, kid: bytes, at: datetime) -> None:
        """Never undone; the next use of the role makes a new key.

        Raises:
            KeyringError: `key-unknown`.
        """
        key = self.find(kid)
        if key.revoked_at is None:
            self._note(key.path.with_suffix(".revoked"), str(to_unix(at)))

    def _unrevoked(self, kid: bytes) -> HeldKey:
        key = self.find(kid)
        if key.revoked_at is not None:
            raise KeyringError("key-revoked", kid=kid.hex())
        return key

    def _signing(
        self,
        role: Role,
        now: datetime,
        province: ProvinceCode | None,
        programmes: frozenset[ProgrammeCode],
    ) -> HeldKey:
        lasting = now + SUCCESSOR_AHEAD
        alive = self._of_use(role, province, programmes)
        in_force = self._in_force(role, now, province, programmes)
        if not in_force or all(one.ends_at < lasting for one in alive):
            self.create(self.new_name(role, now, province, programmes))
            in_force = self._in_force(role, now, province, programmes)
        return in_force[0]

    def _in_force(
        self,
        role: Role,
        now: datetime,
        province: ProvinceCode | None,
        programmes: frozenset[ProgrammeCode],
    ) -> tuple[HeldKey, ...]:
        """The one that signs first: it ends first, and so counters know it longest."""
        found = [one for one in self._of_use(role, province, programmes) if one.may_sign(now)]
        return tuple(sorted(found, key=lambda one: (one.ends_at, one.name.not_before)))

    def _of_use(
        self, role: Role, province: ProvinceCode | None, programmes: frozenset[ProgrammeCode]
    ) -> tuple[HeldKey, ...]:
        use = role, province, programmes
        return tuple(
            one
            for one in self.held()
            if one.revoked_at is None
            and (one.name.role, one.name.province, one.name.programmes) == use
        )

    def _held(self, path: Path) -> HeldKey:
        retired, revoked = path.with_suffix(".retired"), path.with_suffix(".revoked")
        ends = retired.read_text("ascii").split() if retired.exists() else []
        revoked_at = from_unix(int(revoked.read_text("ascii"))) if revoked.exists() else None
        return HeldKey(
            KeyName.parse(path.stem),
            path,
            self._load(path),
            kept_key.place_of(path),
            from_unix(min(map(int, ends))) if ends else None,
            revoked_at,
            len(ends) + (revoked_at is not None),
        )

    def _root(self) -> Signer:
        path = kept_key.find(self._folder, _ROOT)
        if path is None:
            raise KeyringError("key-unknown", name=_ROOT)
        return self._load(path)

    def _load(self, path: Path) -> Signer:
        if path.name not in self._loaded:
            self._loaded[path.name] = kept_key.load_signer(path)
        return self._loaded[path.name]

    def _note(self, path: Path, text: str) -> None:
        write_durably(path, text.encode("ascii"))
        self._listed = None


def _breadth(programmes: frozenset[ProgrammeCode]) -> tuple[int, list[str]]:
    return len(programmes), sorted(code.text for code in programmes)
