"""CSV files as spreadsheets write them: some encoding, some separator, quoted or not.

What they are is found out by a first look; then they are read as a stream, for they may be long.
"""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO, TextIOWrapper
from itertools import islice
from typing import IO

from cardsvc.registry.errors import ListFormatError
from cardsvc.registry.sheet import MAX_COLUMNS, MAX_ROWS, Cell, Row, Sheet

_SEPARATORS = ",;\t"
_HINT = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)  # the line that Excel itself may put first
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LEGACY = "cp1258"  # Windows-1258, what Excel saves as CSV on an older Vietnamese Windows
_LOOK_BYTES = 64 * 2**10
_LOOK_LINES = 200  # titles, the header, and people enough
_READ_BYTES = 2**20

Record = list[str]


def read_delimited(file: IO[bytes]) -> Sheet:
    """The one sheet of a CSV file; blank lines count as rows, as Excel counts them.

    Raises:
        ListFormatError: `encoding-unknown`; and when rows are read, `csv-damaged`,
            `too-many-rows`, `cell-too-long`.
    """
    encoding, assumed = _encoding(file)
    rows = DelimitedRows(file, encoding)
    return Sheet("CSV", rows, is_typed=False, encoding_assumed=assumed)


@dataclass(frozen=True, slots=True)
class DelimitedRows:
    """The lines of a CSV file."""

    _file: IO[bytes] = field(repr=False)
    _encoding: str

    def __iter__(self) -> Iterator[Row]:
        filled = 0
        for number, record in self.records():
            row = row_of(number, record)
            if row.cells:
                filled += 1
                if filled > MAX_ROWS:
                    raise ListFormatError("too-many-rows", most=MAX_ROWS)
                yield row

    def records(self) -> Iterator[tuple[int, Record]]:
        """Every line as it was cut, with its number."""
        self._file.seek(0)
        text = TextIOWrapper(self._file, self._encoding, newline="")
        try:
            lines: Iterator[str] = iter(text)
            if self._encoding == _LEGACY:
                # It writes tones as letters of their own, so NFC belongs to decoding it.
                lines = (unicodedata.normalize("NFC", line) for line in text)
            look = "".join(islice(lines, _LOOK_LINES))
            hint = _HINT.match(look)
            separator = hint[1] if hint else _separator(look)
            # Excel shows no row for the line of the hint, so nor is it counted.
            first = StringIO(look[hint.end() :] if hint else look, newline="")
            yield from enumerate(csv.reader(_after(first, lines), delimiter=separator), start=1)
        except csv.Error as fault:
            raise ListFormatError("csv-damaged") from fault
        finally:
            if not self._file.closed:
                text.detach()  # the file stays open, and is its owner's to close


def row_of(number: int, record: Record) -> Row:
    """Raises `ListFormatError` (`cell-too-long`)."""
    return Row.of(number, map(Cell.of_text, record[:MAX_COLUMNS]))


def _after(first: StringIO, lines: Iterator[str]) -> Iterator[str]:
    yield from first
    yield from lines


def _encoding(file: IO[bytes]) -> tuple[str, str | None]:
    """The encoding, and its name again if it had to be tried."""
    file.seek(0)
    look = file.read(_LOOK_BYTES)
    if look.startswith(_UTF16_MARKS):
        tried: tuple[tuple[str, str | None], ...] = (("utf-16", None),)
    elif b"\0" in look:
        # Text has no NUL, so the ASCII among it shows which octet of each pair is the high one.
        little = look[1::2].count(0) >= look[::2].count(0)
        name = "utf-16-le" if little else "utf-16-be"
        tried = ((name, name),)
    else:
        tried = (("utf-8-sig", None),)
    for encoding, assumed in (*tried, (_LEGACY, _LEGACY)):
        if _decodes(file, encoding):
            return encoding, assumed
    raise ListFormatError("encoding-unknown")


def _decodes(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while octets := file.read(_READ_BYTES):
            decoder.decode(octets)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _separator(look: str) -> str:
    """The header and the data have a dozen cells; a wrong separator finds a few in addresses."""

    def cells_beyond_the_first(separator: str) -> int:
        records = csv.reader(StringIO(look, newline=""), delimiter=separator)
        return sum(len(record) - 1 for record in records if record)

    return max(_SEPARATORS, key=cells_beyond_the_first)
