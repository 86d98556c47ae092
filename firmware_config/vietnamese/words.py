"""An amount in words, as a receipt says it beside the figures (số tiền bằng chữ)."""

from __future__ import annotations

from firmware_config.money import MoneyError

WORDS_LIMIT_VND = 10**15
"""Amounts in words stop below this. No office pays a million billion, and beyond it Vietnamese has
no one way to read a number."""

_DIGITS_VI = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES_VI = ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn"))
_AFTER_TENS_VI = {1: "mốt", 4: "tư", 5: "lăm"}

_SMALL_EN = [
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
_TENS_EN = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES_EN = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))


def amount_in_words_vi(amount_vnd: int) -> str:
    """`1005000` as `Một triệu không trăm linh năm nghìn đồng`.

    Raises:
        MoneyError: `money-not-whole`, or `money-out-of-range` outside 0…`WORDS_LIMIT_VND` - 1.
    """
    return _sentence(_read_vi(_checked(amount_vnd)) or ["không"], "đồng")


def amount_in_words_en(amount_vnd: int) -> str:
    """`1005000` as `One million five thousand dong`. Raises as `amount_in_words_vi`."""
    return _sentence(_read_en(_checked(amount_vnd)) or ["zero"], "dong")


def _checked(amount_vnd: int) -> int:
    if type(amount_vnd) is not int:
        raise MoneyError("money-not-whole", type=type(amount_vnd).__name__)
    if not 0 <= amount_vnd < WORDS_LIMIT_VND:
        raise MoneyError("money-out-of-range", amount_vnd=amount_vnd)
    return amount_vnd


def _sentence(words: list[str], unit: str) -> str:
    text = " ".join([*words, unit])
    return text[0].upper() + text[1:]


def _read_vi(number: int, *, is_inside: bool = False) -> list[str]:
    """`is_inside` once something stands before: every later group then says its hundreds."""
    words: list[str] = []
    for scale, name in _SCALES_VI:
        head, number = divmod(number, scale)
        if head:
            words += [*_read_vi(head, is_inside=is_inside), name]
            is_inside = True
    if number:
        words += _group_vi(number, says_hundreds=is_inside or number >= 100)
    return words


def _group_vi(number: int, *, says_hundreds: bool) -> list[str]:
    hundreds, below = divmod(number, 100)
    tens, ones = divmod(below, 10)
    words = [_DIGITS_VI[hundreds], "trăm"] if says_hundreds else []
    if tens == 0:
        if ones:
            words += ["linh", _DIGITS_VI[ones]] if says_hundreds else [_DIGITS_VI[ones]]
    elif tens == 1:
        words.append("mười")
        if ones:
            words.append("lăm" if ones == 5 else _DIGITS_VI[ones])
    else:
        words += [_DIGITS_VI[tens], "mươi"]
        if ones:
            words.append(_AFTER_TENS_VI.get(ones, _DIGITS_VI[ones]))
    return words


def _read_en(number: int) -> list[str]:
    words: list[str] = []
    for scale, name in _SCALES_EN:
        head, number = divmod(number, scale)
        if head:
            words += [*_read_en(head), name]
    hundreds, below = divmod(number, 100)
    if hundreds:
        words += [_SMALL_EN[hundreds], "hundred"]
    if below >= 20:
        tens, ones = divmod(below, 10)
        words.append(_TENS_EN[tens] + (f"-{_SMALL_EN[ones]}" if ones else ""))
    elif below:
        words.append(_SMALL_EN[below])
    return words
