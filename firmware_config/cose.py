"""COSE_Sign1 (RFC 9052 §4.2), ES256 only, strict. Everything signed here is one of these.

Our own sixty lines and no library, because a verifier must refuse what libraries let through:
duplicate keys, trailing octets, another order of keys, an unknown `crit`, a header in both maps
(docs/adr/0003).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from firmware_config import cbor
from firmware_config.errors import ContractError
from firmware_config.signing import SIGNATURE_BYTES, PublicKey, Signer

TAG_SIGN1 = 0xD2  # RFC 9052 §2: tag 18 in its one-octet form
_ALG, _CRIT, _KID, _TYP = 1, 2, 4, 16  # RFC 9052 §3.1; `typ` RFC 9596
_ES256 = -7  # RFC 9053 §2.1
_KNOWN: Final = frozenset((_ALG, _CRIT, _KID, _TYP))
MAX_KID_BYTES = 32
MAX_HEADER_BYTES = 128


class CoseError(ContractError):
    """Octets that are not a COSE_Sign1 we accept. `code` says which rule they break."""


@dataclass(frozen=True, slots=True)
class Sign1:
    """A well-formed COSE_Sign1 whose signature nobody has checked yet."""

    kid: bytes
    typ: str | None
    payload: bytes
    protected: bytes
    signature: bytes

    @classmethod
    def parse(cls, data: bytes, *, max_bytes: int = cbor.MAX_BYTES) -> Sign1:
        """The tagged message in `data`.

        Raises:
            CborError: not one deterministic CBOR item.
            CoseError: `cose-not-sign1`, `cose-header` (unknown, double or contradicting),
                `cose-algorithm`, `cose-critical`, `cose-kid`.
        """
        if data[:1] != bytes((TAG_SIGN1,)):
            raise CoseError("cose-not-sign1")
        parts = cbor.decode_first(data[1:], max_bytes=max_bytes)
        if not cbor.is_row(parts, bytes, dict, bytes, bytes):
            raise CoseError("cose-not-sign1")
        protected, unprotected, payload, signature = parts
        if len(signature) != SIGNATURE_BYTES:
            raise CoseError("cose-not-sign1")
        if len(protected) > MAX_HEADER_BYTES:
            raise CoseError("cose-header")
        kid, typ = _header(protected)
        if unprotected:
            # RFC 9052 §3: no label in both maps. Only `kid` may stand unprotected.
            if kid is not None or unprotected.keys() != {_KID}:
                raise CoseError("cose-header")
            kid = unprotected[_KID]
            again = bytes((TAG_SIGN1,)) + cbor.encode(parts)
        else:
            again = assemble(protected, payload, signature)
        if again != data:  # trailing octets, or a second form of the same message
            raise cbor.CborError("cbor-not-deterministic")
        if type(kid) is not bytes or not 0 < len(kid) <= MAX_KID_BYTES:
            raise CoseError("cose-kid")
        return cls(kid, typ, payload, protected, signature)

    def verify(self, key: PublicKey) -> bytes:
        """The payload, once `key` is seen to have signed it. Raises `BadSignature`."""
        key.verify(to_be_signed(self.protected, self.payload), self.signature)
        return self.payload


def sign1(
    payload: bytes, signer: Signer, *, kid: bytes | None = None, typ: str | None = None
) -> bytes:
    """A tagged COSE_Sign1 over `payload`. `kid` is the key's thumbprint unless given."""
    protected = protected_header(kid or signer.public_key.kid, typ)
    signature = signer.sign(to_be_signed(protected, payload))
    return assemble(protected, payload, signature)


@lru_cache(maxsize=256)  # as `_header`
def protected_header(kid: bytes, typ: str | None = None) -> bytes:
    header: dict[int, object] = {_ALG: _ES256, _KID: kid}
    if typ is not None:
        header[_TYP] = typ
    return cbor.encode(header)


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure (RFC 9052 §4.4) with no external data."""
    return b"\x84\x6aSignature1" + _bstr(protected) + b"\x40" + _bstr(payload)


def assemble(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    """The tagged message from its parts: what the terminal does for a card."""
    return b"\xd2\x84" + _bstr(protected) + b"\xa0" + _bstr(payload) + _bstr(signature)


@lru_cache(maxsize=256)  # a key signs its thousands of records under one and the same header
def _header(protected: bytes) -> tuple[object, str | None]:
    """`kid`, if it is there, and `typ`."""
    header = cbor.decode(protected)
    if type(header) is not dict:
        raise CoseError("cose-header")
    if _CRIT in header:
        _check_critical(header)
    if not header.keys() <= _KNOWN:
        raise CoseError("cose-header")
    if header.get(_ALG) != _ES256:
        raise CoseError("cose-algorithm")
    typ = header.get(_TYP)
    if typ is not None and type(typ) is not str:
        raise CoseError("cose-header")
    if _KID in header and type(header[_KID]) is not bytes:
        raise CoseError("cose-kid")
    return header.get(_KID), typ


def _check_critical(header: dict[object, object]) -> None:
    labels = header[_CRIT]
    # RFC 9052 §3.1: not empty, each label present and understood.
    if type(labels) is not list or not labels or any(type(label) is not int for label in labels):
        raise CoseError("cose-critical")
    if not (header.keys() & _KNOWN).issuperset(labels):
        raise CoseError("cose-critical")


def _bstr(octets: bytes) -> bytes:
    return _bstr_head(len(octets)) + octets


@lru_cache(maxsize=1024)  # the same few lengths again and again
def _bstr_head(length: int) -> bytes:
    if length < 24:
        return bytes((0x40 | length,))
    if length < 0x100:
        return b"\x58" + length.to_bytes(1)
    if length < 0x10000:
        return b"\x59" + length.to_bytes(2)
    return b"\x5a" + length.to_bytes(4)
