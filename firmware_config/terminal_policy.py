"""The terminal policy: what a counter may do and for how long without fresh data.

Read from TOML. Each limit is data with its unit in its name; the defaults are in
`terminal_policy.toml`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from datetime import timedelta
from importlib.resources import files

from firmware_config import plain_toml
from firmware_config.errors import ContractError

# What may not be more than what: ages grow, limits fall, and a chip goes on longer than paper.
_NEVER_RISING = (
    ("fresh_up_to_h", "ageing_up_to_h"),
    ("ageing_up_to_h", "stale_up_to_h"),
    ("stale_chip_limit_vnd", "ageing_chip_limit_vnd"),
    ("too_old_chip_limit_vnd", "stale_chip_limit_vnd"),
    ("stale_qr_limit_vnd", "ageing_qr_limit_vnd"),
    ("too_old_qr_limit_vnd", "stale_qr_limit_vnd"),
    ("ageing_qr_limit_vnd", "ageing_chip_limit_vnd"),
    ("stale_qr_limit_vnd", "stale_chip_limit_vnd"),
    ("too_old_qr_limit_vnd", "too_old_chip_limit_vnd"),
)

_MOST = {"_h": 100_000, "_s": 360_000_000}  # eleven years
_MOST_VND = 10**12


def most_of(key: str) -> int:
    """The most that a policy may say there: a longer age would lie before all calendars."""
    return _MOST.get(key[-2:], _MOST_VND)


class PolicyError(ContractError):
    """A policy that cannot be taken: `policy-malformed`, `policy-key` (missing or unknown),
    `policy-value`, or `policy-order` (`key` is less than `other`, which it may not be)."""


@dataclass(frozen=True, slots=True)
class TerminalPolicy:
    """Limits of one counter. Amounts in đồng, ages in hours."""

    chip_elsewhere_limit_vnd: int
    """The most a chip may be paid at once at a counter that is not its own, offline."""
    status_age_limit_h: int
    """Older status lists say nothing: paper is refused, a chip is paid at its own counter only."""
    trust_age_limit_h: int
    """Older trust lists are not used at all."""
    clock_back_limit_s: int
    """How far behind the latest time seen the clock may be before payouts stop."""
    clock_ahead_limit_h: int
    """How far past the latest time seen it may be."""
    fresh_up_to_h: int
    ageing_up_to_h: int
    stale_up_to_h: int
    """Up to which age data is fresh, ageing, stale; beyond the last it is too old."""
    ageing_chip_limit_vnd: int
    ageing_qr_limit_vnd: int
    stale_chip_limit_vnd: int
    stale_qr_limit_vnd: int
    too_old_chip_limit_vnd: int
    too_old_qr_limit_vnd: int
    """The most one payout may be on data of that age; 0 pays nothing."""
    drawer_difference_limit_vnd: int
    """The most by which a drawer may differ at the close without a supervisor's approval."""
    lock_after_s: int
    """How long a teller's pages stay open untouched."""

    status_age_limit: timedelta = field(init=False, repr=False)
    trust_age_limit: timedelta = field(init=False, repr=False)
    clock_back_limit: timedelta = field(init=False, repr=False)
    clock_ahead_limit: timedelta = field(init=False, repr=False)
    surely_fresh_for: timedelta = field(init=False, repr=False)
    """No list of up to this age is anything but fresh."""

    def __post_init__(self) -> None:
        # Made once, not at every decision.
        object.__setattr__(self, "status_age_limit", timedelta(hours=self.status_age_limit_h))
        object.__setattr__(self, "trust_age_limit", timedelta(hours=self.trust_age_limit_h))
        object.__setattr__(self, "clock_back_limit", timedelta(seconds=self.clock_back_limit_s))
        object.__setattr__(self, "clock_ahead_limit", timedelta(hours=self.clock_ahead_limit_h))
        fresh_h = min(self.fresh_up_to_h, self.status_age_limit_h)
        object.__setattr__(self, "surely_fresh_for", timedelta(hours=fresh_h))
        for lower, higher in _NEVER_RISING:
            if getattr(self, lower) > getattr(self, higher):
                raise PolicyError("policy-order", key=higher, other=lower)

    @classmethod
    def parse(cls, text: str) -> TerminalPolicy:
        """From TOML with exactly these keys, all whole numbers from 0; up to `most_of`.

        Raises:
            PolicyError: with the key at fault.
        """
        try:
            values = plain_toml.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise PolicyError("policy-malformed", cause=str(error)) from None
        known = {one.name for one in fields(cls) if one.init}
        for key in sorted(known ^ values.keys()):
            raise PolicyError("policy-key", key=key)
        for key, value in values.items():
            if type(value) is not int or not 0 <= value <= most_of(key):
                raise PolicyError("policy-value", key=key)
        return cls(**values)

    @classmethod
    def default(cls) -> TerminalPolicy:
        text = files(__package__).joinpath("terminal_policy.toml").read_text(encoding="utf-8")
        return cls.parse(text)
