"""Laws of everything signed: what was not signed is refused, and refused in one way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_config.errors import ContractError
from tests.simulators.signed import Signed, signed_things
from tests.simulators.world import World

SAMPLES = signed_things(World.make())
each_sample = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)


@each_sample
def test_a_signed_thing_is_believed_as_it_was_signed(sample: Signed) -> None:
    assert sample.read(sample.octets) is not None


@each_sample
def test_any_flipped_bit_is_refused(sample: Signed) -> None:
    believed = [
        bit for bit in range(8 * len(sample.octets)) if _reads(sample, _flipped(sample.octets, bit))
    ]
    assert believed == []


@each_sample
def test_any_prefix_is_refused(sample: Signed) -> None:
    assert not any(_reads(sample, sample.octets[:end]) for end in range(len(sample.octets)))


@each_sample
def test_an_octet_more_is_refused(sample: Signed) -> None:
    assert not any(_reads(sample, sample.octets + bytes((octet,))) for octet in range(256))


@each_sample
def test_any_octet_left_out_is_refused(sample: Signed) -> None:
    whole = sample.octets
    assert not any(_reads(sample, whole[:at] + whole[at + 1 :]) for at in range(len(whole)))


@pytest.mark.parametrize("name", SAMPLES)
def test_one_signed_thing_never_passes_for_another(name: str) -> None:
    others = [other for other in SAMPLES if other != name]
    assert not any(_reads(SAMPLES[other], SAMPLES[name].octets) for other in others)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_any_change_of_any_octets_is_refused(name: str, data: st.DataObject) -> None:
    sample = SAMPLES[name]
    at = data.draw(st.integers(0, len(sample.octets)))
    cut = data.draw(st.integers(0, 8))
    put = data.draw(st.binary(max_size=12))
    changed = sample.octets[:at] + put + sample.octets[at + cut :]
    assert changed == sample.octets or not _reads(sample, changed)


def _flipped(octets: bytes, bit: int) -> bytes:
    changed = bytearray(octets)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _reads(sample: Signed, octets: bytes) -> bool:
    """Anything but a `ContractError` comes up and fails the test."""
    try:
        sample.read(octets)
    except ContractError:
        return False
    return True
