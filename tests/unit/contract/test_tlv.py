"""BER-TLV: every octet is accounted for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config.card import tlv
from firmware_config.card.tlv import TlvError

tags = st.integers(0, 255).filter(lambda tag: tag & 0x1F != 0x1F)


@given(st.dictionaries(tags, st.binary(max_size=300), max_size=6))
def test_objects_come_back_as_they_were_encoded(objects: dict[int, bytes]) -> None:
    assert tlv.decode(tlv.encode(objects.items())) == objects


@given(st.binary(max_size=40))
def test_what_is_read_is_encoded_octet_for_octet(octets: bytes) -> None:
    try:
        objects = tlv.decode(octets)
    except TlvError:
        return
    assert tlv.encode(objects.items()) == octets


@pytest.mark.parametrize("length", [0, 0x7F, 0x80, 0xFF, 0x100, 0xFFFF])
def test_a_value_of_any_length_has_one_form(length: int) -> None:
    assert tlv.decode(tlv.encode([(0x80, bytes(length))])) == {0x80: bytes(length)}


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        ("80", "tlv-length"),
        ("8002ff", "tlv-truncated"),
        ("800100800100", "tlv-tag-twice"),
        ("9f0100", "tlv-long-tag"),
        ("8080", "tlv-length"),
        ("80817f" + "00" * 0x7F, "tlv-length"),
        ("808200ff" + "00" * 0xFF, "tlv-length"),
        ("80830000010a", "tlv-length"),
        ("8081", "tlv-length"),
        ("808201", "tlv-length"),
    ],
)
def test_another_form_is_refused(octets: str, code: str) -> None:
    with pytest.raises(TlvError, match=code):
        tlv.decode(bytes.fromhex(octets))


def test_a_value_longer_than_two_octets_count_is_not_encoded() -> None:
    with pytest.raises(TlvError, match="tlv-too-long"):
        tlv.encode([(0x80, bytes(0x10000))])
