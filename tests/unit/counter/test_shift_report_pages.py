"""The report of a closed shift, and who sees it."""

from __future__ import annotations

import html
import io

import pytest
from openpyxl import load_workbook

from counter.shift.shift import Closing
from counter.web.shift import SAID
from firmware_config.body.shift import CashReason, Explanation
from firmware_config.notes import Notes
from tests.simulators.on_paper import words_on
from tests.simulators.station import FLOAT, Counter
from tests.simulators.world import IssuedCard
from tests.unit.counter.shift_forms import LESS, close_form, fields, open_shift, pay_card, text_of
from tests.unit.counter.teller import Teller


@pytest.fixture
def shift_of() -> str | None:
    return None


def close_with_everything(counter: Counter, teller: Teller, card: IssuedCard) -> int:
    password = counter.accounts.create("hoa", "supervisor")
    opened = open_shift(counter, teller)
    counter.station.shifts.cash_in(1_000_000, CashReason.SAFE, "lan")
    counter.station.shifts.cash_out(300_000, CashReason.VISIT, "lan")
    pay_card(counter, teller, card)
    counter.station.desk.next_person()
    teller.post("/scan", text="hello")
    counter.station.desk.next_person()
    teller.post("/shift/count", **fields(LESS))
    said = {"explanation": "bad-note", "note": "=1+1", "supervisor": "hoa", "password": password}
    teller.sent_to("/shift/close", **close_form(teller, **said))
    return opened.opened_seq


def test_the_report_on_paper_tells_all(counter: Counter, teller: Teller, card: IssuedCard) -> None:
    seq = close_with_everything(counter, teller, card)
    answer = teller.client.get(f"/shifts/{seq}/report.pdf")
    assert answer.mimetype == "application/pdf"
    text = words_on(answer.data)
    over = counter.station.shifts.closed_at(seq)
    assert over is not None
    for words in (
        "MÔ PHỎNG",
        "BÁO CÁO CA",
        "Trợ giúp xã hội × 1 500.000",
        "Thẻ chip và mã PIN × 1 500.000",
        "Nhận từ quỹ bưu cục 1.000.000",
        "Giao tiền đi chi tại nhà -300.000",
        "Phải có 20.200.000",
        "Đếm được 19.900.000",
        "Chênh lệch -300.000",
        "Có tiền giả",
        "Người duyệt: hoa",
        "500.000 × 39 19.500.000",
        f"Bút toán số {seq} đến {over.closed.seq}",
        over.closed.hash.hex()[:8],
        "Không đọc được",
        "Mười chín triệu chín trăm nghìn đồng",
    ):
        assert words in text, words


def test_a_long_report_takes_more_pages_and_loses_nothing(counter: Counter, teller: Teller) -> None:
    opened = open_shift(counter, teller)
    for thousands in range(1, 91):
        counter.station.shifts.cash_in(thousands * 1_000, CashReason.SAFE, "lan")
    teller.post("/shift/count", **fields(FLOAT + Notes.of({1_000: 4_095})))
    teller.sent_to("/shift/close", **close_form(teller))
    path = f"/shifts/{opened.opened_seq}/report.pdf"
    text = words_on(teller.client.get(path).data)
    assert text.count("Nhận từ quỹ bưu cục") == 90
    assert "Báo cáo ca T0000001-000001 (tiếp theo / continued)" in text
    assert "Kiểm soát viên" in text


def test_the_workbook_holds_numbers_and_no_formula(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    seq = close_with_everything(counter, teller, card)
    answer = teller.client.get(f"/shifts/{seq}/report.xlsx")
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert {19_900_000, -300_000, 500_000, 1_000_000} <= {
        cell.value for cell in cells if cell.data_type == "n"
    }
    assert "Ghi chú: =1+1" in {cell.value for cell in cells}


def test_a_teller_sees_the_reports_of_own_shifts_alone(
    counter: Counter, teller: Teller, boss: Teller
) -> None:
    opened = open_shift(counter, teller)
    teller.post("/shift/count", **fields(FLOAT))
    teller.sent_to("/shift/close", **close_form(teller))
    path = f"/shifts/{opened.opened_seq}"
    minh = Teller.at(counter, "minh")
    for ending in ("", "/report.pdf", "/report.xlsx"):
        assert teller.client.get(path + ending).status_code == 200
        assert boss.client.get(path + ending).status_code == 200
        assert minh.client.get(path + ending).status_code == 403
        assert teller.client.get(f"/shifts/99{ending}").status_code == 404
    assert teller.client.get("/shifts").status_code == 403
    assert teller.client.get("/shifts/abc").status_code == 404


def test_the_history_goes_back_page_by_page(counter: Counter, boss: Teller) -> None:
    shifts = counter.station.shifts
    assert "chưa đóng ca nào" in text_of(boss, "/shifts")
    for _ in range(31):
        shifts.open(FLOAT, "lan")
        count = shifts.count(FLOAT, "lan")
        shifts.close(Closing(count.seq, None, "", "lan", None), 0)
    page = boss.get("/shifts")
    assert page.count("/shifts/") == 30
    older = html.unescape(page).split('href="/shifts?before=')[1].split('"')[0]
    last = boss.get(f"/shifts?before={older}")
    assert last.count("/shifts/") == 1
    assert "/shifts/1" in last


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_has_its_words(
    counter: Counter, teller: Teller, boss: Teller, card: IssuedCard, language: str
) -> None:
    """A message that is missing raises here."""
    teller.in_language(language)
    boss.in_language(language)
    teller.get("/shift")
    seq = close_with_everything(counter, teller, card)
    teller.get(f"/shifts/{seq}")
    boss.get("/shifts")
    open_shift(counter, teller)
    boss.get("/shift")
    for said in SAID:
        teller.get(f"/shift?said={said}")
    t = counter.words(language)
    for reason in CashReason:
        assert t(f"cash-in-{reason}")
        assert t(f"cash-out-{reason}")
    for one in Explanation:
        assert t(f"explanation-{one}")
