"""The receipt as the printer gets it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from counter.paper.receipt_pdf import (
    Copy,
    Given,
    ReceiptLine,
    ReceiptView,
    fingerprint,
    receipt_pdf,
)
from counter.printer.roll import Roll
from firmware_config.claim import Medium
from firmware_config.ids import CardId, OfficeId, TerminalId
from firmware_config.paper.document import Paper, PaperError
from firmware_config.period import Period
from tests.simulators.on_paper import told_by, words_on


def line(month: int, amount_vnd: int) -> ReceiptLine:
    period = Period.of_month(2026, month)
    return ReceiptLine("Trợ giúp xã hội", "Social assistance", period, amount_vnd)


RECEIPT = ReceiptView(
    office=OfficeId("301940"),
    office_name="Bưu cục Tân Trào",
    terminal=TerminalId("TQ010001"),
    seq=123,
    paid_at=datetime(2026, 11, 4, 18, 30, tzinfo=UTC),
    teller="Lê Thị Hồng Gấm",
    name="Nguyễn Thị Ước",
    medium=Medium.CHIP,
    lines=(line(10, 502_500), line(11, 502_500)),
    card=CardId(bytes.fromhex("a1b2c3d4e5f60718")),
    card_counter=12,
    signature=bytes(64),
)


COPY = Copy(2, datetime(2026, 11, 6, 2, 15, tzinfo=UTC))
NARROW = Roll.of_width(58)


def page_mm(pdf: bytes) -> tuple[float, float]:
    told = told_by(["pdfinfo", "-"], pdf)
    (size,) = [row for row in told.splitlines() if row.startswith("Page size")]
    _, width, _, height, *_ = size.removeprefix("Page size").split()
    return float(width) * 25.4 / 72, float(height) * 25.4 / 72


def test_a_receipt_says_who_was_paid_what_for_when_and_where() -> None:
    text = words_on(receipt_pdf(RECEIPT))
    for expected in (
        "BIÊN NHẬN CHI TRẢ",
        "Bưu cục Tân Trào",
        "Mã bưu cục 301940 · Quầy TQ010001",
        "Số TQ010001-000123",
        "01:30:00 ngày 05/11/2026",  # the next day already in Viet Nam
        "Nguyễn Thị Ước",
        "Thẻ chip và mã PIN",
        "A1B2-C3D4-E5F6-0718",
        "Trợ giúp xã hội",
        "Tháng 10/2026 502.500 ₫",
        "Tháng 11/2026 502.500 ₫",
        "TỔNG TIỀN 1.005.000 ₫",
        "Bằng chữ: Một triệu không trăm linh năm nghìn đồng.",
        "In words: One million five thousand dong.",
        "(ký, ghi rõ họ tên)",
        "Lê Thị Hồng Gấm",
        "Card transaction: 12",
        f"Card signature: {fingerprint(bytes(64))}",
    ):
        assert expected in text


def test_an_original_is_no_copy_and_a_real_payment_not_simulated() -> None:
    text = words_on(receipt_pdf(RECEIPT))
    assert "BẢN SAO" not in text
    assert "MÔ PHỎNG" not in text


def test_a_copy_and_a_simulation_say_so() -> None:
    text = words_on(receipt_pdf(replace(RECEIPT, copy=COPY, is_simulated=True)))
    assert "BẢN SAO SỐ 2 / COPY 2" in text
    assert "In lại lúc 09:15:00 ngày 06/11/2026" in text
    assert "MÔ PHỎNG / SIMULATED" in text


def test_a_practice_receipt_says_so() -> None:
    assert "TẬP DƯỢT / PRACTICE" in words_on(receipt_pdf(replace(RECEIPT, is_practice=True)))


def test_money_taken_back_names_the_payment_and_who_allowed_it() -> None:
    taken_back = replace(
        RECEIPT, given=Given.TAKEN_BACK, against="TQ010001-000120", supervisor="hoa"
    )
    text = words_on(receipt_pdf(taken_back))
    assert "BIÊN NHẬN CHI TRẢ" not in text
    assert "Người nhận tiền" not in text
    for expected in (
        "BIÊN NHẬN THU HỒI",
        "Số TQ010001-000120",
        "hoa",
        "Người nộp lại tiền",
        "TỔNG TIỀN 1.005.000 ₫",
        "không còn giá trị trên biên nhận chi trả",
    ):
        assert expected in text


@pytest.mark.parametrize("amount_vnd", [500_000, 9_999_000, 214_748_000])
def test_the_narrow_roll_holds_the_same_words(amount_vnd: int) -> None:
    view = replace(RECEIPT, lines=(line(10, amount_vnd), line(11, amount_vnd)), copy=COPY)
    pdf = receipt_pdf(view, NARROW)
    assert page_mm(pdf)[0] == pytest.approx(58, abs=0.1)
    assert sorted(words_on(pdf).split()) == sorted(words_on(receipt_pdf(view)).split())


def test_a_payment_by_qr_names_no_card() -> None:
    by_qr = replace(RECEIPT, medium=Medium.QR, card=None, card_counter=None, signature=None)
    text = words_on(receipt_pdf(by_qr))
    assert "Phiếu QR và giấy tờ tuỳ thân" in text
    assert "Card" not in text


@pytest.mark.parametrize("medium", Medium)
def test_whatever_a_person_brings_has_words_on_the_receipt(medium: Medium) -> None:
    assert "Hình thức" in words_on(receipt_pdf(replace(RECEIPT, medium=medium)))


def test_a_payment_by_the_list_names_the_supervisor_who_allowed_it() -> None:
    by_list = replace(RECEIPT, medium=Medium.LIST, supervisor="hoa", signature=None)
    assert "Kiểm soát viên hoa" in words_on(receipt_pdf(by_list))


def test_a_proxy_is_named_beside_the_beneficiary() -> None:
    text = words_on(receipt_pdf(replace(RECEIPT, collector="Trần Văn Đức")))
    assert "Người nhận thay Trần Văn Đức" in text
    assert "Người thụ hưởng Nguyễn Thị Ước" in text


def test_the_roll_is_as_long_as_the_payment_needs() -> None:
    width_mm, short_mm = page_mm(receipt_pdf(RECEIPT))
    many = tuple(line(month, 500_000) for month in range(1, 13))
    _, long_mm = page_mm(receipt_pdf(replace(RECEIPT, lines=many)))
    assert width_mm == pytest.approx(80, abs=0.1)
    assert long_mm > short_mm + 10 * 4
    assert "TỔNG TIỀN 6.000.000 ₫" in words_on(receipt_pdf(replace(RECEIPT, lines=many)))


def test_the_same_payment_prints_as_the_same_bytes() -> None:
    assert receipt_pdf(RECEIPT) == receipt_pdf(RECEIPT)


def test_a_name_typed_with_separate_marks_prints_whole() -> None:
    typed = unicodedata.normalize("NFD", RECEIPT.name)
    assert RECEIPT.name in words_on(receipt_pdf(replace(RECEIPT, name=typed)))


def paper() -> Paper:
    return Paper(title="Thử", made_at=RECEIPT.paid_at, width_mm=150, height_mm=60, margin_mm=10)


@pytest.mark.parametrize("bold", [False, True])
def test_every_vietnamese_letter_and_the_dong_sign_are_in_the_font(bold: bool) -> None:
    marks = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    vowels = "".join(unicodedata.normalize("NFC", v + m) for v in "aăâeêioôơuưy" for m in marks)
    alphabet = f"{vowels}đ{vowels.upper()}Đ₫"
    sheet = paper()
    sheet.text(alphabet, 8, bold=bold)
    assert words_on(sheet.to_bytes()).replace(" ", "") == alphabet


def test_a_paper_is_marked_as_vietnamese() -> None:
    assert b"/Lang (vi-VN)" in paper().to_bytes()


def test_a_paper_that_does_not_fit_is_not_printed_in_part() -> None:
    sheet = paper()
    sheet.text("Dòng\n" * 20, 12)
    assert not sheet.fits
    with pytest.raises(PaperError, match="paper-overflow"):
        sheet.to_bytes()
    sheet.close()
