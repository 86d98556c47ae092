"""Folding for search."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config.vietnamese.fold import fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Nguyễn  Đức", "nguyen duc"),
        ("  ĐỖ THỊ ƯỚC\t", "do thi uoc"),
        ("Ðặng", "dang"),  # eth, as old files have it
        ("Trần\u00a0Văn\nHùng", "tran van hung"),
        ("", ""),
    ],
)
def test_a_name_is_found_without_its_marks(typed: str, folded: str) -> None:
    assert fold(typed) == folded
    assert fold(unicodedata.normalize("NFD", typed)) == folded


def test_every_vietnamese_letter_folds_to_a_plain_one() -> None:
    vowels = "aăâeêioôơuưy"
    marks = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    letters = [unicodedata.normalize("NFC", v + m) for v in vowels for m in marks] + ["đ"]
    for letter in letters:
        assert fold(letter) == fold(letter.upper())
        assert fold(letter) in "aeiouyd"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
