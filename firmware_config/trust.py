"""The trust list: which key may sign what, where and when. Signed by the root.

A revocation once seen is never undone: a newer list is read together with the one before it, and
a key revoked there stays revoked whatever the newer one says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from typing import Self

from firmware_config import cbor, cose
from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.signing import PublicKey, Signer

TYP = "application/chitra-trust+cbor"
MAX_KEYS = 5000  # 34 provinces × 6 programmes × some years and roles, with room


class Role(IntEnum):
    """What a key may sign."""

    ENTITLEMENT = 1
    CARD_CA = 2
    CARD_SCRIPT = 3
    TERMINAL_CA = 4
    STATUS_LIST = 5
    PAYOUT_LIST = 6
    LEDGER_ACK = 7
    REPORT = 8


class TrustError(ContractError):
    """A trust list that cannot be taken (`trust-…`)."""


class Untrusted(ContractError):
    """A signature by a key that may not sign this. `code` is one of:

    `untrusted-key` (not in the list), `untrusted-role`, `untrusted-programme`,
    `untrusted-province`, `untrusted-date`, `untrusted-revoked`.
    """

    def __init__(self, code: str, kid: bytes) -> None:
        super().__init__(code, kid=kid.hex())


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """One key. Empty `programmes` or `provinces` mean any."""

    key: PublicKey
    role: Role
    not_before: datetime
    not_after: datetime
    programmes: frozenset[ProgrammeCode] = frozenset()
    provinces: frozenset[ProvinceCode] = frozenset()
    revoked_at: datetime | None = None

    def to_wire(self) -> list[object]:
        return [
            self.key.point,
            int(self.role),
            to_unix(self.not_before),
            to_unix(self.not_after),
            sorted(p.text for p in self.programmes),
            sorted(p.text for p in self.provinces),
            None if self.revoked_at is None else to_unix(self.revoked_at),
        ]

    @classmethod
    def of_wire(cls, item: object) -> TrustedKey:
        if type(item) is not list or not cbor.is_row(item[:-1], bytes, int, int, int, list, list):
            raise TrustError("trust-malformed")
        point, role, nbf, exp, programmes, provinces, revoked = item
        try:
            known = Role(role)
        except ValueError:
            raise TrustError("trust-unknown-role", role=role) from None
        return cls(
            PublicKey(point),
            known,
            from_unix(nbf),
            from_unix(exp),
            frozenset(ProgrammeCode(_text(p)) for p in programmes),
            frozenset(ProvinceCode(_text(p)) for p in provinces),
            None if revoked is None else from_unix(revoked),
        )


@dataclass(frozen=True, slots=True)
class TrustList:
    """A verified trust list. `version` only ever rises."""

    version: int
    issued_at: datetime
    expires_at: datetime
    keys: tuple[TrustedKey, ...]
    _by_kid: dict[bytes, TrustedKey] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_kid = {trusted.key.kid: trusted for trusted in self.keys}
        if len(by_kid) != len(self.keys):
            raise TrustError("trust-key-twice")
        object.__setattr__(self, "_by_kid", by_kid)

    def sign(self, root: Signer) -> bytes:
        wire = [
            self.version,
            to_unix(self.issued_at),
            to_unix(self.expires_at),
            [trusted.to_wire() for trusted in self.keys],
        ]
        return cose.sign1(cbor.encode(wire), root, typ=TYP)

    @classmethod
    def parse(cls, data: bytes, root: PublicKey, previous: TrustList | None = None) -> TrustList:
        """The list in `data`, signed by `root`, with the revocations of `previous` kept.

        Raises:
            BadSignature: not signed by the root.
            TrustError: `trust-malformed`, `trust-unknown-role`, `trust-key-twice`,
                `trust-rollback` (an older version than `previous`), `trust-version-twice` (its
                version with other keys: somebody signs beside the one who numbers them).
        """
        message = cose.Sign1.parse(data)
        payload = message.verify(root)
        match cbor.decode(payload):
            case [version, iat, exp, [*items]] if message.typ == TYP and cbor.is_count(version):
                pass
            case _:
                raise TrustError("trust-malformed")
        if len(items) > MAX_KEYS:
            raise TrustError("trust-too-many-keys", count=len(items), limit=MAX_KEYS)
        keys = tuple(TrustedKey.of_wire(item) for item in items)
        if previous is not None:
            if version < previous.version:
                raise TrustError("trust-rollback", version=version, seen=previous.version)
            keys = _with_revocations_of(previous, keys)
            # Times alone may differ: a list is signed anew to show that it still holds.
            if version == previous.version and set(keys) != set(previous.keys):
                raise TrustError("trust-version-twice", version=version)
        return cls(version, from_unix(iat), from_unix(exp), keys)

    def key_for(
        self,
        kid: bytes,
        role: Role,
        signed_at: datetime | None,
        *,
        province: ProvinceCode | None = None,
        programmes: Iterable[ProgrammeCode] = (),
        even_revoked: bool = False,
    ) -> PublicKey:
        """The key `kid`, if it may sign this.

        A key must have been valid when it signed; a revoked key counts for nothing, since
        whoever stole it can write any date. `signed_at` is None while the date is still
        unread: then the caller asks again once it has it. `even_revoked` is for what was
        believed before the revocation and must not be forgotten by it.

        Raises:
            Untrusted: with the rule that fails.
        """
        trusted = self._by_kid.get(kid)
        if trusted is None:
            raise Untrusted("untrusted-key", kid)
        if trusted.role is not role:
            raise Untrusted("untrusted-role", kid)
        if trusted.revoked_at is not None and not even_revoked:
            raise Untrusted("untrusted-revoked", kid)
        if province is not None and trusted.provinces and province not in trusted.provinces:
            raise Untrusted("untrusted-province", kid)
        if trusted.programmes and not trusted.programmes.issuperset(programmes):
            raise Untrusted("untrusted-programme", kid)
        if signed_at is not None and not trusted.not_before <= signed_at <= trusted.not_after:
            raise Untrusted("untrusted-date", kid)
        return trusted.key

    def revoking(self, revoked: Mapping[bytes, datetime]) -> Self:
        """The same list with these keys revoked as well, by key id, if they are in it."""
        keys = tuple(
            replace(one, revoked_at=revoked[one.key.kid])
            if one.revoked_at is None and one.key.kid in revoked
            else one
            for one in self.keys
        )
        return self if keys == self.keys else replace(self, keys=keys)

    def is_revoked(self, kid: bytes) -> bool:
        trusted = self._by_kid.get(kid)
        return trusted is not None and trusted.revoked_at is not None


def _with_revocations_of(
    previous: TrustList, keys: tuple[TrustedKey, ...]
) -> tuple[TrustedKey, ...]:
    revoked = {old.key.kid: old for old in previous.keys if old.revoked_at is not None}
    kept = tuple(
        replace(new, revoked_at=revoked.pop(new.key.kid).revoked_at)
        if new.key.kid in revoked
        else new
        for new in keys
    )
    return kept + tuple(revoked.values())


def _text(value: object) -> str:
    if type(value) is not str:
        raise TrustError("trust-malformed")
    return value
