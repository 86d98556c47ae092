"""The payout list of a shift: every đồng that moved, by programme, with what proves it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.paper.payout_sheet import PayoutSheet, Proof, sheet_of
from counter.paper.payout_sheet_pdf import Heading, hand_sheet_pdf, payout_sheet_pdf
from counter.paper.receipt_pdf import fingerprint
from firmware_config import cbor
from firmware_config.body.card import Reversed
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Disbursed, Intent, OutcomeUnknown, Refused
from firmware_config.claim import Claim, Medium
from firmware_config.collector import Collector, Document
from firmware_config.cose import Sign1, sign1
from firmware_config.ids import CardId, EntitlementId, OfficeId, ProgrammeCode, TerminalId
from firmware_config.period import Period
from firmware_config.signing import FileKey
from firmware_config.wire import GENESIS, Entry
from tests.simulators.on_paper import told_by, words_on

TERMINAL = TerminalId("TQ010001")
HEADING = Heading(OfficeId("301940"), "Bưu cục Tân Trào", TERMINAL)
NAMES = {"BTXH": "Trợ giúp xã hội", "HTXH": "Trợ cấp hưu trí xã hội"}
NOON = datetime(2026, 11, 5, 5, tzinfo=UTC)
CARD = CardId(bytes(8))
KEY = FileKey.new()
SIGNED = sign1(cbor.encode([1]), KEY)


def claim(amount_vnd: int = 500_000, programme: str = "BTXH", months: int = 1) -> Claim:
    ref = EntitlementId(secrets.token_bytes(16))
    base = Period.of_month(2026, 11)
    return Claim(ref, ProgrammeCode(programme), base, (1 << months) - 1, amount_vnd * months)


def by_chip(one: Claim) -> Disbursed:
    record = secrets.token_bytes(8)
    return Disbursed(secrets.token_bytes(8), Medium.CHIP, CARD, record, one, SIGNED, "pin", "lan")


def on_paper(one: Claim) -> Disbursed:
    who = ("citizen-card", "lan")
    record = secrets.token_bytes(8)
    return Disbursed(secrets.token_bytes(8), Medium.QR, None, record, one, None, *who)


def taken_back(paid: Disbursed) -> Reversed:
    nonce = secrets.token_bytes(8)
    return Reversed(nonce, paid.nonce, CARD, paid.claim, SIGNED, "lan", "hoa")


def unknown(one: Claim, *, cash: bool = True, reversal: bool = False) -> OutcomeUnknown:
    who = ("card-lost", "lan", "hoa")
    return OutcomeUnknown(bytes(8), CARD, one, reversal, cash, *who)


def entries(*bodies: Body, first: int = 1) -> Iterator[Entry]:
    before = GENESIS
    for seq, body in enumerate(bodies, start=first):
        entry = Entry.make(TERMINAL, seq, before, NOON + timedelta(minutes=2 * seq), body)
        before = entry.hash
        yield entry


def sheet(*bodies: Body) -> PayoutSheet:
    made = sheet_of(entries(*bodies), lambda one: "Nguyễn Thị Ước")
    assert made is not None
    return made


def printed(made: PayoutSheet) -> str:
    return words_on(payout_sheet_pdf(made, HEADING, lambda code: NAMES[code.text]))


def test_each_payment_stands_under_its_programme_with_its_proof() -> None:
    made = sheet(by_chip(claim()), on_paper(claim(700_000, "HTXH")), by_chip(claim()))
    first, second = made.parts
    assert [row.proof for row in first.rows] == [Proof.CARD, Proof.CARD]
    assert [row.proof for row in second.rows] == [Proof.PAPER]
    assert (first.total_vnd, second.total_vnd, made.total_vnd) == (1_000_000, 700_000, 1_700_000)
    text = printed(made)
    for expected in (
        "DANH SÁCH CHI TRẢ",
        "Bưu cục Tân Trào",
        "1. Trợ giúp xã hội",
        "2. Trợ cấp hưu trí xã hội",
        "Tháng 11/2026 500.000 000001",
        fingerprint(Sign1.parse(SIGNED).signature),
        "Ký giấy",
        "Số khoản chi: 2",
        "Cộng: 1.000.000 ₫",
        "Bằng chữ: Một triệu đồng.",
        "TỔNG CỘNG CÁC CHƯƠNG TRÌNH: 1.700.000 ₫",
        "Một triệu bảy trăm nghìn đồng",
        "Giao dịch viên",
        "Kiểm soát viên",
        "(ký, ghi rõ họ tên)",
        "Nhật ký số 1–3",
        f"Mã đối chiếu {fingerprint(made.head)}",
        "Trang 1/1",
    ):
        assert expected in text


def test_what_was_taken_back_is_a_row_of_its_own_and_counts_against_the_total() -> None:
    paid = by_chip(claim())
    made = sheet(paid, by_chip(claim()), taken_back(paid))
    assert made.total_vnd == 500_000
    text = printed(made)
    assert "−500.000" in text
    assert "Số khoản chi: 2 · Số khoản thu hồi: 1" in text
    assert "Cộng: 500.000 ₫" in text


def test_a_shift_that_only_took_back_says_so_in_words() -> None:
    text = printed(sheet(taken_back(by_chip(claim()))))
    assert "Cộng: −500.000 ₫" in text
    assert "Bằng chữ: Âm năm trăm nghìn đồng." in text


def test_cash_on_a_supervisor_s_word_is_in_the_total_and_says_whose_word() -> None:
    made = sheet(unknown(claim()), unknown(claim(), reversal=True), unknown(claim(), cash=False))
    assert [row.amount_vnd for row in made.parts[0].rows] == [500_000, -500_000]
    assert made.total_vnd == 0
    assert "Bằng chữ: Không đồng." in printed(made)


def test_what_moved_no_money_is_on_no_list() -> None:
    made = sheet(
        Refused("expired", Medium.QR, None, "lan"),
        Intent(bytes(8), Medium.CHIP, CARD, claim(), "lan"),
    )
    assert made.parts == ()
    assert "Không có khoản chi nào" in printed(made)


def test_payments_of_one_visit_bear_the_number_of_its_receipt() -> None:
    record = secrets.token_bytes(8)
    visit = (by_chip(claim()), by_chip(claim(600_000, "HTXH")))
    together = [replace(body, record_id=record) for body in visit]
    run, before = [], GENESIS
    for seq, body in enumerate(together, start=8):
        entry = Entry.make(TERMINAL, seq, before, NOON, body)
        before = entry.hash
        run.append(entry)
    made = sheet_of(run, lambda one: "")
    assert made is not None
    assert [row.receipt_seq for part in made.parts for row in part.rows] == [8, 8]


def test_money_that_a_proxy_took_says_so() -> None:
    proxy = Collector(Document.CITIZEN_CARD, "5678", date(2027, 1, 31))
    text = printed(sheet(replace(by_chip(claim()), collector=proxy), by_chip(claim())))
    assert text.count("(uỷ quyền)") == 1


def test_there_is_no_list_of_nothing() -> None:
    assert sheet_of([], lambda one: "") is None


@given(st.lists(st.sampled_from(["chip", "paper", "back", "unknown"]), max_size=12))
def test_the_total_is_the_drawer_s_change(kinds: list[str]) -> None:
    made: list[Body] = []
    for number, kind in enumerate(kinds):
        one = claim(500_000, ("BTXH", "HTXH")[number % 2], 1 + number % 3)
        by_kind: dict[str, Body] = {
            "chip": by_chip(one),
            "paper": on_paper(one),
            "back": taken_back(by_chip(one)),
            "unknown": unknown(one),
        }
        made.append(by_kind[kind])
    change = sum(
        -body.claim.amount_vnd if isinstance(body, Reversed) else body.claim.amount_vnd
        for body in made
        if isinstance(body, Disbursed | Reversed | OutcomeUnknown)
    )
    made_sheet = sheet_of(entries(*made), lambda one: "")
    assert (made_sheet.total_vnd if made_sheet else 0) == change


def test_a_long_list_has_its_headings_and_number_on_every_page() -> None:
    made = sheet(*(by_chip(claim()) for _ in range(150)))
    pdf = payout_sheet_pdf(made, HEADING, lambda code: NAMES[code.text])
    text = words_on(pdf)
    pages = int(told_by(["pdfinfo", "-"], pdf).split("Pages:")[1].split()[0])
    assert pages > 3
    assert f"Trang {pages}/{pages}" in text
    assert text.count("Họ và tên") >= pages - 1  # the last may hold the signatures alone
    assert "Cộng: 75.000.000 ₫" in text
    assert "Bảy mươi lăm triệu đồng" in text


def test_the_same_list_prints_as_the_same_bytes() -> None:
    made = sheet(by_chip(claim()))
    again = [payout_sheet_pdf(made, HEADING, lambda code: code.text) for _ in range(2)]
    assert again[0] == again[1]


# ---- by hand ----


def by_hand(made: PayoutSheet | None, lines: int = 15) -> bytes:
    return hand_sheet_pdf(HEADING, NOON, made, lambda code: NAMES[code.text], lines)


def test_a_blank_form_has_lines_to_write_and_sign_on() -> None:
    pdf = by_hand(None)
    text = words_on(pdf)
    assert "TỜ KÝ NHẬN TIỀN" in text
    assert "ký, ghi rõ họ tên" in text
    assert "điểm chỉ" in text
    assert " 15 " in text
    assert "Nhật ký số" not in text


def test_the_form_of_a_shift_names_those_whom_no_card_signed_for() -> None:
    made = sheet(by_chip(claim()), on_paper(claim(700_000, "HTXH")))
    text = words_on(by_hand(made, 2))
    assert "700.000 000002" in text
    assert "500.000" not in text


@pytest.mark.parametrize(
    ("heading", "words_on_top"),
    [
        (Heading(HEADING.office, HEADING.office_name, TERMINAL, is_simulated=True), "MÔ PHỎNG"),
        (Heading(HEADING.office, HEADING.office_name, TERMINAL, is_practice=True), "TẬP DƯỢT"),
    ],
)
def test_lists_of_no_real_money_say_so(heading: Heading, words_on_top: str) -> None:
    made = sheet(by_chip(claim()))
    assert words_on_top in words_on(payout_sheet_pdf(made, heading, lambda code: code.text))
    assert words_on_top in words_on(hand_sheet_pdf(heading, NOON, made, lambda code: code.text))
