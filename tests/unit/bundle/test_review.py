"""What a person wrote: each fault is named with file, line and remedy."""

from __future__ import annotations

import pytest

from firmware_config.bundle.review.configuration import Configuration
from firmware_config.bundle.review.finding import ConfigurationFaulty, Finding
from firmware_config.bundle.review.plan import Stage
from firmware_config.bundle.review.words import Words
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from tests.simulators.configuration import PROVINCE, configuration, reviewed, text_of


def findings(**changed: str) -> tuple[Finding, ...]:
    with pytest.raises(ConfigurationFaulty) as raised:
        configuration(**changed)
    return raised.value.findings


def test_a_sound_configuration_is_read_whole() -> None:
    read = configuration()
    plan = read.provinces[ProvinceCode("01")]
    assert read.number == 11
    assert plan.programme(ProgrammeCode("BTXH")).runs_at(OfficeId("100001"))
    assert not plan.programme(ProgrammeCode("BTXH")).runs_at(OfficeId("100009"))
    assert plan.programme(ProgrammeCode("NCC")).stage is Stage.OFF
    assert read.devices.cards[0].matches(bytes.fromhex("3B6500001122334455"))


@pytest.mark.parametrize(
    ("was", "now", "line", "code"),
    [
        ('stage = "pilot"', 'stage = "plot"', 5, "not-a-choice"),
        ('"100001", "100002"', '"10001"', 6, "not-readable"),
        ('"100001", "100002"', '"100000"', 6, "twice"),
        ("last_day = 25", "last_day = 32", 12, "not-in-range"),
        ("last_day = 25", "last_day = 2", 12, "window-backwards"),
        ("last_day = 25", "last_dy = 25", 12, "unknown-key"),
        ("last_day = 25", "", 8, "missing"),
        ('programme = "BTXH"', 'programme = "NCC"', 9, "programme-not-here"),
        ('province = "01"', 'province = "02"', 1, "province-unknown"),
        ('province = "01"', 'province = "04"', 1, "file-of-another-province"),
        ('stage = "pilot"', 'stage = "full"', 6, "offices-without-pilot"),
        ('offices = ["100000", "100001", "100002"]', "offices = []", 6, "pilot-without-offices"),
        ("first_day = 11", "first_day = ", 11, "source-not-toml"),
        ('province = "01"', 'province = """01"""', 1, "source-multiline-string"),
    ],
)
def test_a_fault_in_a_province_is_told_with_its_line(
    was: str, now: str, line: int, code: str
) -> None:
    text = text_of(PROVINCE)
    assert was in text
    found = findings(province=text.replace(was, now, 1))
    assert (PROVINCE, line, code) in [(one.file, one.line, one.code) for one in found]
    for language in ("vi", "en"):
        for one in found:
            assert Words(language, strict=True).finding(one).startswith(f"{one.file}:{one.line}: ")


def test_lines_hold_after_a_list_over_several_lines() -> None:
    several = 'offices = [\n  "100000", # [\n  "100001",\n]'
    text = text_of(PROVINCE).replace('offices = ["100000", "100001", "100002"]', several)
    (found,) = findings(province=text.replace("last_day = 25", "last_day = 99"))
    assert found.line == text.splitlines().index("last_day = 25") + 1


def test_several_faults_are_told_at_once() -> None:
    found = findings(configuration='number = "x"\n', devices='[[card]]\nname = "A"\natr = "44"\n')
    assert [(one.file, one.line, one.code) for one in found] == [
        ("configuration.toml", 1, "missing"),
        ("configuration.toml", 1, "not-in-range"),
        ("devices.toml", 3, "not-an-atr"),
    ]


def test_a_file_that_is_missing_or_not_utf8_is_named() -> None:
    files = reviewed()
    del files["rates.toml"]
    files["trust.toml"] = b'a = 1\nb = "\xff"\n'
    with pytest.raises(ConfigurationFaulty) as raised:
        Configuration.parse(files)
    told = [(one.file, one.line, one.code) for one in raised.value.findings]
    assert told == [("rates.toml", 1, "file-missing"), ("trust.toml", 2, "source-not-utf8")]


def test_ages_that_fall_are_refused() -> None:
    policy = text_of("policy.toml").replace("stale_up_to_h = 1080", "stale_up_to_h = 1")
    (found,) = findings(policy=policy)
    assert found.code == "policy-order"
    assert found.line == policy.splitlines().index("stale_up_to_h = 1") + 1


def test_an_age_before_all_calendars_is_refused() -> None:
    policy = text_of("policy.toml").replace("stale_up_to_h = 1080", "stale_up_to_h = 100001")
    found, *_ = findings(policy=policy)
    assert (found.code, found.data["key"]) == ("not-in-range", "stale_up_to_h")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", f"{PROVINCE}:12: Không có mục nào tên last_dy. Có phải ý là last_day?"),
        ("en", f"{PROVINCE}:12: There is no last_dy here. Is last_day meant?"),
    ],
)
def test_a_finding_is_told_in_words_with_its_remedy(language: str, words: str) -> None:
    found = findings(province=text_of(PROVINCE).replace("last_day", "last_dy"))
    told = [Words(language).finding(one) for one in found]
    assert words in told
