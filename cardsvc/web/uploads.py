"""Uploaded payout lists between preview and acceptance, in private files of the server's.

The browser names an upload by the file's SHA-256 and sends nothing else of it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from cardsvc.errors import CentreError
from cardsvc.registry.list_row import ListTerms
from firmware_config.clock import Clock, from_unix, to_unix
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period

KEPT_FOR = timedelta(hours=2)
MOST_KEPT = 32
"""With files of up to 16 MiB, half a GiB."""
_MOST_NAME_LETTERS = 200
_SHA256 = re.compile(r"[0-9a-f]{64}")


class UploadGone(CentreError):
    """`upload-gone`: it was accepted, dropped, or kept for longer than `KEPT_FOR`."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file and what the officer stated of it. `mark` is drawn anew whenever any of that changes,
    so that a page that shows other terms accepts nothing. `sheet` is set if one was chosen."""

    sha256: str
    mark: str
    file_name: str
    terms: ListTerms
    sheet: str | None
    kept_at: datetime
    octets: bytes = field(repr=False)


class Uploads:
    """Two files an upload: `<sha256>`, and `<sha256>.json` with the terms. Safe for threads."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()

    def keep(self, octets: bytes, file_name: str, terms: ListTerms) -> Upload:
        """Keep a file, in place of the same file from before. What is too old or too much goes."""
        sha256 = hashlib.sha256(octets).hexdigest()
        # Some browsers send the whole path.
        name = re.split(r"[/\\]", file_name)[-1][:_MOST_NAME_LETTERS]
        now = self._clock().replace(microsecond=0)
        upload = Upload(sha256, _drawn_mark(), name, terms, None, now, octets)
        with self._lock:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(self._folder / sha256, octets)
            self._write_terms(upload)
            self._sweep()
        return upload

    def choose_sheet(self, upload: Upload, sheet: str) -> None:
        """Of several sheets in the file, read this one."""
        with self._lock:
            self._write_terms(replace(upload, sheet=sheet, mark=_drawn_mark()))

    def open(self, sha256: str) -> Upload:
        """Raises `UploadGone`, also for a name that is no hash and for a file that was changed."""
        if not _SHA256.fullmatch(sha256):
            raise UploadGone("upload-gone")
        with self._lock:
            self._sweep()
            try:
                octets = (self._folder / sha256).read_bytes()
                told = json.loads(self._about(sha256).read_text("utf-8"))
            except FileNotFoundError:
                raise UploadGone("upload-gone") from None
        if hashlib.sha256(octets).hexdigest() != sha256:
            raise UploadGone("upload-gone")
        terms = ListTerms(
            ProgrammeCode(told["programme"]),
            ProvinceCode(told["province"]),
            OfficeId(told["office"]),
            Period.parse(told["period"]),
        )
        kept_at = from_unix(told["kept_at"])
        name, sheet = told["file_name"], told["sheet"]
        return Upload(sha256, told["mark"], name, terms, sheet, kept_at, octets)

    def drop(self, sha256: str) -> None:
        """An unknown one is no error."""
        if _SHA256.fullmatch(sha256):
            with self._lock:
                self._remove(sha256)

    def _write_terms(self, upload: Upload) -> None:
        told = {
            "mark": upload.mark,
            "file_name": upload.file_name,
            "programme": upload.terms.programme.text,
            "province": upload.terms.province.text,
            "office": upload.terms.office.text,
            "period": str(upload.terms.period),
            "sheet": upload.sheet,
            "kept_at": to_unix(upload.kept_at),
        }
        self._write(self._about(upload.sha256), json.dumps(told).encode())

    def _about(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.json"

    def _write(self, path: Path, octets: bytes) -> None:
        """Whole or not at all, and for the owner alone from the first octet on."""
        fresh = path.with_name(f"{path.name}.new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(octets)
        fresh.replace(path)

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


def _drawn_mark() -> str:
    return secrets.token_hex(8)
