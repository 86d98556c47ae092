"""When a terminal stands out on the fleet page: `fleet.toml` beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Self

from cardsvc.errors import CentreError


class FleetPolicyError(CentreError):
    """`fleet-policy`, with the `name` at fault."""


@dataclass(frozen=True, slots=True)
class FleetPolicy:
    """Each with its reason in the file."""

    silent_counter_h: int
    silent_mobile_h: int
    data_old_h: int
    clock_off_s: int
    pending_many: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `FleetPolicyError`."""
        told = tomllib.loads(text)
        names = [field.name for field in fields(cls)]
        for name in {*names, *told}:
            value = told.get(name)
            if name not in names or type(value) is not int or not 0 < value < 1_000_000:
                raise FleetPolicyError("fleet-policy", name=name)
        return cls(**told)


@cache
def fleet_policy() -> FleetPolicy:
    return FleetPolicy.parse((files("cardsvc.terminals") / "fleet.toml").read_text("utf-8"))
