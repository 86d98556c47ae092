"""What kind of file was uploaded, by its first octets and never by its name."""

from __future__ import annotations

from cardsvc.registry.delimited import read_delimited
from cardsvc.registry.errors import ListFormatError
from cardsvc.registry.sheet import Sheet
from cardsvc.registry.workbook import read_workbook

MAX_FILE_BYTES = 16 * 2**20

_ZIP = b"PK\x03\x04"
_ZIP_EMPTY = b"PK\x05\x06"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # MS-CFB §2.2: old .xls, and any encrypted workbook
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")  # MS-OFFCRYPTO §2.3.4.4
_NO_SHEETS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def read_sheets(octets: bytes) -> tuple[Sheet, ...]:
    """The sheets of an XLSX or CSV file.

    Raises:
        ListFormatError: `file-empty`, `file-too-large`, `not-a-spreadsheet`, `encrypted`,
            `old-excel`, `html`, and what `read_workbook` and `read_delimited` raise.
    """
    if len(octets) > MAX_FILE_BYTES:
        raise ListFormatError("file-too-large", most_bytes=MAX_FILE_BYTES)
    if not octets.strip():
        raise ListFormatError("file-empty")
    if octets.startswith(_ZIP):
        return read_workbook(octets)
    if octets.startswith(_OLE):
        raise ListFormatError("encrypted" if _ENCRYPTED_STREAM in octets else "old-excel")
    if octets.startswith((_ZIP_EMPTY, *_NO_SHEETS)):
        raise ListFormatError("not-a-spreadsheet")
    if octets.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise ListFormatError("html")
    return (read_delimited(octets),)
