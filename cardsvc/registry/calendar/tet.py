"""Before Tết two months are paid together (Circular 44/2022 Art. 8, of merit benefits; provinces
say the same of the others)."""

from __future__ import annotations

from datetime import date, timedelta

from cardsvc.registry.calendar.figures import CalendarError, Figures
from firmware_config.period import Period
from firmware_config.vietnamese.dates import month_of


def first_day_of_tet(year: int, figures: Figures) -> date:
    """Raises `CalendarError` (`calendar-no-tet`) for a year the table does not have."""
    try:
        return figures.tet_first_days[year]
    except KeyError:
        raise CalendarError("calendar-no-tet", year=year) from None


def paid_together(year: int, figures: Figures) -> tuple[Period, Period]:
    """The month whose list holds two months, and the second of them.

    Raises:
        CalendarError: as `first_day_of_tet`.
    """
    before = first_day_of_tet(year, figures) - timedelta(days=figures.tet_days_before)
    month = month_of(before)
    return month, month.plus(1)
