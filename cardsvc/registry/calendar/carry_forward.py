"""What was not collected is carried to the next month (Decree 20/2021 Art. 34)."""

from __future__ import annotations

from collections.abc import Set

from firmware_config.period import Period


def carried_to(month: Period, due: Set[Period], paid: Set[Period]) -> tuple[Period, ...]:
    """The months before `month` that are still owed in it, oldest first.

    Nothing lapses: Art. 34 knows no return of it to the treasury month by month.
    """
    return tuple(sorted(one for one in due - paid if not one.is_one_off and one < month))
