"""Numbers about people that a law or the service sets: `people_policy.toml` beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Self

from cardsvc.registry.errors import RegistryError


@dataclass(frozen=True, slots=True)
class PeoplePolicy:
    """Months, years of age, and people one proxy serves; each with its source in the file."""

    proxy_months: int
    home_age: int
    proxy_serves_many: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `RegistryError` (`people-policy`), with the `name` at fault."""
        told = tomllib.loads(text)
        names = [field.name for field in fields(cls)]
        for name in {*names, *told}:
            value = told.get(name)
            if name not in names or type(value) is not int or not 0 < value < 1000:
                raise RegistryError("people-policy", name=name)
        return cls(**told)


@cache
def people_policy() -> PeoplePolicy:
    return PeoplePolicy.parse((files("cardsvc.registry") / "people_policy.toml").read_text("utf-8"))
