"""A month's payout list, and its money, come before the 25th of the month before (Decree 20/2021
Art. 34)."""

from __future__ import annotations

from datetime import date

from cardsvc.registry.calendar.figures import Figures
from cardsvc.registry.calendar.month import last_day_before
from firmware_config.period import Period


def list_due_by(month: Period, figures: Figures) -> date:
    """The last day for the list of `month`."""
    return last_day_before(month.plus(-1), figures.list_before_day)
