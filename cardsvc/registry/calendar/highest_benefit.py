"""Of several benefits one person gets the highest only; a poor single parent may hold two (Decree
20/2021 Art. 6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TypeVar

Claim = TypeVar("Claim")


def highest_allowed(
    claims: Sequence[Claim],
    amount_vnd: Callable[[Claim], int],
    may_be_held_together: Callable[[Claim, Claim], bool],
) -> tuple[Claim, ...]:
    """The one, or the two that may stand together, that come to most; in the order given.

    Of equals the earlier stays, and one before two.
    """
    allowed: list[tuple[Claim, ...]] = [(claim,) for claim in claims]
    allowed += [pair for pair in combinations(claims, 2) if may_be_held_together(*pair)]
    return max(allowed, key=lambda some: sum(map(amount_vnd, some)), default=())
