"""What a counter does not know, or cannot do, while the centre does not answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from counter.decision.refusal import Basis


class Gap(StrEnum):
    """What is not enforced offline; each has its words."""

    BLOCKS = "blocks"
    """Cards and sheets that were blocked since."""
    PAID_ELSEWHERE = "paid-elsewhere"
    """Payments at other counters since: a chip refuses by itself, a sheet cannot."""
    HELD = "held"
    """What the authority has held back or added since."""
    OTHER_SHEETS = "other-sheets"
    """Sheets of other offices are not paid at all."""
    SCRIPTS = "scripts"
    """Changes to cards that were ordered since."""


@dataclass(frozen=True, slots=True)
class Unenforced:
    """`since` is the date of what the counter last heard of it; None: nothing, ever."""

    gap: Gap
    since: datetime | None


_RESTS_ON = {
    Gap.BLOCKS: Basis.STATUS_LIST,
    Gap.PAID_ELSEWHERE: Basis.PAYOUT_LIST,
    Gap.HELD: Basis.PAYOUT_LIST,
}


def unenforced(
    fault: str | None,
    dates: Iterable[tuple[Basis, datetime | None]],
    checked_at: datetime | None,
) -> tuple[Unenforced, ...]:
    """Nothing while the centre answers. `dates` are the lists' own, `checked_at` when the centre
    last said that they were the newest: what it did not say by then is not known."""
    if fault is None:
        return ()
    oldest: dict[Basis, datetime | None] = {}
    for basis, as_of in dates:
        known = oldest.get(basis, as_of)
        oldest[basis] = None if known is None or as_of is None else min(known, as_of)
    gaps = []
    for gap in Gap:
        rests_on = _RESTS_ON.get(gap)
        missing = rests_on is not None and oldest.get(rests_on) is None
        gaps.append(Unenforced(gap, None if missing else checked_at))
    return tuple(gaps)
