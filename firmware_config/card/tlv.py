"""BER-TLV (ISO/IEC 7816-4 §5.2.2, ISO/IEC 8825-1) with one-octet tags and short lengths.

What the card's application and its certificates need and no more; every octet is accounted for.
"""

from __future__ import annotations

from collections.abc import Iterable

from firmware_config.errors import ContractError

MAX_LENGTH = 0xFFFF


class TlvError(ContractError):
    """Octets that are not a sequence of data objects: `tlv-truncated`, `tlv-tag-twice`, …"""


def encode(objects: Iterable[tuple[int, bytes]]) -> bytes:
    """Data objects one after another, each `(tag, value)`."""
    return b"".join(bytes((tag,)) + _length(len(value)) + value for tag, value in objects)


def decode(octets: bytes) -> dict[int, bytes]:
    """The data objects in `octets` by tag.

    Raises:
        TlvError: truncated, a tag twice, a length not in its shortest form, or a long tag.
    """
    found: dict[int, bytes] = {}
    at = 0
    while at < len(octets):
        tag = octets[at]
        if tag & 0x1F == 0x1F:
            raise TlvError("tlv-long-tag", tag=tag)
        length, start = _read_length(octets, at + 1)
        if start + length > len(octets):
            raise TlvError("tlv-truncated", tag=tag)
        if tag in found:
            raise TlvError("tlv-tag-twice", tag=tag)
        found[tag] = octets[start : start + length]
        at = start + length
    return found


def _length(length: int) -> bytes:
    if length < 0x80:
        return bytes((length,))
    if length < 0x100:
        return bytes((0x81, length))
    if length <= MAX_LENGTH:
        return b"\x82" + length.to_bytes(2)
    raise TlvError("tlv-too-long", length=length)


def _read_length(octets: bytes, at: int) -> tuple[int, int]:
    first = octets[at] if at < len(octets) else 0xFF
    if first < 0x80:
        return first, at + 1
    width = first - 0x80
    if width not in (1, 2) or at + 1 + width > len(octets):
        raise TlvError("tlv-length", at=at)
    length = int.from_bytes(octets[at + 1 : at + 1 + width])
    if length < (0x80 if width == 1 else 0x100):
        raise TlvError("tlv-length", at=at)
    return length, at + 1 + width
