"""The key that keeps sign-ins: it seals the secrets of second factors, and signs cookies.

A copy of the database alone then makes nobody's codes.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cardsvc.staff.errors import StaffError
from firmware_config.durable import write_durably

KEY_BYTES = 32
_NONCE_BYTES = 12  # NIST SP 800-38D §8.2


class StaffKey:
    """32 octets from which one key a purpose is derived (HKDF, RFC 5869)."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._sealing = AESGCM(self.derived("second-factor"))

    @classmethod
    def open(cls, path: Path) -> Self:
        """From the file, which is made at the first start, for its owner alone.

        Raises:
            StaffError: `staff-key-unusable` with `path`.
        """
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_durably(path, secrets.token_hex(KEY_BYTES).encode())
        try:
            key = bytes.fromhex(path.read_text("ascii"))
        except (OSError, ValueError):
            raise StaffError("staff-key-unusable", path=str(path)) from None
        if path.stat().st_mode & 0o077 or len(key) != KEY_BYTES:
            raise StaffError("staff-key-unusable", path=str(path))
        return cls(key)

    def derived(self, purpose: str) -> bytes:
        derivation = HKDF(SHA256(), KEY_BYTES, salt=None, info=f"chitra {purpose}".encode())
        return derivation.derive(self._key)

    def seal(self, octets: bytes, user: str) -> bytes:
        """Encrypted for one account: moved to another's row it opens no more."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._sealing.encrypt(nonce, octets, user.encode())

    def unseal(self, sealed: bytes, user: str) -> bytes:
        """Raises `StaffError` (`sealed-by-another-key`)."""
        nonce, octets = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._sealing.decrypt(nonce, octets, user.encode())
        except InvalidTag:
            raise StaffError("sealed-by-another-key", user=user) from None
