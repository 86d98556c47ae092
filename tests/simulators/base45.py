"""Base45 (RFC 9285 §4), as the EU DCC and claim 169 pipelines print a record."""

from __future__ import annotations

import zlib

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def to_base45(record: bytes) -> str:
    """The record's zlib stream, two octets in three letters."""
    octets = zlib.compress(record, 9)
    text = []
    for at in range(0, len(octets) - 1, 2):
        rest, c = divmod(int.from_bytes(octets[at : at + 2]), 45)
        e, d = divmod(rest, 45)
        text.append(_LETTERS[c] + _LETTERS[d] + _LETTERS[e])
    if len(octets) % 2:
        d, c = divmod(octets[-1], 45)
        text.append(_LETTERS[c] + _LETTERS[d])
    return "".join(text)
