"""Whole đồng, as people write them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config.money import MAX_VND, MoneyError, checked_vnd, format_vnd, parse_vnd

amounts = st.integers(0, MAX_VND)


@given(amounts)
def test_an_amount_is_read_as_it_is_written(amount_vnd: int) -> None:
    assert parse_vnd(format_vnd(amount_vnd)) == amount_vnd
    assert parse_vnd(str(amount_vnd)) == amount_vnd


@pytest.mark.parametrize(
    "text",
    ["1500000", "1.500.000", "1,500,000", "1 500 000", "1.500.000đ", "1.500.000 đồng",
     "1.500.000 ₫", "1500000 VND", " 1.500.000 vnđ. "],
)  # fmt: skip
def test_an_amount_is_read_in_every_writing_in_use(text: str) -> None:
    assert parse_vnd(text) == 1_500_000


@pytest.mark.parametrize(
    "text",
    ["", " ", "đ", "-1", "+1", "1e6", "1_000", "0x10", "1500,5", "1.5", "1.50.000", "1.500,000",
     "1..500", "1.500.00", "٣٠٠", "1.٣٠٠", "²", "một triệu", "1 500.000", "9" * 5000,
     " " * 9 + "1" + " " * 100_000 + "1"],
)  # fmt: skip
def test_what_is_no_whole_amount_is_refused(text: str) -> None:
    with pytest.raises(MoneyError, match="money-not-a-number"):
        parse_vnd(text)


def test_more_than_a_card_holds_is_refused() -> None:
    assert parse_vnd("4.294.967.295") == MAX_VND
    with pytest.raises(MoneyError, match="money-out-of-range"):
        parse_vnd("4.294.967.296")


@pytest.mark.parametrize("amount", [True, False, 1.0, "1", None])
def test_only_an_int_is_money(amount: Any) -> None:
    with pytest.raises(MoneyError, match="money-not-whole"):
        checked_vnd(amount)


@pytest.mark.parametrize("amount_vnd", [-1, MAX_VND + 1])
def test_money_is_neither_negative_nor_without_end(amount_vnd: int) -> None:
    with pytest.raises(MoneyError, match="money-out-of-range"):
        checked_vnd(amount_vnd)


def test_an_amount_is_shown_in_groups_that_no_line_breaks() -> None:
    assert format_vnd(1_500_000) == "1.500.000\u00a0₫"
    assert format_vnd(0) == "0\u00a0₫"
