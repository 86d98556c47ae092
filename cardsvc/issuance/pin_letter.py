"""The sealed letter (thư kín) with a card's PIN and PUK, on A4 to be folded twice.

Folded, the upper third with the address lies outside and the codes inside. They are drawn here and
nowhere else, and the paper is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cardsvc.issuance.personalising import Personalised
from firmware_config.ids import OfficeId
from firmware_config.paper.document import Paper

_A4_MM = (210.0, 297.0)
_MARGIN_MM = 20.0
_FOLDS_MM = (99.0, 198.0)  # ISO 269 DL: a third of A4
_FOLD_MARK_MM = 6.0

_ADVICE = (
    (
        "Nhớ mã PIN rồi huỷ thư này. Không viết mã lên thẻ, không để chung thư với thẻ.",
        "Learn the PIN and destroy this letter. Do not write it on the card or keep the two "
        "together.",
    ),
    (
        "Không nói mã cho ai, kể cả giao dịch viên: chỉ tự bấm mã khi nhận tiền.",
        "Tell it to nobody, the teller included: only key it in yourself when you collect.",
    ),
    (
        "Nhập sai mã PIN ba lần thì thẻ bị khoá mã. Mã PUK mở lại.",
        "Three wrong PINs lock it. The PUK opens it again.",
    ),
    (
        "Mất thẻ hoặc lộ mã: báo ngay bưu cục để khoá thẻ. Tiền chưa nhận vẫn còn nguyên.",
        "Card lost or PIN known to others: tell the post office at once to have the card blocked. "
        "Money not yet collected stays yours.",
    ),
)


@dataclass(frozen=True, slots=True)
class LetterView:
    """To whom, and where the letter is handed over. `printed_at` is aware."""

    name: str = field(repr=False)
    address: str = field(repr=False)
    office: OfficeId
    office_name: str
    printed_at: datetime
    is_simulated: bool = False


def pin_letter_pdf(letter: LetterView, issued: Personalised) -> bytes:
    """The letter as a PDF of one page."""
    paper = Paper(
        title="Thư kín",
        made_at=letter.printed_at,
        width_mm=_A4_MM[0],
        height_mm=_A4_MM[1],
        margin_mm=_MARGIN_MM,
    )
    if letter.is_simulated:
        paper.simulated_banner()
    paper.bilingual("THƯ KÍN", "Sealed letter, to be opened by the addressee", 14, bold=True)
    paper.gap(8)
    paper.text(letter.name, 14, bold=True)
    if letter.address:
        paper.text(letter.address, 11)
    paper.gap(3)
    paper.labelled("Nơi giao", "Handed over at", f"{letter.office_name} ({letter.office})", 10)
    for fold_mm in _FOLDS_MM:
        _fold_mark(paper, fold_mm)
    _column(paper, _FOLDS_MM[0] + 8)
    paper.labelled("Số thẻ", "Card number", issued.card.printed, 12)
    paper.gap(4)
    paper.labelled("Mã PIN", "PIN", issued.pin, 22)
    paper.gap(2)
    paper.labelled("Mã PUK", "PUK, to unlock the PIN", issued.puk, 16)
    _column(paper, _FOLDS_MM[1] + 8)
    for vi, en in _ADVICE:
        paper.bilingual(vi, en, 10.5)
        paper.gap(1.5)
    return paper.to_bytes()


def _column(paper: Paper, top_mm: float) -> None:
    paper.place(_MARGIN_MM, top_mm, _A4_MM[0] - 2 * _MARGIN_MM)


def _fold_mark(paper: Paper, at_mm: float) -> None:
    paper.place(0, at_mm, _FOLD_MARK_MM)
    paper.frame(_FOLD_MARK_MM, 0)
