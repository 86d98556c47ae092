"""Whose an entitlement is. The journal holds no names; the office payout list does."""

from __future__ import annotations

from collections.abc import Iterable

from counter.web.here import station
from firmware_config.journal_body import Claim

UNKNOWN = "—"


def name_of(claims: Iterable[Claim]) -> str:
    """The name that the payout list has for the first of `claims` it knows, or a dash."""
    listed = station().published.snapshot.payout_list
    if listed is not None:
        for claim in claims:
            line = listed.line(claim.entitlement)
            if line is not None:
                return line.name
    return UNKNOWN
