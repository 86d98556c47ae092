"""The trust list: who may sign what, where and when; a revocation is for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from firmware_config import cbor, cose
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.signing import BadSignature, FileKey
from firmware_config.trust import MAX_KEYS, TYP, Role, TrustedKey, TrustError, TrustList, Untrusted
from tests.simulators.world import NOW

ROOT, KEY, OTHER = FileKey.new(), FileKey.new(), FileKey.new()
DAY = timedelta(days=1)
HANOI, HUE = ProvinceCode("01"), ProvinceCode("46")
BTXH, HTXH = ProgrammeCode("BTXH"), ProgrammeCode("HTXH")
KID = KEY.public_key.kid


def trusted(key: FileKey = KEY, **changes: Any) -> TrustedKey:
    return replace(TrustedKey(key.public_key, Role.ENTITLEMENT, NOW - DAY, NOW + DAY), **changes)


def trust_list(*keys: TrustedKey, version: int = 1) -> TrustList:
    return TrustList(version, NOW, NOW + DAY, keys or (trusted(),))


def code_of(trust: TrustList, at: datetime | None = NOW, **what: Any) -> str:
    with pytest.raises(Untrusted) as refused:
        trust.key_for(KID, Role.ENTITLEMENT, at, **what)
    assert refused.value.data == {"kid": KID.hex()}
    return refused.value.code


def test_a_list_comes_back_as_it_was_signed() -> None:
    keys = (
        trusted(provinces=frozenset({HANOI, HUE}), programmes=frozenset({HTXH, BTXH})),
        trusted(OTHER, role=Role.LEDGER_ACK, revoked_at=NOW),
    )
    made = trust_list(*keys, version=7)
    assert TrustList.parse(made.sign(ROOT), ROOT.public_key) == made


def test_a_list_signed_by_anybody_else_is_refused() -> None:
    with pytest.raises(BadSignature):
        TrustList.parse(trust_list().sign(KEY), ROOT.public_key)


def test_a_key_in_its_place_and_time_may_sign() -> None:
    trust = trust_list(trusted(provinces=frozenset({HANOI}), programmes=frozenset({BTXH})))
    found = trust.key_for(KID, Role.ENTITLEMENT, NOW, province=HANOI, programmes=frozenset({BTXH}))
    assert found == KEY.public_key


def test_an_unknown_key_may_not_sign() -> None:
    assert code_of(trust_list(trusted(OTHER))) == "untrusted-key"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ENTITLEMENT])
def test_a_key_of_another_role_may_not_sign(role: Role) -> None:
    assert code_of(trust_list(trusted(role=role))) == "untrusted-role"


def test_a_key_of_another_province_may_not_sign() -> None:
    assert code_of(trust_list(trusted(provinces=frozenset({HUE}))), province=HANOI) == (
        "untrusted-province"
    )


def test_a_key_of_one_programme_may_not_sign_for_two() -> None:
    trust = trust_list(trusted(programmes=frozenset({BTXH})))
    assert code_of(trust, programmes=frozenset({BTXH, HTXH})) == "untrusted-programme"


@pytest.mark.parametrize("late", [DAY + timedelta(seconds=1), -DAY - timedelta(seconds=1)])
def test_a_key_may_not_sign_outside_its_dates(late: timedelta) -> None:
    assert code_of(trust_list(), NOW + late) == "untrusted-date"


@pytest.mark.parametrize("edge", [DAY, -DAY])
def test_a_key_may_sign_to_the_second(edge: timedelta) -> None:
    assert trust_list().key_for(KID, Role.ENTITLEMENT, NOW + edge) == KEY.public_key


@pytest.mark.parametrize("signed_at", [None, NOW - DAY / 2, NOW + DAY / 2])
def test_a_revoked_key_may_sign_nothing_whatever_date_is_written(
    signed_at: datetime | None,
) -> None:
    assert code_of(trust_list(trusted(revoked_at=NOW)), signed_at) == "untrusted-revoked"


def test_a_revocation_is_not_undone_by_a_newer_list() -> None:
    before = trust_list(trusted(revoked_at=NOW))
    newer = trust_list(trusted(), version=2).sign(ROOT)
    assert code_of(TrustList.parse(newer, ROOT.public_key, before)) == "untrusted-revoked"


def test_a_revocation_is_not_undone_by_leaving_the_key_out_and_bringing_it_back() -> None:
    seen = trust_list(trusted(revoked_at=NOW))
    without = trust_list(trusted(OTHER), version=2).sign(ROOT)
    seen = TrustList.parse(without, ROOT.public_key, seen)
    back = trust_list(trusted(), trusted(OTHER), version=3).sign(ROOT)
    assert code_of(TrustList.parse(back, ROOT.public_key, seen)) == "untrusted-revoked"


def test_a_revocation_is_not_undone_by_giving_the_key_another_role() -> None:
    seen = trust_list(trusted(role=Role.CARD_CA, revoked_at=NOW))
    newer = trust_list(trusted(), version=2).sign(ROOT)
    assert code_of(TrustList.parse(newer, ROOT.public_key, seen)) == "untrusted-revoked"


def test_an_older_list_is_refused() -> None:
    seen = trust_list(version=2)
    with pytest.raises(TrustError, match="trust-rollback"):
        TrustList.parse(trust_list(version=1).sign(ROOT), ROOT.public_key, seen)


def test_the_same_list_again_is_taken() -> None:
    seen = trust_list(version=2)
    assert TrustList.parse(seen.sign(ROOT), ROOT.public_key, seen) == seen


def test_a_key_twice_is_refused() -> None:
    with pytest.raises(TrustError, match="trust-key-twice"):
        trust_list(trusted(), trusted(role=Role.CARD_CA))


def wire(**changes: Any) -> list[Any]:
    whole = cbor.decode(cose.Sign1.parse(trust_list().sign(ROOT)).payload)
    for place, value in changes.items():
        if place == "list":
            return list(value(whole))
        whole[3][0][int(place.removeprefix("key"))] = value
    return list(whole)


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param(wire(key0=bytes(33)), id="a point that is none"),
        pytest.param(wire(key0=b"\x04" + bytes(64)), id="an uncompressed point"),
        pytest.param(wire(key1=0), id="role 0"),
        pytest.param(wire(key1=99), id="an unknown role"),
        pytest.param(wire(key1=True), id="a truth value for role 1"),
        pytest.param(wire(key2=-1), id="a negative date"),
        pytest.param(wire(key3=1 << 32), id="a date past 2106"),
        pytest.param(wire(key4=["btxh"]), id="a programme in small letters"),
        pytest.param(wire(key4=[[]]), id="a programme that is a list"),
        pytest.param(wire(key5=[1]), id="a province as a number"),
        pytest.param(wire(key6=False), id="a truth value for the revocation"),
        pytest.param(wire(key6="never"), id="a text for the revocation"),
        pytest.param(wire(list=lambda w: [True, *w[1:]]), id="a truth value for the version"),
        pytest.param(wire(list=lambda w: [-1, *w[1:]]), id="a negative version"),
        pytest.param(wire(list=lambda w: [*w, 0]), id="something more"),
        pytest.param(wire(list=lambda w: [*w[:3], [w[3][0]] * 2]), id="a key twice"),
        pytest.param(wire(list=lambda w: [*w[:3], [0]]), id="a key that is a number"),
        pytest.param(wire(list=lambda w: [*w[:3], [0] * (MAX_KEYS + 1)]), id="too many keys"),
    ],
)
def test_a_signed_list_in_another_shape_is_refused(claims: list[Any]) -> None:
    signed = cose.sign1(cbor.encode(claims), ROOT, typ=TYP)
    with pytest.raises(ContractError):
        TrustList.parse(signed, ROOT.public_key)


@pytest.mark.parametrize("typ", [None, "application/statuslist+cwt"])
def test_a_list_under_another_type_is_refused(typ: str | None) -> None:
    with pytest.raises(TrustError, match="trust-malformed"):
        TrustList.parse(cose.sign1(cbor.encode(wire()), ROOT, typ=typ), ROOT.public_key)


def test_the_same_version_with_other_keys_is_refused() -> None:
    seen = trust_list(version=3)
    other = trust_list(trusted(OTHER), version=3).sign(ROOT)
    with pytest.raises(TrustError, match="trust-version-twice"):
        TrustList.parse(other, ROOT.public_key, seen)


def test_the_same_version_signed_anew_is_taken() -> None:
    seen = trust_list(trusted(), trusted(OTHER, role=Role.LEDGER_ACK), version=3)
    anew = replace(seen, issued_at=NOW + DAY, expires_at=NOW + 2 * DAY)
    assert TrustList.parse(anew.sign(ROOT), ROOT.public_key, seen) == anew


def test_a_version_that_left_a_revoked_key_out_may_be_signed_anew() -> None:
    first = trust_list(trusted(), trusted(OTHER, revoked_at=NOW), version=1)
    left_out = trust_list(trusted(), version=2).sign(ROOT)
    second = TrustList.parse(left_out, ROOT.public_key, first)
    again = TrustList.parse(left_out, ROOT.public_key, second)
    assert set(again.keys) == set(first.keys)
