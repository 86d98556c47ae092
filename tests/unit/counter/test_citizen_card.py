"""The citizen card's QR, as scanners deliver it."""

from __future__ import annotations

import pytest

from counter.readers.citizen_card import CitizenCardError, citizen_number, looks_like_one

NUMBER = "001145012345"


@pytest.mark.parametrize(
    "text",
    [
        f"{NUMBER}|012345678|Nguyễn Thị Hồng Hạnh|02011945|Nữ|Hà Nội|01012022",
        f"{NUMBER}||Nguyễn Thị Hồng Hạnh|02011945|Nữ|Hà Nội|01012022||Trần Thị Bé|x|y|",
        f"  {NUMBER}|garbled by ann input method\n",
        NUMBER,
        "001 145 012 345",
        "001.145.012.345",
    ],
)
def test_the_number_is_taken_however_it_comes(text: str) -> None:
    assert citizen_number(text).digits == NUMBER


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "citizen-card-empty"),
        (" | ", "citizen-card-empty"),
        ("012345678", "citizen-card-old-number"),
        ("00114501234", "citizen-card-no-number"),
        ("Nguyễn|x", "citizen-card-no-number"),
        ("٠٠١١٤٥٠١٢٣٤٥", "citizen-card-no-number"),
        ("1" * 5000, "citizen-card-no-number"),
    ],
)
def test_what_is_no_number_is_named_and_not_repeated(text: str, code: str) -> None:
    with pytest.raises(CitizenCardError) as error:
        citizen_number(text)
    assert error.value.code == code
    assert not text.strip() or text not in str(error.value)


def test_a_citizen_card_is_told_from_a_record() -> None:
    assert looks_like_one(f"{NUMBER}||Nguyễn")
    assert not looks_like_one("123456789012345678901234567890")
