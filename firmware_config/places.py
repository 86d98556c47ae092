"""Places: the 34 provinces and 3,321 communes since 1 July 2025, and the 63 provinces before.

Codes and names are in `present_places.toml` and `old_provinces.toml`, which name their sources.
They are read at first use: a terminal that only reads a card needs none of it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from firmware_config.errors import ContractError
from firmware_config.ids import ProvinceCode


class PlaceError(ContractError):
    """A code that names no place."""


@dataclass(frozen=True, slots=True)
class Province:
    """A present province (tỉnh, thành phố): its statistical code and its name."""

    code: ProvinceCode
    name: str


@dataclass(frozen=True, slots=True)
class Commune:
    """A present commune (xã, phường, đặc khu): its five-digit code, as `02269`, and its name."""

    code: str
    name: str
    province: ProvinceCode


@dataclass(frozen=True, slots=True)
class OldProvince:
    """A province as it was before 1 July 2025. `code` is its two-digit statistical code."""

    code: str
    name: str
    present: ProvinceCode


def provinces() -> tuple[Province, ...]:
    """The 34 present provinces in the order of their codes."""
    return tuple(_provinces().values())


def province(code: ProvinceCode) -> Province:
    """Raises `PlaceError` (`province-unknown`)."""
    try:
        return _provinces()[code]
    except KeyError:
        raise PlaceError("province-unknown", code=code.text) from None


def communes(of: ProvinceCode) -> tuple[Commune, ...]:
    """The communes of a present province in the order of their codes."""
    return tuple(commune for commune in _communes().values() if commune.province == of)


def commune(code: str) -> Commune:
    """Raises `PlaceError` (`commune-unknown`)."""
    try:
        return _communes()[code]
    except KeyError:
        raise PlaceError("commune-unknown", code=code) from None


def old_provinces() -> tuple[OldProvince, ...]:
    """The 63 provinces of before, in the order of their codes."""
    return tuple(_old_provinces().values())


def present_province_of_old(code: str) -> Province:
    """The province that an old one is now part of, by its two-digit statistical code or by the
    three digits a citizen number begins with.

    Raises:
        PlaceError: `old-province-unknown`.
    """
    two_digits = code.removeprefix("0") if len(code) == 3 else code
    try:
        return province(_old_provinces()[two_digits].present)
    except KeyError:
        raise PlaceError("old-province-unknown", code=code) from None


@cache
def _provinces() -> dict[ProvinceCode, Province]:
    read = {ProvinceCode(code): table["name"] for code, table in _present().items()}
    return {code: Province(code, name) for code, name in read.items()}


@cache
def _communes() -> dict[str, Commune]:
    listed = [
        Commune(code, name, ProvinceCode(province))
        for province, table in _present().items()
        for code, name in table["communes"].items()
    ]
    return {one.code: one for one in sorted(listed, key=lambda one: one.code)}


@cache
def _present() -> dict[str, Any]:
    return _table("present_places.toml")


@cache
def _old_provinces() -> dict[str, OldProvince]:
    return {
        row["code"]: OldProvince(row["code"], row["name"], ProvinceCode(row["present"]))
        for row in _table("old_provinces.toml")["provinces"]
    }


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("firmware_config").joinpath(name).read_text(encoding="utf-8"))
