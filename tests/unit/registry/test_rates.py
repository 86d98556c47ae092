"""Rates by date of effect, programmes and categories."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsvc.registry.errors import RatesError
from cardsvc.registry.rates import AmountRule, Rates
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.period import Period

RATES = Rates.load()
BTXH, HTXH, BHXH = (ProgrammeCode(code) for code in ("BTXH", "HTXH", "BHXH"))
HA_NOI, HUE = ProvinceCode("01"), ProvinceCode("46")

PROVINCIAL = """
[[programme]]
code = "BTXH"
vi = "Trợ giúp xã hội"
en = "Social assistance"
amount = "coefficient"
paid = "monthly"
decree = "Nghị định 20/2021/NĐ-CP"
[[standard]]
programme = "BTXH"
from = "2024-07"
amount_vnd = 500000
decree = "a decree"
[[standard]]
programme = "BTXH"
province = "01"
from = "2022-01"
amount_vnd = 440000
decree = "a decree"
[[standard]]
programme = "BTXH"
province = "01"
from = "2026-01"
amount_vnd = 650000
decree = "a decree"
"""


def made(tmp_path: Path, text: str) -> Rates:
    path = tmp_path / "rates.toml"
    path.write_text(text, "utf-8")
    return Rates.load(path)


@pytest.mark.parametrize(
    ("month", "amount_vnd"),
    [("2021-06", 270_000), ("2021-07", 360_000), ("2024-06", 360_000), ("2024-07", 500_000)],
)
def test_a_standard_holds_from_the_month_its_decree_says(month: str, amount_vnd: int) -> None:
    assert RATES.standard_vnd(BTXH, HUE, Period.parse(month)) == amount_vnd


def test_the_social_pension_begins_in_july_2025() -> None:
    assert RATES.standard_vnd(HTXH, HUE, Period.parse("2025-07")) == 500_000
    with pytest.raises(RatesError, match="rates-no-standard"):
        RATES.standard_vnd(HTXH, HUE, Period.parse("2025-06"))


def test_individual_amounts_have_no_standard() -> None:
    assert RATES.standard_vnd(BHXH, HUE, Period.parse("2026-11")) is None


def test_a_province_may_set_a_higher_standard_for_itself(tmp_path: Path) -> None:
    rates = made(tmp_path, PROVINCIAL)
    assert rates.standard_vnd(BTXH, HA_NOI, Period.parse("2026-11")) == 650_000
    assert rates.standard_vnd(BTXH, HUE, Period.parse("2026-11")) == 500_000


def test_a_province_s_standard_overtaken_by_the_nation_s_gives_way(tmp_path: Path) -> None:
    rates = made(tmp_path, PROVINCIAL)
    assert rates.standard_vnd(BTXH, HA_NOI, Period.parse("2024-06")) == 440_000
    assert rates.standard_vnd(BTXH, HA_NOI, Period.parse("2024-07")) == 500_000


def test_the_programmes_of_the_ministry_s_letter_are_there() -> None:
    assert {code.text for code in RATES.programmes} >= {
        *("BTXH", "HTXH", "BHXH", "BHTN", "NCC", "MTP")
    }
    assert RATES.programme(BTXH).amount is AmountRule.COEFFICIENT
    assert RATES.programme(ProgrammeCode("MTP")).is_once


def test_every_coefficient_is_one_that_the_decree_knows() -> None:
    assert {it.coefficient_tenths for it in RATES.categories.values()} == {10, 15, 20, 25, 30}


def test_a_single_parent_s_coefficient_counts_for_each_child() -> None:
    parent = RATES.category(BTXH, "K4")
    assert parent is not None
    assert [tenths for tenths in range(41) if parent.allows(tenths)] == [10, 20, 30, 40]


def test_a_category_is_the_programme_s_own() -> None:
    assert RATES.category(BHXH, "K4") is None


def test_an_unknown_programme_is_named() -> None:
    with pytest.raises(RatesError) as refused:
        RATES.programme(ProgrammeCode("XYZ"))
    assert refused.value.data == {"programme": "XYZ"}


@pytest.mark.parametrize(
    "garbled",
    [
        "[[programme",
        "",
        PROVINCIAL.replace('"coefficient"', '"often"'),
        PROVINCIAL.replace("650000", "650000.5"),
        PROVINCIAL.replace('"2026-01"', '"2026-13"'),
        PROVINCIAL.replace('"01"', '"Hà Nội"'),
    ],
)
def test_a_garbled_table_is_refused(tmp_path: Path, garbled: str) -> None:
    with pytest.raises(RatesError, match="rates-file"):
        made(tmp_path, garbled)


def test_one_name_cannot_mean_two_categories(tmp_path: Path) -> None:
    category = """
[[category]]
programme = "BTXH"
code = "K{}"
clause = 1
decree = "a decree"
coefficient = "1.0"
vi = "Người cao tuổi"
en = "Old {}"
"""
    with pytest.raises(RatesError, match="rates-category-twice"):
        made(tmp_path, PROVINCIAL + category.format(1, 1) + category.format(2, 2))


def test_every_number_names_its_decree() -> None:
    sources = [
        *(it.source for it in RATES.programmes.values()),
        *(it.source for it in RATES.standards),
        *(it.source for it in RATES.categories.values()),
    ]
    assert all(source.decree for source in sources)


def test_a_funeral_grant_is_at_least_twenty_times_the_standard() -> None:
    funeral = ProgrammeCode("MTP")
    assert RATES.least_vnd(funeral, HUE, Period.parse("2026-11")) == 10_000_000
    assert RATES.least_vnd(funeral, HUE, Period.parse("2024-06")) == 7_200_000
    assert RATES.least_vnd(BTXH, HUE, Period.parse("2026-11")) is None


def test_a_category_is_in_force_in_its_months_only(tmp_path: Path) -> None:
    dated = """
[[category]]
programme = "BTXH"
code = "K1"
clause = 1
coefficient = "1.0"
from = "2021-07"
to = "2025-06"
decree = "a decree"
vi = "Người cao tuổi"
en = "Old person"
"""
    found = made(tmp_path, PROVINCIAL + dated).category(BTXH, "K1")
    assert found is not None
    months = ("2021-06", "2021-07", "2025-06", "2025-07")
    assert [found.is_in_force(Period.parse(one)) for one in months] == [False, True, True, False]


def test_two_standards_of_one_place_share_no_month(tmp_path: Path) -> None:
    again = """
[[standard]]
programme = "BTXH"
province = "01"
from = "2026-01"
amount_vnd = 660000
decree = "another"
"""
    with pytest.raises(RatesError, match="rates-standard-twice"):
        made(tmp_path, PROVINCIAL + again)
