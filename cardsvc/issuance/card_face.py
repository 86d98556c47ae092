"""The print on a card: front and back of an ID-1 card, or ten on a sheet of A4.

The face names the holder and the card, and nothing that is secret or that changes: no citizen
number, no programme, no amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cardsvc.issuance.qr_sheet import qr_modules
from firmware_config.ids import CardId
from firmware_config.paper.document import Paper

ID1_MM = (85.60, 53.98)
"""ISO/IEC 7810:2019, 5.1."""
_A4_MM = (210.0, 297.0)
_ACROSS, _DOWN = 2, 5
PER_SHEET = _ACROSS * _DOWN
_BORDER_MM = 4.0
_PHOTO_MM = (21.0, 28.0)  # three by four
_CHIP_MM = 26.0
"""The contacts lie at the left (ISO/IEC 7816-2) and end 21 mm from the edge; print keeps clear."""
_MODULE_MM = 0.6


@dataclass(frozen=True, slots=True)
class FaceView:
    """`photo` is a JPEG, or None for a card without one; `expires_at` is aware."""

    card: CardId
    name: str = field(repr=False)
    birth_year: int
    expires_at: datetime
    office_name: str
    photo: bytes | None = field(default=None, repr=False)
    is_simulated: bool = False


def card_face_pdf(face: FaceView) -> bytes:
    """Two pages of ID-1: the front, then the back."""
    paper = _paper(ID1_MM, face.expires_at)
    _front(paper, face, 0, 0)
    paper.next_page()
    _back(paper, face, 0, 0)
    return paper.to_bytes()


def card_sheets_pdf(faces: Sequence[FaceView]) -> bytes:
    """Sheets of A4 with ten fronts, each followed by its backs, mirrored to be printed on both
    sides along the long edge."""
    assert faces
    paper = _paper(_A4_MM, faces[0].expires_at)
    for at in range(0, len(faces), PER_SHEET):
        some = faces[at : at + PER_SHEET]
        if at:
            paper.next_page()
        for place, face in enumerate(some):
            _front(paper, face, *_corner(place))
        paper.next_page()
        for place, face in enumerate(some):
            _back(paper, face, *_corner(place, is_back=True))
    return paper.to_bytes()


def _paper(size_mm: tuple[float, float], made_at: datetime) -> Paper:
    return Paper(
        title="Thẻ chi trả an sinh",
        made_at=made_at,
        width_mm=size_mm[0],
        height_mm=size_mm[1],
        margin_mm=0,
    )


def _corner(place: int, *, is_back: bool = False) -> tuple[float, float]:
    down, across = divmod(place, _ACROSS)
    if is_back:
        across = _ACROSS - 1 - across
    left_mm = (_A4_MM[0] - _ACROSS * ID1_MM[0]) / 2 + across * ID1_MM[0]
    top_mm = (_A4_MM[1] - _DOWN * ID1_MM[1]) / 2 + down * ID1_MM[1]
    return left_mm, top_mm


def _front(paper: Paper, face: FaceView, left_mm: float, top_mm: float) -> None:
    paper.place(left_mm, top_mm, ID1_MM[0])
    paper.frame(*ID1_MM)
    inner_mm = ID1_MM[0] - 2 * _BORDER_MM
    paper.place(left_mm + _BORDER_MM, top_mm + 3, inner_mm)
    paper.text("THẺ CHI TRẢ AN SINH XÃ HỘI", 8.5, bold=True, align="C")
    paper.text("Social security payment card", 6, align="C")
    if face.is_simulated:
        paper.text("MÔ PHỎNG / SIMULATED", 6, bold=True, align="C")
    photo_at_mm = left_mm + ID1_MM[0] - _BORDER_MM - _PHOTO_MM[0]
    paper.place(photo_at_mm, top_mm + 15, _PHOTO_MM[0])
    if face.photo is not None:
        paper.picture(face.photo, *_PHOTO_MM)
    else:
        paper.frame(*_PHOTO_MM)
    words_at_mm = left_mm + _CHIP_MM
    words_mm = photo_at_mm - words_at_mm - 2
    paper.place(words_at_mm, top_mm + 17, words_mm)
    paper.text(face.name, 8.5, bold=True)
    paper.gap(0.8)
    paper.text(f"Năm sinh / Year of birth: {face.birth_year}", 5.5)
    paper.text(f"Có giá trị đến / Valid until: {face.expires_at:%m/%Y}", 5.5)
    paper.place(left_mm + _BORDER_MM, top_mm + 46, inner_mm - _PHOTO_MM[0])
    paper.text(face.card.printed, 9, bold=True)


def _back(paper: Paper, face: FaceView, left_mm: float, top_mm: float) -> None:
    paper.place(left_mm, top_mm, ID1_MM[0])
    paper.frame(*ID1_MM)
    modules = qr_modules(str(face.card).upper())
    code_mm = len(modules) * _MODULE_MM
    code_at_mm = left_mm + ID1_MM[0] - _BORDER_MM - code_mm
    paper.place(code_at_mm, top_mm + _BORDER_MM + 4 * _MODULE_MM, code_mm)
    paper.squares(modules, _MODULE_MM)
    words_mm = ID1_MM[0] - 3 * _BORDER_MM - code_mm - 2
    paper.place(left_mm + _BORDER_MM, top_mm + _BORDER_MM, words_mm)
    for vi, en in (
        (
            "Thẻ chỉ dùng để nhận trợ cấp tại điểm chi trả, cùng mã PIN.",
            "For collecting benefits at a payout point only, with the PIN.",
        ),
        (
            "Mất thẻ: báo ngay bưu cục để khoá thẻ. Mất thẻ không mất tiền.",
            "If lost, tell the post office at once. Losing the card loses no money.",
        ),
        (
            "Nhặt được thẻ: xin trả lại bưu cục gần nhất.",
            "Found it? Please return it to any post office.",
        ),
    ):
        paper.bilingual(vi, en, 6.5)
        paper.gap(0.8)
    paper.text(f"Nơi nhận tiền / Collect at: {face.office_name}", 5.5)
