"""Whose an entitlement is. The journal holds no names; the office payout list does."""

from __future__ import annotations

from collections.abc import Iterable

from counter.paper.receipts import UNKNOWN as UNKNOWN
from counter.web.here import station
from firmware_config.claim import Claim


def name_of(claims: Iterable[Claim]) -> str:
    """The name that the payout list has for the first of `claims` it knows, or a dash."""
    return station().receipts.name_of(claims)
