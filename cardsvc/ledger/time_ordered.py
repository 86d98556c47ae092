"""Ids that anybody may draw and that sort by the time they were drawn. Pure."""

from __future__ import annotations

from datetime import datetime

RANDOM_BYTES = 10
_VERSION, _VARIANT = 0x7, 0b10


def uuid7(at: datetime, random: bytes) -> bytes:
    """A UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then 74 of `random`'s 80."""
    assert len(random) == RANDOM_BYTES
    milliseconds = int(at.timestamp() * 1000)
    a = _VERSION << 4 | random[0] & 0x0F
    b = _VARIANT << 6 | random[2] & 0x3F
    return milliseconds.to_bytes(6) + bytes((a, random[1], b)) + random[3:]
