"""The register of deaths, fed by a small file of the justice office's or the commune's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO

from sqlalchemy import Connection, func, select

from cardsvc import tables
from cardsvc.db import insert
from cardsvc.lists.errors import ListCaseError
from cardsvc.registry.file_kind import open_sheets
from cardsvc.registry.sheet import Cell, Row
from cardsvc.staff.audit import record
from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber
from firmware_config.vietnamese import dates
from firmware_config.vietnamese.fold import fold

MOST_DEATHS = 20_000
MOST_SOURCE_LETTERS = 120
_NUMBER = frozenset(map(fold, ("Số CCCD", "CCCD", "Số định danh", "Số căn cước", "Mã định danh")))
_DIED = frozenset(map(fold, ("Ngày mất", "Ngày chết", "Ngày tháng mất", "Ngày tử vong")))
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_SEARCHED_ROWS = 20


@dataclass(frozen=True, slots=True)
class Death:
    citizen_number: CitizenNumber = field(repr=False)
    died_on: date


def read_deaths(file: IO[bytes], now: datetime) -> tuple[Death, ...]:
    """A sheet with a column of citizen numbers and one of days.

    Raises:
        ListFormatError: the file cannot be read.
        ListCaseError: `deaths-without-columns`; `deaths-number`, `deaths-day` or
            `deaths-in-the-future` with the `row`; `deaths-too-many`, `deaths-none`.
    """
    rows = iter(open_sheets(file)[0].rows)
    number_at, died_at = _header(rows)
    today = dates.today(now)
    found: list[Death] = []
    for row in rows:
        if len(found) >= MOST_DEATHS:
            raise ListCaseError("deaths-too-many", most=MOST_DEATHS)
        died_on = _day(row.cell(died_at), row.number)
        if died_on > today:
            raise ListCaseError("deaths-in-the-future", row=row.number)
        found.append(Death(_number(row.cell(number_at), row.number), died_on))
    if not found:
        raise ListCaseError("deaths-none")
    return tuple(found)


def enter_deaths(
    connection: Connection, deaths: Iterable[Death], source: str, user: str, now: datetime
) -> int:
    """How many were not known yet. What is known stays: the first report counts."""
    values = [
        {
            "citizen_number": one.citizen_number.digits,
            "died_on": one.died_on.isoformat(),
            "source": source[:MOST_SOURCE_LETTERS],
            "entered_by": user,
            "entered_at": now,
        }
        for one in deaths
    ]
    before = _count(connection)
    connection.execute(insert(connection, tables.death).on_conflict_do_nothing(), values)
    entered = _count(connection) - before
    record(connection, user, "deaths-entered", "deaths", now, entered=entered, told=len(values))
    return entered


def _count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(tables.death)).scalar_one()


def _header(rows: Iterator[Row]) -> tuple[int, int]:
    for row in rows:
        if row.number > _SEARCHED_ROWS:
            break
        heads = [fold(cell.text) for cell in row.cells]
        numbers = [at for at, head in enumerate(heads) if head in _NUMBER]
        days = [at for at, head in enumerate(heads) if head in _DIED]
        if numbers and days:
            return numbers[0], days[0]
    raise ListCaseError("deaths-without-columns")


def _number(cell: Cell, row: int) -> CitizenNumber:
    try:
        return CitizenNumber(re.sub(r"[\s.]", "", cell.text).zfill(12))
    except ContractError:
        raise ListCaseError("deaths-number", row=row) from None


def _day(cell: Cell, row: int) -> date:
    if cell.day is not None:
        return cell.day
    text = cell.text.strip()
    try:
        if found := _DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text)
    except ValueError:
        raise ListCaseError("deaths-day", row=row) from None
