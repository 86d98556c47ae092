"""Keys on P-256 and the signing port of one method.

Signatures are r‖s, 64 octets (RFC 9053 §2.1). What signs may be a file (development) or a
token; whoever signs knows `Signer` only. ES256 is the one algorithm.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from firmware_config import cbor
from firmware_config.errors import ContractError
from firmware_config.file_trouble import writing

SIGNATURE_BYTES = 64
_ECDSA_SHA256 = ec.ECDSA(hashes.SHA256())
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # FIPS 186-4 D.1.2.3


class KeyFault(ContractError):
    """Octets that are no P-256 key, or a key file that cannot be used."""


class BadSignature(ContractError):
    """A signature that its key did not make over these octets."""

    def __init__(self, **data: object) -> None:
        super().__init__("bad-signature", **data)


class Signer(Protocol):
    """The signing port: a key that may be held elsewhere."""

    @property
    def public_key(self) -> PublicKey: ...

    def sign(self, message: bytes) -> bytes:
        """ES256 over `message`: r‖s, 64 octets."""
        ...


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A P-256 public key. `point` is its compressed form, 33 octets (SEC 1 §2.3.3)."""

    point: bytes
    _key: ec.EllipticCurvePublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.point) != 33:
            raise KeyFault("key-not-p256", length=len(self.point))
        try:
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.point)
        except ValueError:
            raise KeyFault("key-not-p256", length=len(self.point)) from None
        object.__setattr__(self, "_key", key)

    @classmethod
    def of(cls, key: ec.EllipticCurvePublicKey) -> PublicKey:
        if key.curve.name != "secp256r1":
            raise KeyFault("key-not-p256", curve=key.curve.name)
        return cls(
            key.public_bytes(
                serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
            )
        )

    @classmethod
    def from_uncompressed(cls, point: bytes) -> PublicKey:
        """From 04‖x‖y, 65 octets: the form in which a card gives its keys."""
        try:
            return cls.of(ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))
        except ValueError:
            raise KeyFault("key-not-p256", length=len(point)) from None

    @property
    def uncompressed(self) -> bytes:
        """04‖x‖y, 65 octets: the form in which a card takes a key."""
        return self._key.public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    @classmethod
    def from_cose_key(cls, value: object) -> PublicKey:
        """From a COSE_Key map (RFC 9053 §7.1.1): EC2, P-256, `y` whole or as its sign.

        Raises:
            KeyFault: another type or curve, or no point on it.
        """
        if type(value) is dict and value.keys() == {1, -1, -2, -3}:
            key_type, curve, x, y = value[1], value[-1], value[-2], value[-3]
            if cbor.is_row([key_type, curve, x], int, int, bytes) and (
                (key_type, curve, len(x)) == (2, 1, 32)
            ):
                if type(y) is bool:
                    return cls(bytes((2 + y,)) + x)
                if type(y) is bytes and len(y) == 32:
                    return cls.from_uncompressed(b"\x04" + x + y)
        raise KeyFault("key-not-p256", length=0)

    def to_cose_key(self) -> dict[int, object]:
        """The COSE_Key map with `y` as its sign, 12 octets shorter than a whole `y` would be."""
        return {1: 2, -1: 1, -2: self.point[1:], -3: self.point[0] == 3}

    @property
    def kid(self) -> bytes:
        """The first 8 octets of the key's COSE thumbprint (RFC 9679 §3, SHA-256)."""
        return _kid(self)

    def verify(self, message: bytes, signature: bytes) -> None:
        """Raise `BadSignature` unless `signature` (r‖s) is this key's over `message`."""
        try:
            self._key.verify(der_from_raw(signature), message, _ECDSA_SHA256)
        except InvalidSignature:
            raise BadSignature() from None


@lru_cache(maxsize=1024)  # a signer is asked for its own with every signature
def _kid(key: PublicKey) -> bytes:
    whole = key.uncompressed
    thumbprint = {1: 2, -1: 1, -2: whole[1:33], -3: whole[33:]}
    return hashlib.sha256(cbor.encode(thumbprint)).digest()[:8]


def raw_from_der(der: bytes) -> bytes:
    """A card's DER signature as r‖s. Raises `BadSignature` if it is not one."""
    try:
        r, s = decode_dss_signature(der)
    except ValueError:
        raise BadSignature(length=len(der)) from None
    if not (0 < r < _ORDER and 0 < s < _ORDER):
        raise BadSignature(length=len(der))
    return r.to_bytes(32) + s.to_bytes(32)


def der_from_raw(signature: bytes) -> bytes:
    """r‖s as the DER signature a card checks. Raises `BadSignature` if it is not 64 octets."""
    if len(signature) != SIGNATURE_BYTES:
        raise BadSignature(length=len(signature))
    return encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))


class FileKey:
    """A private key in a file, for development; the real one lives in a token."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self._private = private
        self._public = PublicKey.of(private.public_key())

    @classmethod
    def new(cls) -> FileKey:
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def load(cls, path: Path) -> FileKey:
        """From a PKCS#8 PEM file that nobody but its owner may read.

        Raises:
            KeyFault: `key-file-unreadable`, `key-file-not-private` (mode), `key-not-p256`.
        """
        try:
            mode, pem = path.stat().st_mode, path.read_bytes()
            private = serialization.load_pem_private_key(pem, password=None)
        # TypeError: the file asks for a password.
        except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise KeyFault(
                "key-file-unreadable", path=str(path), cause=type(error).__name__
            ) from None
        # Windows has no such bits; its folders inherit their owner's rights.
        if os.name == "posix" and mode & 0o077:
            raise KeyFault("key-file-not-private", path=str(path), mode=oct(mode & 0o777))
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise KeyFault("key-not-p256", path=str(path))
        return cls(private)

    def save(self, path: Path) -> None:
        """Write the key, mode 0600, to a file that must not exist yet."""
        pem = self._private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.touch(mode=0o600, exist_ok=False)
        try:
            with writing(path):
                path.write_bytes(pem)
        except OSError:
            path.unlink(missing_ok=True)  # no key is better than a part of one
            raise

    @property
    def public_key(self) -> PublicKey:
        return self._public

    def sign(self, message: bytes) -> bytes:
        return raw_from_der(self._private.sign(message, _ECDSA_SHA256))
