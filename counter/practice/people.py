"""Those who come to the counter in practice. Nobody is real: names and numbers are made up."""

from __future__ import annotations

from dataclasses import dataclass

from firmware_config.claim import Medium
from firmware_config.ids import CitizenNumber


@dataclass(frozen=True, slots=True)
class Person:
    """`key` is the exercise that the person is for. `medium` is what is brought: a card, a sheet,
    or nothing. `birth` is yyyymmdd. `months` are due together, this one the last."""

    key: str
    name: str
    birth: str
    citizen: CitizenNumber
    medium: Medium | None
    monthly_vnd: int = 500_000
    months: int = 1
    is_reported_stolen: bool = False
    pin: str = "246813"


PEOPLE = (
    Person("chip", "Nguyễn Thị Lụa", "19480317", CitizenNumber("008148000317"), Medium.CHIP),
    Person("sheet", "Trần Đức Bình", "19520904", CitizenNumber("008052000904"), Medium.QR),
    Person(
        *("stolen", "Hoàng Văn Chiến", "19460712", CitizenNumber("008046000712"), Medium.CHIP),
        is_reported_stolen=True,
    ),
    Person(
        *("pin", "Ma Thị Mùi", "19551120", CitizenNumber("008155001120"), Medium.CHIP, 750_000),
    ),
    Person(
        *("part", "Lê Thị Hồng Nga", "19430228", CitizenNumber("008143000228"), Medium.CHIP),
        months=3,
    ),
    Person("forgotten", "Nông Thị Thơm", "19410605", CitizenNumber("008141000605"), None),
    Person(
        *("reversal", "Phạm Quang Hải", "19501015", CitizenNumber("008050001015"), Medium.CHIP),
        monthly_vnd=1_000_000,
    ),
)
