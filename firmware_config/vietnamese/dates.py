"""Days, times and periods as a Vietnamese page or paper shows them."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta, timezone

from firmware_config.period import Period

VIET_NAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""One zone, no summer time since 1975 (Decision 134/2002/QĐ-TTg): a fixed offset spares terminals
a time zone database."""


def today(now: datetime) -> date:
    """The day in Viet Nam at an aware time."""
    return now.astimezone(VIET_NAM).date()


def month_of(day: date) -> Period:
    return Period.of_month(day.year, day.month)


def day_vi(at: datetime) -> str:
    """An aware time as `23/11/2026` in Viet Nam."""
    return f"{at.astimezone(VIET_NAM):%d/%m/%Y}"


def time_vi(at: datetime) -> str:
    """An aware time as `14:05` in Viet Nam."""
    return f"{at.astimezone(VIET_NAM):%H:%M}"


def day_time_vi(at: datetime) -> str:
    """An aware time as `23/11/2026 14:05` in Viet Nam."""
    return f"{day_vi(at)} {time_vi(at)}"


def moment_vi(at: datetime) -> str:
    """An aware time as `14:05:33 ngày 23/11/2026` in Viet Nam."""
    return f"{at.astimezone(VIET_NAM):%H:%M:%S} ngày {day_vi(at)}"


def period_vi(period: Period) -> str:
    """`Tháng 11/2026`, or `Một lần, tháng 11/2026`."""
    month = f"{period.month:02}/{period.year}"
    return f"Một lần, tháng {month}" if period.is_one_off else f"Tháng {month}"


def period_en(period: Period) -> str:
    """`November 2026`, or `One-off, November 2026`."""
    month = f"{calendar.month_name[period.month]} {period.year}"
    return f"One-off, {month}" if period.is_one_off else month
