"""The entitlement record: what a programme authority signs about one person.

A CWT (RFC 8392). Integer keys, deterministic; the same form on a card and in a QR:

    1 iss   province code, two digits           8 cnf    the card's AUTH key; a chip only
    4 exp   seconds                             169      identity: {4: name, 8: birth}
    5 nbf   seconds                             65535    status: {"status_list": {idx, uri}}
    6 iat   seconds                             -65537   [office, citizen, [entitlement, …]]
    7 cti   8 octets, random

`citizen` and each entitlement are packed (`CitizenHash.encode`, `Entitlement.encode`): a card's
voucher is packed too, and what is packed has no second form. Claim 169 and its keys 4 and 8
are MOSIP's; `cnf` is RFC 8747; `status` is the IETF Token Status List. The citizen number is
never here: its last four digits for the eye and a salted scrypt hash for the counter that has
the citizen card before it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import struct
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from firmware_config import cbor, cose
from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import (
    RECORD_ID_BYTES,
    CitizenNumber,
    EntitlementId,
    OfficeId,
    ProgrammeCode,
    ProvinceCode,
)
from firmware_config.money import checked_vnd
from firmware_config.period import Period, checked_mask, periods_of
from firmware_config.signing import PublicKey, Signer

MAX_RECORD_BYTES = 1024
MAX_ENTITLEMENTS = 8  # the card has eight slots (`card/profile.toml`)
MAX_NAME_BYTES = 120
MAX_URI = 64

_ISS, _EXP, _NBF, _IAT, _CTI, _CNF = 1, 4, 5, 6, 7, 8
_IDENTITY, _STATUS, _DUE = 169, 65535, -65537
_PAPER_CLAIMS = frozenset((_ISS, _EXP, _NBF, _IAT, _CTI, _IDENTITY, _STATUS, _DUE))
_CLAIMS = (_PAPER_CLAIMS, _PAPER_CLAIMS | {_CNF})  # on paper, on a chip
# 2^14 takes some 40 ms on a counter's machine: nothing for one person, 3 hours for a million
# guesses at six unknown digits, once per sheet because of the salt.
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 1 << 14, 8, 1
_SALT_BYTES, _DIGEST_BYTES = 8, 16
_ENTITLEMENT = struct.Struct(">16sHII")
_CITIZEN_BYTES = 4 + _SALT_BYTES + _DIGEST_BYTES
_BIRTH = re.compile(r"[0-9]{4}(?:[0-9]{4})?")

# A counter meets the same few all day long.
_province = lru_cache(maxsize=64)(ProvinceCode)
_office = lru_cache(maxsize=1024)(OfficeId)
_period = lru_cache(maxsize=256)(Period)


@lru_cache(maxsize=64)
def _programme(octets: bytes) -> ProgrammeCode:
    return ProgrammeCode(octets.decode("ascii", "replace"))


class RecordError(ContractError):
    """A signed payload that is not an entitlement record. `code` names the claim at fault."""


@dataclass(frozen=True, slots=True)
class CitizenHash:
    """What a record says of a citizen number: its last four digits and a salted hash."""

    last4: str
    salt: bytes
    digest: bytes

    @classmethod
    def of(cls, number: CitizenNumber) -> CitizenHash:
        salt = secrets.token_bytes(_SALT_BYTES)
        return cls(number.last4, salt, _scrypt(number, salt))

    @classmethod
    def parse(cls, octets: bytes) -> CitizenHash:
        """From `last four digits 4 | salt 8 | digest 16`. Raises `RecordError`."""
        if len(octets) != _CITIZEN_BYTES or not octets[:4].isdigit():
            raise RecordError("record-entitlements")
        return cls(octets[:4].decode("ascii"), octets[4:12], octets[12:])

    def encode(self) -> bytes:
        return self.last4.encode("ascii") + self.salt + self.digest

    def matches(self, number: CitizenNumber) -> bool:
        """Whether `number` is the one meant; about 40 ms."""
        return hmac.compare_digest(self.digest, _scrypt(number, self.salt))


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One voucher: `amount_vnd` for each period that `payable` (a 32-bit mask) names."""

    id: EntitlementId
    programme: ProgrammeCode
    base: Period
    payable: int
    amount_vnd: int

    @property
    def periods(self) -> tuple[Period, ...]:
        return periods_of(self.base, self.payable)

    def encode(self) -> bytes:
        """`id 16 | base 2 | payable 4 | amount 4 | programme`: a card's voucher and a name."""
        head = _ENTITLEMENT.pack(self.id.octets, self.base.code, self.payable, self.amount_vnd)
        return head + self.programme.text.encode("ascii")

    @classmethod
    def parse(cls, octets: Any) -> Entitlement:
        """From its packed form, if `octets` is one.

        Raises:
            RecordError: `record-entitlements`.
            PeriodError, MoneyError, IdError: for a value in it.
        """
        if type(octets) is not bytes or len(octets) <= _ENTITLEMENT.size:
            raise RecordError("record-entitlements")
        ref, base, payable, amount_vnd = _ENTITLEMENT.unpack_from(octets)
        period = _period(base)
        if checked_mask(period, payable) == 0 or amount_vnd == 0:
            raise RecordError("record-entitlements")
        # All months together must fit a receipt, which holds an amount in four octets.
        checked_vnd(amount_vnd * payable.bit_count())
        programme = _programme(octets[_ENTITLEMENT.size :])
        return cls(EntitlementId(ref), programme, period, payable, amount_vnd)


@dataclass(frozen=True, slots=True)
class StatusRef:
    """Where the record's status stands: an index in the list that `uri` names."""

    uri: str
    index: int


@dataclass(frozen=True, slots=True)
class Record:
    """One person's signed entitlements. A record with `card_key` counts with that chip only."""

    id: bytes
    province: ProvinceCode
    office: OfficeId
    name: str = field(repr=False)
    birth: str = field(repr=False)  # yyyymmdd, or yyyy where no more is known
    citizen: CitizenHash = field(repr=False)
    entitlements: tuple[Entitlement, ...]
    status: StatusRef
    issued_at: datetime
    not_before: datetime
    expires_at: datetime
    card_key: PublicKey | None = None

    @property
    def programmes(self) -> frozenset[ProgrammeCode]:
        return frozenset(entitlement.programme for entitlement in self.entitlements)

    @property
    def is_for_chip(self) -> bool:
        return self.card_key is not None

    def to_claims(self) -> dict[int, object]:
        """In the order of deterministic CBOR (RFC 8949 §4.2.1)."""
        claims: dict[int, object] = {
            _ISS: self.province.text,
            _EXP: to_unix(self.expires_at),
            _NBF: to_unix(self.not_before),
            _IAT: to_unix(self.issued_at),
            _CTI: self.id,
        }
        if self.card_key is not None:
            claims[_CNF] = {1: self.card_key.to_cose_key()}
        claims[_IDENTITY] = {4: self.name, 8: self.birth}
        claims[_STATUS] = {"status_list": {"idx": self.status.index, "uri": self.status.uri}}
        claims[_DUE] = [
            self.office.text,
            self.citizen.encode(),
            [entitlement.encode() for entitlement in self.entitlements],
        ]
        return claims

    def encode(self) -> bytes:
        """The payload that is signed."""
        return cbor.encode_ordered(self.to_claims())

    def sign(self, signer: Signer) -> bytes:
        """The COSE_Sign1 as it goes to a card file or a QR."""
        return cose.sign1(self.encode(), signer)

    @classmethod
    def parse(cls, payload: bytes) -> Record:
        """The record in a payload whose signature has been verified.

        Raises:
            RecordError: `record-claims`, `record-identity`, `record-entitlements`,
                `record-status` or `record-times`; or another `ContractError` for a value in it.
        """
        claims = cbor.decode_fixed(payload, max_bytes=MAX_RECORD_BYTES)
        is_for_chip = type(claims) is dict and _CNF in claims
        if type(claims) is not dict or claims.keys() != _CLAIMS[is_for_chip]:
            raise RecordError("record-claims")
        name, birth = _identity(claims[_IDENTITY])
        office, citizen, entitlements = _due(claims[_DUE])
        issued_at = from_unix(claims[_IAT])
        not_before, expires_at = from_unix(claims[_NBF]), from_unix(claims[_EXP])
        if not_before >= expires_at:
            raise RecordError("record-times")
        record_id, province = claims[_CTI], claims[_ISS]
        if not (type(record_id) is bytes and len(record_id) == RECORD_ID_BYTES):
            raise RecordError("record-claims")
        if type(province) is not str:
            raise RecordError("record-claims")
        return cls(
            record_id,
            _province(province),
            office,
            name,
            birth,
            citizen,
            entitlements,
            _status(claims[_STATUS]),
            issued_at,
            not_before,
            expires_at,
            _card_key(claims[_CNF]) if is_for_chip else None,
        )


def _identity(value: Any) -> tuple[str, str]:
    if type(value) is dict and len(value) == 2:
        name: Any = value.get(4)
        birth: Any = value.get(8)
        texts = type(name) is str and type(birth) is str
        if texts and 0 < len(name.encode()) <= MAX_NAME_BYTES and _BIRTH.fullmatch(birth):
            return name, birth
    raise RecordError("record-identity")


def _due(value: Any) -> tuple[OfficeId, CitizenHash, tuple[Entitlement, ...]]:
    if not cbor.is_row(value, str, bytes, list):
        raise RecordError("record-entitlements")
    office, citizen, items = value
    if not 0 < len(items) <= MAX_ENTITLEMENTS:
        raise RecordError("record-entitlements", count=len(items))
    entitlements = tuple(map(Entitlement.parse, items))
    if len(items) > 1 and len({entitlement.id for entitlement in entitlements}) != len(items):
        raise RecordError("record-entitlements", count=len(items))
    return _office(office), CitizenHash.parse(citizen), entitlements


def _status(value: Any) -> StatusRef:
    entry = value.get("status_list") if type(value) is dict and len(value) == 1 else None
    if type(entry) is dict and len(entry) == 2:
        index: Any = entry.get("idx")
        uri: Any = entry.get("uri")
        if cbor.is_count(index) and type(uri) is str and 0 < len(uri) <= MAX_URI:
            return StatusRef(uri, index)
    raise RecordError("record-status")


def _card_key(value: Any) -> PublicKey:
    match value:
        case {1: dict(key)} if len(value) == 1:
            return PublicKey.from_cose_key(key)
    raise RecordError("record-claims")


def _scrypt(number: CitizenNumber, salt: bytes) -> bytes:
    return hashlib.scrypt(
        number.digits.encode(),
        salt=salt,
        n=_SCRYPT_N,
        r=_SCRYPT_R,
        p=_SCRYPT_P,
        dklen=_DIGEST_BYTES,
    )
