"""What a counter brings: its batches as they would go over HTTP, and a manifest that it signs.

The manifest is a COSE_Sign1 by the terminal over `[format, terminal, at, sealing key, [status uri,
…], [[kind, sha256, length], …]]`. It is written last: files without it, or other files than it
names, are a stick that was pulled out too soon.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from firmware_config import cbor, cose
from firmware_config.clock import from_unix, to_unix
from firmware_config.durable import write_durably
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.signing import PublicKey, Signer
from firmware_config.stick.layout import MANIFEST, StickError, file_name, is_file_name
from firmware_config.stick.sealing import KEY_BYTES
from firmware_config.wire import MAX_BATCH_BYTES

GOING_TYP = "application/chitra-stick-out+cbor"
MAX_MANIFEST_BYTES = 64 * 1024
MOST_FILES = 1000  # of 500 entries each: some years of a counter that was never online
MAX_BYTES = 256 * 1024 * 1024
"""Of all files of one counter together."""
_FORMAT = 1
_DIGEST_BYTES = 32
_MOST_URIS = 64


class Kind(StrEnum):
    BATCH = "batch"
    TELLING = "telling"


@dataclass(frozen=True, slots=True)
class Named:
    """A file by its SHA-256 and length."""

    kind: Kind
    digest: bytes
    length: int

    @classmethod
    def of(cls, kind: Kind, octets: bytes) -> Self:
        return cls(kind, hashlib.sha256(octets).digest(), len(octets))


Read = Callable[[Named], bytes | None]
"""The octets of a file as they were found, None when there are none."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`sealing_key` is what an answer is to be sealed for, `status_uris` the lists it needs."""

    terminal: TerminalId
    at: datetime
    sealing_key: bytes
    status_uris: tuple[str, ...]
    files: tuple[Named, ...]

    def sign(self, signer: Signer) -> bytes:
        wire = [
            _FORMAT,
            self.terminal.octets,
            to_unix(self.at),
            self.sealing_key,
            list(self.status_uris),
            [[one.kind.value, one.digest, one.length] for one in self.files],
        ]
        return cose.sign1(cbor.encode(wire), signer, typ=GOING_TYP)

    @classmethod
    def terminal_named_in(cls, octets: bytes) -> TerminalId:
        """Whose key to check with; nothing is proved yet. Raises as `parse`."""
        return cls._of_message(_message(octets)).terminal

    @classmethod
    def parse(cls, octets: bytes, key: PublicKey) -> Self:
        """Signed by the terminal whose key is `key`.

        Raises:
            BadSignature
            StickError: `stick-malformed`, `stick-too-large`.
        """
        message = _message(octets)
        message.verify(key)
        return cls._of_message(message)

    @classmethod
    def _of_message(cls, message: cose.Sign1) -> Self:
        try:
            wire = cbor.decode(message.payload)
            if message.typ == GOING_TYP and cbor.is_row(wire, int, bytes, int, bytes, list, list):
                form, terminal, at, key, uris, files = wire
                if (
                    (form, len(key)) == (_FORMAT, KEY_BYTES)
                    and len(uris) <= _MOST_URIS
                    and all(type(uri) is str for uri in uris)
                ):
                    named = tuple(_named(one) for one in files)
                    if len(named) > MOST_FILES or sum(one.length for one in named) > MAX_BYTES:
                        raise StickError("stick-too-large", limit=MAX_BYTES)
                    return cls(
                        TerminalId.from_octets(terminal), from_unix(at), key, tuple(uris), named
                    )
        except StickError:
            raise
        except ContractError:
            pass
        raise StickError("stick-malformed", what=MANIFEST)

    def read(self, named: Named, read: Read) -> bytes:
        """One of its files. Raises `StickError` (`stick-half-written`)."""
        octets = read(named)
        if octets is None or Named.of(named.kind, octets) != named:
            raise StickError("stick-half-written", file=file_name(named.digest))
        return octets


def write(folder: Path, files: Iterable[tuple[Kind, bytes]], sign: Callable[..., bytes]) -> int:
    """Write `files`, then the manifest that `sign` makes of their names; how many there are.

    What an earlier manifest names stays until the new one has taken its place.

    Raises:
        StickError: `stick-absent` when the stick cannot be written to; `stick-too-large`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        named: list[Named] = []
        for kind, octets in files:
            if len(named) == MOST_FILES:
                raise StickError("stick-too-large", files=MOST_FILES)
            named.append(Named.of(kind, octets))
            write_durably(folder / file_name(named[-1].digest), octets)
        write_durably(folder / MANIFEST, sign(tuple(named)))
        kept = {file_name(one.digest) for one in named}
        for path in folder.iterdir():
            if is_file_name(path.name.removesuffix(".new")) and path.name not in kept:
                with suppress(OSError):
                    path.unlink()
    except OSError as error:
        raise StickError(
            "stick-absent", path=str(folder), cause=os.strerror(error.errno or 0)
        ) from None
    return len(named)


def read_manifest(folder: Path) -> bytes:
    """Raises `StickError` (`stick-half-written`, `stick-too-large`)."""
    octets = read_bounded(folder / MANIFEST, MAX_MANIFEST_BYTES)
    if octets is None:
        raise StickError("stick-half-written", file=MANIFEST)
    return octets


def files_in(folder: Path) -> Read:
    return lambda named: read_bounded(folder / file_name(named.digest), named.length)


def read_bounded(path: Path, most: int) -> bytes | None:
    """None for what is no plain file. Raises `StickError` (`stick-too-large`, `stick-absent`)."""
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            octets = file.read(most + 1)
    except OSError as error:
        raise StickError("stick-absent", path=str(path), cause=type(error).__name__) from None
    if len(octets) > most:
        raise StickError("stick-too-large", file=path.name)
    return octets


def _message(octets: bytes) -> cose.Sign1:
    try:
        return cose.Sign1.parse(octets, max_bytes=MAX_MANIFEST_BYTES)
    except ContractError:
        raise StickError("stick-malformed", what=MANIFEST) from None


def _named(item: Any) -> Named:
    if cbor.is_row(item, str, bytes, int):
        kind, digest, length = item
        if kind in tuple(Kind) and len(digest) == _DIGEST_BYTES and 0 < length <= MAX_BATCH_BYTES:
            return Named(Kind(kind), digest, length)
    raise StickError("stick-malformed", what=MANIFEST)
