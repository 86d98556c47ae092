"""What the title above the table says: the month, and the unit of the amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cardsvc.registry.sheet import Row
from firmware_config.errors import ContractError
from firmware_config.period import Period
from firmware_config.vietnamese.fold import fold

_SIGNED_ON = re.compile(r"ngay\s*[\d.…]*\s*thang\s*[\d.…]*\s*nam\s*[\d.…]*")  # a date of signing
_PAPER = re.compile(r"\bso\s*:?\s*\d+/\d+\S*|\d+/\d{4}/\S+|\d+/\d+/\d+")  # `20/2021/NĐ-CP`, a date
_MONTH = re.compile(
    r"thang (?P<first>\d{1,2})(?P<more>(?: ?(?:,|\+|-|va|den) ?(?:thang )?\d{1,2})*)"
    r" ?(?:/|-|nam) ?(?P<year>20\d\d)"
    r"|(?<![\d/])(?P<bare>\d{1,2})/(?P<bare_year>20\d\d)(?![\d/])"
)
_UNIT = re.compile(r"(?:don vi tinh|don vi|dvt) ?:? ?(?:1[.,]?000|nghin|ngan|trieu)")


def stated_periods(title: Iterable[Row]) -> frozenset[Period]:
    """The months that the title names, as `tháng 11 năm 2026`, `11/2026`, `tháng 1, 2 năm 2027`.

    Numbers of decrees and dates of signing look alike and are passed over.
    """
    named = set()
    for row in title:
        text = _PAPER.sub(" ", _SIGNED_ON.sub(" ", fold(row.text)))
        for found in _MONTH.finditer(text):
            year = int(found["year"] or found["bare_year"])
            months = [found["first"] or found["bare"], *re.findall(r"\d+", found["more"] or "")]
            for month in months:
                try:
                    named.add(Period.of_month(year, int(month)))
                except ContractError:
                    continue  # `tháng 13`: no month, so it says nothing
    return frozenset(named)


def unit_is_not_dong(title: Iterable[Row]) -> bool:
    """Whether amounts are said to be in thousands or millions: `Đơn vị tính: 1.000 đồng`."""
    return any(_UNIT.search(fold(row.text)) for row in title)
