"""Money: whole đồng in an `int`, its text in Vietnamese grouping."""

from __future__ import annotations

import re

from firmware_config.errors import ContractError

MAX_VND = 2**32 - 1
"""A card voucher and a receipt hold an amount in four bytes (`card/profile.toml`)."""

_MAX_TEXT = 40  # longer is no amount, and would only feed the patterns below
_GROUPED = re.compile(r"\d{1,3}(?P<mark>[.,\s])\d{3}(?:(?P=mark)\d{3})*")
_CURRENCY = re.compile(r"\s*(?:₫|đồng|đ|vnđ|vnd)\.?$", re.IGNORECASE)


class MoneyError(ContractError):
    """A text or number that is not a whole amount of đồng."""


def checked_vnd(amount_vnd: int, *, most_vnd: int = MAX_VND) -> int:
    """`amount_vnd` if it is a whole amount from 0 to `most_vnd`.

    Raises:
        MoneyError: `money-not-whole` for a float or bool, `money-out-of-range` otherwise.
    """
    if type(amount_vnd) is not int:
        raise MoneyError("money-not-whole", type=type(amount_vnd).__name__)
    if not 0 <= amount_vnd <= most_vnd:
        raise MoneyError("money-out-of-range", amount_vnd=amount_vnd)
    return amount_vnd


def parse_vnd(text: str, *, most_vnd: int = MAX_VND) -> int:
    """Đồng from text as people write it: `1500000`, `1.500.000`, `1 500 000 đ`.

    A text with decimals (`1500,5`) is refused, never rounded. `most_vnd` is for sums that no card
    has to hold.

    Raises:
        MoneyError: `money-not-a-number` or `money-out-of-range`.
    """
    if len(text) > _MAX_TEXT:
        raise MoneyError("money-not-a-number", length=len(text))
    bare = _CURRENCY.sub("", text.strip())
    if _GROUPED.fullmatch(bare):
        bare = re.sub(r"[.,\s]", "", bare)
    if not (bare.isascii() and bare.isdigit()):
        raise MoneyError("money-not-a-number", text=text)
    return checked_vnd(int(bare), most_vnd=most_vnd)


def format_vnd(amount_vnd: int) -> str:
    """`1500000` as `1.500.000 ₫`, the sign after a no-break space."""
    return f"{amount_vnd:,}".replace(",", ".") + "\u00a0₫"
