"""Which ages a programme or a category asks for. The numbers are data: `ages.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from firmware_config.ids import ProgrammeCode
from firmware_config.period import Period


@dataclass(frozen=True, slots=True)
class AgeRule:
    """See `ages.toml`. No `categories`: of everyone in the programme."""

    programme: ProgrammeCode
    categories: tuple[str, ...]
    least: int | None
    most: int | None
    poor_from: int | None
    source: str

    @property
    def youngest(self) -> int | None:
        """The age below which nobody has it, poor or not."""
        return self.least if self.poor_from is None else self.poor_from


def born_by(period: Period, age: int) -> tuple[str, str]:
    """A date of birth greater than these is of somebody who is not yet `age` by the end of
    `period`: `yyyymmdd`, and `yyyy` where no more is known."""
    return f"{period.year - age:04}{period.month:02}31", f"{period.year - age:04}"


def born_before(period: Period, age: int) -> tuple[str, str]:
    """A date of birth less than these is of somebody older than `age` since before `period`."""
    return f"{period.year - age - 1:04}{period.month:02}01", f"{period.year - age - 1:04}"


@cache
def age_rules() -> tuple[AgeRule, ...]:
    table = tomllib.loads(files(__package__).joinpath("ages.toml").read_text(encoding="utf-8"))
    return tuple(
        AgeRule(
            ProgrammeCode(entry["programme"]),
            tuple(entry["categories"]),
            entry.get("least"),
            entry.get("most"),
            entry.get("poor_from"),
            entry["source"],
        )
        for entry in table["age"]
    )
