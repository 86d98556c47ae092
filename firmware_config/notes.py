"""Banknotes: so many of each denomination, as a drawer is counted and a payout handed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import gcd
from typing import Any, Self

from firmware_config import cbor
from firmware_config.errors import ContractError

DENOMINATIONS_VND = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500)
"""The notes in circulation that a counter handles, largest first (State Bank of Viet Nam). Below
500 đồng nothing is handed over, though it is still legal tender."""
MAX_COUNT = 100_000  # of one denomination: a thousand bundles of a hundred


class NotesError(ContractError):
    """`notes-denomination` (not in circulation), `notes-count`, or `notes-malformed`."""


@dataclass(frozen=True, slots=True)
class Notes:
    """`counts` goes with `DENOMINATIONS_VND`, one for one."""

    counts: tuple[int, ...] = (0,) * len(DENOMINATIONS_VND)

    @classmethod
    def of(cls, counts: Mapping[int, int]) -> Self:
        """From counts by denomination in đồng; those not named are none.

        Raises:
            NotesError: `notes-denomination`, or `notes-count` with the `denomination_vnd`.
        """
        for denomination_vnd, count in counts.items():
            if denomination_vnd not in DENOMINATIONS_VND:
                raise NotesError("notes-denomination", denomination_vnd=denomination_vnd)
            if not cbor.is_count(count) or count > MAX_COUNT:
                raise NotesError("notes-count", denomination_vnd=denomination_vnd)
        return cls(tuple(counts.get(one, 0) for one in DENOMINATIONS_VND))

    @property
    def total_vnd(self) -> int:
        return sum(one * count for one, count in self)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Denomination and count, largest first, those that there are none of too."""
        return iter(zip(DENOMINATIONS_VND, self.counts, strict=True))

    def __add__(self, other: Notes) -> Notes:
        return Notes(tuple(a + b for a, b in zip(self.counts, other.counts, strict=True)))

    def without(self, other: Notes) -> Notes | None:
        """What is left when `other` is taken out; None if it is not all there."""
        left = tuple(a - b for a, b in zip(self.counts, other.counts, strict=True))
        return None if min(left) < 0 else Notes(left)

    def making(self, amount_vnd: int) -> Notes | None:
        """Some of these that make exactly `amount_vnd`, large ones first; None if none do."""
        taken = _taken(amount_vnd, self.counts, 0, set())
        return None if taken is None else Notes(taken)

    def to_wire(self) -> list[object]:
        return [[one, count] for one, count in self if count]

    @classmethod
    def of_wire(cls, items: Any) -> Self:
        """Raises `NotesError`; a form that `to_wire` would not write is `notes-malformed`."""
        if type(items) is not list or not all(cbor.is_row(item, int, int) for item in items):
            raise NotesError("notes-malformed")
        notes = cls.of(dict(items))
        if notes.to_wire() != items:
            raise NotesError("notes-malformed")
        return notes


def _taken(
    amount_vnd: int, counts: tuple[int, ...], at: int, hopeless: set[tuple[int, int]]
) -> tuple[int, ...] | None:
    """Counts from denomination `at` on. `hopeless` holds what was tried, so each is tried once."""
    if at == len(counts):
        return () if amount_vnd == 0 else None
    held = [
        (one, count)
        for one, count in zip(DENOMINATIONS_VND[at:], counts[at:], strict=True)
        if count
    ]
    step_vnd = gcd(*(one for one, _ in held))
    if amount_vnd > sum(one * count for one, count in held) or amount_vnd % (step_vnd or 1):
        return None
    if (at, amount_vnd) in hopeless:
        return None
    denomination_vnd = DENOMINATIONS_VND[at]
    for count in range(min(counts[at], amount_vnd // denomination_vnd), -1, -1):
        rest = _taken(amount_vnd - count * denomination_vnd, counts, at + 1, hopeless)
        if rest is not None:
            return (count, *rest)
    hopeless.add((at, amount_vnd))
    return None
