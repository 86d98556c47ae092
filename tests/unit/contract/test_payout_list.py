"""The office payout list: one office's, signed for its province, never older than seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from firmware_config import cbor, cose
from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber, EntitlementId, OfficeId, ProvinceCode
from firmware_config.payout_list import (
    MAX_NOTE_LETTERS,
    TYP,
    Line,
    OfficePayoutList,
    PayoutListError,
    Proxy,
    Whose,
)
from firmware_config.record import CitizenHash
from firmware_config.trust import Role, Untrusted
from tests.simulators.signed import resigned
from tests.simulators.world import BASE, CITIZEN, NOW, OFFICE, PROVINCE, World

WORLD = World.make()
SIGNER = WORLD.key(Role.PAYOUT_LIST)
LINES = (
    Line(WORLD.entitlement(), "Trần Văn Đức"),
    Line(WORLD.entitlement(payable=0b11), "Lê Thị Ân", "awaiting-review"),
    Line(WORLD.entitlement(), "Phạm Văn Ba", whose=Whose(b"record-1", CitizenHash.of(CITIZEN))),
)
NAM = Proxy("Nguyễn Văn Nam", CitizenHash.of(CitizenNumber("001070001234")), date(2027, 11, 4))
LIST = OfficePayoutList(OFFICE, PROVINCE, BASE, NOW, LINES)


def parse(octets: bytes, previous: OfficePayoutList | None = None) -> OfficePayoutList:
    return OfficePayoutList.parse(octets, WORLD.trust, OFFICE, previous)


def test_a_list_comes_back_as_it_was_signed() -> None:
    read = parse(LIST.sign(SIGNER))
    assert read == LIST
    assert read.line(LINES[1].entitlement.id) == LINES[1]
    assert read.line(EntitlementId.new()) is None


def test_an_office_without_dues_has_an_empty_list() -> None:
    empty = replace(LIST, lines=())
    assert parse(empty.sign(SIGNER)) == empty


def test_another_office_s_list_is_refused() -> None:
    other = replace(LIST, office=OfficeId("100001")).sign(SIGNER)
    with pytest.raises(PayoutListError, match="payout-list-of-another-office"):
        parse(other)


def test_a_list_for_another_province_than_its_key_s_is_refused() -> None:
    key = next(key for key in WORLD.trust.keys if key.role is Role.PAYOUT_LIST)
    world = WORLD.trusting(replace(key, provinces=frozenset({ProvinceCode("46")})))
    with pytest.raises(Untrusted, match="untrusted-province"):
        OfficePayoutList.parse(LIST.sign(SIGNER), world.trust, OFFICE)


def test_an_older_list_is_refused_and_the_same_again_is_not() -> None:
    assert parse(LIST.sign(SIGNER), LIST) == LIST
    older = replace(LIST, issued_at=NOW - timedelta(seconds=1)).sign(SIGNER)
    with pytest.raises(PayoutListError, match="payout-list-rollback"):
        parse(older, LIST)


def test_a_person_is_found_by_the_whole_number_and_not_by_its_last_digits() -> None:
    read = parse(LIST.sign(SIGNER))
    assert read.lines_of(CITIZEN) == (LINES[2],)
    assert read.lines_of(CitizenNumber(f"00115099{CITIZEN.last4}")) == ()
    assert read.lines_of(CitizenNumber("001150990000")) == ()


def test_a_list_has_no_number_in_clear() -> None:
    assert CITIZEN.digits.encode() not in LIST.sign(SIGNER)


def test_a_line_does_not_tell_the_name_in_its_repr() -> None:
    assert LINES[0].name not in repr(LIST)


@pytest.mark.parametrize(
    "told",
    [
        {"proxy": NAM},
        {"home": True},
        {"note": "Nghe kém"},
        {"photo": bytes(32)},
        {"proxy": NAM, "home": True, "note": "x"},
    ],
    ids=repr,
)
def test_what_the_teller_is_told_of_a_person_comes_along(told: dict[str, Any]) -> None:
    line = Line(LINES[0].entitlement, LINES[0].name, None, **told)
    assert parse(replace(LIST, lines=(line,)).sign(SIGNER)).lines == (line,)


def test_a_line_with_nothing_more_to_tell_is_what_it_always_was() -> None:
    assert LINES[0].to_wire() == [LINES[0].entitlement.encode(), LINES[0].name, None]


def test_a_proxy_s_name_is_in_no_repr() -> None:
    assert "Nam" not in repr(replace(LINES[0], proxy=NAM, note="Nam"))


GOOD: list[Any] = cbor.decode(cose.Sign1.parse(LIST.sign(SIGNER)).payload)
DUE, NAME, _ = GOOD[4][0]
WHOSE: list[bytes] = GOOD[4][2][3][4]
PROXY = NAM.to_wire()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        pytest.param(0, 100_000, id="an office by number"),
        pytest.param(1, "1", id="a province of one digit"),
        pytest.param(2, True, id="a truth value for a period"),
        pytest.param(2, 1 << 16, id="a period too high"),
        pytest.param(3, -1, id="a negative date"),
        pytest.param(4, {}, id="lines in a map"),
        pytest.param(4, [[DUE, NAME]], id="a line cut short"),
        pytest.param(4, [[DUE, None, None]], id="a line without a name"),
        pytest.param(4, [[DUE, NAME, True]], id="a hold without a reason"),
        pytest.param(4, [[DUE[:4], NAME, None]], id="a due cut short"),
        pytest.param(4, [[[*DUE[:4], -1], NAME, None]], id="a negative amount"),
        pytest.param(4, [[DUE, NAME, None]] * 2, id="a line twice"),
        pytest.param(4, [[DUE, NAME, None, {4: WHOSE, 9: 1}]], id="a key of no meaning"),
        pytest.param(4, [[DUE, NAME, None, {4: [WHOSE[0][:7], WHOSE[1]]}]], id="a short record"),
        pytest.param(4, [[DUE, NAME, None, {4: [WHOSE[0], WHOSE[1][:9]]}]], id="a short hash"),
        pytest.param(4, [[DUE, NAME, None, {}]], id="nothing told"),
        pytest.param(4, [[DUE, NAME, None, None]], id="told without a map"),
        pytest.param(4, [[DUE, NAME, None, {2: True}, 0]], id="a line too long"),
        pytest.param(4, [[DUE, NAME, None, {4: True}]], id="nobody's"),
        pytest.param(4, [[DUE, NAME, None, {2: False}]], id="not at home"),
        pytest.param(4, [[DUE, NAME, None, {2: 1}]], id="at home by number"),
        pytest.param(4, [[DUE, NAME, None, {3: ""}]], id="an empty note"),
        pytest.param(4, [[DUE, NAME, None, {5: bytes(31)}]], id="a short hash of a photo"),
        pytest.param(4, [[DUE, NAME, None, {5: "x" * 32}]], id="a hash in letters"),
        pytest.param(4, [[DUE, NAME, None, {5: None}]], id="a photo that is none"),
        pytest.param(4, [[DUE, NAME, None, {3: "x" * (MAX_NOTE_LETTERS + 1)}]], id="a long note"),
        pytest.param(4, [[DUE, NAME, None, {3: "a\nb"}]], id="a note of two lines"),
        pytest.param(4, [[DUE, NAME, None, {3: "a\u202eb"}]], id="a note that turns letters"),
        pytest.param(4, [[DUE, NAME, None, {1: PROXY[:2]}]], id="a proxy cut short"),
        pytest.param(4, [[DUE, NAME, None, {1: ["", *PROXY[1:]]}]], id="a proxy without a name"),
        pytest.param(4, [[DUE, NAME, None, {1: ["x" * 121, *PROXY[1:]]}]], id="a long proxy"),
        pytest.param(4, [[DUE, NAME, None, {1: [NAME, b"", PROXY[2]]}]], id="a hash cut short"),
        pytest.param(4, [[DUE, NAME, None, {1: [*PROXY[:2], "20270230"]}]], id="no such day"),
        pytest.param(4, [[DUE, NAME, None, {1: [*PROXY[:2], "2027-1-1"]}]], id="a day in words"),
    ],
)
def test_a_signed_list_with_one_thing_wrong_is_refused(place: int, value: object) -> None:
    claims = [value if at == place else good for at, good in enumerate(GOOD)]
    with pytest.raises(ContractError):
        parse(resigned(WORLD, Role.PAYOUT_LIST, claims, typ=TYP))


def test_a_list_under_another_type_is_refused() -> None:
    with pytest.raises(PayoutListError, match="payout-list-malformed"):
        parse(resigned(WORLD, Role.PAYOUT_LIST, GOOD))
