"""What is printed for a card: its face, sheets of faces, the sealed letter."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from cardsvc.issuance.card_face import PER_SHEET, FaceView, card_face_pdf, card_sheets_pdf
from cardsvc.issuance.personalising import Personalised
from cardsvc.issuance.pin_letter import LetterView, pin_letter_pdf
from firmware_config.ids import CardId
from tests.simulators.centre_world import BA_DINH, NOW

CARD = CardId(bytes.fromhex("0123456789abcdef"))
LONGEST = "Công Tằng Tôn Nữ Nguyễn Phúc Ngọc Quỳnh Trâm Anh"


def face(name: str = "Nguyễn Thị Hồng Hạnh", photo: bytes | None = None) -> FaceView:
    return FaceView(CARD, name, 1945, NOW, BA_DINH.name, photo)


def jpeg() -> bytes:
    octets = io.BytesIO()
    Image.new("RGB", (120, 160), (120, 140, 160)).save(octets, "JPEG")
    return octets.getvalue()


def told(pdf: bytes, folder: Path, *what: str) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    return subprocess.run(  # noqa: S603 - a tool of poppler, our own file
        [*what, str(path), *(["-"] if what[0] == "pdftotext" else [])],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@pytest.mark.parametrize("photo", [None, jpeg()])
def test_a_face_is_two_pages_of_the_size_of_a_card(tmp_path: Path, photo: bytes | None) -> None:
    pdf = card_face_pdf(face(photo=photo))
    info = told(pdf, tmp_path, "pdfinfo")
    # ISO/IEC 7810 ID-1 in points.
    assert "Pages:           2" in info
    assert "242.65 x 153.01 pts" in info or "242.646 x 153.014 pts" in info
    text = told(pdf, tmp_path, "pdftotext")
    assert "Nguyễn Thị Hồng Hạnh" in text
    assert "payment card" in text
    assert CARD.printed in text


def test_the_longest_name_stays_clear_of_the_card_s_number(tmp_path: Path) -> None:
    assert "Trâm Anh" in told(card_face_pdf(face(LONGEST)), tmp_path, "pdftotext").replace(
        "\n", " "
    )


def test_eleven_faces_take_two_sheets_front_and_back(tmp_path: Path) -> None:
    pdf = card_sheets_pdf([face(f"Người {at}") for at in range(PER_SHEET + 1)])
    info = told(pdf, tmp_path, "pdfinfo")
    assert "Pages:           4" in info
    assert "(A4)" in info


def test_a_letter_holds_both_codes_and_where_it_is_handed_over(tmp_path: Path) -> None:
    issued = Personalised(CARD, b"", "123456", "87654321")
    letter = LetterView("Đỗ Thị Hạnh", "Số 5, phường Ba Đình", BA_DINH.id, BA_DINH.name, NOW)
    text = told(pin_letter_pdf(letter, issued), tmp_path, "pdftotext")
    assert "123456" in text
    assert "87654321" in text
    assert "Đỗ Thị Hạnh" in text
    assert BA_DINH.name in text


def test_the_codes_are_in_no_repr() -> None:
    assert "123456" not in repr(Personalised(CARD, b"", "123456", "87654321"))
