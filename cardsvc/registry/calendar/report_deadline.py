"""The provider reports a month's payments before the 20th of it (Decree 20/2021 Art. 34)."""

from __future__ import annotations

from datetime import date

from cardsvc.registry.calendar.figures import Figures
from cardsvc.registry.calendar.month import last_day_before
from firmware_config.period import Period
from firmware_config.vietnamese.dates import month_of


def report_due_by(month: Period, figures: Figures) -> date:
    """The last day for the report on `month`."""
    return last_day_before(month, figures.report_before_day)


def last_reported(day: date, figures: Figures) -> Period:
    """The newest month that is over for the report on `day`: who was not paid then is known."""
    month = month_of(day)
    return month if day > report_due_by(month, figures) else month.plus(-1)
