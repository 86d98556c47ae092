"""Encryption for one counter: HPKE (RFC 9180), base mode, X25519, HKDF-SHA256, AES-256-GCM.

A stick gets lost, and an answer holds names. The key is the counter's own and for this alone; it
vouches for it in what it brings, under the signature of its terminal key, which itself may lie in
a token that agrees on no keys.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from firmware_config.durable import write_durably
from firmware_config.signing import KeyFault
from firmware_config.stick.layout import StickError

KEY_BYTES = 32
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def seal(octets: bytes, key: bytes, what: bytes) -> bytes:
    """`octets` for the holder of `key` alone, bound to `what`.

    Raises:
        StickError: `stick-malformed`: `key` is none.
    """
    try:
        return _SUITE.encrypt(octets, X25519PublicKey.from_public_bytes(key), info=what)
    except ValueError:  # a wrong length, or a point of small order
        raise StickError("stick-malformed", what="key") from None


class OpeningKey:
    """The counter's own."""

    def __init__(self, private: X25519PrivateKey) -> None:
        self._private = private

    @property
    def public(self) -> bytes:
        return self._private.public_key().public_bytes_raw()

    def open(self, sealed: bytes, what: bytes) -> bytes:
        """Raises `StickError` (`stick-sealed`)."""
        try:
            return _SUITE.decrypt(sealed, self._private, info=what)
        except (InvalidTag, ValueError):
            raise StickError("stick-sealed") from None

    @classmethod
    def new(cls) -> Self:
        return cls(X25519PrivateKey.generate())

    @classmethod
    def kept_in(cls, file: Path) -> Self:
        """The key in `file`, made at the first time.

        Raises:
            KeyFault: `key-file-unreadable`, `key-file-not-private`.
        """
        try:
            octets, mode = file.read_bytes(), file.stat().st_mode
        except FileNotFoundError:
            made = cls.new()
            write_durably(file, made._private.private_bytes_raw())
            return made
        # Windows has no such bits; its folders inherit their owner's rights.
        if os.name == "posix" and mode & 0o077:
            raise KeyFault("key-file-not-private", path=str(file), mode=oct(mode & 0o777))
        if len(octets) != KEY_BYTES:
            raise KeyFault("key-file-unreadable", path=str(file), cause="length")
        return cls(X25519PrivateKey.from_private_bytes(octets))
