"""The QR text of a record: octets as decimal digits, or base45 as others print them.

Digits, because most scanners at counters are keyboards and a Vietnamese input method rewrites
letters as they are typed. The octets are the COSE message as it is, or its zlib stream where
that is shorter; one leading octet says which and keeps leading zeros. Base45 (RFC 9285) of a
zlib stream or of the bare message is the EU DCC and claim 169 way: read as well.
"""

from __future__ import annotations

import struct
import zlib

from firmware_config.errors import ContractError
from firmware_config.record import MAX_RECORD_BYTES

MAX_DIGITS = 3000  # 1,024 octets are 2,467 digits; 4,300 is Python's own bound on int(text)
_RAW, _DEFLATED = 1, 2
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE45 = {letter: value for value, letter in enumerate(_BASE45)}


class QrError(ContractError):
    """A text that is no record: `qr-empty`, `qr-not-a-record`, `qr-too-long`, `qr-damaged`."""


def to_digits(record: bytes) -> str:
    """The text to print for a signed record."""
    deflated = zlib.compress(record, 9)
    marked = (
        bytes((_DEFLATED,)) + deflated if len(deflated) < len(record) else bytes((_RAW,)) + record
    )
    return str(int.from_bytes(marked))


def from_text(text: str) -> bytes:
    """The signed record in a scanned text, of either form; white space at the ends is ignored.

    Raises:
        QrError: not such a text, over the bounds, or a stream that does not inflate.
    """
    text = text.strip()
    if not text:
        raise QrError("qr-empty")
    if len(text) > MAX_DIGITS:
        raise QrError("qr-too-long", length=len(text), limit=MAX_DIGITS)
    if text.isascii() and text.encode().isdigit():  # in bytes: six times as fast
        number = int(text)
        octets = number.to_bytes((number.bit_length() + 7) // 8)
        if octets[:1] == bytes((_RAW,)):
            return _bounded(octets[1:])
        if octets[:1] == bytes((_DEFLATED,)):
            return _inflate(octets[1:])
        raise QrError("qr-not-a-record")
    octets = _from_base45(text)
    return _bounded(octets) if octets[:1] == b"\xd2" else _inflate(octets)


def _bounded(record: bytes) -> bytes:
    if len(record) > MAX_RECORD_BYTES:
        raise QrError("qr-too-long", length=len(record), limit=MAX_RECORD_BYTES)
    return record


def _inflate(octets: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        record = stream.decompress(octets, MAX_RECORD_BYTES + 1)
    except zlib.error:
        raise QrError("qr-damaged") from None
    _bounded(record)
    if not stream.eof or stream.unused_data:
        raise QrError("qr-damaged")
    return record


def _from_base45(text: str) -> bytes:
    """RFC 9285 §4: three letters are two octets, two letters at the end one octet."""
    values = [_VALUE45.get(letter, -1) for letter in text]
    if -1 in values or len(values) % 3 == 1:
        raise QrError("qr-not-a-record")
    columns = (values[0::3], values[1::3], values[2::3])
    pairs = [c + 45 * d + 2025 * e for c, d, e in zip(*columns, strict=False)]
    last = [values[-2] + 45 * values[-1]] if len(values) % 3 else []
    try:
        return struct.pack(f">{len(pairs)}H", *pairs) + bytes(last)
    except (struct.error, ValueError):
        raise QrError("qr-not-a-record") from None
