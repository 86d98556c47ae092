"""Good octets with something wrong: bits turned, pieces cut, put in, repeated, from two joined."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

MOST_BYTES = 64 * 1024
_MOST_RANDOM = 400
_MOST_REPEATS = 5_000  # past any recursion limit

_DEEP = 20_000

CLASSICS: dict[str, bytes] = {
    "nothing": b"",
    "a zero": bytes(1),
    "zeros": bytes(MOST_BYTES),
    "ones": b"\xff" * MOST_BYTES,
    "nested CBOR": b"\x81" * _DEEP,
    "a CBOR string longer than any memory": b"\x5b" + b"\x7f" * 8,
    "nested JSON": b"[" * _DEEP,
    "nested JSON objects": b'{"a":' * _DEEP,
    "nested TOML": b"a = " + b"[" * _DEEP,
    "nested TOML tables": b"a = " + b"{b=" * _DEEP,
    "a TOML key of many parts": b"a." * _DEEP + b"b = 1",
    "nested XML": b"<a>" * _DEEP,
    "an XML bomb": b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 999 + b'">]><a>&b;</a>',
    "digits": b"9" * 5_000,
    "a TOML number of many digits": b"number = " + b"9" * 5_000,
    "a JSON number of many digits": b'{"as_of": ' + b"9" * 5_000 + b"}",
    "a JSON number out of all bounds": b'{"as_of": 1e999}',
    "separators": b"|," * _DEEP,
    "quotes": b'"' * _DEEP,
    "half a letter": "Nguyễn".encode()[:-2] + b"\xed\xa0\x80",
}
"""Inputs that have broken parsers elsewhere."""


@st.composite
def spoiled_octets(draw: st.DrawFn, good: Sequence[bytes]) -> bytes:
    """One of `good` with one to four things wrong, at most `MOST_BYTES` long."""
    octets = draw(st.sampled_from(good))
    for spoil in draw(st.lists(st.sampled_from(_WAYS), min_size=1, max_size=4)):
        octets = spoil(draw, octets, good)
    return octets[:MOST_BYTES]


def hostile_octets(good: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Spoiled ones mostly; and such as were never good."""
    spoiled = spoiled_octets(good)
    return st.one_of(spoiled, spoiled, spoiled, st.binary(max_size=_MOST_RANDOM))


def _turn_bits(draw: st.DrawFn, octets: bytes, good: Sequence[bytes]) -> bytes:
    if not octets:
        return octets
    turned = bytearray(octets)
    for at in draw(st.lists(st.integers(0, len(octets) * 8 - 1), min_size=1, max_size=3)):
        turned[at // 8] ^= 1 << at % 8
    return bytes(turned)


def _cut(draw: st.DrawFn, octets: bytes, good: Sequence[bytes]) -> bytes:
    start, end = _piece(draw, octets)
    return octets[:start] + octets[end:]


def _end_early(draw: st.DrawFn, octets: bytes, good: Sequence[bytes]) -> bytes:
    return octets[: draw(st.integers(0, len(octets)))]


def _put_in(draw: st.DrawFn, octets: bytes, good: Sequence[bytes]) -> bytes:
    at = draw(st.integers(0, len(octets)))
    return octets[:at] + draw(st.binary(min_size=1, max_size=20)) + octets[at:]


def _repeat(draw: st.DrawFn, octets: bytes, good: Sequence[bytes]) -> bytes:
    """As nested brackets and endless numbers are made."""
    start, end = _piece(draw, octets)
    end = min(end, start + 16)
    times = draw(st.sampled_from([2, 3, 100, _MOST_REPEATS]))
    return octets[:start] + octets[start:end] * times + octets[end:]


def _join(draw: st.DrawFn, octets: bytes, good: Sequence[bytes]) -> bytes:
    other = draw(st.sampled_from(good))
    return octets[: draw(st.integers(0, len(octets)))] + other[draw(st.integers(0, len(other))) :]


def _piece(draw: st.DrawFn, octets: bytes) -> tuple[int, int]:
    places = st.integers(0, len(octets))
    one, other = draw(places), draw(places)
    return min(one, other), max(one, other)


_WAYS = (_turn_bits, _cut, _end_early, _put_in, _repeat, _join)
