"""Three months or more uncollected in a row suspend a payment (Circular 02/2021 Art. 2)."""

from __future__ import annotations

from collections.abc import Set

from cardsvc.registry.calendar.figures import Figures
from firmware_config.period import Period


def uncollected_since(
    due: Set[Period], paid: Set[Period], reported: Period, figures: Figures
) -> Period | None:
    """The first month of such a row that reaches the newest month due, or `None`.

    Months after `reported` can still be collected and do not count. A month in which nothing was
    due breaks the row, as one that was collected does: nobody failed to come then.
    """
    over = sorted(month for month in due if not month.is_one_off and month <= reported)
    first = None
    for month in reversed(over):
        if month in paid or (first is not None and month != first.plus(-1)):
            break
        first = month
    if first is None or over[-1].code - first.code + 1 < figures.uncollected_months:
        return None
    return first
