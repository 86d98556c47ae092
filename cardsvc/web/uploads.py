"""Uploaded payout lists until a sheet of theirs is chosen, in private files of the server's.

The browser names an upload by the file's SHA-256 and sends nothing else of it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from cardsvc.errors import CentreError
from cardsvc.registry.list_row import ListTerms
from firmware_config.clock import Clock, from_unix, to_unix
from firmware_config.durable import write_durably
from firmware_config.file_trouble import writing
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period

KEPT_FOR = timedelta(hours=2)
MOST_KEPT = 32
"""With files of up to 64 MiB, two GiB."""
_MOST_NAME_LETTERS = 200
_READ_BYTES = 2**20
_SHA256 = re.compile(r"[0-9a-f]{64}")


class UploadGone(CentreError):
    """`upload-gone`: it was read, dropped, or kept for longer than `KEPT_FOR`."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file and what the officer stated of it."""

    sha256: str
    file_name: str
    terms: ListTerms
    kept_at: datetime
    path: Path = field(repr=False)


class Uploads:
    """Two files an upload: `<sha256>`, and `<sha256>.json` with the terms. Safe for threads."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()

    def keep(self, file: IO[bytes], file_name: str, terms: ListTerms) -> Upload:
        """Keep a file, in place of the same file from before. What is too old or too much goes."""
        with self._lock:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = self._folder / f"{secrets.token_hex(8)}.new"
            try:
                with writing(fresh):
                    sha256 = _copy(file, fresh)
            except OSError:
                fresh.unlink(missing_ok=True)
                raise
            path = self._folder / sha256
            fresh.replace(path)
            # Some browsers send the whole path.
            name = re.split(r"[/\\]", file_name)[-1][:_MOST_NAME_LETTERS]
            now = self._clock().replace(microsecond=0)
            upload = Upload(sha256, name, terms, now, path)
            self._write_terms(upload)
            self._sweep()
        return upload

    def open(self, sha256: str) -> Upload:
        """Raises `UploadGone`, also for a name that is no hash."""
        if not _SHA256.fullmatch(sha256):
            raise UploadGone("upload-gone")
        with self._lock:
            self._sweep()
            try:
                told = json.loads(self._about(sha256).read_text("utf-8"))
            except FileNotFoundError:
                raise UploadGone("upload-gone") from None
        terms = ListTerms(
            ProgrammeCode(told["programme"]),
            ProvinceCode(told["province"]),
            OfficeId(told["office"]),
            Period.parse(told["period"]),
        )
        kept_at, path = from_unix(told["kept_at"]), self._folder / sha256
        return Upload(sha256, told["file_name"], terms, kept_at, path)

    def drop(self, sha256: str) -> None:
        """An unknown one is no error."""
        if _SHA256.fullmatch(sha256):
            with self._lock:
                self._remove(sha256)

    def _write_terms(self, upload: Upload) -> None:
        told = {
            "file_name": upload.file_name,
            "programme": upload.terms.programme.text,
            "province": upload.terms.province.text,
            "office": upload.terms.office.text,
            "period": str(upload.terms.period),
            "kept_at": to_unix(upload.kept_at),
        }
        write_durably(self._about(upload.sha256), json.dumps(told).encode())

    def _about(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.json"

    def _sweep(self) -> None:
        """Keep the newest few that are not too old; whatever else lies here goes."""
        told = [
            (json.loads(about.read_text("utf-8"))["kept_at"], about.stem)
            for about in self._folder.glob("*.json")
        ]
        oldest = to_unix(self._clock() - KEPT_FOR)
        newest = sorted(told, reverse=True)[:MOST_KEPT]
        keep = {sha256 for kept_at, sha256 in newest if kept_at > oldest}
        for path in self._folder.glob("*"):
            if path.name.split(".")[0] not in keep:
                path.unlink()

    def _remove(self, sha256: str) -> None:
        self._about(sha256).unlink(missing_ok=True)
        (self._folder / sha256).unlink(missing_ok=True)


def _copy(file: IO[bytes], path: Path) -> str:
    """For the owner alone from the first octet on; the SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    file.seek(0)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
        while octets := file.read(_READ_BYTES):
            digest.update(octets)
            copy.write(octets)
    return digest.hexdigest()
