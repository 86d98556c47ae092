"""The QR sheet through paper: printed, worn, photographed, read back."""

from __future__ import annotations

import random
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from cardsvc.issuance.qr_sheet import (
    MODULE_MM,
    QrSheetView,
    SheetProgramme,
    qr_modules,
    qr_sheet_pdf,
)
from firmware_config.ids import OfficeId
from tests.simulators.on_paper import words_on

DPI = 300
QR_TEXT = "2" + str(7**970)[:819]  # as long as a common record, and as patternless

SHEET = QrSheetView(
    qr_text=QR_TEXT,
    name="Nguyễn Thị Ước",
    birth_year=1941,
    last4="3456",
    office=OfficeId("301940"),
    office_name="Bưu cục Tân Trào",
    programmes=(SheetProgramme("Trợ giúp xã hội", "Social assistance"),),
    issued_at=datetime(2026, 11, 1, 2, tzinfo=UTC),
    valid_from=datetime(2026, 10, 31, 17, tzinfo=UTC),
    expires_at=datetime(2027, 12, 31, 17, tzinfo=UTC),
)


def printed(pdf: bytes) -> Image.Image:
    page = subprocess.run(  # noqa: S603 -- our own PDF
        ["pdftoppm", "-r", str(DPI), "-gray", "-singlefile"],  # noqa: S607 -- as installed
        input=pdf,
        capture_output=True,
        check=True,
    )
    return Image.open(BytesIO(page.stdout)).convert("L")


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return printed(qr_sheet_pdf(SHEET))


def worn(page: Image.Image, chance: random.Random) -> Image.Image:
    """A sheet carried in a pocket for a year, and held up to a camera not quite straight.

    The crease and the scratches cross the code between its corner squares. Those have no error
    correction: a black line through one ends the sheet's life, whatever the level.
    """
    sheet = page.copy()
    (code,) = zxingcpp.read_barcodes(page)
    left, right = code.position.top_left.x, code.position.top_right.x
    corner_px = 9 * MODULE_MM / 25.4 * DPI
    top, bottom = code.position.top_left.y + corner_px, code.position.bottom_left.y - corner_px
    pen = ImageDraw.Draw(sheet)
    crease = chance.uniform(top, bottom)
    pen.line([(0, crease), (sheet.width, crease)], fill=225, width=4)
    for _ in range(6):
        start = (chance.uniform(left, right), chance.uniform(top, bottom))
        end = (start[0] + chance.uniform(-170, 170), chance.uniform(top, bottom))
        pen.line([start, end], fill=chance.choice((0, 110, 255)), width=chance.randint(1, 4))
    scale = chance.uniform(0.7, 0.9)
    sheet = sheet.rotate(chance.uniform(-8, 8), Image.Resampling.BICUBIC, fillcolor=200)
    sheet = sheet.resize((int(sheet.width * scale), int(sheet.height * scale)))
    sheet = sheet.filter(ImageFilter.GaussianBlur(chance.uniform(0.4, 0.9)))
    noise = Image.frombytes("L", sheet.size, chance.randbytes(sheet.width * sheet.height))
    sheet = Image.blend(sheet, noise, 0.18)
    shade = (
        Image.linear_gradient("L").resize(sheet.size).point(lambda light: 140 + light * 115 // 255)
    )
    return ImageChops.multiply(sheet, shade)


def read(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def test_a_fresh_sheet_reads_back_exactly(page: Image.Image) -> None:
    assert read(page) == [QR_TEXT]


@pytest.mark.parametrize("seed", range(16))
def test_a_worn_sheet_still_reads_back_exactly(page: Image.Image, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- the same wear every time
    assert read(worn(page, chance)) == [QR_TEXT]


def test_a_module_is_exactly_as_wide_as_it_should_be(page: Image.Image) -> None:
    modules = len(qr_modules(QR_TEXT))
    assert modules == 17 * 4 + 17  # version 17
    (code,) = zxingcpp.read_barcodes(page)
    corners = code.position
    width_px = corners.top_right.x - corners.top_left.x
    height_px = corners.bottom_left.y - corners.top_left.y
    expected_px = modules * MODULE_MM / 25.4 * DPI
    assert width_px == pytest.approx(expected_px, abs=3)
    assert height_px == pytest.approx(expected_px, abs=3)


def test_nothing_is_printed_in_the_quiet_zone(page: Image.Image) -> None:
    (code,) = zxingcpp.read_barcodes(page)
    corners = code.position
    quiet_px = int(4 * MODULE_MM / 25.4 * DPI) - 2
    around = (
        corners.top_left.x - quiet_px,
        corners.top_left.y - quiet_px,
        corners.bottom_right.x + quiet_px,
        corners.bottom_right.y + quiet_px,
    )
    ink = ImageChops.invert(page.crop(around)).getbbox()
    assert ink is not None
    assert min(ink[0], ink[1]) >= quiet_px - 2
    assert ink[2] <= around[2] - around[0] - quiet_px + 3
    assert ink[3] <= around[3] - around[1] - quiet_px + 3


def test_the_sheet_says_whose_it_is_and_that_it_is_no_identity_paper() -> None:
    words = words_on(qr_sheet_pdf(SHEET))
    for expected in (
        "PHIẾU NHẬN TRỢ CẤP",
        "Nguyễn Thị Ước",
        "1941",
        "… 3456",
        "Bưu cục Tân Trào (301940)",
        "Trợ giúp xã hội",
        "từ 01/11/2026 đến 31/12/2027",
        "Phiếu này không thay giấy tờ tuỳ thân",
        "Mất phiếu không mất quyền nhận trợ cấp",
    ):
        assert expected in words
    assert "MÔ PHỎNG" not in words


def test_a_simulated_sheet_says_so() -> None:
    assert "MÔ PHỎNG / SIMULATED" in words_on(qr_sheet_pdf(replace(SHEET, is_simulated=True)))


def test_a_sheet_with_all_that_a_record_can_hold_is_complete_and_readable() -> None:
    longest = "2" + "7" * 2466  # 1,024 octets (`MAX_RECORD_BYTES`)
    programmes = tuple(
        SheetProgramme(f"Chương trình trợ cấp số {at}", f"Benefit programme {at}")
        for at in range(1, 9)
    )
    pdf = qr_sheet_pdf(
        replace(SHEET, qr_text=longest, programmes=programmes, name="Nguyễn Ước " * 8)
    )
    assert read(printed(pdf)) == [longest]
    assert "nobody photograph the code" in words_on(pdf)


def test_the_same_sheet_prints_as_the_same_bytes() -> None:
    assert qr_sheet_pdf(SHEET) == qr_sheet_pdf(SHEET)
