"""The calendar's numbers, from `figures.toml` beside this module or a file that takes its place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from cardsvc.registry.errors import RegistryError
from cardsvc.registry.rates import Source
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode

_LONGEST_MONTH = 31
_MOST_MONTHS = 120
_SAFE_DAY = 28  # every month has it


class CalendarError(RegistryError):
    """`calendar-file`: figures that cannot be used; `calendar-no-tet` with the `year`."""


@dataclass(frozen=True, slots=True)
class Figures:
    """`sources` is by the rule's name in the file.

    Days are of a month and exclusive: before the 25th is the 24th or earlier.
    """

    list_before_day: int
    report_before_day: int
    uncollected_months: int
    months_after_death: int
    resumes_with_arrears: bool
    highest_programmes: frozenset[ProgrammeCode]
    tet_days_before: int
    tet_first_days: Mapping[int, date]
    sources: Mapping[str, Source]

    @classmethod
    def load(cls, path: Path | None = None) -> Figures:
        """Raises `CalendarError` (`calendar-file`)."""
        source = files(__package__) / "figures.toml" if path is None else path
        try:
            table = tomllib.loads(source.read_text(encoding="utf-8"))
            return cls(
                _number(table["list"]["before_day"], 2, _SAFE_DAY),
                _number(table["report"]["before_day"], 2, _SAFE_DAY),
                _number(table["uncollected"]["months"], 1, _MOST_MONTHS),
                _number(table["death"]["months_after"], 0, _MOST_MONTHS),
                _truth(table["resume"]["with_arrears"]),
                frozenset(ProgrammeCode(code) for code in table["highest"]["programmes"]),
                _number(table["tet"]["days_before"], 0, _LONGEST_MONTH),
                _by_year(table["tet"]["first_days"]),
                {name: _source(rule) for name, rule in table.items()},
            )
        except (KeyError, TypeError, ValueError, AttributeError, ContractError) as fault:
            raise CalendarError("calendar-file", fault=repr(fault)) from fault


def _number(value: object, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError(value)
    return value


def _truth(value: object) -> bool:
    if type(value) is not bool:
        raise ValueError(value)
    return value


def _by_year(days: list[date]) -> dict[int, date]:
    by_year = {day.year: day for day in days if type(day) is date}
    if len(by_year) != len(days):
        raise ValueError(days)
    return by_year


def _source(rule: Mapping[str, Any]) -> Source:
    is_certain = {"read": True, "confirm": False}[rule.get("certainty", "read")]
    return Source(rule["decree"], rule["clause"], is_certain)
