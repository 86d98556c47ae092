"""Status lists: two bits each, and time only goes forward."""

from __future__ import annotations

import hashlib
import zlib
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config import cbor, cose
from firmware_config.errors import ContractError
from firmware_config.ids import ProvinceCode
from firmware_config.status import SHARD_SIZE, TYP, Status, StatusError, StatusList
from firmware_config.trust import Role, TrustedKey, Untrusted
from tests.simulators.signed import resigned
from tests.simulators.world import NOW, World

WORLD = World.make()
SIGNER = WORLD.key(Role.STATUS_LIST)
WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)


def shard(uri: str = "01/0", at: Any = NOW, **statuses: Any) -> StatusList:
    return StatusList.build(uri, statuses.get("of", {}), at, WEEK, size=64)


@given(st.dictionaries(st.integers(0, 63), st.sampled_from(Status)))
def test_each_index_has_the_status_it_was_given_and_all_others_are_valid(
    statuses: dict[int, Status],
) -> None:
    made = shard(of=statuses)
    assert [made.status(at) for at in range(64)] == [
        statuses.get(at, Status.VALID) for at in range(64)
    ]
    assert StatusList.parse(made.sign(SIGNER), WORLD.trust) == made


def test_the_draft_s_own_example_of_two_bits_is_read() -> None:
    # Token Status List §4.1: 1 2 0 3 0 1 0 1 1 2 3 3 packed from the lowest bits.
    example = StatusList("x", NOW, NOW, bytes.fromhex("c9 44 f9"))
    assert [example.status(at) for at in (0, 1, 2, 4, 5, 8, 9)] == [1, 2, 0, 0, 1, 1, 2]
    for third in (3, 10, 11):
        with pytest.raises(StatusError, match="status-value"):
            example.status(third)


def test_a_whole_shard_holds_a_million_people_one_by_one() -> None:
    drawn = range(17, SHARD_SIZE, 349)
    statuses = {at: (Status.INVALID, Status.SUSPENDED)[at % 2] for at in drawn}
    signed = StatusList.build("01/0", statuses, NOW, WEEK).sign(SIGNER)
    read = StatusList.parse(signed, WORLD.trust)
    assert read.status(1_000_000) is statuses.get(1_000_000, Status.VALID)
    assert sum(read.status(at) is not Status.VALID for at in range(SHARD_SIZE)) == len(drawn)
    assert all(read.status(at) is status for at, status in statuses.items())


def test_a_whole_shard_that_does_not_compress_is_read() -> None:
    bits = hashlib.shake_256(b"people").digest(SHARD_SIZE // 4)
    signed = StatusList("01/0", NOW, NOW + WEEK, bits).sign(SIGNER)
    assert StatusList.parse(signed, WORLD.trust).bits == bits


@pytest.mark.parametrize("index", [-1, 64, 1 << 40])
def test_an_index_off_the_list_has_no_status(index: int) -> None:
    with pytest.raises(StatusError, match="status-index"):
        shard().status(index)


@pytest.mark.parametrize("index", [-1, 64])
def test_a_status_off_the_list_cannot_be_set(index: int) -> None:
    with pytest.raises(StatusError, match="status-index"):
        shard(of={index: Status.INVALID})


def test_an_older_list_is_refused_and_the_same_again_is_not() -> None:
    seen = shard(at=NOW)
    assert StatusList.parse(seen.sign(SIGNER), WORLD.trust, seen) == seen
    older = shard(at=NOW - SECOND).sign(SIGNER)
    with pytest.raises(StatusError, match="status-rollback"):
        StatusList.parse(older, WORLD.trust, seen)


def test_a_newer_list_of_another_shard_does_not_take_its_place() -> None:
    other = shard("01/1", NOW + SECOND).sign(SIGNER)
    with pytest.raises(StatusError, match="status-rollback"):
        StatusList.parse(other, WORLD.trust, shard())


@pytest.mark.parametrize("role", [role for role in WORLD.keys if role is not Role.STATUS_LIST])
def test_a_list_signed_by_a_key_of_another_role_is_refused(role: Role) -> None:
    with pytest.raises(Untrusted, match="untrusted-role"):
        StatusList.parse(shard().sign(WORLD.key(role)), WORLD.trust)


def test_a_list_signed_by_another_province_s_key_is_refused() -> None:
    until, elsewhere = NOW + timedelta(days=1), frozenset({ProvinceCode("79")})
    key = TrustedKey(SIGNER.public_key, Role.STATUS_LIST, NOW, until, provinces=elsewhere)
    trust = WORLD.trusting(key).trust
    assert StatusList.parse(shard("79/0").sign(SIGNER), trust).uri == "79/0"
    with pytest.raises(Untrusted, match="untrusted-province"):
        StatusList.parse(shard("01/0").sign(SIGNER), trust)


def test_a_list_written_outside_its_key_s_dates_is_refused() -> None:
    late = shard(at=NOW + timedelta(days=400)).sign(SIGNER)
    with pytest.raises(Untrusted, match="untrusted-date"):
        StatusList.parse(late, WORLD.trust)


def claims(**changes: Any) -> dict[Any, Any]:
    whole = cbor.decode(cose.Sign1.parse(shard().sign(SIGNER)).payload)
    for claim, value in changes.items():
        whole[int(claim.removeprefix("c"))] = value
    return dict(whole)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(claims(c2=1), id="a name that is a number"),
        pytest.param(claims(c4=-1), id="a negative expiry"),
        pytest.param(claims(c6=True), id="a truth value for the date"),
        pytest.param(claims(c65533={"bits": 1, "lst": zlib.compress(b"")}), id="one bit"),
        pytest.param(claims(c65533={"bits": 2, "lst": b"x"}), id="no stream"),
        pytest.param(
            claims(c65533={"bits": 2, "lst": zlib.compress(b"x")[:-1]}), id="a cut stream"
        ),
        pytest.param(claims(c65533={"bits": 2, "lst": zlib.compress(b"x") + b"\0"}), id="a tail"),
        pytest.param(
            claims(c65533={"bits": 2, "lst": zlib.compress(bytes(SHARD_SIZE // 4 + 1))}),
            id="more than a shard",
        ),
        pytest.param(claims(c65533={"bits": 2, "lst": zlib.compress(bytes(10**8))}), id="a bomb"),
    ],
)
def test_a_signed_list_in_another_shape_is_refused(changed: dict[Any, Any]) -> None:
    with pytest.raises(ContractError):
        StatusList.parse(resigned(WORLD, Role.STATUS_LIST, changed, typ=TYP), WORLD.trust)


def test_a_list_under_another_type_is_refused() -> None:
    with pytest.raises(StatusError, match="status-malformed"):
        StatusList.parse(resigned(WORLD, Role.STATUS_LIST, claims()), WORLD.trust)
