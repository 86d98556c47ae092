"""Periods: a month or a one-off, and masks over them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config.period import (
    Period,
    PeriodError,
    checked_mask,
    mask_of,
    periods_of,
)

NOVEMBER = Period.of_month(2026, 11)
LAST_MONTH = Period(0x7FFF)
GRANT = Period.once_in(2026, 11)


@given(st.integers(0, 0xFFFF).map(Period))
def test_a_period_is_read_as_it_is_written(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(st.integers(0, 0x7FFF - 31).map(Period), st.integers(0, (1 << 32) - 1))
def test_a_mask_and_its_periods_say_the_same(base: Period, mask: int) -> None:
    periods = periods_of(base, mask)
    assert mask_of(base, periods) == mask
    assert list(periods) == sorted(set(periods))
    assert len(periods) == mask.bit_count()


def test_the_first_and_last_months_have_names() -> None:
    assert str(Period(0)) == "2000-01"
    assert str(LAST_MONTH) == "4730-08"
    assert str(Period(0x8000)) == "once-2000-01"


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-1", "2026-13", "2026-00", "1999-12", "4730-09", "2026-11 ", "2026-11\n",
     "once-", "once-1999-12", "twice-2026-11", "２０２６-11", "٢٠٢٦-١١"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        Period.parse(text)


@pytest.mark.parametrize("code", [-1, 0x10000, True, 1.0])
def test_a_code_is_sixteen_bits(code: Any) -> None:
    with pytest.raises(PeriodError, match="period-out-of-range"):
        Period(code)


def test_months_follow_one_another_to_the_last() -> None:
    assert NOVEMBER.plus(2) == Period.of_month(2027, 1)
    assert NOVEMBER.plus(-11) == Period.of_month(2025, 12)
    for base, months in ((LAST_MONTH, 1), (Period(0), -1)):
        with pytest.raises(PeriodError, match="period-out-of-range"):
            base.plus(months)


def test_a_one_off_has_no_neighbour() -> None:
    with pytest.raises(PeriodError, match="period-one-off-has-no-neighbour"):
        GRANT.plus(1)
    with pytest.raises(PeriodError, match="period-mask"):
        periods_of(GRANT, 0b11)
    assert periods_of(GRANT, 0b1) == (GRANT,)


@pytest.mark.parametrize("mask", [-1, 1 << 32, True])
def test_a_mask_is_32_bits(mask: Any) -> None:
    with pytest.raises(PeriodError, match="period-mask"):
        checked_mask(NOVEMBER, mask)


def test_months_never_run_over_into_one_offs() -> None:
    assert periods_of(LAST_MONTH, 0b1) == (LAST_MONTH,)
    with pytest.raises(PeriodError, match="period-mask"):
        periods_of(LAST_MONTH, 0b10)
    with pytest.raises(PeriodError, match="period-outside-voucher"):
        mask_of(LAST_MONTH, [Period(0x8000)])


@pytest.mark.parametrize("period", [NOVEMBER.plus(-1), NOVEMBER.plus(32), GRANT])
def test_a_period_outside_the_voucher_has_no_bit(period: Period) -> None:
    with pytest.raises(PeriodError, match="period-outside-voucher"):
        mask_of(NOVEMBER, [period])
