"""The broker's own keys (nkeys): Ed25519, written in base32 with a letter first and a check at the
end.

Twenty lines of ours stand for `nkeys`, which brings a second cryptographic library along. They
open the way to the broker and sign nothing that the ledger or a counter believes.
"""

from __future__ import annotations

import base64
import binascii
from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from firmware_config.errors import ContractError
from firmware_config.signing import BadSignature

_SEED = 18 << 3  # "S"
_SEED_BYTES = 32
_CHECK_BYTES = 2


class NkeyError(ContractError):
    """`nkey-malformed`, or `nkey-of-another-kind`."""


class NkeyKind(IntEnum):
    """What a key is for: the octet that makes the first letter O, A or U."""

    OPERATOR = 14 << 3
    ACCOUNT = 0
    USER = 20 << 3


class Nkey:
    """A key with its private half. It is never shown by `repr`."""

    def __init__(self, kind: NkeyKind, private: Ed25519PrivateKey) -> None:
        self.kind = kind
        self._private = private

    @classmethod
    def new(cls, kind: NkeyKind) -> Nkey:
        return cls(kind, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, seed: str, kind: NkeyKind) -> Nkey:
        """Raises `NkeyError`."""
        octets = _unwrap(seed)
        if len(octets) != 2 + _SEED_BYTES:
            raise NkeyError("nkey-malformed")
        if (octets[0] & 0xF8, (octets[0] & 7) << 5 | octets[1] >> 3) != (_SEED, kind):
            raise NkeyError("nkey-of-another-kind")
        return cls(kind, Ed25519PrivateKey.from_private_bytes(octets[2:]))

    @property
    def seed(self) -> str:
        """The private half in writing."""
        first = bytes((_SEED | self.kind >> 5, (self.kind & 31) << 3))
        return _wrap(first + self._private.private_bytes_raw())

    @property
    def public(self) -> str:
        return _wrap(bytes((self.kind,)) + self._private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)


def check_public(text: str, kind: NkeyKind) -> str:
    """`text`, a public key of `kind`. Raises `NkeyError`."""
    _public_octets(text, kind)
    return text


def verify(public: str, kind: NkeyKind, message: bytes, signature: bytes) -> None:
    """Raises `NkeyError`, or `BadSignature`."""
    try:
        Ed25519PublicKey.from_public_bytes(_public_octets(public, kind)).verify(signature, message)
    except InvalidSignature:
        raise BadSignature() from None


def _public_octets(text: str, kind: NkeyKind) -> bytes:
    octets = _unwrap(text)
    if len(octets) != 1 + _SEED_BYTES:
        raise NkeyError("nkey-malformed")
    if octets[0] != kind:
        raise NkeyError("nkey-of-another-kind")
    return octets[1:]


def _wrap(octets: bytes) -> str:
    check = binascii.crc_hqx(octets, 0).to_bytes(_CHECK_BYTES, "little")
    return base64.b32encode(octets + check).decode().rstrip("=")


def _unwrap(text: str) -> bytes:
    try:
        octets = base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        raise NkeyError("nkey-malformed") from None
    if _wrap(octets[:-_CHECK_BYTES]) != text:
        raise NkeyError("nkey-malformed")
    return octets[:-_CHECK_BYTES]
