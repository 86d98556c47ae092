"""Deterministic CBOR (RFC 8949 §4.2.1) in the small part of the format that we use.

Values are `int` (64 bits), `bytes`, `str`, `bool`, `None`, `list` and `dict`; no tags, floats,
or indefinite lengths. What `decode` accepts, `encode` gives back octet for octet, so a value has
one form only and a signature over it has one meaning.
"""

from __future__ import annotations

from typing import Any

import cbor2

from firmware_config.errors import ContractError

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 8

_SCALARS = frozenset((bytes, str, bool, type(None)))


class CborError(ContractError):
    """Octets that are not one deterministic CBOR item, or a value that has no such form."""


def encode(value: object) -> bytes:
    """The deterministic encoding: shortest heads, definite lengths, map keys in bytewise order."""
    return cbor2.dumps(_sorted(value))


def decode(data: bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """The one item that `data` holds.

    Raises:
        CborError: `cbor-too-large`, `cbor-malformed` (also duplicate keys, indefinite lengths,
            trailing octets, depth over 8) or `cbor-not-deterministic`.
    """
    if len(data) > max_bytes:
        raise CborError("cbor-too-large", length=len(data), limit=max_bytes)
    try:
        value = cbor2.loads(
            data, allow_indefinite=False, allow_duplicate_keys=False, max_depth=MAX_DEPTH
        )
    except (cbor2.CBORDecodeError, ValueError, OverflowError, RecursionError) as error:
        raise CborError("cbor-malformed", cause=type(error).__name__) from None
    # cbor2 keeps the order of the keys, so equal octets prove shortest heads and no trailing
    # octets; the walk proves the order of the keys and that no tag hid behind a Python type.
    _check(value)
    if cbor2.dumps(value) != data:
        raise CborError("cbor-not-deterministic")
    return value


def _sorted(value: object) -> object:
    if type(value) is dict:
        keyed = sorted((cbor2.dumps(key), key, item) for key, item in value.items())
        return {key: _sorted(item) for _, key, item in keyed}
    if type(value) in (list, tuple):
        return [_sorted(item) for item in value]  # type: ignore[attr-defined]
    _check(value)
    return value


def _check(value: object) -> None:
    kind = type(value)
    if kind is int:
        if not -(1 << 64) <= value < 1 << 64:  # type: ignore[operator]
            raise CborError("cbor-integer-too-large")
    elif kind in _SCALARS:
        return
    elif kind is list:
        for item in value:  # type: ignore[attr-defined]
            _check(item)
    elif kind is dict:
        _check_map(value)  # type: ignore[arg-type]
    else:
        raise CborError("cbor-type-not-allowed", type=kind.__name__)


def _check_map(value: dict[object, object]) -> None:
    previous = -1
    for key in value:
        # Ascending unsigned keys, the common case, are in bytewise order as they stand.
        if type(key) is not int or key <= previous:
            _check_order(value)
            break
        previous = key
    for item in value.values():
        _check(item)


def _check_order(value: dict[object, object]) -> None:
    keys = [cbor2.dumps(key) for key in value]
    if any(type(key) not in (int, str, bytes) for key in value) or keys != sorted(keys):
        raise CborError("cbor-not-deterministic")
