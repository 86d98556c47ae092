"""import: a list of 100,000 people read, checked and compared against bare inserts of its rows.

Ours is all of what bringing a CSV file in does, from the file's hash to the draft that an officer
sees, in its several durable transactions. The yardstick is one `executemany` of the same rows into
the same table, with its indexes, and one commit.
"""

from __future__ import annotations

import csv
import gc
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import delete, select, update

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.lists.staging import ROW_COLUMNS
from cardsvc.registry.list_row import ListTerms
from cardsvc.settings import Settings
from cardsvc.tables import CaseState
from demo.payout_list import STANDARD_VND
from demo.people import Person, people
from firmware_config.ids import ProgrammeCode
from firmware_config.period import Period
from tests.bench.figure import Figure, percentile, timed
from tests.simulators.centre_pages import OFFICE

_FEW, _MANY = 10_000, 100_000
_ROUNDS = 5
_PERIOD = Period.of_month(2026, 11)
_TERMS = ListTerms(ProgrammeCode("BTXH"), OFFICE.province, OFFICE.id, _PERIOD)
_HEADINGS = (
    "STT,Họ và tên,Ngày sinh,Số CCCD,Địa chỉ,Loại đối tượng,Hệ số,"
    "Mức trợ cấp,Số tháng,Truy lĩnh,Tổng tiền,Ký nhận"
)


def run() -> list[Figure]:
    with TemporaryDirectory() as folder:
        many, few = Path(folder) / "many.csv", Path(folder) / "few.csv"
        _write(many, _MANY)
        _write(few, _FEW)
        bench = _Import(Path(folder) / "state", many)
        mine, theirs = [], []
        for _ in range(_ROUNDS):
            mine.append(bench.timed(bench.ours))
            theirs.append(bench.timed(bench.bare))
        memory = bench.peak_bytes(many) / bench.peak_bytes(few)
        bench.centre.close()
    ours, bare = percentile(mine, 0.5), percentile(theirs, 0.5)
    return [
        Figure("import.ratio", ours / bare, "x", 4.0, "lower", bare * 1000, "ms"),
        Figure("import.memory", memory, "x", 1.3, "lower"),
        Figure("import.time", ours * 1000, "ms", None, "lower"),
    ]


class _Import:
    def __init__(self, state: Path, path: Path) -> None:
        self.centre = Centre.open(Settings.of(state))
        self.centre.add_office(OFFICE)
        self._path = path
        self._take(path)
        with self.centre.reading.begin() as connection:
            columns = [tables.list_row.c[name] for name in ROW_COLUMNS]
            self._rows = [tuple(row) for row in connection.execute(select(*columns))]
        assert len(self._rows) == _MANY
        assert all(row[ROW_COLUMNS.index("is_good")] for row in self._rows)
        self._forget()

    def timed(self, work: Callable[[], object]) -> float:
        """Seconds; the table is empty before and after."""
        seconds = timed(work)
        self._forget()
        return seconds

    def ours(self) -> None:
        self._take(self._path)

    def bare(self) -> None:
        places = ", ".join("?" * len(ROW_COLUMNS))
        named = ", ".join(f'"{name}"' for name in ROW_COLUMNS)
        statement = f"INSERT INTO list_row ({named}) VALUES ({places})"  # noqa: S608 - our names
        with self.centre.engine.begin() as connection:
            driver: Any = connection.connection.driver_connection
            driver.executemany(statement, self._rows)

    def peak_bytes(self, path: Path) -> int:
        """The most that Python held at once while a list was brought in, beyond what it had."""
        gc.collect()
        tracemalloc.start()
        self._take(path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self._forget()
        return peak

    def _take(self, path: Path) -> None:
        with path.open("rb") as file:
            self.centre.lists.open_case(file, path.name, _TERMS, "bench")

    def _forget(self) -> None:
        """So that the same file can be brought in again, into a table as empty as before."""
        with self.centre.engine.begin() as connection:
            connection.execute(update(tables.list_case).values(state=CaseState.WITHDRAWN))
            connection.execute(delete(tables.list_row))


def _write(path: Path, count: int) -> None:
    """As a department's program exports it: plain cells, a total at the end."""
    everyone = people(2026, count, _PERIOD)
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(_HEADINGS.split(","))
        for number, one in enumerate(everyone, start=1):
            lines.writerow(_line(number, one))
        total_vnd = sum(one.total_vnd(STANDARD_VND) for one in everyone)
        lines.writerow([f"Tổng cộng: {count} người", *[""] * 9, total_vnd])


def _line(number: int, one: Person) -> tuple[str | int | float, ...]:
    return (
        number,
        one.name,
        f"{one.birth:%d/%m/%Y}" if one.is_day_known else one.birth.year,
        one.citizen.digits,
        f"Thôn {one.village}, xã Tân Trào",
        one.category.text,
        one.category.coefficient_tenths / 10,
        one.monthly_vnd(STANDARD_VND),
        one.months,
        one.arrears_vnd(STANDARD_VND),
        one.total_vnd(STANDARD_VND),
        "",
    )
