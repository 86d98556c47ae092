"""The entitlement record: its claims, each in its one shape."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config import cbor
from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber, EntitlementId, ProgrammeCode
from firmware_config.money import MAX_VND
from firmware_config.period import Period
from firmware_config.record import (
    MAX_ENTITLEMENTS,
    MAX_RECORD_BYTES,
    CitizenHash,
    Entitlement,
    Record,
    RecordError,
)
from firmware_config.signing import FileKey
from tests.simulators.world import CITIZEN, World

WORLD = World.make()
CHIP = FileKey.new().public_key
PAPER_RECORD = WORLD.record()
CHIP_RECORD = WORLD.record(card_key=CHIP)

entitlements = st.builds(
    Entitlement,
    st.binary(min_size=16, max_size=16).map(EntitlementId),
    st.from_regex(r"[A-Z]{2,8}", fullmatch=True).map(ProgrammeCode),
    st.integers(0, 0x7FFF - 31).map(Period),
    st.integers(1, (1 << 32) - 1),
    st.integers(1, MAX_VND // 32),
)
one_offs = st.builds(
    Entitlement,
    st.binary(min_size=16, max_size=16).map(EntitlementId),
    st.just(WORLD.programme),
    st.integers(0x8000, 0xFFFF).map(Period),
    st.just(1),
    st.integers(1, (1 << 32) - 1),
)


@given(
    st.lists(st.one_of(entitlements, one_offs), min_size=1, max_size=8, unique_by=lambda e: e.id),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=30),
    st.from_regex(r"[0-9]{4}([0-9]{4})?", fullmatch=True),
    st.sampled_from([None, CHIP]),
)
def test_a_record_comes_back_as_it_was_made(
    dues: list[Entitlement], name: str, birth: str, card_key: Any
) -> None:
    record = replace(
        PAPER_RECORD, entitlements=tuple(dues), name=name, birth=birth, card_key=card_key
    )
    payload = cbor.encode(record.to_claims())
    assert Record.parse(payload) == record
    assert Record.parse(payload).encode() == payload == record.encode()


def test_eight_entitlements_of_a_long_name_fit_the_card_and_a_ninth_is_refused() -> None:
    dues = tuple(WORLD.entitlement(payable=(1 << 32) - 1) for _ in range(MAX_ENTITLEMENTS))
    record = replace(CHIP_RECORD, name="ễ" * 40, entitlements=dues)
    assert Record.parse(cbor.encode(record.to_claims())) == record
    assert len(WORLD.sign(record)) <= MAX_RECORD_BYTES
    nine = replace(record, entitlements=(*dues, WORLD.entitlement()))
    with pytest.raises(RecordError, match="record-entitlements"):
        Record.parse(cbor.encode(nine.to_claims()))


def test_a_record_with_a_card_key_is_for_its_chip_only() -> None:
    assert CHIP_RECORD.is_for_chip
    assert not PAPER_RECORD.is_for_chip


def test_a_record_says_neither_name_nor_birth_nor_citizen_in_its_repr() -> None:
    told = repr(PAPER_RECORD)
    assert PAPER_RECORD.name not in told
    assert PAPER_RECORD.birth not in told
    assert "citizen" not in told


def test_the_citizen_number_is_nowhere_in_a_record() -> None:
    assert CITIZEN.digits.encode() not in WORLD.sign(CHIP_RECORD)


def test_a_citizen_hash_matches_its_own_number_only() -> None:
    citizen = CitizenHash.of(CITIZEN)
    assert citizen.matches(CITIZEN)
    assert not citizen.matches(CitizenNumber("001145012346"))
    assert not citizen.matches(CitizenNumber("999999012345"))


def test_two_hashes_of_one_citizen_have_nothing_in_common() -> None:
    one, other = CitizenHash.of(CITIZEN), CitizenHash.of(CITIZEN)
    assert one.salt != other.salt
    assert one.digest != other.digest


def _packed(
    base: int = 322, payable: int = 1, amount_vnd: int = 500_000, programme: bytes = b"BTXH"
) -> bytes:
    """An entitlement as a record holds it, right or wrong."""
    return struct.pack(">16sHII", bytes(16), base, payable, amount_vnd) + programme


def _set(path: tuple[Any, ...], value: object) -> Callable[[dict[Any, Any]], None]:
    def change(claims: dict[Any, Any]) -> None:
        holder: Any = claims
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = value

    return change


def _drop(claim: int) -> Callable[[dict[Any, Any]], None]:
    return lambda claims: claims.__delitem__(claim)


_DUE = (-65537, 2, 0)
_SPOILED: dict[str, Callable[[dict[Any, Any]], None]] = {
    **{f"without claim {claim}": _drop(claim) for claim in (1, 4, 5, 6, 7, 169, 65535, -65537)},
    "a claim more": _set((9,), 1),
    "a claim by name": _set(("iss",), "01"),
    "a province of one digit": _set((1,), "1"),
    "a province as a number": _set((1,), 1),
    "a province in other digits": _set((1,), "٠١"),
    "an expiry before it is valid": _set((4,), 0),
    "an expiry as a truth value": _set((4,), True),
    "an expiry past 2106": _set((4,), 1 << 32),
    "an enormous expiry": _set((4,), (1 << 64) - 1),
    "a negative start": _set((5,), -1),
    "an issue date as text": _set((6,), "2026"),
    "a short id": _set((7,), bytes(7)),
    "an id as text": _set((7,), "12345678"),
    "a nameless identity": _set((169,), {8: "19450102"}),
    "an identity with more": _set((169, 9), 1),
    "an empty name": _set((169, 4), ""),
    "a name too long": _set((169, 4), "ễ" * 41),
    "a name as octets": _set((169, 4), b"Minh"),
    "a birth that is no date": _set((169, 8), "unknown!"),
    "a birth in other digits": _set((169, 8), "١٩٤٥"),
    "a birth as a number": _set((169, 8), 1945),
    "an empty status": _set((65535,), {}),
    "a status with more": _set((65535, "x"), 1),
    "a status entry with more": _set((65535, "status_list", "x"), 1),
    "a negative index": _set((65535, "status_list", "idx"), -1),
    "an index as a truth value": _set((65535, "status_list", "idx"), True),
    "an index no database holds": _set((65535, "status_list", "idx"), 1 << 63),
    "no list": _set((65535, "status_list", "uri"), ""),
    "a list's name too long": _set((65535, "status_list", "uri"), "x" * 65),
    "an office of five digits": _set((-65537, 0), "10000"),
    "last digits that are letters": _set((-65537, 1), b"abcd" + bytes(24)),
    "last digits in other digits": _set((-65537, 1), "٤٥".encode() + bytes(24)),
    "a short citizen hash": _set((-65537, 1), b"2345" + bytes(23)),
    "a long citizen hash": _set((-65537, 1), b"2345" + bytes(25)),
    "a citizen hash as a list": _set((-65537, 1), ["2345", bytes(8), bytes(16)]),
    "no entitlements": _set((-65537, 2), []),
    "something after the entitlements": lambda claims: claims[-65537].append(0),
    "an entitlement twice": lambda claims: claims[-65537][2].append(claims[-65537][2][0]),
    "an entitlement as a map": _set(_DUE, {}),
    "an entitlement as text": _set(_DUE, "x" * 30),
    "an entitlement cut short": _set(_DUE, _packed()[:25]),
    "an entitlement of no programme": _set(_DUE, _packed(programme=b"")),
    "a programme in small letters": _set(_DUE, _packed(programme=b"btxh")),
    "a programme with a line end": _set(_DUE, _packed(programme=b"BTXH\n")),
    "a programme that is no ASCII": _set(_DUE, _packed(programme="ĐÀ".encode())),
    "a programme of nine letters": _set(_DUE, _packed(programme=b"ABCDEFGHI")),
    "nothing payable": _set(_DUE, _packed(payable=0)),
    "a one-off of two months": _set(_DUE, _packed(base=0x8000, payable=3)),
    "months past the last": _set(_DUE, _packed(base=0x7FFF, payable=3)),
    "an amount of nothing": _set(_DUE, _packed(amount_vnd=0)),
    "more in all its months than a receipt holds": _set(
        _DUE, _packed(payable=0b11, amount_vnd=1 << 31)
    ),
    "a card key with more": _set((8, 2), b"kid"),
    "an empty card key": _set((8,), {}),
    "a card key on another curve": _set((8, 1, -1), 2),
    "a card key of another type": _set((8, 1, 1), 1),
    "a card key as a truth value": _set((8, 1, -1), True),
    "a card key with a private part": _set((8, 1, -4), bytes(32)),
    "a card key off the curve": _set((8, 1, -2), b"\xff" * 32),
    "a card key split elsewhere": lambda claims: claims[8][1].update(
        {-2: bytes(31), -3: bytes(33)}
    ),
}


@pytest.mark.parametrize("spoil", _SPOILED.values(), ids=_SPOILED)
def test_a_record_with_one_thing_wrong_is_refused(spoil: Callable[[dict[Any, Any]], None]) -> None:
    claims = cbor.decode(cbor.encode(CHIP_RECORD.to_claims()))
    spoil(claims)
    with pytest.raises(ContractError):
        Record.parse(cbor.encode(claims))


def test_a_record_over_the_bound_is_refused() -> None:
    with pytest.raises(ContractError, match="cbor-too-large"):
        Record.parse(bytes(MAX_RECORD_BYTES + 1))


def test_a_record_that_ends_as_it_begins_is_refused() -> None:
    stillborn = replace(PAPER_RECORD, expires_at=PAPER_RECORD.not_before)
    with pytest.raises(RecordError, match="record-times"):
        Record.parse(cbor.encode(stillborn.to_claims()))
    a_second = replace(stillborn, expires_at=PAPER_RECORD.not_before + timedelta(seconds=1))
    assert Record.parse(cbor.encode(a_second.to_claims())) == a_second
