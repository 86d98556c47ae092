"""A suspended payment is resumed with what was not paid meanwhile (Circular 02/2021 Art. 6)."""

from __future__ import annotations

from collections.abc import Set

from firmware_config.period import Period


def months_to_add(
    stopped: Period, resumed: Period, due: Set[Period], until: Period | None = None
) -> tuple[Period, ...]:
    """The months from the first one stopped to the month of resumption that no list has named.

    Those that a list has named are owed already, and only stop being held. `until` is the last
    month that may be paid at all.
    """
    last = resumed if until is None else min(resumed, until)
    between = (stopped.plus(later) for later in range(last.code - stopped.code + 1))
    return tuple(month for month in between if month not in due)
