"""Monthly lists as CSV files, as a department's program writes them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook

from cardsvc.centre import Centre
from cardsvc.lists.case import sums_of
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.offices import Office
from firmware_config.ids import CitizenNumber, ProgrammeCode
from firmware_config.period import Period
from tests.simulators.centre_world import BA_DINH, BTXH, HANH, MINH, NOVEMBER

HEADINGS = (
    *("STT", "Họ và tên", "Ngày sinh", "Số CCCD", "Địa chỉ", "Loại đối tượng", "Hệ số"),
    *("Mức trợ cấp", "Số tháng", "Truy lĩnh", "Tổng tiền", "Ký nhận"),
)
PREPARER, APPROVER = "lan", "hung"


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line."""

    number: CitizenNumber
    name: str
    birth: str
    category: str = "K6.4"
    coefficient: str = "1.5"
    monthly_vnd: int = 750_000
    months: int = 1
    arrears_vnd: int = 0

    @property
    def total_vnd(self) -> int:
        return self.monthly_vnd * self.months + self.arrears_vnd

    def cells(self, at: int) -> Sequence[Any]:
        return (
            *(at, self.name, self.birth, self.number.digits, "Thôn 1", self.category),
            *(self.coefficient, self.monthly_vnd, self.months, self.arrears_vnd),
            *(self.total_vnd, ""),
        )


HANH_LINE = Line(HANH, "Nguyễn Thị Hồng Hạnh", "12/03/1945")
MINH_LINE = Line(MINH, "Trần Văn Minh", "02/11/1952")
LONG_LINE = Line(CitizenNumber("001060000777"), "Đỗ Thành Long", "05/06/1960")


def list_file(lines: Iterable[Line], note: str = "") -> bytes:
    """The first person stands in row 2. `note` makes another file of the same list."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    total_vnd = count = 0
    for count, line in enumerate(lines, start=1):
        writer.writerow(line.cells(count))
        total_vnd += line.total_vnd
    writer.writerow([f"Tổng cộng: {count} người", *[""] * 9, total_vnd])
    if note:
        writer.writerow([note])
    return text.getvalue().encode()


def terms(
    period: Period = NOVEMBER, office: Office = BA_DINH, programme: ProgrammeCode = BTXH
) -> ListTerms:
    return ListTerms(programme, office.province, office.id, period)


def open_case(
    centre: Centre,
    lines: Iterable[Line],
    of: ListTerms | None = None,
    user: str = PREPARER,
    note: str = "",
) -> int:
    of = of or terms()
    octets = list_file(lines, note or f"{of.office} {of.period}")
    return centre.lists.open_case(BytesIO(octets), "danh-sach.csv", of, user)


def announce_its_total(centre: Centre, case: int) -> None:
    with centre.reading.begin() as connection:
        total_vnd = sums_of(connection, case).good_vnd
    centre.lists.announce(case, total_vnd, "", PREPARER)


def take_in(centre: Centre, case: int) -> None:
    """Submitted, approved by another, and taken in to the end."""
    announce_its_total(centre, case)
    centre.lists.submit(case, PREPARER)
    centre.lists.approve(case, APPROVER)
    centre.runs.work_off()


def saved(book: Workbook) -> bytes:
    octets = BytesIO()
    book.save(octets)
    return octets.getvalue()
