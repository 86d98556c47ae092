"""Why somebody comes onto a list, leaves it, or is owed another amount: what the law allows.

Sources: Decree 20/2021/NĐ-CP Art. 8, 9; Circular 02/2021/TT-BLĐTBXH Art. 2 and 6; Decree
176/2025/NĐ-CP. Messages are `list-change-reason-<reason>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from cardsvc.tables import ChangeKind


class ChangeReason(StrEnum):
    # added (tăng)
    NEW_DECISION = "new-decision"
    MOVED_IN = "moved-in"
    RESUMED = "resumed"
    # removed (giảm)
    DIED = "died"
    MOVED_OUT = "moved-out"
    NO_LONGER_ENTITLED = "no-longer-entitled"
    AGE_PASSED = "age-passed"
    SUSPENDED_UNCOLLECTED = "suspended-uncollected"  # three months in a row
    SUSPENDED_DETAINED = "suspended-detained"
    SUSPENDED_NOT_VERIFIED = "suspended-not-verified"
    IMPRISONED = "imprisoned"
    MISSING = "missing-person"
    REFUSED = "refused"
    OTHER_BENEFIT = "other-benefit"  # the highest one only
    TERM_ENDED = "term-ended"
    # changed
    STANDARD_CHANGED = "standard-changed"
    CATEGORY_CHANGED = "category-changed"
    RANK_CHANGED = "rank-changed"  # pension or merit, adjusted by decision
    CORRECTED = "corrected"


ALLOWED: Mapping[ChangeKind, tuple[ChangeReason, ...]] = {
    ChangeKind.ADDED: (ChangeReason.NEW_DECISION, ChangeReason.MOVED_IN, ChangeReason.RESUMED),
    ChangeKind.REMOVED: (
        ChangeReason.DIED,
        ChangeReason.MOVED_OUT,
        ChangeReason.NO_LONGER_ENTITLED,
        ChangeReason.AGE_PASSED,
        ChangeReason.SUSPENDED_UNCOLLECTED,
        ChangeReason.SUSPENDED_DETAINED,
        ChangeReason.SUSPENDED_NOT_VERIFIED,
        ChangeReason.IMPRISONED,
        ChangeReason.MISSING,
        ChangeReason.REFUSED,
        ChangeReason.OTHER_BENEFIT,
        ChangeReason.TERM_ENDED,
        ChangeReason.CORRECTED,
    ),
    ChangeKind.CHANGED: (
        ChangeReason.STANDARD_CHANGED,
        ChangeReason.CATEGORY_CHANGED,
        ChangeReason.RANK_CHANGED,
        ChangeReason.CORRECTED,
    ),
}
