"""Rates: programmes, standard amounts (mức chuẩn) by date of effect, categories of people.

Numbers that a decree sets are data: `rates.toml` beside this module, or a file of the province's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

from cardsvc.registry.errors import RatesError
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.money import checked_vnd
from firmware_config.period import Period
from firmware_config.vietnamese.fold import fold


class AmountRule(StrEnum):
    COEFFICIENT = "coefficient"  # standard × coefficient of the category
    FLAT = "flat"  # the standard itself
    INDIVIDUAL = "individual"  # as the list says


@dataclass(frozen=True, slots=True)
class Programme:
    """`is_once`: a grant paid once, as funeral costs, and not month by month."""

    code: ProgrammeCode
    vi: str
    en: str
    amount: AmountRule
    is_once: bool


@dataclass(frozen=True, slots=True)
class Standard:
    """`amount_vnd` a month from the month `since`; `province` is `None` for the whole country."""

    programme: ProgrammeCode
    province: ProvinceCode | None
    since: Period
    amount_vnd: int


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
                `rates-category-twice` when a code or a name says two categories.
        """
        source = files(__package__) / "rates.toml" if path is None else path
        try:
            table = tomllib.loads(source.read_text(encoding="utf-8"))
            programmes = [_programme(entry) for entry in table["programme"]]
            return cls(
                {programme.code: programme for programme in programmes},
                tuple(_standard(entry) for entry in table.get("standard", ())),
                _by_name(table.get("category", ())),
            )
        except RatesError:
            raise
        except (KeyError, TypeError, ValueError, ArithmeticError, ContractError) as fault:
            raise RatesError("rates-file", fault=repr(fault)) from fault

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
        in_force = {
            standard.province: standard.amount_vnd
            for standard in sorted(self.standards, key=lambda standard: standard.since)
            if standard.programme == programme
            and standard.province in (None, province)
            and standard.since <= period
        }
        if not in_force:
            raise RatesError("rates-no-standard", programme=programme.text, period=str(period))
        return max(in_force.values())

    def category(self, programme: ProgrammeCode, text: str) -> Category | None:
        """The category that a code or a name means, whatever its case and marks."""
        return self.categories.get((programme, fold(text)))


def _programme(entry: Mapping[str, Any]) -> Programme:
    return Programme(
        ProgrammeCode(entry["code"]),
        entry["vi"],
        entry["en"],
        AmountRule(entry["amount"]),
        {"monthly": False, "once": True}[entry["paid"]],
    )


def _standard(entry: Mapping[str, Any]) -> Standard:
    return Standard(
        ProgrammeCode(entry["programme"]),
        ProvinceCode(entry["province"]) if "province" in entry else None,
        Period.parse(entry["from"]),
        checked_vnd(entry["amount_vnd"]),
    )


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
