"""Days and periods in words."""

from __future__ import annotations

from datetime import UTC, datetime

from firmware_config.period import Period
from firmware_config.vietnamese.dates import day_vi, moment_vi, period_en, period_vi


def test_a_time_is_told_as_the_clock_on_the_wall_in_viet_nam() -> None:
    late_in_utc = datetime(2026, 11, 4, 18, 30, 5, tzinfo=UTC)
    assert day_vi(late_in_utc) == "05/11/2026"
    assert moment_vi(late_in_utc) == "01:30:05 ngày 05/11/2026"


def test_a_month_and_a_one_off_are_told_apart() -> None:
    month, once = Period.of_month(2026, 11), Period.once_in(2026, 11)
    assert (period_vi(month), period_en(month)) == ("Tháng 11/2026", "November 2026")
    assert period_vi(once) == "Một lần, tháng 11/2026"
    assert period_en(once) == "One-off, November 2026"
