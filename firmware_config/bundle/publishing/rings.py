"""The rings of a roll-out: one office, the pilot offices, the province, the country."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from firmware_config.bundle.rollout import Rollout, RolloutError
from firmware_config.ids import OfficeId


class Ring(StrEnum):
    OFFICE = "office"
    PILOT = "pilot"
    PROVINCE = "province"
    COUNTRY = "country"

    @property
    def is_whole_province(self) -> bool:
        return self in (Ring.PROVINCE, Ring.COUNTRY)


def advance(old: Rollout, number: int, ring: Ring, offices: frozenset[OfficeId]) -> Rollout:
    """`old` with `number` brought to one more ring, of `offices` when it is within a province.

    A new number also goes to every office that has the unfinished one before it, so that nobody
    is left on it.

    Raises:
        RolloutError: `rollout-number-lower`; `rollout-halted` (only a higher number goes on);
            `rollout-narrower` (the ring does not hold every office that has it already).
    """
    if number < old.highest:
        raise RolloutError("rollout-number-lower", number=number, highest=old.highest)
    if number == old.stable:
        return old
    if number == old.next and old.is_halted:
        raise RolloutError("rollout-halted", number=number)
    if ring.is_whole_province:
        return Rollout(number)
    if number == old.next:
        if not offices >= old.offices:
            raise RolloutError("rollout-narrower", number=number)
        return replace(old, offices=offices)
    return Rollout(old.stable, number, offices | old.offices)


def halt(old: Rollout) -> Rollout:
    """Nobody else gets `next`. Raises `RolloutError` (`rollout-nothing-to-halt`)."""
    if not old.next:
        raise RolloutError("rollout-nothing-to-halt", stable=old.stable)
    return replace(old, is_halted=True)
