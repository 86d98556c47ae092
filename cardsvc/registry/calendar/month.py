"""Months and the days before which something of them is done."""

from __future__ import annotations

from datetime import date, timedelta

from firmware_config.period import Period


def last_day_before(month: Period, day: int) -> date:
    """The last day on which something of `month` is still before its `day`."""
    return date(month.year, month.month, day) - timedelta(days=1)
