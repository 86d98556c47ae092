"""Months and days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from firmware_config.period import Period
from firmware_config.vietnamese.dates import VIET_NAM


def today(now: datetime) -> date:
    """The day in Viet Nam at an aware time."""
    return now.astimezone(VIET_NAM).date()


def month_of(day: date) -> Period:
    return Period.of_month(day.year, day.month)


def last_day_before(month: Period, day: int) -> date:
    """The last day on which something of `month` is still before its `day`."""
    return date(month.year, month.month, day) - timedelta(days=1)
