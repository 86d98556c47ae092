"""Deterministic CBOR (RFC 8949 §4.2.1) in the small part of the format that we use.

Values are `int` (64 bits), `bytes`, `str`, `bool`, `None`, `list` and `dict`; no tags, floats,
or indefinite lengths. What `decode` accepts, `encode` gives back octet for octet, so a value has
one form only and a signature over it has one meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, Final, NoReturn

import cbor2

from firmware_config.errors import ContractError

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 8

_SCALARS = frozenset((int, bytes, str, bool, type(None)))
_KEYS = frozenset((int, bytes, str))
_INT_LIMIT = 1 << 64  # RFC 8949 §3.1: major types 0 and 1 hold -2^64 … 2^64-1


class CborError(ContractError):
    """Octets that are not one deterministic CBOR item, or a value that has no such form."""


def _refuse_tag(*_: object) -> NoReturn:
    raise CborError("cbor-type-not-allowed", type="tag")


class _NoTags(dict[int, Callable[..., NoReturn]]):
    """Refuses every tag while it decodes, not after: a few hundred octets of shared references
    (tags 25, 28, 29, 256) can stand for more items than there is time to look at.
    """

    def __missing__(self, tag: int) -> Callable[..., NoReturn]:
        return _refuse_tag


_STRICT: Final[dict[str, Any]] = {
    "allow_indefinite": False,
    "allow_duplicate_keys": False,
    "max_depth": MAX_DEPTH - 1,  # cbor2 does not count the outermost container
    "semantic_decoders": _NoTags(),
}
_FAULTS = (cbor2.CBORDecodeError, ValueError, OverflowError, RecursionError)


def is_row(value: object, *types: type) -> bool:
    """Whether `value` is a list of exactly these types.

    `true` is no `int` here, though Python's own `case int()` takes it for one.
    """
    return type(value) is list and tuple(map(type, value)) == types


def is_count(value: object) -> bool:
    """Whether `value` is an `int` from 0 that also a database's 64-bit integer holds."""
    return type(value) is int and 0 <= value < 1 << 63


def encode(value: object) -> bytes:
    """The deterministic encoding: shortest heads, definite lengths, map keys in bytewise order."""
    return cbor2.dumps(_sorted(value))


def encode_ordered(value: object) -> bytes:
    """`encode` at a fifth of its cost, for a value of ours whose maps are in order as they are
    written down and that holds nothing which `encode` refuses; tests hold its users to that."""
    return cbor2.dumps(value)


def decode(data: bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """The one item that `data` holds.

    Raises:
        CborError: `cbor-too-large`, `cbor-malformed` (also duplicate keys, indefinite lengths,
            depth over 8) or `cbor-not-deterministic` (also trailing octets).
    """
    value = decode_first(data, max_bytes=max_bytes)
    # cbor2 keeps the order of the keys, so equal octets prove shortest heads; the walk proves the
    # order of the keys and that there are no floats and the like.
    if type(value) not in _SCALARS:
        _check(value)
    if cbor2.dumps(value) != data:
        raise CborError("cbor-not-deterministic")
    return value


def decode_fixed(data: bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """The one item in octets that something else fixes, as a signature over them.

    It refuses all that `decode` does but a second form of the same value, at half the cost;
    whoever reads the value checks the type of every leaf.

    Raises:
        CborError: `cbor-too-large`, or `cbor-malformed`.
    """
    _check_length(data, max_bytes)
    octets = BytesIO(data)
    try:
        value = cbor2.CBORDecoder(octets, **_STRICT).decode()
    except _FAULTS as error:
        raise CborError("cbor-malformed", cause=type(error).__name__) from None
    if octets.tell() != len(data):
        raise CborError("cbor-malformed", cause="trailing octets")
    return value


def decode_first(data: bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """The item that `data` begins with, for a caller that makes the octets again and compares.

    Raises:
        CborError: `cbor-too-large`, or `cbor-malformed`.
    """
    _check_length(data, max_bytes)
    try:
        return cbor2.loads(data, **_STRICT)
    except _FAULTS as error:
        raise CborError("cbor-malformed", cause=type(error).__name__) from None


def _check_length(data: bytes, max_bytes: int) -> None:
    if len(data) > max_bytes:
        raise CborError("cbor-too-large", length=len(data), limit=max_bytes)


def _sorted(value: object) -> object:
    kind = type(value)
    if kind is dict:
        keyed = sorted((cbor2.dumps(key), key, item) for key, item in value.items())  # type: ignore[attr-defined]
        return {key: _sorted(item) for _, key, item in keyed}
    if kind in (list, tuple):
        return [_sorted(item) for item in value]  # type: ignore[attr-defined]
    if kind not in _SCALARS:
        raise CborError("cbor-type-not-allowed", type=kind.__name__)
    if kind is int and not -_INT_LIMIT <= value < _INT_LIMIT:  # type: ignore[operator]
        raise CborError("cbor-integer-too-large")
    return value


def _check(value: object) -> None:
    """Of a container, or of what is neither container nor scalar."""
    items: Iterable[object]
    if type(value) is dict:
        _check_order(value)
        items = value.values()
    elif type(value) is list:
        items = value
    else:
        raise CborError("cbor-type-not-allowed", type=type(value).__name__)
    if not _SCALARS.issuperset(map(type, items)):
        for item in items:
            if type(item) not in _SCALARS:
                _check(item)


def _check_order(value: dict[object, object]) -> None:
    # Bytewise order puts 0, 1, 2 … before -1, -2 …; integers are the common case.
    previous = -1
    for key in value:
        if type(key) is not int:
            break
        place = key if key >= 0 else _INT_LIMIT - key
        if place <= previous:
            raise CborError("cbor-not-deterministic")
        previous = place
    else:
        return
    if not _KEYS.issuperset(map(type, value)):
        raise CborError("cbor-type-not-allowed", type="map key")
    if len(value) > 1:
        keys = [cbor2.dumps(key) for key in value]
        if keys != sorted(keys):
            raise CborError("cbor-not-deterministic")
