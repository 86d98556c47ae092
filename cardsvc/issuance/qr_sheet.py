"""The QR sheet (phiếu nhận trợ cấp) for a person without a chip card, on A5 paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import qrcode

from firmware_config.ids import OfficeId
from firmware_config.paper.document import Paper
from firmware_config.vietnamese.dates import day_vi

MODULE_MM = 0.40
"""A side of one module: some five dots of a 300 dpi printer, and what a counter's scanner and a
phone both resolve."""
QUIET_MODULES = 4  # ISO/IEC 18004:2015, 6.3.8: the margin a QR code needs

_A5_MM, _A4_MM = (148.0, 210.0), (210.0, 297.0)
_MARGIN_MM = 11.0
_BODY_PT = 11.0

_NOTES = (
    (
        "Phiếu này không thay giấy tờ tuỳ thân. Khi nhận tiền, xin mang theo thẻ căn cước.",
        "This sheet is no identity paper. Bring your citizen card when you collect.",
    ),
    (
        "Mất phiếu không mất quyền nhận trợ cấp: báo ngay cho bưu cục ghi trên phiếu để huỷ phiếu "
        "cũ và được cấp phiếu mới.",
        "Losing this sheet does not end your benefit: tell the post office named above at once. "
        "The old sheet is cancelled and a new one issued.",
    ),
    (
        "Giữ phiếu khô, không gấp qua ô mã. Không cho người khác chụp ảnh mã.",
        "Keep it dry, do not fold it across the code, and let nobody photograph the code.",
    ),
)


@dataclass(frozen=True, slots=True)
class SheetProgramme:
    """A programme's name in Vietnamese and English."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class QrSheetView:
    """All that a sheet shows.

    `qr_text` is the record as `firmware_config.qr` writes it; `last4` the last four digits of the
    citizen number; the times are aware.
    """

    qr_text: str
    name: str
    birth_year: int
    last4: str
    office: OfficeId
    office_name: str
    programmes: tuple[SheetProgramme, ...]
    issued_at: datetime
    valid_from: datetime
    expires_at: datetime
    is_simulated: bool = False


def qr_sheet_pdf(sheet: QrSheetView) -> bytes:
    """The sheet as a PDF of one page, A5, or A4 for one who has more than fits on that.

    Print it at 100 %: a module is `MODULE_MM` wide.
    """
    return qr_sheets_pdf((sheet,))


def qr_sheets_pdf(sheets: Sequence[QrSheetView]) -> bytes:
    """At least one sheet, a page each, in one PDF: all A5, or all A4 if one does not fit that."""
    paper = _drawn(sheets, *_A5_MM)
    if paper is None:
        paper = _drawn(sheets, *_A4_MM, is_last_try=True)
    assert paper is not None
    return paper.to_bytes()


def qr_modules(qr_text: str) -> list[list[bool]]:
    """The code's dark modules, without quiet zone, at error correction Q (25 % may be lost).

    A text of digits takes numeric mode, three digits to ten bits.
    """
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=0)
    code.add_data(qr_text, optimize=0)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.modules]


def _drawn(
    sheets: Sequence[QrSheetView],
    width_mm: float,
    height_mm: float,
    *,
    is_last_try: bool = False,
) -> Paper | None:
    """None if a sheet does not fit its page."""
    paper = Paper(
        title="Phiếu nhận trợ cấp",
        made_at=sheets[0].issued_at,
        width_mm=width_mm,
        height_mm=height_mm,
        margin_mm=_MARGIN_MM,
    )
    for at, sheet in enumerate(sheets):
        if at:
            paper.next_page()
        _draw(paper, sheet)
        if not paper.fits and not is_last_try:
            paper.close()
            return None
    return paper


def _draw(paper: Paper, sheet: QrSheetView) -> None:
    if sheet.is_simulated:
        paper.simulated_banner()
    paper.bilingual("PHIẾU NHẬN TRỢ CẤP", "Benefit payment sheet", 18, bold=True, align="C")
    paper.gap(2)
    _draw_code(paper, sheet.qr_text)
    paper.bilingual(
        "Đưa ô mã này cho giao dịch viên quét", "Show this code to the teller", 11, align="C"
    )
    paper.rule()
    _draw_details(paper, sheet)
    paper.rule()
    for vi, en in _NOTES:
        paper.bilingual(vi, en, 10.5)
        paper.gap(1)


def _draw_code(paper: Paper, qr_text: str) -> None:
    paper.gap(QUIET_MODULES * MODULE_MM)
    paper.squares(qr_modules(qr_text), MODULE_MM)
    paper.gap(QUIET_MODULES * MODULE_MM)


def _draw_details(paper: Paper, sheet: QrSheetView) -> None:
    paper.labelled("Họ và tên", "Full name", sheet.name, 14)
    paper.labelled("Năm sinh", "Year of birth", str(sheet.birth_year), _BODY_PT)
    paper.labelled(
        "Số định danh (4 số cuối)", "Citizen number, last 4 digits", f"… {sheet.last4}", _BODY_PT
    )
    paper.labelled("Nơi nhận tiền", "Collect at", f"{sheet.office_name} ({sheet.office})", _BODY_PT)
    paper.labelled(
        "Chương trình",
        "Programmes",
        " · ".join(programme.vi for programme in sheet.programmes),
        _BODY_PT,
        " · ".join(programme.en for programme in sheet.programmes),
    )
    last_day = sheet.expires_at - timedelta(seconds=1)  # the record has expired at `expires_at`
    validity = f"từ {day_vi(sheet.valid_from)} đến {day_vi(last_day)}"
    paper.labelled("Có giá trị", "Valid", validity, _BODY_PT)
