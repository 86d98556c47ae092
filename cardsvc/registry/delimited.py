"""CSV files as spreadsheets write them: some encoding, some separator, quoted or not."""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from io import StringIO

from cardsvc.registry.errors import ListFormatError
from cardsvc.registry.sheet import MAX_COLUMNS, MAX_ROWS, Cell, Row, Sheet

_SEPARATORS = ",;\t"
_HINT = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)  # the line that Excel itself may put first
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LEGACY = "cp1258"  # Windows-1258, what Excel saves as CSV on an older Vietnamese Windows


def read_delimited(octets: bytes) -> Sheet:
    """The one sheet of a CSV file; blank lines count as rows, as Excel counts them.

    Raises:
        ListFormatError: `encoding-unknown`, `csv-damaged`, `too-many-rows`, `cell-too-long`.
    """
    text, assumed = _decoded(octets)
    try:
        records = _records(text)
    except csv.Error as fault:
        raise ListFormatError("csv-damaged") from fault
    rows = []
    for number, record in enumerate(records, start=1):
        row = Row.of(number, map(Cell.of_text, record[:MAX_COLUMNS]))
        if row.cells:
            rows.append(row)
    if len(rows) > MAX_ROWS:
        raise ListFormatError("too-many-rows", most=MAX_ROWS)
    return Sheet("CSV", tuple(rows), is_typed=False, encoding_assumed=assumed)


def _decoded(octets: bytes) -> tuple[str, str | None]:
    """The text, and the name of the encoding if it had to be tried."""
    try:
        if octets.startswith(_UTF16_MARKS):
            return octets.decode("utf-16"), None
        if b"\0" in octets:
            # Text has no NUL, so the ASCII among it shows which octet of each pair is the high one.
            little = octets[1::2].count(0) >= octets[::2].count(0)
            name = "utf-16-le" if little else "utf-16-be"
            return octets.decode(name), name
        return octets.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        pass
    try:
        # This encoding writes tones as letters of their own, so NFC belongs to decoding it.
        return unicodedata.normalize("NFC", octets.decode(_LEGACY)), _LEGACY
    except UnicodeDecodeError:
        raise ListFormatError("encoding-unknown") from None


def _records(text: str) -> list[list[str]]:
    if found := _HINT.match(text):
        # Excel shows no row for this line, so nor is it counted.
        return _split(text[found.end() :], found[1])
    # The header and the data have a dozen cells; a wrong separator finds a few in the addresses.
    readings = [_split(text, separator) for separator in _SEPARATORS]
    return max(readings, key=lambda records: sum(len(record) - 1 for record in records if record))


def _split(text: str, separator: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline=""), delimiter=separator))
