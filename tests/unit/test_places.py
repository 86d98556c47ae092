"""Present and old provinces."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections import defaultdict

import pytest

from firmware_config.ids import ProvinceCode
from firmware_config.places import (
    PlaceError,
    commune,
    communes,
    old_provinces,
    present_province_of_old,
    province,
    provinces,
)

UNCHANGED = [
    "Hà Nội",
    "Cao Bằng",
    "Điện Biên",
    "Lai Châu",
    "Sơn La",
    "Lạng Sơn",
    "Quảng Ninh",
    "Thanh Hóa",
    "Nghệ An",
    "Hà Tĩnh",
    "Huế",
]

# Resolution 202/2025/QH15, Article 1, clauses 1 to 23, in its order.
MERGED = {
    "Tuyên Quang": {"Hà Giang", "Tuyên Quang"},
    "Lào Cai": {"Yên Bái", "Lào Cai"},
    "Thái Nguyên": {"Bắc Kạn", "Thái Nguyên"},
    "Phú Thọ": {"Vĩnh Phúc", "Hòa Bình", "Phú Thọ"},
    "Bắc Ninh": {"Bắc Giang", "Bắc Ninh"},
    "Hưng Yên": {"Thái Bình", "Hưng Yên"},
    "Hải Phòng": {"Hải Dương", "Hải Phòng"},
    "Ninh Bình": {"Hà Nam", "Nam Định", "Ninh Bình"},
    "Quảng Trị": {"Quảng Bình", "Quảng Trị"},
    "Đà Nẵng": {"Quảng Nam", "Đà Nẵng"},
    "Quảng Ngãi": {"Kon Tum", "Quảng Ngãi"},
    "Gia Lai": {"Bình Định", "Gia Lai"},
    "Khánh Hòa": {"Ninh Thuận", "Khánh Hòa"},
    "Lâm Đồng": {"Đắk Nông", "Bình Thuận", "Lâm Đồng"},
    "Đắk Lắk": {"Phú Yên", "Đắk Lắk"},
    "Hồ Chí Minh": {"Bà Rịa - Vũng Tàu", "Bình Dương", "Hồ Chí Minh"},
    "Đồng Nai": {"Bình Phước", "Đồng Nai"},
    "Tây Ninh": {"Long An", "Tây Ninh"},
    "Cần Thơ": {"Sóc Trăng", "Hậu Giang", "Cần Thơ"},
    "Vĩnh Long": {"Bến Tre", "Trà Vinh", "Vĩnh Long"},
    "Đồng Tháp": {"Tiền Giang", "Đồng Tháp"},
    "Cà Mau": {"Bạc Liêu", "Cà Mau"},
    "An Giang": {"Kiên Giang", "An Giang"},
}


def short(name: str) -> str:
    return name.removeprefix("Thành phố ")


def test_there_are_34_provinces_and_3321_communes() -> None:
    codes = [one.code for one in provinces()]
    assert len(set(codes)) == 34
    assert codes == sorted(codes)
    assert sum(len(communes(code)) for code in codes) == 3_321


def test_a_place_is_found_by_its_code() -> None:
    assert province(ProvinceCode("08")).name == "Tuyên Quang"
    found = commune("02269")
    assert (found.name, found.province) == ("Xã Thượng Lâm", ProvinceCode("08"))


@pytest.mark.parametrize("code", ["02", "00", "99"])
def test_a_code_that_is_no_present_province_is_refused(code: str) -> None:
    with pytest.raises(PlaceError, match="province-unknown"):
        province(ProvinceCode(code))


def test_a_code_that_is_no_commune_is_refused() -> None:
    with pytest.raises(PlaceError, match="commune-unknown"):
        commune("2269")


def test_each_of_the_63_old_provinces_is_where_the_resolution_put_it() -> None:
    assert len(old_provinces()) == 63
    now = defaultdict(set)
    for old in old_provinces():
        now[short(province(old.present).name)].add(old.name)
    assert now.pop("Huế") == {"Thừa Thiên Huế"}
    assert now == MERGED | {name: {name} for name in UNCHANGED if name != "Huế"}


def test_every_present_province_is_reached() -> None:
    assert {present_province_of_old(old.code) for old in old_provinces()} == set(provinces())


def test_a_present_code_is_an_old_code_of_the_same_province() -> None:
    """Each merged province kept the code of one of its parts, though not always its name."""
    for one in provinces():
        assert present_province_of_old(one.code.text) == one


@pytest.mark.parametrize("code", ["02", "002"])
def test_an_old_province_is_known_by_two_digits_and_by_three(code: str) -> None:
    assert present_province_of_old(code).name == "Tuyên Quang"


@pytest.mark.parametrize("code", ["", "2", "0002", "102", "03", "xx"])
def test_an_unknown_old_code_is_refused(code: str) -> None:
    with pytest.raises(PlaceError, match="old-province-unknown"):
        present_province_of_old(code)


def test_names_are_written_one_way() -> None:
    """One space, composed letters, the tone on the first of two vowels: `Hòa`, as in most laws."""
    of_communes = [one.name for each in provinces() for one in communes(each.code)]
    for name in (*(one.name for one in provinces()), *of_communes):
        assert re.fullmatch(r"\w[\w'-]*( \w[\w'-]*| -)*", name), name
        assert unicodedata.is_normalized("NFC", name), name
        assert not re.search(r"(?<!q)(o[àáảãạ]|u[ỳýỷỹỵ])\b", name.lower()), name


@pytest.mark.parametrize(
    ("code", "name"),
    [("00004", "Phường Ba Đình"), ("00082", "Phường Cửa Nam"), ("24184", "Xã Ea H'Leo")],
)
def test_a_commune_has_the_code_of_the_decision_and_not_of_its_draft(code: str, name: str) -> None:
    assert commune(code).name == name


def test_no_commune_of_the_draft_alone_is_known() -> None:
    with pytest.raises(PlaceError, match="commune-unknown"):
        commune("00073")


def test_reading_a_card_reads_no_list_of_places() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import firmware_config.places as it; print(it._present.cache_info().currsize)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "0"
