"""The photos of an office's people, for the teller to compare the face: files named by their hash.

The signed payout list has the hash, so a photo is the centre's or it is not shown. Nothing rests on
one: a person without a photo is paid as ever.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from counter.centre.published import photo_path
from counter.transport import Source, TransportError
from firmware_config.durable import write_durably
from firmware_config.payout_list import OfficePayoutList

MAX_PHOTO_BYTES = 256 * 1024
"""The centre keeps JPEGs of at most 480 x 640 pixels: some 60 KiB."""
MOST_AT_ONCE = 50
"""So many are fetched in one turn, lest the lists of a new office wait behind its photos."""


class Photos:
    """Kept in `folder`, which is made when the first photo comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def refresh(self, transport: Source, listed: OfficePayoutList) -> int:
        """Fetch what `listed` names and is not here, and forget whom it names no more; how many
        came.

        Raises:
            TransportError: the centre did not answer. A photo that it does not have, or that is
                another than the list says, is left out.
        """
        wanted = {line.photo for line in listed.lines if line.photo is not None}
        here = self._here()
        for digest in here - wanted:
            self._file(digest).unlink(missing_ok=True)
        came = 0
        for digest in sorted(wanted - here)[:MOST_AT_ONCE]:
            try:
                fetched = transport.fetch(photo_path(digest), None)
            except TransportError as error:
                if error.code == "photo-unknown":
                    continue
                raise
            if fetched is not None and _is_photo(fetched.octets, digest):
                self._keep(digest, fetched.octets)
                came += 1
        return came

    def octets(self, digest: bytes | None) -> bytes | None:
        """The JPEG of that SHA-256; None if it is not here, or not whole."""
        if digest is None:
            return None
        try:
            octets = self._file(digest).read_bytes()
        except OSError:
            return None
        return octets if _is_photo(octets, digest) else None

    def _here(self) -> set[bytes]:
        return {bytes.fromhex(file.stem) for file in self._folder.glob("?" * 64 + ".jpg")}

    def _keep(self, digest: bytes, octets: bytes) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        write_durably(self._file(digest), octets)

    def _file(self, digest: bytes) -> Path:
        return self._folder / f"{digest.hex()}.jpg"


def _is_photo(octets: bytes, digest: bytes) -> bool:
    return len(octets) <= MAX_PHOTO_BYTES and hashlib.sha256(octets).digest() == digest
