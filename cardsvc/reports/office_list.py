"""One office's signed list: as a paper, as a workbook, and the card signatures for a machine.

The three are written side by side while the rows are read once, so that none is held in memory.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cardsvc.export.sheet import Cell, Sheet
from cardsvc.export.workbook import write_xlsx
from cardsvc.registry.birth_date import birth_as_written
from cardsvc.reports.package import RECEIPT_COLUMNS, RECEIPTS
from cardsvc.reports.signed_rows import Proof, SignedRow
from cardsvc.reports.terms import ReportTerms
from cardsvc.reports.words import MEDIA, STATES, both
from cardsvc.tables import DueState
from firmware_config.money import format_vnd
from firmware_config.paper.document import SignatureColumn
from firmware_config.paper.listing import Column
from firmware_config.paper.long_listing import LongListing
from firmware_config.period import Period
from firmware_config.vietnamese.dates import day_time_vi, period_en, period_vi

LISTS = "danh-sach/"
_PAPER = (
    Column("STT", 4, "R"),
    Column(both(("Họ và tên", "Name")), 21),
    Column(both(("Ngày sinh", "Born")), 9, "C"),
    Column(both(("CCCD", "Citizen no.")), 7, "C"),
    Column(both(("Kỳ", "Period")), 9, "C"),
    Column(both(("Số tiền", "Amount (₫)")), 10, "R"),
    Column(both(("Tình trạng", "State")), 13),
    Column(both(("Chi lúc, tại máy", "Paid at, terminal")), 13, "C"),
    Column(both(("Hình thức", "By")), 10),
    Column(both(("Chữ ký của thẻ", "Card's signature")), 17),
)
_WORKBOOK = (
    *("STT", "Họ và tên / Name", "Ngày sinh / Born", "CCCD (4 số cuối) / Citizen no. (last 4)"),
    *("Loại / Category", "Kỳ / Period", "Số tiền / Amount (₫)", "Tình trạng / State"),
    *("Chi lúc / Paid at", "Máy / Terminal", "Bút toán / Entry", "Giao dịch viên / Teller"),
    *("Hình thức / By", "Nhận thay / By proxy", "Người duyệt / Supervisor"),
    *("Thẻ / Card", "Số đếm / Count", "Chữ ký (rút gọn) / Signature (short)"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose list it is, and of what report."""

    terms: ReportTerms
    programme_name: str
    office: str
    office_name: str
    province_name: str
    through: datetime
    is_simulated: bool


@dataclass(slots=True)
class _Sums:
    rows: int = 0
    owed_vnd: int = 0
    paid: int = 0
    paid_vnd: int = 0

    def add(self, row: SignedRow) -> None:
        self.rows += 1
        self.owed_vnd += row.amount_vnd
        if row.state is DueState.PAID:
            self.paid += 1
            self.paid_vnd += row.amount_vnd


def file_names(office: str) -> tuple[str, str, str]:
    """Paper, workbook and signatures of an office."""
    return f"{LISTS}{office}.pdf", f"{LISTS}{office}.xlsx", f"{RECEIPTS}{office}.csv"


def write_office(folder: Path, place: Place, rows: Iterable[SignedRow]) -> int:
    """Writes the three files below `folder`; how many rows."""
    paper_path, book_path, receipts_path = (folder / name for name in file_names(place.office))
    for path in (paper_path, receipts_path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        paper_path.open("wb") as paper_file,
        book_path.open("wb") as book_file,
        receipts_path.open("w", encoding="ascii", newline="") as receipts_file,
    ):
        paper, sums = _paper(paper_file, place), _Sums()
        draw, receipts = paper.rows(_PAPER, 7.5), csv.writer(receipts_file)
        receipts.writerow(RECEIPT_COLUMNS)

        def cells() -> Iterator[tuple[Cell, ...]]:
            for row in rows:
                sums.add(row)
                draw(_drawn(row))
                if row.state is DueState.PAID and row.proof is not None:
                    receipts.writerow(row.receipt_cells())
                yield _cells(row)

        title = f"{place.office} {place.terms.month}"
        write_xlsx(book_file, Sheet(title, _WORKBOOK, cells()))
        _finish(paper, sums)
    return sums.rows


def _paper(file: io.BufferedWriter, place: Place) -> LongListing:
    month = place.terms.month
    paper = LongListing(
        file,
        title=f"Danh sách chi trả {place.programme_name} {place.office} {month}",
        made_at=place.through,
        footing=f"{place.programme_name} · {place.office} · {period_vi(month)}",
        wide=True,
    )
    if place.is_simulated:
        paper.banner("MÔ PHỎNG", "SIMULATED")
    paper.bilingual(
        f"DANH SÁCH CHI TRẢ – {place.programme_name.upper()}",
        f"Payout list – {place.terms.programme}",
        14,
        bold=True,
        align="C",
    )
    paper.bilingual(
        f"{period_vi(month)} · {place.office_name} ({place.office}) · {place.province_name}",
        f"{period_en(month)} · books as of {day_time_vi(place.through)}",
        10,
        align="C",
    )
    paper.gap(3)
    return paper


def _finish(paper: LongListing, sums: _Sums) -> None:
    paper.gap(3)
    unpaid, unpaid_vnd = sums.rows - sums.paid, sums.owed_vnd - sums.paid_vnd
    for words, count, amount_vnd in (
        ("Phải chi / Owed", sums.rows, sums.owed_vnd),
        ("Đã chi / Paid", sums.paid, sums.paid_vnd),
        ("Chưa chi / Unpaid", unpaid, unpaid_vnd),
    ):
        paper.amount(f"{words}: {count}", format_vnd(amount_vnd), 10, bold=True)
    paper.gap(5)
    paper.signatures(
        (
            SignatureColumn("NGƯỜI LẬP", "Prepared by"),
            SignatureColumn("TRƯỞNG BƯU CỤC", "Head of the office"),
            SignatureColumn("CÁN BỘ GIÁM SÁT", "Supervising officer"),
        ),
        22,
    )
    paper.close()


def _drawn(row: SignedRow) -> tuple[str, ...]:
    proof = row.proof
    return (
        *(str(row.n), row.name, birth_as_written(row.birth), f"…{row.last4}", short(row.period)),
        *(f"{row.amount_vnd:,}".replace(",", "."), STATES[row.state][0]),
        f"{day_time_vi(proof.at)}\n{proof.terminal}" if proof else "",
        _by(proof) if proof else "",
        proof.short if proof else "",
    )


def _cells(row: SignedRow) -> tuple[Cell, ...]:
    proof = row.proof
    told: tuple[Cell, ...] = (None,) * 10
    if proof is not None:
        told = (
            *(proof.at, proof.terminal, proof.seq or None, proof.teller, MEDIA[proof.medium][0]),
            "×" if proof.is_by_proxy else "",
            *(proof.supervisor, proof.card, proof.counter or None, proof.short),
        )
    return (
        *(row.n, row.name, birth_as_written(row.birth), row.last4, row.category),
        *(short(row.period), row.amount_vnd, STATES[row.state][0], *told),
    )


def short(period: Period) -> str:
    """`11/2026`; with a mark where it is paid once."""
    month = f"{period.month:02}/{period.year}"
    return f"{month} *" if period.is_one_off else month


def _by(proof: Proof) -> str:
    words = MEDIA[proof.medium][0]
    return f"{words}, nhận thay" if proof.is_by_proxy else words
