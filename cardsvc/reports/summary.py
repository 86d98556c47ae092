"""A report's first pages: differences, then what was owed and paid, money, cash. Paper, workbook
and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from cardsvc.export.sheet import Cell, Sheet
from cardsvc.export.workbook import write_xlsx
from cardsvc.reports.figures import Difference, DifferenceKind, Figures, Line
from cardsvc.reports.office_list import short
from cardsvc.reports.terms import ReportTerms
from cardsvc.reports.words import DIFFERENCES, both, where
from firmware_config.money import format_vnd
from firmware_config.paper.document import SignatureColumn
from firmware_config.paper.listing import Column
from firmware_config.paper.long_listing import LongListing
from firmware_config.vietnamese.dates import day_time_vi, period_en, period_vi
from firmware_config.vietnamese.words import WORDS_LIMIT_VND, amount_in_words_vi

PAPER, BOOK, DATA = "tong-hop.pdf", "tong-hop.xlsx", "doi-chieu.json"
_LINES = (
    Column(both(("Xã, phường", "Commune")), 15),
    Column(both(("Bưu cục", "Office")), 17),
    Column(both(("Kỳ", "Period")), 8, "C"),
    Column(both(("Khoản", "Dues")), 7, "R"),
    Column(both(("Phải chi", "Owed")), 13, "R"),
    Column(both(("Đã chi", "Paid")), 13, "R"),
    Column(both(("Chuyển kỳ sau", "Carried")), 12, "R"),
    Column(both(("Trả lại", "Returned")), 11, "R"),
    Column(both(("Đang treo", "Suspense")), 11, "R"),
    Column(both(("Chênh lệch", "Difference")), 10, "R"),
)
_DIFFERENCES = (
    Column(both(("Chênh lệch", "What differs")), 60),
    Column(both(("Ở đâu", "Where")), 20),
    Column(both(("Số", "Count")), 7, "R"),
    Column(both(("Số tiền (₫)", "Amount")), 15, "R"),
)
_CASH = (
    Column(both(("Bưu cục", "Office")), 30),
    Column(both(("Quỹ bưu cục theo sổ", "Office cash by the ledger")), 20, "R"),
    Column(both(("Trong ngăn kéo theo sổ", "In drawers by the ledger")), 20, "R"),
)
_BOOK = (
    *("Mã xã / Commune code", "Xã, phường / Commune", "Mã bưu cục / Office code"),
    *("Bưu cục / Office", "Kỳ / Period", "Số người / People", "Người đã nhận / Paid people"),
    *("Số khoản / Dues", "Đã chi (khoản) / Paid dues", "Phải chi / Owed", "Đã chi / Paid"),
    *("Chuyển kỳ sau / Carried", "Trả lại / Returned", "Đang treo / Suspense"),
    "Chênh lệch / Difference",
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the first page says of the report. `replaces` is the number of the one it corrects."""

    terms: ReportTerms
    number: int
    programme_name: str
    province_name: str
    through: datetime
    prepared_by: str
    replaces: int | None
    is_simulated: bool


def write_summary(folder: Path, heading: Heading, figures: Figures) -> None:
    """Writes the three files into `folder`."""
    _write_paper(folder / PAPER, heading, figures)
    with (folder / BOOK).open("wb") as file:
        write_xlsx(file, Sheet(heading.terms.name, _BOOK, map(_book_cells, figures.lines)))
    told = {
        "programme": heading.terms.programme.text,
        "province": heading.terms.province.text,
        "month": str(heading.terms.month),
        "number": heading.number,
        "replaces": heading.replaces,
        "through": heading.through.isoformat(),
        **figures.to_json(),
        "totals": asdict(figures.totals),
    }
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / DATA).write_text(text + "\n", encoding="utf-8")


def _write_paper(path: Path, heading: Heading, figures: Figures) -> None:
    month = heading.terms.month
    with path.open("wb") as file:
        paper = LongListing(
            file,
            title=f"Báo cáo chi trả {heading.terms.name}",
            made_at=heading.through,
            footing=f"{heading.programme_name} · {heading.province_name} · {period_vi(month)}",
            wide=True,
        )
        if heading.is_simulated:
            paper.banner("MÔ PHỎNG", "SIMULATED")
        paper.bilingual(
            f"BÁO CÁO CHI TRẢ – {heading.programme_name.upper()}",
            f"Payout report – {heading.terms.programme}",
            15,
            bold=True,
            align="C",
        )
        at = day_time_vi(heading.through)
        paper.bilingual(
            f"{period_vi(month)} · {heading.province_name} · Số {heading.number} · Sổ đến {at}",
            f"{period_en(month)} · No. {heading.number} · books as of {at}",
            10,
            align="C",
        )
        if heading.replaces is not None:
            words = f"Thay cho báo cáo số {heading.replaces}"
            paper.bilingual(words, f"Replaces report no. {heading.replaces}", 10, bold=True)
        _draw_differences(paper, figures)
        _draw_totals(paper, figures)
        _draw_funding(paper, figures)
        _draw_lines(paper, figures)
        _draw_cash(paper, figures)
        paper.gap(6)
        paper.signatures(
            (
                SignatureColumn("NGƯỜI LẬP", "Prepared by", heading.prepared_by),
                SignatureColumn("ĐẠI DIỆN TỔ CHỨC CHI TRẢ", "For the provider"),
                SignatureColumn("CƠ QUAN QUYẾT TOÁN", "Settling authority"),
            ),
            22,
        )
        paper.close()


def _draw_differences(paper: LongListing, figures: Figures) -> None:
    paper.gap(2)
    paper.bilingual("1. Chênh lệch", "Differences", 12, bold=True)
    if not figures.differences:
        paper.text("Không có chênh lệch. / Nothing differs.", 10)
        return
    paper.gap(1)
    paper.table(_DIFFERENCES, map(_difference_cells, figures.differences), 9)


def _draw_totals(paper: LongListing, figures: Figures) -> None:
    total = figures.total
    paper.gap(4)
    paper.bilingual("2. Kết quả chi trả", "What was owed and paid", 12, bold=True)
    for vi, en, people in (
        ("Số người phải chi", "People owed", figures.people),
        ("Số người đã nhận", "People paid", figures.paid_people),
        ("Số người chưa nhận", "People not paid", figures.unpaid_people),
    ):
        paper.amount(f"{vi} / {en}", _number(people), 10)
    for vi, en, amount_vnd, bold in (
        ("Kỳ trước chuyển sang", "Carried in", figures.carried_in_vnd, False),
        ("Phải chi", "Owed", total.owed_vnd, True),
        ("Đã chi", "Paid", total.paid_vnd, True),
        ("Chưa chi, chuyển kỳ sau", "Unpaid, carried forward", total.carried_vnd, False),
        ("Thôi hưởng, trả lại", "Ended, to be returned", total.returned_vnd, False),
        ("Đang treo", "In suspense", total.suspense_vnd, False),
    ):
        paper.amount(f"{vi} / {en}", format_vnd(amount_vnd), 10, bold=bold)
    if 0 <= total.paid_vnd < WORDS_LIMIT_VND:
        paper.text(f"Đã chi, bằng chữ: {amount_in_words_vi(total.paid_vnd)}", 9)


def _draw_funding(paper: LongListing, figures: Figures) -> None:
    now, moved = figures.funding, figures.moved
    paper.gap(4)
    paper.keep(50)
    paper.bilingual("3. Kinh phí", "Funding and its use", 12, bold=True)
    columns = (
        Column(both(("Khoản mục", "Item")), 40),
        Column(both(("Từ báo cáo trước", "Since the report before")), 20, "R"),
        Column(both(("Luỹ kế", "Since the beginning")), 20, "R"),
    )
    rows = (
        ("Kinh phí đã nhận / Received", moved.received_vnd, now.received_vnd),
        ("Đã chi / Paid", moved.paid_vnd, now.paid_vnd),
        ("Phí chi trả / Fee", moved.fee_vnd, now.fee_vnd),
        ("Đã trả lại cơ quan cấp / Returned", moved.returned_vnd, now.returned_vnd),
        ("Đang treo / In suspense", moved.suspense_vnd, now.suspense_vnd),
        ("Còn lại / Remaining", moved.remaining_vnd, now.remaining_vnd),
    )
    paper.table(columns, ((words, _number(a), _number(b)) for words, a, b in rows), 9)


def _draw_lines(paper: LongListing, figures: Figures) -> None:
    paper.gap(4)
    paper.bilingual("4. Theo bưu cục và kỳ", "By office and period", 12, bold=True)
    paper.gap(1)
    paper.table(_LINES, _rows_of_lines(figures), 7.5)


def _rows_of_lines(figures: Figures) -> Iterator[tuple[str, ...]]:
    for line in figures.lines:
        yield _line_cells(line.commune_name or "—", f"{line.office} {line.office_name}", line)
    yield _line_cells("", "Tổng cộng / Total", figures.total)


def _line_cells(commune: str, office: str, line: Line) -> tuple[str, ...]:
    period = short(line.of) if line.period else ""
    amounts = (
        *(line.dues, line.owed_vnd, line.paid_vnd, line.carried_vnd, line.returned_vnd),
        *(line.suspense_vnd, line.difference_vnd),
    )
    return commune, office, period, *map(_number, amounts)


def _draw_cash(paper: LongListing, figures: Figures) -> None:
    if not figures.cash:
        return
    paper.gap(4)
    paper.keep(40)
    paper.bilingual("5. Tiền mặt", "Cash (of all programmes)", 12, bold=True)
    paper.gap(1)
    rows = (
        (f"{one.office} {one.office_name}", _number(one.balance_vnd), _number(one.drawers_vnd))
        for one in figures.cash
    )
    paper.table(_CASH, rows, 9)


def _difference_cells(one: Difference) -> tuple[str, ...]:
    amount = "" if one.kind in _UNCOUNTED else _number(one.amount_vnd, sign=True)
    return both(DIFFERENCES[one.kind]), where(one), _number(one.count), amount


_UNCOUNTED = (DifferenceKind.GAP, DifferenceKind.QUARANTINED)


def _book_cells(line: Line) -> tuple[Cell, ...]:
    return (
        *(line.commune, line.commune_name, line.office, line.office_name, short(line.of)),
        *(line.people, line.paid_people, line.dues, line.paid_dues, line.owed_vnd, line.paid_vnd),
        *(line.carried_vnd, line.returned_vnd, line.suspense_vnd, line.difference_vnd),
    )


def _number(value: int, *, sign: bool = False) -> str:
    grouped = f"{abs(value):,}".replace(",", ".")
    if value < 0:
        return f"−{grouped}"
    return f"+{grouped}" if sign and value else grouped
