"""A comparison says in words what a change does to whom; the guard says what it would stop."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from firmware_config.bundle.review.changes import changes
from firmware_config.bundle.review.configuration import Configuration
from firmware_config.bundle.review.fleet import Fleet, FleetError
from firmware_config.bundle.review.guard import objections
from firmware_config.bundle.review.words import Words
from firmware_config.signing import FileKey
from tests.simulators.configuration import PROVINCE, configuration, numbered, text_of

NOW = datetime(2026, 11, 5, tzinfo=UTC)
KEY = FileKey.new().public_key


def told(new: Configuration, language: str = "vi", old: Configuration | None = None) -> list[str]:
    words = Words(language, new, strict=True)
    return [words.change(one) for one in changes(old or configuration(), new)]


def key_file(extra: str = "") -> str:
    return (
        f'[[key]]\npoint = "{KEY.point.hex()}"\nrole = "entitlement"\n'
        f'not_before = 2026-01-01\nnot_after = 2027-01-01\nprovinces = ["01"]\n{extra}'
    )


def fleet(*, programmes: dict[str, int] | None = None, keys: list[str] | None = None) -> Fleet:
    counter = {
        "terminal": "T0000001",
        "office": "100000",
        "province": "01",
        "configuration": 11,
        "programmes": {"BTXH": 120} if programmes is None else programmes,
        "keys": keys or [],
    }
    return Fleet.parse(json.dumps({"as_of": 1793865600, "counters": [counter]}).encode())


FULL = (
    text_of(PROVINCE)
    .replace('"pilot"', '"full"')
    .replace('offices = ["100000", "100001", "100002"]\n', "")
)
OFF = FULL.replace('"full"', '"off"')


def test_nothing_changed_is_nothing_told() -> None:
    assert told(configuration()) == []


def test_a_pilot_that_becomes_the_whole_province_is_told_so() -> None:
    assert told(configuration(province=FULL)) == [
        "Thành phố Hà Nội: trợ giúp xã hội từ thí điểm 3 bưu cục sang toàn tỉnh: "
        "mọi bưu cục đều chi"
    ]
    assert told(configuration(province=FULL), "en") == [
        "Thành phố Hà Nội: Social assistance from a pilot at 3 offices to the whole province: "
        "every office pays it"
    ]


@pytest.mark.parametrize(
    ("file", "was", "now", "words"),
    [
        ("province", ', "100002"', "", "bưu cục 100002 thôi thí điểm và ngừng chi"),
        ("province", "last_day = 25", "last_day = 27", "tại bưu cục từ ngày 11 đến ngày 27"),
        ("policy", "10_000_000", "7_000_000", "Mọi quầy: hạn mức mỗi lần chi bằng phiếu QR"),
        ("policy", "10_000_000", "7_000_000", "từ 10.000.000"),
        ("rates", "500000", "600000", "mức chuẩn trợ giúp xã hội từ kỳ 2024-07"),
        ("devices", "9600", "19200", "máy quét Honeywell Voyager đổi thiết lập"),
        ("devices", "Canon LBP", "Brother", "máy in Canon LBP không dùng nữa"),
    ],
)
def test_each_change_names_who_notices_what(file: str, was: str, now: str, words: str) -> None:
    name = PROVINCE if file == "province" else f"{file}.toml"
    new = configuration(**{file: text_of(name).replace(was, now, 1)})
    lines = told(new)
    assert any(words in line for line in lines), lines
    assert told(new, "en")


def test_a_revoked_key_and_a_province_that_goes_are_told() -> None:
    old = configuration(trust=key_file())
    new = configuration(trust=key_file("revoked = 2026-11-01\n"))
    (line,) = told(new, old=old)
    assert "bị thu hồi" in line
    assert told(configuration(), old=old)[0].endswith("bị bỏ khỏi danh sách")


def codes(
    new: Configuration, old: Configuration | None = None, on: Fleet | None = None
) -> list[str]:
    found = objections(new, old, on, NOW)
    for language in ("vi", "en"):
        words = Words(language, new, strict=True)
        assert all(words.objection(one) for one in found)
    return [one.code for one in found]


def test_a_sound_next_configuration_has_nothing_against_it() -> None:
    assert codes(numbered(12, trust=key_file()), numbered(11), fleet()) == []


@pytest.mark.parametrize("number", [11, 10])
def test_a_number_that_does_not_rise_is_objected_to(number: int) -> None:
    assert codes(numbered(number, devices=""), numbered(11)) == ["number-not-higher"]


def test_the_same_configuration_may_go_to_more_offices() -> None:
    assert codes(numbered(11), numbered(11)) == []


def test_a_revocation_undone_is_objected_to() -> None:
    old = numbered(11, trust=key_file("revoked = 2026-11-01\n"))
    assert codes(numbered(12, trust=key_file()), old) == ["revocation-undone"]


def test_limits_that_stop_everything_are_objected_to() -> None:
    policy = text_of("policy.toml").replace("trust_age_limit_h = 1440", "trust_age_limit_h = 0")
    assert codes(numbered(12, policy=policy)) == ["limits-stop-all"]


def test_a_province_whose_only_key_has_run_out_is_objected_to() -> None:
    new = numbered(12, trust=key_file().replace("2027-01-01", "2026-11-01"))
    assert codes(new) == ["no-entitlement-key"]


def test_a_configuration_that_stops_all_payouts_is_objected_to() -> None:
    found = objections(numbered(12, province=OFF), None, fleet(), NOW)
    assert [one.code for one in found] == ["payouts-stop", "off-with-open-vouchers"]
    words = Words("vi", configuration(), strict=True).objection(found[1])
    assert words == "Thành phố Hà Nội: trợ giúp xã hội bị tắt trong khi còn 120 khoản chưa chi"


def test_a_province_off_without_open_vouchers_may_be_off() -> None:
    assert codes(numbered(12, province=OFF), None, fleet(programmes={})) == []


def test_revoking_the_key_of_everything_at_the_counters_is_objected_to() -> None:
    new = numbered(12, trust=key_file("revoked = 2026-11-01\n"))
    on = fleet(keys=[KEY.kid.hex()])
    assert codes(new, None, on) == ["no-entitlement-key", "keys-in-use-revoked"]


@pytest.mark.parametrize("octets", [b"", b"[]", b'{"as_of": 1, "counters": [{}]}', b'{"as_of": 1}'])
def test_a_fleet_report_that_is_none_is_refused(octets: bytes) -> None:
    with pytest.raises(FleetError):
        Fleet.parse(octets)


def test_a_digest_is_of_every_file() -> None:
    assert configuration().digest == configuration().digest
    assert configuration().digest != configuration(trust=key_file()).digest
