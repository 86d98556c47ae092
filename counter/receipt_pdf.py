"""The receipt (biên nhận) that a teller prints at payout, on an 80 mm roll."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from firmware_config.ids import CardId, OfficeId, TerminalId
from firmware_config.journal_body import Medium
from firmware_config.money import format_vnd
from firmware_config.paper.document import Paper, SignatureColumn
from firmware_config.period import Period
from firmware_config.vietnamese.dates import moment_vi, period_vi
from firmware_config.vietnamese.words import amount_in_words_en, amount_in_words_vi

_ROLL_MM = 80.0
_MARGIN_MM = 4.0  # an 80 mm printer's head is 72 mm wide
_BODY_PT = 10.0
_SIGNING_ROOM_MM = 20.0

_MEDIUM_WORDS = {
    Medium.CHIP: ("Thẻ chip và mã PIN", "Chip card and PIN"),
    Medium.QR: ("Phiếu QR và giấy tờ tuỳ thân", "QR sheet and identity document"),
}


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One period of one programme, and what was paid for it."""

    programme_vi: str
    programme_en: str
    period: Period
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """All that a receipt shows.

    `seq` is the payment's number in the terminal's journal and `paid_at` an aware time. `card`,
    `card_counter` (the card's transaction counter) and `signature` (64 octets) are the chip's, and
    `None` without one. `collector` is the proxy who took the money, if not the beneficiary.
    """

    office: OfficeId
    office_name: str
    terminal: TerminalId
    seq: int
    paid_at: datetime
    teller: str
    name: str
    medium: Medium
    lines: tuple[ReceiptLine, ...]
    card: CardId | None = None
    card_counter: int | None = None
    signature: bytes | None = None
    collector: str | None = None
    is_copy: bool = False
    is_simulated: bool = False

    @property
    def total_vnd(self) -> int:
        return sum(line.amount_vnd for line in self.lines)

    @property
    def number(self) -> str:
        """The receipt's number: the terminal and its journal number."""
        return f"{self.terminal}-{self.seq:06}"


def fingerprint(signature: bytes) -> str:
    """Four octets of the signature's SHA-256, as `A1B2 C3D4`: to compare by eye, no more."""
    digits = hashlib.sha256(signature).hexdigest()[:8].upper()
    return f"{digits[:4]} {digits[4:]}"


def receipt_pdf(view: ReceiptView) -> bytes:
    """The receipt as a PDF of one page, 80 mm wide and as long as it needs to be."""
    with closing(_draw(view, length_mm=_ROLL_MM)) as trial:
        length_mm = trial.cursor_mm + _MARGIN_MM
    return _draw(view, length_mm).to_bytes()


def _draw(view: ReceiptView, length_mm: float) -> Paper:
    paper = Paper(
        title=f"Biên nhận {view.number}",
        made_at=view.paid_at,
        width_mm=_ROLL_MM,
        height_mm=length_mm,
        margin_mm=_MARGIN_MM,
    )
    _draw_head(paper, view)
    _draw_person(paper, view)
    _draw_amounts(paper, view)
    _draw_foot(paper, view)
    return paper


def _draw_head(paper: Paper, view: ReceiptView) -> None:
    if view.is_simulated:
        paper.simulated_banner()
    if view.is_copy:
        paper.banner("BẢN SAO", "COPY")
    paper.text(view.office_name, 11, bold=True, align="C")
    paper.text(f"Mã bưu cục {view.office} · Quầy {view.terminal}", 8, align="C")
    paper.gap(2)
    paper.bilingual("BIÊN NHẬN CHI TRẢ", "Payment receipt", 13, bold=True, align="C")
    paper.gap(1)
    paper.text(f"Số {view.number}", 9, align="C")
    paper.text(moment_vi(view.paid_at), 9, align="C")
    paper.rule()


def _draw_person(paper: Paper, view: ReceiptView) -> None:
    paper.labelled("Người thụ hưởng", "Beneficiary", view.name, _BODY_PT)
    if view.collector is not None:
        paper.labelled("Người nhận thay", "Collected by", view.collector, _BODY_PT)
    medium_vi, medium_en = _MEDIUM_WORDS[view.medium]
    paper.labelled("Hình thức", "Means", medium_vi, _BODY_PT, medium_en)
    if view.card is not None:
        paper.labelled("Số thẻ", "Card", view.card.printed, _BODY_PT)
    paper.rule()


def _draw_amounts(paper: Paper, view: ReceiptView) -> None:
    for (vi, en), lines in groupby(
        view.lines, key=lambda one: (one.programme_vi, one.programme_en)
    ):
        paper.bilingual(vi, en, _BODY_PT, bold=True)
        for line in lines:
            paper.amount(period_vi(line.period), format_vnd(line.amount_vnd), _BODY_PT)
        paper.gap(1)
    paper.rule()
    paper.amount("TỔNG TIỀN", format_vnd(view.total_vnd), 15, bold=True)
    paper.text("Total", 7.5)
    paper.gap(1)
    paper.text(f"Bằng chữ: {amount_in_words_vi(view.total_vnd)}.", _BODY_PT, bold=True)
    paper.text(f"In words: {amount_in_words_en(view.total_vnd)}.", 7.5)
    paper.rule()


def _draw_foot(paper: Paper, view: ReceiptView) -> None:
    paper.signatures(
        [
            SignatureColumn(
                "Người nhận tiền\n(ký, ghi rõ họ tên)", "Received by (sign, full name)"
            ),
            SignatureColumn(
                "Giao dịch viên\n(ký, ghi rõ họ tên)", "Teller (sign, full name)", view.teller
            ),
        ],
        _SIGNING_ROOM_MM,
    )
    paper.rule()
    if view.card_counter is not None:
        paper.text(f"Lần giao dịch của thẻ / Card transaction: {view.card_counter}", 8)
    if view.signature is not None:
        paper.text(f"Chữ ký của thẻ / Card signature: {fingerprint(view.signature)}", 8)
    paper.bilingual(
        "Xin đếm đủ tiền trước khi rời quầy.", "Please count the money before you leave.", 8.5
    )
