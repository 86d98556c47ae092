"""The report of a shift (báo cáo ca) on A4, for the teller and the supervisor to sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from counter.shift.tables import Row, Table
from firmware_config.ids import OfficeId, TerminalId
from firmware_config.money import format_vnd
from firmware_config.paper.document import Paper, SignatureColumn
from firmware_config.vietnamese.dates import moment_vi
from firmware_config.vietnamese.words import amount_in_words_en, amount_in_words_vi

_WIDTH_MM, _HEIGHT_MM, _MARGIN_MM = 210.0, 297.0, 16.0
_BODY_PT = 9.5
_ROW_MM = 5.0
_TOGETHER = 30
_SIGNING_MM, _SIGNING_ROOM_MM = 45.0, 22.0


@dataclass(frozen=True, slots=True)
class ShiftPaper:
    """All that the report shows. `vi` and `en` are the same tables in the two languages."""

    office: OfficeId
    office_name: str
    terminal: TerminalId
    number: str
    teller: str
    closed_by: str
    supervisor: str
    opened_at: datetime
    closed_at: datetime
    counted_vnd: int
    vi: tuple[Table, ...]
    en: tuple[Table, ...]
    is_simulated: bool = False
    is_practice: bool = False


def shift_pdf(view: ShiftPaper) -> bytes:
    """As many A4 pages as it takes; the signatures stand together on the last."""
    paper = Paper(
        title=f"Báo cáo ca {view.number}",
        made_at=view.closed_at,
        width_mm=_WIDTH_MM,
        height_mm=_HEIGHT_MM,
        margin_mm=_MARGIN_MM,
    )
    _draw_head(paper, view)
    for vi, en in zip(view.vi, view.en, strict=True):
        _draw_table(paper, view, vi, en)
    _make_room(paper, view, _SIGNING_MM)
    _draw_foot(paper, view)
    return paper.to_bytes()


def _draw_head(paper: Paper, view: ShiftPaper) -> None:
    if view.is_practice:
        paper.practice_banner()
    if view.is_simulated:
        paper.simulated_banner()
    paper.text(view.office_name, 12, bold=True)
    paper.text(f"Mã bưu cục {view.office} · Quầy {view.terminal}", 9)
    paper.gap(2)
    paper.bilingual("BÁO CÁO CA", "Shift report", 16, bold=True, align="C")
    paper.text(f"Số {view.number}", 10, align="C")
    paper.gap(2)
    paper.labelled("Giao dịch viên", "Teller", view.teller, _BODY_PT)
    paper.labelled("Mở ca", "Opened", moment_vi(view.opened_at), _BODY_PT)
    closed = moment_vi(view.closed_at)
    if view.closed_by != view.teller:
        closed += f" ({view.closed_by})"
    paper.labelled("Đóng ca", "Closed", closed, _BODY_PT)


def _draw_table(paper: Paper, view: ShiftPaper, vi: Table, en: Table) -> None:
    # A table stays together unless it is longer than most of a page.
    _make_room(paper, view, min(len(vi.rows) + 4, _TOGETHER) * _ROW_MM)
    paper.rule()
    paper.bilingual(vi.title, en.title, _BODY_PT, bold=True)
    for row in vi.rows:
        _make_room(paper, view, 2 * _ROW_MM)
        _draw_row(paper, row)
    if vi.total_vnd is not None:
        _make_room(paper, view, _ROW_MM)
        paper.amount("Cộng / Total", format_vnd(vi.total_vnd), _BODY_PT, bold=True)


def _draw_row(paper: Paper, row: Row) -> None:
    label = row.label
    if row.count is not None and row.amount_vnd is not None:
        label = f"{row.label} × {row.count}"
    if row.amount_vnd is not None:
        paper.amount(label, format_vnd(row.amount_vnd), _BODY_PT)
    elif row.count is not None:
        paper.amount(label, str(row.count), _BODY_PT)
    else:
        paper.text(label, _BODY_PT)


def _draw_foot(paper: Paper, view: ShiftPaper) -> None:
    paper.rule()
    words_vi, words_en = amount_in_words_vi(view.counted_vnd), amount_in_words_en(view.counted_vnd)
    paper.bilingual(
        f"Tiền đếm được, bằng chữ: {words_vi}.", f"Counted, in words: {words_en}.", _BODY_PT
    )
    paper.gap(4)
    paper.signatures(
        [
            SignatureColumn(
                "Giao dịch viên\n(ký, ghi rõ họ tên)", "Teller (sign, full name)", view.closed_by
            ),
            SignatureColumn(
                "Kiểm soát viên\n(ký, ghi rõ họ tên)",
                "Supervisor (sign, full name)",
                view.supervisor,
            ),
        ],
        _SIGNING_ROOM_MM,
    )


def _make_room(paper: Paper, view: ShiftPaper, needed_mm: float) -> None:
    if paper.room_mm < needed_mm:
        paper.next_page()
        paper.text(f"Báo cáo ca {view.number} (tiếp theo / continued)", 8, align="R")
