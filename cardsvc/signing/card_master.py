"""The master key of blank cards, in a file for development; a token stands behind `MasterKey`.

Every card's three SCP03 keys are derived from it and from what the card tells of itself, so that
the issuing desk keeps no list of keys and a card that is opened gives away its own only.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Self

from firmware_config.card.scp03 import KEY_BYTES, cmac
from firmware_config.durable import write_durably
from firmware_config.signing import KeyFault


class FileMaster:
    """An AES-128 key as hexadecimal in a file that nobody but its owner may read."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises `KeyFault`: `key-file-unreadable`, `key-file-not-private`, `key-not-aes`."""
        try:
            mode, text = path.stat().st_mode, path.read_text("ascii")
            key = bytes.fromhex(text)
        except (OSError, ValueError) as error:
            cause = type(error).__name__
            raise KeyFault("key-file-unreadable", path=str(path), cause=cause) from None
        if mode & 0o077:
            raise KeyFault("key-file-not-private", path=str(path), mode=oct(mode & 0o777))
        if len(key) != KEY_BYTES:
            raise KeyFault("key-not-aes", path=str(path), length=len(key))
        return cls(key)

    def cmac(self, message: bytes) -> bytes:
        return cmac(self._key, message)


def save_master(path: Path) -> None:
    """A new key, mode 0600."""
    write_durably(path, secrets.token_hex(KEY_BYTES).encode())
