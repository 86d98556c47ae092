"""The reviewed table of rates: programmes, standard amounts by date of effect, categories."""

from __future__ import annotations

from dataclasses import dataclass

from firmware_config.bundle.review.section import Section
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.money import checked_vnd
from firmware_config.period import Period

_SOURCE = ("decree", "clause", "source", "certainty")
"""Where a figure is from, for people; `cardsvc.registry.rates` holds them to more."""
_CATEGORY_TEXTS = ("code", "coefficient", "vi", "en")


@dataclass(frozen=True, slots=True)
class Standard:
    """`amount_vnd` a month from the month `since`; no province means the whole country."""

    programme: ProgrammeCode
    province: ProvinceCode | None
    since: Period
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class RateTable:
    """Programmes by code with their Vietnamese and English names; how many categories each has."""

    names: dict[ProgrammeCode, tuple[str, str]]
    standards: tuple[Standard, ...]
    categories: dict[ProgrammeCode, int]

    @classmethod
    def read(cls, top: Section) -> RateTable:
        names: dict[ProgrammeCode, tuple[str, str]] = {}
        for row in top.rows("programme"):
            code = row.parsed("code", ProgrammeCode, "BTXH")
            told = (row.text("vi"), row.text("en"))
            row.text("amount")
            row.text("paid")
            row.accept(*_SOURCE, "unless_set", "most_months", "least")
            row.close()
            if code is not None:
                names[code] = told
        standards = [_standard(row, names) for row in top.rows("standard")]
        categories: dict[ProgrammeCode, int] = {}
        for row in top.rows("category"):
            code = _known(row, names)
            for key in _CATEGORY_TEXTS:
                row.text(key)
            row.accept(*_SOURCE, "from", "also", "beside", "each")
            row.close()
            if code is not None:
                categories[code] = categories.get(code, 0) + 1
        top.close()
        return cls(names, tuple(one for one in standards if one is not None), categories)


def _standard(row: Section, names: dict[ProgrammeCode, tuple[str, str]]) -> Standard | None:
    code = _known(row, names)
    province = row.parsed("province", ProvinceCode, "30") if row.has("province") else None
    since = row.parsed("from", Period.parse, "2024-07")
    amount_vnd = row.count("amount_vnd", 1, least=1, most=checked_vnd(1_000_000_000))
    row.accept(*_SOURCE, "to")
    row.close()
    if code is None or since is None:
        return None
    return Standard(code, province, since, amount_vnd)


def _known(row: Section, names: dict[ProgrammeCode, tuple[str, str]]) -> ProgrammeCode | None:
    code = row.parsed("programme", ProgrammeCode, "BTXH")
    if code is not None and code not in names:
        row.note("programme", "programme-without-name", programme=code.text)
    return code
