"""What kind of file was uploaded, by its first octets and never by its name."""

from __future__ import annotations

import os
from typing import IO

from cardsvc.registry.delimited import read_delimited
from cardsvc.registry.errors import ListFormatError
from cardsvc.registry.sheet import Sheet
from cardsvc.registry.workbook import read_workbook

MAX_FILE_BYTES = 64 * 2**20
"""100,000 people are some 20 MiB of CSV."""

_LOOK_BYTES = 4096
_READ_BYTES = 2**20
_ZIP = b"PK\x03\x04"
_ZIP_EMPTY = b"PK\x05\x06"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # MS-CFB §2.2: old .xls, and any encrypted workbook
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")  # MS-OFFCRYPTO §2.3.4.4
_NO_SHEETS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_NOTHING = b" \t\r\n\0"
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"


def open_sheets(file: IO[bytes]) -> tuple[Sheet, ...]:
    """The sheets of an XLSX or CSV file, whose rows are read from `file` when they are gone
    through; it stays open until then.

    Raises:
        ListFormatError: `file-empty`, `file-too-large`, `not-a-spreadsheet`, `open-document`,
            `encrypted`, `old-excel`, `html`, and what `read_workbook` and `read_delimited` raise.
    """
    size = file.seek(0, os.SEEK_END)
    if size > MAX_FILE_BYTES:
        raise ListFormatError("file-too-large", most_bytes=MAX_FILE_BYTES)
    file.seek(0)
    look = file.read(_LOOK_BYTES)
    if not look.strip(_NOTHING) and _is_nothing(file):
        raise ListFormatError("file-empty")
    if look.startswith(_ZIP):
        if _OPEN_DOCUMENT in look:
            raise ListFormatError("open-document")
        return read_workbook(file)
    if look.startswith(_OLE):
        file.seek(0)
        raise ListFormatError("encrypted" if _ENCRYPTED_STREAM in file.read() else "old-excel")
    if look.startswith((_ZIP_EMPTY, *_NO_SHEETS)):
        raise ListFormatError("not-a-spreadsheet")
    if look.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise ListFormatError("html")
    return (read_delimited(file),)


def _is_nothing(file: IO[bytes]) -> bool:
    file.seek(0)
    while octets := file.read(_READ_BYTES):
        if octets.strip(_NOTHING):
            return False
    return True
