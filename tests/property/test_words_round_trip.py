"""Amounts in words, read back by a reader that shares nothing with the writer."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firmware_config.money import MoneyError
from firmware_config.vietnamese.words import (
    WORDS_LIMIT_VND,
    amount_in_words_en,
    amount_in_words_vi,
)

# Read by hand, word for word.
BY_HAND = {
    0: "Không đồng",
    4: "Bốn đồng",
    5: "Năm đồng",
    10: "Mười đồng",
    11: "Mười một đồng",
    14: "Mười bốn đồng",
    15: "Mười lăm đồng",
    20: "Hai mươi đồng",
    21: "Hai mươi mốt đồng",
    24: "Hai mươi tư đồng",
    25: "Hai mươi lăm đồng",
    55: "Năm mươi lăm đồng",
    100: "Một trăm đồng",
    101: "Một trăm linh một đồng",
    104: "Một trăm linh bốn đồng",
    105: "Một trăm linh năm đồng",
    110: "Một trăm mười đồng",
    111: "Một trăm mười một đồng",
    115: "Một trăm mười lăm đồng",
    1_000: "Một nghìn đồng",
    1_001: "Một nghìn không trăm linh một đồng",
    1_010: "Một nghìn không trăm mười đồng",
    21_000: "Hai mươi mốt nghìn đồng",
    360_000: "Ba trăm sáu mươi nghìn đồng",
    500_000: "Năm trăm nghìn đồng",
    750_000: "Bảy trăm năm mươi nghìn đồng",
    1_000_000: "Một triệu đồng",
    1_000_005: "Một triệu không trăm linh năm đồng",
    1_005_000: "Một triệu không trăm linh năm nghìn đồng",
    1_050_000: "Một triệu không trăm năm mươi nghìn đồng",
    1_250_000: "Một triệu hai trăm năm mươi nghìn đồng",
    1_500_000: "Một triệu năm trăm nghìn đồng",
    24_121_415: ("Hai mươi tư triệu một trăm hai mươi mốt nghìn bốn trăm mười lăm đồng"),
    1_000_000_000: "Một tỷ đồng",
    1_001_000_000: "Một tỷ không trăm linh một triệu đồng",
    2_015_000_000: "Hai tỷ không trăm mười lăm triệu đồng",
    1_000_000_000_000: "Một nghìn tỷ đồng",
    1_005_000_000_000: "Một nghìn không trăm linh năm tỷ đồng",
    1_000_000_000_004: "Một nghìn tỷ không trăm linh bốn đồng",
}

ONES = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
}


def amount_from_words_vi(text: str) -> int:
    """Reads from the left, holding one group below a thousand, what is below a tỷ, and the tỷ."""
    words = text.lower().split()
    assert words.pop() == "đồng"
    billions = below_billion = group = digit = 0
    for word in words:
        if word == "trăm":
            group, digit = digit * 100, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "mười":
            group += 10
        elif word == "linh":
            assert digit == 0
        elif word in ("nghìn", "triệu"):
            below_billion += (group + digit) * {"nghìn": 1_000, "triệu": 1_000_000}[word]
            group = digit = 0
        elif word == "tỷ":
            assert billions == 0
            billions = below_billion + group + digit
            below_billion = group = digit = 0
        else:
            digit = ONES[word]
    return billions * 1_000_000_000 + below_billion + group + digit


@pytest.mark.parametrize(("amount_vnd", "words"), BY_HAND.items())
def test_an_amount_reads_as_a_teller_would_say_it(amount_vnd: int, words: str) -> None:
    assert amount_in_words_vi(amount_vnd) == words
    assert amount_from_words_vi(words) == amount_vnd


@given(st.integers(0, 10**12))
@example(10**12)
@example(999_999_999_999)
def test_what_is_written_reads_back(amount_vnd: int) -> None:
    assert amount_from_words_vi(amount_in_words_vi(amount_vnd)) == amount_vnd


def test_every_amount_below_a_thousand_reads_back_alone_and_inside_a_larger_one() -> None:
    for number in range(1_000):
        for amount_vnd in (number, 7_000 + number, 7_000_000 + number, number * 1_000):
            assert amount_from_words_vi(amount_in_words_vi(amount_vnd)) == amount_vnd


@given(st.integers(0, WORDS_LIMIT_VND - 1))
def test_the_spelling_keeps_the_rules_of_the_language(amount_vnd: int) -> None:
    text = amount_in_words_vi(amount_vnd)
    assert text[0].isupper()
    assert text[1:] == text[1:].lower()
    assert text.endswith(" đồng")
    for never in (
        "mươi một",
        "mươi năm",
        "mươi bốn",
        "mười năm",
        "mười mốt",
        "mười tư",
        "linh lăm",
    ):
        assert f" {never} " not in f" {text.lower()} "


SMALL_EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS_EN = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES_EN = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def amount_from_words_en(text: str) -> int:
    """Reads from the left, holding one group below a thousand."""
    words = text.lower().split()
    assert words.pop() == "dong"
    whole = group = 0
    for word in words:
        if word in SCALES_EN:
            assert 0 < group < 1_000
            whole, group = whole + group * SCALES_EN[word], 0
        elif word == "hundred":
            assert 0 < group < 10
            group *= 100
        else:
            tens, _, ones = word.rpartition("-")
            for part in (tens, ones):
                if part in TENS_EN:
                    group += 20 + 10 * TENS_EN.index(part)
                elif part:
                    group += SMALL_EN.index(part)
    return whole + group


@given(st.integers(0, 10**12))
@example(0)
@example(10**12)
@example(999_999_999_999)
def test_what_is_written_in_english_reads_back(amount_vnd: int) -> None:
    assert amount_from_words_en(amount_in_words_en(amount_vnd)) == amount_vnd


def test_every_amount_below_a_thousand_reads_back_in_english() -> None:
    for number in range(1_000):
        for amount_vnd in (number, 7_000 + number, number * 1_000, number * 1_000_000):
            assert amount_from_words_en(amount_in_words_en(amount_vnd)) == amount_vnd


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_two_amounts_are_never_written_alike(one_vnd: int, other_vnd: int) -> None:
    for words in (amount_in_words_vi, amount_in_words_en):
        assert (words(one_vnd) == words(other_vnd)) == (one_vnd == other_vnd)


@pytest.mark.parametrize(
    ("amount_vnd", "words"),
    [
        (0, "Zero dong"),
        (21, "Twenty-one dong"),
        (500_000, "Five hundred thousand dong"),
        (1_005_000, "One million five thousand dong"),
        (2_015_000_000, "Two billion fifteen million dong"),
        (1_000_000_000_012, "One trillion twelve dong"),
    ],
)
def test_an_amount_reads_in_english_too(amount_vnd: int, words: str) -> None:
    assert amount_in_words_en(amount_vnd) == words


@pytest.mark.parametrize("amount_vnd", [-1, WORDS_LIMIT_VND])
def test_an_amount_that_cannot_be_paid_is_not_put_in_words(amount_vnd: int) -> None:
    with pytest.raises(MoneyError, match="money-out-of-range"):
        amount_in_words_vi(amount_vnd)
    with pytest.raises(MoneyError, match="money-out-of-range"):
        amount_in_words_en(amount_vnd)
