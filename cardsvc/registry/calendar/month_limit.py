"""Some benefits are paid for so many months and no more, as unemployment insurance (Employment Law;
`most_months` in `rates.toml`)."""

from __future__ import annotations

from firmware_config.period import Period


def last_month(first: Period, most_months: int) -> Period:
    """The last month of a row of `most_months` that began in `first`."""
    return first.plus(most_months - 1)


def is_over(last: Period, month: Period) -> bool:
    """Whether `month` is past a row whose last month is `last`."""
    return month > last
