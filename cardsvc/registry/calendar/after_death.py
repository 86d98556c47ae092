"""Payment stops from the month after death (Decree 20/2021 Art. 8)."""

from __future__ import annotations

from datetime import date

from cardsvc.registry.calendar.figures import Figures
from firmware_config.period import Period
from firmware_config.vietnamese.dates import month_of


def first_unpaid_month(died_on: date, figures: Figures) -> Period:
    """The first month that is not owed. The month of death itself is owed whole."""
    return month_of(died_on).plus(figures.months_after_death)
