"""Deterministic CBOR: one value, one form."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config import cbor
from firmware_config.cbor import CborError
from tests.simulators.hostile import values

_REFUSED = {
    "nothing at all": "",
    "a trailing octet": "0000",
    "a truncated string": "43 0102",
    "a truncated map": "a1 01",
    "a break alone": "ff",
    "an indefinite array": "9f 01 ff",
    "an indefinite map": "bf 01 02 ff",
    "an indefinite byte string": "5f 41 01 ff",
    "an indefinite text string": "7f 61 61 ff",
    "a small number in two octets": "18 17",
    "a number in three octets that fits two": "19 00ff",
    "a number in five octets that fits three": "1a 0000ffff",
    "a number in nine octets that fits five": "1b 00000000ffffffff",
    "a negative number in two octets that fits one": "38 00",
    "a string's length not in its shortest form": "58 01 00",
    "a text's length not in its shortest form": "78 01 61",
    "an array's length not in its shortest form": "98 01 00",
    "a map's length not in its shortest form": "b8 01 00 00",
    "keys in the wrong order": "a2 02 00 01 00",
    "negative keys before positive ones": "a2 20 00 01 00",
    "negative keys in the wrong order": "a2 21 00 20 00",
    "text keys in the wrong order": "a2 61 62 00 61 61 00",
    "a longer text key before a shorter one": "a2 62 6161 00 61 62 00",
    "text keys before integers": "a2 61 61 00 01 00",
    "the same integer key twice": "a2 01 00 01 00",
    "the same integer key twice, far apart": "a3 01 00 02 00 01 00",
    "the same text key twice": "a2 61 61 00 61 61 01",
    "a key that Python takes for another": "a2 01 00 f5 00",
    "a key twice within": "81 a2 01 00 01 00",
    "a key that is a truth value": "a1 f5 00",
    "a key that is null": "a1 f6 00",
    "a key that is a float": "a1 f9 3c00 00",
    "a key that is an array": "a1 81 01 00",
    "a key that is a map": "a1 a1 01 01 00",
    "a half float": "f9 3c00",
    "a single float": "fa 3f800000",
    "a double float": "fb 3ff0000000000000",
    "not a number": "f9 7e00",
    "infinity": "f9 7c00",
    "a float within": "82 01 f9 3c00",
    "undefined": "f7",
    "a simple value": "f0",
    "a simple value in two octets": "f8 ff",
    "a reserved head": "1c",
    "a date and time": "c0 74 323031332d30332d32315432303a30343a30305a",
    "an epoch time": "c1 00",
    "a big number": "c2 49 010000000000000000",
    "a small number as a big one": "c2 41 01",
    "a decimal fraction": "c4 82 20 01",
    "a decimal fraction with an enormous exponent": "c4 82 1b 7fffffffffffffff 03",
    "a regular expression": "d8 23 62 2828",
    "a set": "d9 0102 82 01 02",
    "a MIME message": "d8 24 61 61",
    "a network": "d9 0105 a1 41 01 01",
    "the CBOR mark": "d9 d9f7 01",
    "an unknown tag": "d9 0300 00",
    "a tag within": "81 c1 00",
    "a value that holds itself": "d8 1c 81 d8 1d 00",
    "a text that is not UTF-8": "61 ff",
    "a text with half a surrogate pair": "63 eda080",
    "an array longer than memory": "9b 7fffffffffffffff",
    "a string longer than memory": "5b 7fffffffffffffff",
    "a map longer than memory": "bb 7fffffffffffffff",
}


@pytest.mark.parametrize("octets", _REFUSED.values(), ids=_REFUSED)
def test_what_is_not_deterministic_is_refused(octets: str) -> None:
    with pytest.raises(CborError):
        cbor.decode(bytes.fromhex(octets))


@pytest.mark.parametrize(
    ("octets", "value"),
    [
        ("00", 0),
        ("1b ffffffffffffffff", (1 << 64) - 1),
        ("3b ffffffffffffffff", -(1 << 64)),
        ("f4", False),
        ("f6", None),
        ("a3 01 00 20 00 61 61 00", {1: 0, -1: 0, "a": 0}),
        ("a2 41 ff 00 60 00", {b"\xff": 0, "": 0}),
    ],
)
def test_what_is_deterministic_is_read(octets: str, value: object) -> None:
    assert cbor.decode(bytes.fromhex(octets)) == value


@given(values)
def test_a_value_comes_back_as_it_was_encoded(value: object) -> None:
    again = cbor.decode(cbor.encode(value))
    assert again == value
    assert cbor.encode(again) == cbor.encode(value)


@given(st.binary(max_size=40))
def test_what_is_read_is_encoded_octet_for_octet(octets: bytes) -> None:
    try:
        value = cbor.decode(octets)
    except CborError:
        return
    assert cbor.encode(value) == octets


@given(st.dictionaries(st.one_of(st.integers(-300, 300), st.text(max_size=3)), st.none()))
def test_the_order_in_which_a_map_was_filled_does_not_show(value: dict[object, None]) -> None:
    backwards = dict(reversed(value.items()))
    assert cbor.encode(backwards) == cbor.encode(value)


def test_eight_containers_deep_is_read_and_nine_is_not() -> None:
    deep = b"\x81" * 7 + b"\x80"
    assert cbor.encode(cbor.decode(deep)) == deep
    with pytest.raises(CborError, match="cbor-malformed"):
        cbor.decode(b"\x81" + deep)


@pytest.mark.parametrize("head", [b"\x81", b"\xa1\x01", b"\xc6", b"\xd8\x40"])
def test_a_hundred_thousand_levels_are_refused_like_nine(head: bytes) -> None:
    with pytest.raises(CborError, match="cbor-malformed"):
        cbor.decode(head * 100_000 + b"\x00")


def test_few_octets_that_stand_for_many_items_are_refused_at_once() -> None:
    # Eight arrays of a hundred references, each to the array before: 10^16 items.
    arrays = [b"\xd8\x1c\x80"]
    arrays += [b"\xd8\x1c\x98\x64" + bytes((0xD8, 0x1D, before)) * 100 for before in range(8)]
    with pytest.raises(CborError, match="cbor-malformed"):
        cbor.decode(b"\x89" + b"".join(arrays))


def test_few_octets_that_stand_for_a_long_text_are_refused_at_once() -> None:
    # One text of a megabyte, then a reference to it, a hundred thousand times.
    text = b"\x7a" + (1 << 20).to_bytes(4) + b"a" * (1 << 20)
    octets = b"\xd9\x01\x00\x9a" + (100_001).to_bytes(4) + text + b"\xd8\x19\x00" * 100_000
    with pytest.raises(CborError, match="cbor-malformed"):
        cbor.decode(octets)


def test_more_octets_than_the_bound_are_not_looked_at() -> None:
    with pytest.raises(CborError, match="cbor-too-large"):
        cbor.decode(b"\xff" * 11, max_bytes=10)


@pytest.mark.parametrize("value", [1 << 64, -(1 << 64) - 1, 1.0, {1: 2.0}, {1, 2}, object()])
def test_a_value_without_a_form_is_not_encoded(value: Any) -> None:
    with pytest.raises(CborError):
        cbor.encode(value)


def test_a_truth_value_is_no_number_in_a_row() -> None:
    assert cbor.is_row([1, "a"], int, str)
    assert not cbor.is_row([True, "a"], int, str)
    assert not cbor.is_row([1], int, str)
    assert not cbor.is_row((1, "a"), int, str)
    assert not cbor.is_count(True)
    assert not cbor.is_count(-1)
    assert not cbor.is_count(1 << 63)
