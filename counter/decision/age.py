"""How old the data is that a payout would rest on, and what may still be paid on it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from counter.decision.refusal import Basis
from firmware_config.claim import Medium
from firmware_config.terminal_policy import TerminalPolicy


class Band(StrEnum):
    """By age, youngest first."""

    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"
    TOO_OLD = "too-old"


_ORDER = tuple(Band)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something a payout rests on and its date; None: there is none. `counts_for` is the policy's
    own bound for it, after which it is stale whatever its age in hours."""

    basis: Basis
    as_of: datetime | None
    counts_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Age:
    """The band of the worst evidence, and which that is."""

    band: Band
    evidence: Evidence


def age_of(evidence: Iterable[Evidence], policy: TerminalPolicy, now: datetime) -> Age:
    """The age that counts: of the worst band, and in it of the oldest. Needs one at least.

    What is missing, or older than its own bound, is stale at best: it never counts as all clear.
    """
    ages = [Age(_band(one, policy, now), one) for one in evidence]
    return max(ages, key=lambda age: (_ORDER.index(age.band), now - (age.evidence.as_of or now)))


def limit_vnd(band: Band, medium: Medium, policy: TerminalPolicy) -> int | None:
    """The most one payout may be on data of this band; None is no limit, 0 pays nothing."""
    chip = medium is Medium.CHIP
    match band:
        case Band.FRESH:
            return None
        case Band.AGEING:
            return policy.ageing_chip_limit_vnd if chip else policy.ageing_qr_limit_vnd
        case Band.STALE:
            return policy.stale_chip_limit_vnd if chip else policy.stale_qr_limit_vnd
        case Band.TOO_OLD:
            return policy.too_old_chip_limit_vnd if chip else policy.too_old_qr_limit_vnd


def _band(one: Evidence, policy: TerminalPolicy, now: datetime) -> Band:
    if one.as_of is None:
        return Band.STALE
    hours = (now - one.as_of) / timedelta(hours=1)
    if hours > policy.stale_up_to_h:
        return Band.TOO_OLD
    if hours > policy.ageing_up_to_h or (
        one.counts_for is not None and now - one.as_of > one.counts_for
    ):
        return Band.STALE
    return Band.AGEING if hours > policy.fresh_up_to_h else Band.FRESH
