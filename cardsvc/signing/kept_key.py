"""A key as the key folder keeps it: a PEM file, or a note that says where in a token it lies.

The note holds the public key too, so that what is published never waits for a token.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from cardsvc.signing.card_master import FileMaster, save_master
from cardsvc.signing.key_name import KeyringError
from cardsvc.signing.settle import settle
from firmware_config.card.scp03 import MasterKey
from firmware_config.durable import write_durably
from firmware_config.errors import ContractError
from firmware_config.pkcs11 import Pkcs11Key, Pkcs11Master
from firmware_config.pkcs11_uri import Pkcs11Uri
from firmware_config.signing import FileKey, PublicKey, Signer
from firmware_config.token import TokenFault

FILE, NOTE, MASTER_FILE = ".pem", ".p11", ".key"


@dataclass(frozen=True, slots=True)
class _Note:
    uri: Pkcs11Uri
    public_key: PublicKey | None

    @classmethod
    def load(cls, path: Path) -> _Note:
        try:
            told = tomllib.loads(path.read_text("utf-8"))
            point = told.get("public_key")
            key = None if point is None else PublicKey(bytes.fromhex(point))
            return cls(Pkcs11Uri.parse(told["uri"]), key)
        except (OSError, ValueError, TypeError, AttributeError, KeyError, ContractError) as error:
            cause = getattr(error, "code", type(error).__name__)
            raise KeyringError("key-file-note", name=path.name, cause=cause) from None

    def save(self, path: Path) -> None:
        lines = [f'uri = "{self.uri}"']
        if self.public_key is not None:
            lines.append(f'public_key = "{self.public_key.point.hex()}"')
        _settled(path, "\n".join(lines) + "\n")


def find(folder: Path, stem: str) -> Path | None:
    """The file of a key, whichever way it is kept."""
    for ending in (FILE, NOTE, MASTER_FILE):
        path = folder / f"{stem}{ending}"
        if path.exists():
            return path
    return None


def load_signer(path: Path) -> Signer:
    """The key that `path` keeps; a token is not asked for anything yet.

    Raises:
        KeyFault: a file that is no key, or that others may read.
        KeyringError: `key-file-note`.
    """
    if path.suffix == FILE:
        return FileKey.load(path)
    note = _Note.load(path)
    if note.public_key is None:
        raise KeyringError("key-file-note", name=path.name, cause="public_key")
    return Pkcs11Key(note.uri, note.public_key)


def make_signer(folder: Path, stem: str, token: Pkcs11Uri | None) -> None:
    """A new key: in `token`, or in a file where there is none.

    Raises:
        TokenFault: nothing has been made; ask again.
    """
    if token is None:
        path = folder / f"{stem}{FILE}"
        aside = path.with_suffix(".new")
        aside.unlink(missing_ok=True)
        FileKey.new().save(aside)
        settle(aside, path)
        return
    uri = token.with_object(stem)
    try:
        key = Pkcs11Key.create(uri)
    except TokenFault as fault:
        if fault.code != "token-key-exists":
            raise
        # Made before, but for the note: the name is this one key's.
        key = Pkcs11Key.open(uri)
    _Note(uri, key.public_key).save(folder / f"{stem}{NOTE}")


def load_master(path: Path) -> MasterKey:
    """Raises `KeyFault`, `KeyringError` (`key-file-note`)."""
    if path.suffix == NOTE:
        return Pkcs11Master(_Note.load(path).uri)
    return FileMaster.load(path)


def make_master(folder: Path, stem: str, token: Pkcs11Uri | None) -> None:
    """Raises `TokenFault`."""
    if token is None:
        save_master(folder / f"{stem}{MASTER_FILE}")
        return
    uri = token.with_object(stem)
    try:
        Pkcs11Master.create(uri)
    except TokenFault as fault:
        # There before: brought in at a ceremony, or made but for the note.
        if fault.code != "token-key-exists":
            raise
        Pkcs11Master.open(uri)
    _Note(uri, None).save(folder / f"{stem}{NOTE}")


def place_of(path: Path) -> str | None:
    """The label of the token that holds the key; None for a file."""
    return _Note.load(path).uri.token if path.suffix == NOTE else None


def _settled(path: Path, text: str) -> None:
    write_durably(path, text.encode())
