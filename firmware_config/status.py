"""Status lists: is a record still good? IETF Token Status List, CWT form, two bits each.

2 sub   the list's URI          65533   {"bits": 2, "lst": zlib of the bits}
4 exp   seconds                 65534   ttl, seconds
6 iat   seconds; may never go back
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from firmware_config import cbor, cose
from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import ProvinceCode
from firmware_config.signing import Signer
from firmware_config.trust import Role, TrustList

TYP = "application/statuslist+cwt"
SHARD_SIZE = 1 << 20
_PER_OCTET = 4
_SUB, _EXP, _IAT, _LIST, _TTL = 2, 4, 6, 65533, 65534
_SMALLEST = 9
"""Of zlib's levels. A list is packed once and fetched by every counter of a province."""


class Status(IntEnum):
    """Token Status List §7.1; the fourth value is not used here."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2


_VALID = Status.VALID
_MEANING = {int(status): status for status in Status}


def shard_uri(province: ProvinceCode, shard: int) -> str:
    """The name of a province's list number `shard`: `01/0`."""
    return f"{province}/{shard}"


def province_of(uri: str) -> ProvinceCode:
    """Raises `IdError` (`province-code`)."""
    return ProvinceCode(uri.partition("/")[0])


class StatusError(ContractError):
    """A status list that cannot be taken, or an index it does not have."""


@dataclass(frozen=True, slots=True)
class StatusList:
    """One verified shard: up to 2^20 statuses.

    `is_disowned`: its key was revoked after it was taken. What it blocks stays blocked, until a
    newer list says otherwise; that it calls a record valid says nothing any more.
    """

    uri: str
    issued_at: datetime
    expires_at: datetime
    bits: bytes = field(repr=False)
    is_disowned: bool = False

    @classmethod
    def build(
        cls,
        uri: str,
        statuses: Mapping[int, Status],
        issued_at: datetime,
        lifetime: timedelta,
        size: int = SHARD_SIZE,
    ) -> StatusList:
        """A shard in which all but the named indices are valid."""
        bits = bytearray(size // _PER_OCTET)
        for index, status in statuses.items():
            if not 0 <= index < size:
                raise StatusError("status-index", index=index)
            bits[index >> 2] |= status << (index & 3) * 2
        return cls(uri, issued_at, issued_at + lifetime, bytes(bits))

    def sign(self, signer: Signer, ttl_s: int = 86_400) -> bytes:
        claims = {
            _SUB: self.uri,
            _EXP: to_unix(self.expires_at),
            _IAT: to_unix(self.issued_at),
            _LIST: {"bits": 2, "lst": zlib.compress(self.bits, _SMALLEST)},
            _TTL: ttl_s,
        }
        return cose.sign1(cbor.encode(claims), signer, typ=TYP)

    @classmethod
    def parse(
        cls,
        data: bytes,
        trust: TrustList,
        previous: StatusList | None = None,
        *,
        even_disowned: bool = False,
    ) -> StatusList:
        """The shard in `data`, signed by a status key of its province, not older than `previous`.

        `even_disowned` is for a list that was taken before its key was revoked.

        Raises:
            Untrusted, BadSignature, CoseError, CborError, IdError: from the layers below.
            StatusError: `status-malformed`, `status-rollback`.
        """
        message = cose.Sign1.parse(data)
        key = trust.key_for(message.kid, Role.STATUS_LIST, None, even_revoked=even_disowned)
        match cbor.decode(message.verify(key)):
            case {2: str(uri), 4: exp, 6: iat, 65533: {"bits": 2, "lst": bytes(packed)}} if (
                message.typ == TYP
            ):
                pass
            case _:
                raise StatusError("status-malformed")
        issued_at = from_unix(iat)
        trust.key_for(
            message.kid,
            Role.STATUS_LIST,
            issued_at,
            province=province_of(uri),
            even_revoked=even_disowned,
        )
        if previous is not None and (uri != previous.uri or issued_at < previous.issued_at):
            raise StatusError("status-rollback")
        is_disowned = trust.is_revoked(message.kid)
        return cls(uri, issued_at, from_unix(exp), _inflate(packed), is_disowned)

    def status(self, index: int) -> Status:
        """Raises `StatusError` (`status-index`, `status-value`) off the list or for value 3."""
        if index < 0:
            raise StatusError("status-index", index=index)
        try:
            octet = self.bits[index >> 2]
        except IndexError:
            raise StatusError("status-index", index=index) from None
        if not octet:
            return _VALID  # all four, as nearly every octet says
        found = _MEANING.get(octet >> (index & 3) * 2 & 3)
        if found is None:
            raise StatusError("status-value", index=index)
        return found


def _inflate(packed: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        bits = stream.decompress(packed, SHARD_SIZE // _PER_OCTET)
    except zlib.error:
        raise StatusError("status-malformed") from None
    if not stream.eof or stream.unused_data:
        raise StatusError("status-malformed")
    return bits
