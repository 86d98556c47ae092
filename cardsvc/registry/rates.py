"""Rates: programmes, standard amounts (mức chuẩn) by date of effect, categories of people.

Numbers that a decree sets are data: `rates.toml` beside this module, or a file of the province's,
and the standards that were approved since (`cardsvc.registry.standards`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from cardsvc.registry.errors import RatesError
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.money import checked_vnd
from firmware_config.period import Period
from firmware_config.vietnamese.fold import fold


class Mode(StrEnum):
    """Whether a programme is paid in a province: `PILOT` at named offices only."""

    OFF = "off"
    PILOT = "pilot"
    FULL = "full"


class AmountRule(StrEnum):
    COEFFICIENT = "coefficient"  # standard × coefficient of the category
    FLAT = "flat"  # the standard itself
    INDIVIDUAL = "individual"  # as the list says


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from. Not `is_certain`: to be checked against the decree's text."""

    decree: str
    clause: str = ""
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Least:
    """A grant is at least `times` the standard of the programme `of`."""

    times: int
    of: ProgrammeCode


@dataclass(frozen=True, slots=True)
class Programme:
    """`is_once`: a grant paid once, as funeral costs, and not month by month.

    `unless_set` is its mode in a province for which nobody has set one. `most_months` in a row may
    be paid, `None` for no end.
    """

    code: ProgrammeCode
    vi: str
    en: str
    amount: AmountRule
    is_once: bool
    unless_set: Mode
    source: Source
    most_months: int | None = None
    least: Least | None = None


@dataclass(frozen=True, slots=True)
class Standard:
    """`amount_vnd` a month from the month `since` to `until`, or until the next one's first.

    `province` is `None` for the whole country.
    """

    programme: ProgrammeCode
    province: ProvinceCode | None
    since: Period
    until: Period | None
    amount_vnd: int
    source: Source

    def is_of(self, programme: ProgrammeCode, province: ProvinceCode | None) -> bool:
        return self.programme == programme and self.province in (None, province)


@dataclass(frozen=True, slots=True)
class Category:
    """People of one coefficient (Decree 20/2021 Art. 5 and 6). `coefficient_tenths` is 15 for 1.5.

    `is_for_each`: it counts once for each child, so that multiples are right as well. `beside` are
    the clauses that may be held together with this one.
    """

    programme: ProgrammeCode
    code: str
    clause: int
    coefficient_tenths: int
    vi: str
    en: str
    is_for_each: bool
    beside: frozenset[int]
    since: Period | None
    until: Period | None
    source: Source

    def is_in_force(self, period: Period) -> bool:
        """Whether a list of that month may hold it."""
        return (self.since is None or self.since <= period) and (
            self.until is None or period <= self.until
        )

    def allows(self, coefficient_tenths: int) -> bool:
        if self.is_for_each:
            return coefficient_tenths > 0 and coefficient_tenths % self.coefficient_tenths == 0
        return coefficient_tenths == self.coefficient_tenths

    def may_be_held_with(self, other: Category) -> bool:
        return other.clause in self.beside or self.clause in other.beside


@dataclass(frozen=True, slots=True)
class Rates:
    programmes: Mapping[ProgrammeCode, Programme]
    standards: tuple[Standard, ...]
    categories: Mapping[tuple[ProgrammeCode, str], Category]
    """By programme and folded code or name."""

    @classmethod
    def load(cls, path: Path | None = None) -> Rates:
        """From `path`, or the table that comes with the program.

        Raises:
            RatesError: `rates-file` when it is no TOML or an entry lacks or garbles something;
                `rates-category-twice` when a code or a name says two categories;
                `rates-standard-twice` for two standards of one programme and place in one month.
        """
        source = files(__package__) / "rates.toml" if path is None else path
        try:
            table = tomllib.loads(source.read_text(encoding="utf-8"))
            programmes = [_programme(entry) for entry in table["programme"]]
            return cls(
                {programme.code: programme for programme in programmes},
                _without_twice(tuple(_standard(entry) for entry in table.get("standard", ()))),
                _by_name(table.get("category", ())),
            )
        except RatesError:
            raise
        except (KeyError, TypeError, ValueError, ArithmeticError, ContractError) as fault:
            raise RatesError("rates-file", fault=repr(fault)) from fault

    def with_standards(self, more: Iterable[Standard]) -> Rates:
        """Raises `RatesError` (`rates-standard-twice`)."""
        return replace(self, standards=_without_twice((*self.standards, *more)))

    def programme(self, code: ProgrammeCode) -> Programme:
        """Raises `RatesError` (`rates-programme-unknown`)."""
        try:
            return self.programmes[code]
        except KeyError:
            raise RatesError("rates-programme-unknown", programme=code.text) from None

    def standard_vnd(
        self, programme: ProgrammeCode, province: ProvinceCode, period: Period
    ) -> int | None:
        """The standard in force on `period`: the national one, or the province's where that is
        higher (Decree 20/2021 Art. 4(3)). `None` for a programme of individual amounts.

        Raises:
            RatesError: `rates-programme-unknown`, or `rates-no-standard` before the first one.
        """
        if self.programme(programme).amount is AmountRule.INDIVIDUAL:
            return None
        found = self.standards_in_force(programme, province, period)
        if not found:
            raise RatesError("rates-no-standard", programme=programme.text, period=str(period))
        return max(standard.amount_vnd for standard in found)

    def standards_in_force(
        self, programme: ProgrammeCode, province: ProvinceCode | None, period: Period
    ) -> tuple[Standard, ...]:
        """The national one and the province's, where there are such."""
        newest: dict[ProvinceCode | None, Standard] = {}
        for standard in sorted(self.standards, key=lambda standard: standard.since):
            if standard.is_of(programme, province) and standard.since <= period:
                newest[standard.province] = standard
        return tuple(it for it in newest.values() if it.until is None or period <= it.until)

    def least_vnd(
        self, programme: ProgrammeCode, province: ProvinceCode, period: Period
    ) -> int | None:
        """What a grant must come to at the least, or `None` where nothing says so.

        Raises:
            RatesError: as `standard_vnd`.
        """
        least = self.programme(programme).least
        if least is None:
            return None
        standard_vnd = self.standard_vnd(least.of, province, period)
        return None if standard_vnd is None else least.times * standard_vnd

    def category(self, programme: ProgrammeCode, text: str) -> Category | None:
        """The category that a code or a name means, whatever its case and marks."""
        return self.categories.get((programme, fold(text)))


def _programme(entry: Mapping[str, Any]) -> Programme:
    most_months = entry.get("most_months")
    if most_months is not None and not (type(most_months) is int and most_months > 0):
        raise RatesError("rates-file", most_months=most_months)
    least = entry.get("least")
    return Programme(
        ProgrammeCode(entry["code"]),
        entry["vi"],
        entry["en"],
        AmountRule(entry["amount"]),
        {"monthly": False, "once": True}[entry["paid"]],
        Mode(entry.get("unless_set", Mode.OFF)),
        _source(entry),
        most_months,
        None if least is None else Least(int(least["times"]), ProgrammeCode(least["of"])),
    )


def _standard(entry: Mapping[str, Any]) -> Standard:
    return Standard(
        ProgrammeCode(entry["programme"]),
        ProvinceCode(entry["province"]) if "province" in entry else None,
        Period.parse(entry["from"]),
        _month(entry, "to"),
        checked_vnd(entry["amount_vnd"]),
        _source(entry),
    )


def _source(entry: Mapping[str, Any]) -> Source:
    is_certain = {"read": True, "confirm": False}[entry.get("certainty", "read")]
    return Source(entry["decree"], entry.get("clause", ""), is_certain)


def _month(entry: Mapping[str, Any], key: str) -> Period | None:
    return Period.parse(entry[key]) if key in entry else None


def _without_twice(standards: tuple[Standard, ...]) -> tuple[Standard, ...]:
    """`standards` if no two of a programme and a place share a month."""
    placed: dict[tuple[ProgrammeCode, ProvinceCode | None], list[Standard]] = {}
    for standard in sorted(standards, key=lambda standard: standard.since):
        placed.setdefault((standard.programme, standard.province), []).append(standard)
    for of_place in placed.values():
        for before, after in pairwise(of_place):
            ends = before.since if before.until is None else before.until
            if ends >= after.since:
                raise RatesError(
                    "rates-standard-twice",
                    programme=after.programme.text,
                    period=str(after.since),
                )
    return standards


def _category(entry: Mapping[str, Any]) -> Category:
    tenths = Decimal(entry["coefficient"]) * 10
    if tenths != int(tenths) or tenths <= 0:
        raise RatesError("rates-file", coefficient=entry["coefficient"])
    return Category(
        ProgrammeCode(entry["programme"]),
        entry["code"],
        entry["clause"],
        int(tenths),
        entry["vi"],
        entry["en"],
        entry.get("each", False),
        frozenset(entry.get("beside", ())),
        _month(entry, "from"),
        _month(entry, "to"),
        Source(entry["decree"], f"Điều 5({entry['clause']})", _source(entry).is_certain),
    )


def _by_name(
    entries: Iterable[Mapping[str, Any]],
) -> dict[tuple[ProgrammeCode, str], Category]:
    categories: dict[tuple[ProgrammeCode, str], Category] = {}
    for entry in entries:
        category = _category(entry)
        for name in (category.code, category.vi, category.en, *entry.get("also", ())):
            key = (category.programme, fold(name))
            if categories.setdefault(key, category) is not category:
                raise RatesError("rates-category-twice", name=name)
    return categories
