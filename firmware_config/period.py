"""Periods: what a payment is for. A month, or something paid once.

A card has no clock and no calendar. It knows a period as a 16-bit code and a voucher as a base
period and a 32-bit mask, bit 0 (the least significant) being the base itself. Code bit 15 is
clear for a month (months since January 2000) and set for a one-off, whose low 15 bits hold the
month it was granted in, so that arrears granted in two months are two periods.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from firmware_config.errors import ContractError

MASK_BITS = 32
_ONE_OFF = 0x8000
_FIRST_YEAR = 2000
_TEXT = re.compile(r"(?P<once>once-)?(?P<year>[0-9]{4})-(?P<month>[0-9]{2})")


class PeriodError(ContractError):
    """A code or text that is no period, or periods that do not fit one voucher."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month or a one-off grant. `code` is 0…65535, ordered by time within its kind."""

    code: int

    def __post_init__(self) -> None:
        if type(self.code) is not int or not 0 <= self.code <= 0xFFFF:
            raise PeriodError("period-out-of-range", code=self.code)

    @classmethod
    @lru_cache(maxsize=256)  # a counter asks for this month at every decision
    def of_month(cls, year: int, month: int) -> Period:
        """The month `month` (1…12) of `year` (2000…4729)."""
        index = (year - _FIRST_YEAR) * 12 + month - 1
        if not (1 <= month <= 12 and 0 <= index < _ONE_OFF):
            raise PeriodError("period-out-of-range", year=year, month=month)
        return cls(index)

    @classmethod
    def once_in(cls, year: int, month: int) -> Period:
        """A one-off payment granted in that month."""
        return cls(cls.of_month(year, month).code | _ONE_OFF)

    @classmethod
    def parse(cls, text: str) -> Period:
        """From `2026-11` or `once-2026-11`. Raises `PeriodError` (`period-not-a-period`)."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise PeriodError("period-not-a-period", text=text)
        make = cls.once_in if found["once"] else cls.of_month
        return make(int(found["year"]), int(found["month"]))

    @property
    def is_one_off(self) -> bool:
        return bool(self.code & _ONE_OFF)

    @property
    def year(self) -> int:
        return _FIRST_YEAR + (self.code & ~_ONE_OFF) // 12

    @property
    def month(self) -> int:
        """1…12; for a one-off the month it was granted in."""
        return (self.code & ~_ONE_OFF) % 12 + 1

    def plus(self, months: int) -> Period:
        """The month `months` later (earlier if negative). A one-off has no neighbour."""
        if self.is_one_off:
            raise PeriodError("period-one-off-has-no-neighbour", code=self.code)
        moved = self.code + months
        if not 0 <= moved < _ONE_OFF:
            raise PeriodError("period-out-of-range", code=moved)
        return Period(moved)

    def __str__(self) -> str:
        return f"{'once-' if self.is_one_off else ''}{self.year:04}-{self.month:02}"


def checked_mask(base: Period, mask: int) -> int:
    """`mask` if every bit of it is a period over `base`. A one-off voucher has bit 0 only.

    Raises:
        PeriodError: `period-mask` when the mask is not 32 bits, names a one-off's neighbour, or
            runs past the last month into the codes of one-offs.
    """
    bits = 1 if base.is_one_off else min(MASK_BITS, _ONE_OFF - base.code)
    if type(mask) is not int or not 0 <= mask < 1 << bits:
        raise PeriodError("period-mask", base=base.code, mask=mask)
    return mask


def periods_of(base: Period, mask: int) -> tuple[Period, ...]:
    """The periods a mask names, oldest first. Raises as `checked_mask` does."""
    if checked_mask(base, mask) == 1:  # as nearly all are
        return (base,)
    return tuple(Period(base.code + bit) for bit in range(mask.bit_length()) if mask >> bit & 1)


def mask_of(base: Period, periods: Iterable[Period]) -> int:
    """The 32-bit mask of `periods` over `base`.

    Raises:
        PeriodError: `period-outside-voucher` for one before the base or past bit 31.
    """
    mask = 0
    for period in periods:
        bit = period.code - base.code
        same_kind = period.is_one_off == base.is_one_off
        if not (same_kind and 0 <= bit < (1 if base.is_one_off else MASK_BITS)):
            raise PeriodError("period-outside-voucher", base=base.code, period=period.code)
        mask |= 1 << bit
    return mask
