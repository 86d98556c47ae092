"""The receipts (biên nhận) that a teller prints: of a payout, and of money taken back.

One page on an 80 mm or 58 mm roll. A receipt printer gets the picture of the same page (`roll`).
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import groupby

from counter.printer.roll import Roll
from firmware_config.claim import Medium
from firmware_config.ids import CardId, OfficeId, TerminalId
from firmware_config.money import format_vnd
from firmware_config.paper.document import Paper, SignatureColumn
from firmware_config.period import Period
from firmware_config.vietnamese.dates import moment_vi, period_vi
from firmware_config.vietnamese.words import amount_in_words_en, amount_in_words_vi

WIDE = Roll.of_width(80)
_BODY_PT = 10.0
_SIGNING_ROOM_MM = 20.0
# The wide roll's type on the narrow one would leave no room for an amount beside its label.
_NARROW_TYPE = 0.8

_MEDIUM_WORDS = {
    Medium.CHIP: ("Thẻ chip và mã PIN", "Chip card and PIN"),
    Medium.QR: ("Phiếu QR và giấy tờ tuỳ thân", "QR sheet and identity document"),
    Medium.LIST: ("Danh sách chi trả và giấy tờ tuỳ thân", "Payout list and identity document"),
    Medium.LIST: ("Danh sách chi trả và giấy tờ tuỳ thân", "Payout list and identity document"),
}


class Given(Enum):
    """Which way the money went, with the receipt's words for it in Vietnamese and English."""

    PAID = (
        ("BIÊN NHẬN CHI TRẢ", "Payment receipt"),
        ("Người nhận tiền\n(ký, ghi rõ họ tên)", "Received by (sign, full name)"),
        ("Xin đếm đủ tiền trước khi rời quầy.", "Please count the money before you leave."),
    )
    TAKEN_BACK = (
        ("BIÊN NHẬN THU HỒI", "Receipt of a payment taken back"),
        ("Người nộp lại tiền\n(ký, ghi rõ họ tên)", "Handed back by (sign, full name)"),
        (
            "Khoản trên đã huỷ, không còn giá trị trên biên nhận chi trả.",
            "The amount above is cancelled and no longer counts on its receipt.",
        ),
    )


@dataclass(frozen=True, slots=True)
class Copy:
    """A receipt printed again: its number, from 1, and when it was made."""

    number: int
    at: datetime


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

    `seq` is its entry's number in the terminal's journal and `paid_at` an aware time. `card`,
    `card_counter` (the card's transaction counter) and `signature` (64 octets) are the chip's, and
    `None` without one. `collector` is the proxy who took the money, if not the beneficiary. Of
    money taken back, `against` is the payment's own receipt number and `supervisor` who allowed it.
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
    given: Given = Given.PAID
    against: str | None = None
    supervisor: str | None = None
    copy: Copy | None = None
    is_simulated: bool = False
    is_practice: bool = False

    @property
    def total_vnd(self) -> int:
        return sum(line.amount_vnd for line in self.lines)

    @property
    def number(self) -> str:
        return receipt_number(self.terminal, self.seq)


def receipt_number(terminal: TerminalId, seq: int) -> str:
    """The terminal and its journal number: `TQ010001-000123`."""
    return f"{terminal}-{seq:06}"


def fingerprint(signature: bytes) -> str:
    """Four octets of the signature's SHA-256, as `A1B2 C3D4`: to compare by eye, no more."""
    digits = hashlib.sha256(signature).hexdigest()[:8].upper()
    return f"{digits[:4]} {digits[4:]}"


def receipt_pdf(view: ReceiptView, roll: Roll = WIDE) -> bytes:
    """The receipt as a PDF of one page, as wide as the roll and as long as it needs to be."""
    with closing(_Receipt(view, roll, length_mm=roll.width_mm).paper) as trial:
        length_mm = trial.cursor_mm + roll.margin_mm
    return _Receipt(view, roll, length_mm).paper.to_bytes()


class _Receipt:
    """A receipt drawn on a page of `length_mm`."""

    def __init__(self, view: ReceiptView, roll: Roll, length_mm: float) -> None:
        self._view = view
        self._scale = 1.0 if roll.width_mm >= WIDE.width_mm else _NARROW_TYPE
        self.paper = Paper(
            title=f"{view.given.value[0][0].capitalize()} {view.number}",
            made_at=view.paid_at,
            width_mm=roll.width_mm,
            height_mm=length_mm,
            margin_mm=roll.margin_mm,
        )
        self._draw_head()
        self._draw_person()
        self._draw_amounts()
        self._draw_foot()

    def _pt(self, size_pt: float) -> float:
        return size_pt * self._scale

    def _draw_head(self) -> None:
        paper, view = self.paper, self._view
        if view.is_practice:
            paper.practice_banner()
        if view.is_simulated:
            paper.simulated_banner()
        if view.copy is not None:
            paper.banner(f"BẢN SAO SỐ {view.copy.number}", f"COPY {view.copy.number}")
            paper.text(f"In lại lúc {moment_vi(view.copy.at)}", self._pt(8), align="C")
        paper.text(view.office_name, self._pt(11), bold=True, align="C")
        paper.text(f"Mã bưu cục {view.office} · Quầy {view.terminal}", self._pt(8), align="C")
        paper.gap(2)
        paper.bilingual(*view.given.value[0], self._pt(13), bold=True, align="C")
        paper.gap(1)
        paper.text(f"Số {view.number}", self._pt(9), align="C")
        paper.text(moment_vi(view.paid_at), self._pt(9), align="C")
        paper.rule()

    def _draw_person(self) -> None:
        view = self._view
        self._labelled("Người thụ hưởng", "Beneficiary", view.name)
        if view.collector is not None:
            self._labelled("Người nhận thay", "Collected by", view.collector)
        medium_vi, medium_en = _MEDIUM_WORDS[view.medium]
        self._labelled("Hình thức", "Means", medium_vi, medium_en)
        if view.card is not None:
            self._labelled("Số thẻ", "Card", view.card.printed)
        if view.against is not None:
            self._labelled("Thu hồi khoản chi", "Of the payment", f"Số {view.against}")
        if view.supervisor is not None:
            self._labelled("Kiểm soát viên", "Supervisor", view.supervisor)
        self.paper.rule()

    def _draw_amounts(self) -> None:
        paper, view = self.paper, self._view
        for (vi, en), lines in groupby(
            view.lines, key=lambda one: (one.programme_vi, one.programme_en)
        ):
            paper.bilingual(vi, en, self._pt(_BODY_PT), bold=True)
            for line in lines:
                figures = format_vnd(line.amount_vnd)
                paper.amount(period_vi(line.period), figures, self._pt(_BODY_PT))
            paper.gap(1)
        paper.rule()
        paper.amount("TỔNG TIỀN", format_vnd(view.total_vnd), self._pt(15), bold=True)
        paper.text("Total", self._pt(7.5))
        paper.gap(1)
        vi, en = amount_in_words_vi(view.total_vnd), amount_in_words_en(view.total_vnd)
        paper.text(f"Bằng chữ: {vi}.", self._pt(_BODY_PT), bold=True)
        paper.text(f"In words: {en}.", self._pt(7.5))
        paper.rule()

    def _draw_foot(self) -> None:
        paper, view = self.paper, self._view
        teller = SignatureColumn(
            "Giao dịch viên\n(ký, ghi rõ họ tên)", "Teller (sign, full name)", view.teller
        )
        paper.signatures(
            [SignatureColumn(*view.given.value[1]), teller], _SIGNING_ROOM_MM, self._scale
        )
        paper.rule()
        if view.card_counter is not None:
            counter = f"Lần giao dịch của thẻ / Card transaction: {view.card_counter}"
            paper.text(counter, self._pt(8))
        if view.signature is not None:
            signed = f"Chữ ký của thẻ / Card signature: {fingerprint(view.signature)}"
            paper.text(signed, self._pt(8))
        paper.bilingual(*view.given.value[2], self._pt(8.5))

    def _labelled(self, vi: str, en: str, value: str, value_en: str = "") -> None:
        self.paper.labelled(vi, en, value, self._pt(_BODY_PT), value_en)
