"""The names things go by; a citizen's number shows in none of their texts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from firmware_config.ids import (
    CardId,
    CitizenNumber,
    EntitlementId,
    IdError,
    OfficeId,
    ProgrammeCode,
    ProvinceCode,
    TerminalId,
)

NUMBER = CitizenNumber("001145012345")


@pytest.mark.parametrize(
    "told",
    [repr(NUMBER), str(NUMBER), f"{NUMBER}", f"{[NUMBER]}", f"{NUMBER!s:>20}"],
)
def test_a_citizen_number_shows_its_last_four_digits_only(told: str) -> None:
    assert "2345" in told
    assert "12345" not in told


@pytest.mark.parametrize("text", ["00114501234", "0011450123456", "00114501234a", "٠" * 12])
def test_a_wrong_citizen_number_is_not_told_again_by_its_error(text: str) -> None:
    with pytest.raises(IdError) as refused:
        CitizenNumber(text)
    assert text not in str(refused.value)
    assert text not in repr(refused.value)


@pytest.mark.parametrize(
    ("digits", "year", "is_female"),
    [("001045012345", 1945, False), ("001145012345", 1945, True), ("001210000000", 2010, False),
     ("001310000000", 2010, True), ("001499000000", 2199, False)],
)  # fmt: skip
def test_a_citizen_number_tells_year_and_sex(digits: str, year: int, is_female: bool) -> None:
    number = CitizenNumber(digits)
    assert (number.birth_year, number.is_female) == (year, is_female)


@pytest.mark.parametrize(
    ("kind", "good", "wrong"),
    [
        (TerminalId, "T0000001", ["", "T000001", "T00000001", "t0000001", "T000000\n", "T00000 1"]),
        (OfficeId, "100000", ["", "10000", "1000000", "10000a", "100000\n", "١٠٠٠٠٠"]),
        (ProgrammeCode, "BTXH", ["", "B", "BTXHBTXHB", "btxh", "BTXH1", "BTXH\n", "ĐTXH"]),
        (ProvinceCode, "01", ["", "1", "001", "0a", "01\n", "٠١"]),
        (CardId.parse, "0011223344556677", ["", "00112233445566", "0" * 18, "x" * 16]),
        (EntitlementId.parse, "0" * 32, ["", "0" * 31, "0" * 34, "x" * 32]),
    ],
)
def test_an_id_has_one_form(kind: Callable[[str], object], good: str, wrong: list[str]) -> None:
    assert str(kind(good)) == good
    for text in wrong:
        with pytest.raises(IdError):
            kind(text)


def test_a_card_id_is_read_as_it_is_printed() -> None:
    card = CardId.new()
    assert CardId.parse(card.printed) == card
    assert CardId.parse(str(card)) == card


def test_a_terminal_id_is_eight_octets() -> None:
    assert TerminalId.from_octets(TerminalId("T0000001").octets) == TerminalId("T0000001")
    for octets in (b"T000000", b"T0000001\0", b"\xff" * 8):
        with pytest.raises(IdError):
            TerminalId.from_octets(octets)


def test_new_ids_differ() -> None:
    assert len({EntitlementId.new() for _ in range(100)}) == 100
    assert len({CardId.new() for _ in range(100)}) == 100
