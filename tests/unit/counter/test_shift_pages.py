"""A teller's shift on its pages, without a script: open, cash, a blind count, the close."""

from __future__ import annotations

import html
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from counter.desk_state import Told
from counter.shift import Closing, Shift
from counter.station import Station
from counter.web.shift import SAID
from firmware_config.notes import Notes
from firmware_config.shift_body import CashReason, Explanation, ShiftClosed
from tests.simulators.on_paper import words_on
from tests.simulators.station import FLOAT, Centre, Counter
from tests.simulators.world import CITIZEN, PIN, IssuedCard, IssuedQr, World
from tests.unit.counter.teller import Teller

LESS = Notes.of({500_000: 39, 100_000: 4})  # 19.900.000


@pytest.fixture
def shift_of() -> str | None:
    return None


@pytest.fixture
def sheet(world: World, centre: Centre) -> IssuedQr:
    return centre.issue_sheet(world.entitlement(amount_vnd=300_000))


def fields(notes: Notes) -> dict[str, str]:
    return {f"n{one}": str(count) for one, count in notes if count}


def open_shift(counter: Counter, teller: Teller, notes: Notes = FLOAT) -> Shift:
    assert teller.sent_to("/shift/open", **fields(notes)) == "/"
    shift = counter.station.shifts.current
    assert shift is not None
    return shift


def field_of(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def text_of(teller: Teller, path: str) -> str:
    return " ".join(html.unescape(teller.get(path)).split())


def close_form(teller: Teller, **said: Any) -> dict[str, Any]:
    page = teller.get("/shift/close")
    return {"count": field_of(page, "count"), "opened": field_of(page, "opened"), **said}


def closing_of(counter: Counter) -> ShiftClosed:
    (over,) = counter.station.shifts.closed(10)
    return over.closing


def pay_card(counter: Counter, teller: Teller, card: IssuedCard) -> None:
    counter.offer(card.card)
    teller.pay_by_chip()
    counter.wait_for(Told)
    counter.slot.pull()
    counter.wait_for_empty_reader()


def pay_sheet(counter: Counter, teller: Teller, sheet: IssuedQr) -> None:
    teller.post("/scan", text=sheet.text)
    form = {"presentation": teller.field("presentation"), "identity": CITIZEN.digits}
    teller.post("/pay/paper", **form)


# ---- opening ----


def test_a_teller_without_a_shift_is_sent_to_open_one(counter: Counter, teller: Teller) -> None:
    assert teller.client.get("/").headers["Location"] == "/shift"
    page = text_of(teller, "/shift")
    assert "Mở ca" in page
    assert 'name="n500000"' in page
    open_shift(counter, teller)
    assert "Đưa thẻ vào đầu đọc" in teller.page


def test_nothing_is_paid_without_a_shift(
    counter: Counter, boss: Teller, card: IssuedCard, sheet: IssuedQr
) -> None:
    """A supervisor sees the desk, and pays out of no drawer either."""
    counter.offer(card.card)
    form = {"presentation": boss.field("presentation")}
    assert boss.sent_to("/pay/chip", **form, pin=PIN) == "/shift?said=no-shift"
    assert boss.sent_to("/pay/paper", **form, identity=CITIZEN.digits) == "/shift?said=no-shift"
    assert counter.payouts == []
    assert "chưa có ca" in text_of(boss, "/shift?said=no-shift")


def test_a_payout_is_not_taken_back_without_a_shift(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    open_shift(counter, teller)
    counter.offer(card.card)
    teller.pay_by_chip()
    assert isinstance(counter.state, Told)
    password = counter.accounts.create("mai", "supervisor")
    mai = Teller.signed_in(counter, "mai", password)
    form = {"shown": mai.field("shown"), "pin": PIN, "supervisor": "mai", "password": password}
    assert mai.sent_to("/reverse", **form) == "/shift?said=no-shift"


@pytest.mark.parametrize("typed", ["-1", "1,5", "một", "1234567", "²"])
def test_a_count_that_is_no_number_is_told_by_its_note(
    counter: Counter, teller: Teller, typed: str
) -> None:
    answer = teller.post("/shift/open", n500000="3", n20000=typed)
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert "Số tờ 20.000\u00a0₫ phải là số từ 0 trở lên" in page
    assert 'name="n500000" value="3"' in page
    assert counter.station.shifts.current is None


def test_a_drawer_too_full_is_told(counter: Counter, teller: Teller) -> None:
    answer = teller.post("/shift/open", n500000="100001")
    assert answer.status_code == 422
    assert "Số tờ 500.000" in html.unescape(answer.text)
    assert counter.station.shifts.current is None


def test_a_second_click_opens_no_second_shift(counter: Counter, teller: Teller) -> None:
    first = open_shift(counter, teller)
    assert teller.sent_to("/shift/open", **fields(LESS)) == "/shift?said=shift-open"
    assert counter.station.shifts.current == first


def test_another_teller_sees_whose_shift_it_is(counter: Counter, teller: Teller) -> None:
    open_shift(counter, teller)
    minh = Teller.at(counter, "minh")
    assert minh.client.get("/").headers["Location"] == "/shift"
    assert "Ngăn kéo đang trong ca của lan" in text_of(minh, "/shift")
    assert minh.sent_to("/shift/count", **fields(FLOAT)) == "/shift?said=no-shift"
    assert minh.sent_to("/shift/close") == "/shift?said=no-shift"
    assert minh.client.get("/shift/count").headers["Location"] == "/shift?said=no-shift"


def test_a_power_cut_in_an_open_shift_changes_nothing(
    counter: Counter, teller: Teller, card: IssuedCard, centre: Centre
) -> None:
    open_shift(counter, teller)
    pay_card(counter, teller, card)
    before = counter.station.shifts.current
    counter.stop()
    again = Station(
        counter.station.settings,
        lambda part: None,
        transport=centre,
        clock=lambda: counter.world.now,
        accounts=counter.accounts,
    )
    assert again.shifts.current == before
    assert again.shifts.is_open_for("lan")
    again.stop()


# ---- cash ----


def test_cash_goes_in_and_out_with_a_reason(counter: Counter, teller: Teller) -> None:
    open_shift(counter, teller)
    for direction, amount, reason in (("in", "1.500.000", "safe"), ("out", "200000 đ", "exchange")):
        form = {"direction": direction, "amount": amount, "reason": reason}
        after = field_of(teller.get("/shift"), "after")
        assert teller.sent_to("/shift/cash", **form, after=after) == "/shift?said=cash-done"
    shift = counter.station.shifts.current
    assert shift is not None
    assert shift.expected_vnd == 21_300_000
    page = text_of(teller, "/shift")
    assert "Nhận từ quỹ bưu cục" in page
    assert "1.500.000" in page
    # The count is blind: what should be there is nowhere.
    assert "21.300.000" not in page


def test_a_second_click_moves_no_cash(counter: Counter, teller: Teller) -> None:
    open_shift(counter, teller)
    after = field_of(teller.get("/shift"), "after")
    form = {"direction": "in", "amount": "5000", "reason": "safe", "after": after}
    assert teller.sent_to("/shift/cash", **form) == "/shift?said=cash-done"
    assert teller.sent_to("/shift/cash", **form) == "/shift?said=shift-stale"
    assert "đã cũ" in text_of(teller, "/shift?said=shift-stale")
    assert len(counter.station.shifts.movements(1)) == 1


@pytest.mark.parametrize(
    ("amount", "reason", "told"),
    [
        ("0", "safe", "Số tiền phải là số đồng chẵn lớn hơn 0"),
        ("1500,5", "safe", "Số tiền phải là số đồng chẵn lớn hơn 0"),
        ("-5000", "safe", "Số tiền phải là số đồng chẵn lớn hơn 0"),
        ("9" * 12, "safe", "Số tiền phải là số đồng chẵn lớn hơn 0"),
        ("5000", "", "Hãy chọn lý do"),
        ("5000", "gift", "Hãy chọn lý do"),
    ],
)
def test_cash_with_something_wrong_is_told_and_not_moved(
    counter: Counter, teller: Teller, amount: str, reason: str, told: str
) -> None:
    open_shift(counter, teller)
    form = {"direction": "out", "amount": amount, "reason": reason, "after": "1"}
    answer = teller.post("/shift/cash", **form)
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert told in page
    assert f'value="{amount}"' in page
    assert counter.station.shifts.movements(1) == []


# ---- count and close ----


def test_what_should_be_there_is_told_only_after_the_count(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    open_shift(counter, teller)
    pay_card(counter, teller, card)
    for path in ("/shift", "/shift/count", "/"):
        assert "19.500.000" not in text_of(teller, path)
    assert teller.client.get("/shift/close").headers["Location"].startswith("/shift/count")
    assert teller.client.get("/shifts/1").status_code == 404
    assert teller.sent_to("/shift/count", **fields(LESS)) == "/shift/close"
    page = text_of(teller, "/shift/close")
    assert "19.500.000" in page
    assert "Thừa 400.000" in page


def test_a_shift_that_agrees_is_closed_and_reported(
    counter: Counter, teller: Teller, card: IssuedCard, sheet: IssuedQr
) -> None:
    opened = open_shift(counter, teller)
    pay_card(counter, teller, card)
    teller.post("/next", shown=teller.field("shown"))
    pay_sheet(counter, teller, sheet)
    counted = Notes.of({500_000: 38, 200_000: 1})
    teller.post("/shift/count", **fields(counted))
    assert "Khớp" in text_of(teller, "/shift/close")
    where = teller.sent_to("/shift/close", **close_form(teller))
    assert where == f"/shifts/{opened.opened_seq}"
    body = closing_of(counter)
    assert (body.counted, body.difference_vnd, body.supervisor) == (counted, 0, None)
    page = text_of(teller, where)
    assert "Khớp, không chênh lệch" in page
    assert "Đã chi cho 2 lượt người" in page
    # The next one begins with a float of its own.
    assert teller.client.get("/").headers["Location"] == "/shift"
    open_shift(counter, teller)


def test_a_count_once_sent_is_there_for_good_and_a_recount_is_another(
    counter: Counter, teller: Teller
) -> None:
    opened = open_shift(counter, teller)
    teller.post("/shift/count", **fields(LESS))
    stale = close_form(teller, explanation="unknown")
    teller.post("/shift/count", **fields(FLOAT))
    assert teller.sent_to("/shift/close", **stale).startswith("/shift/count?said=")
    teller.sent_to("/shift/close", **close_form(teller))
    page = text_of(teller, f"/shifts/{opened.opened_seq}")
    assert "Lần 1, lúc" in page
    assert "19.900.000" in page
    assert "Lần 2, lúc" in page


def test_a_count_is_void_once_money_has_moved(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    open_shift(counter, teller)
    teller.post("/shift/count", **fields(FLOAT))
    form = close_form(teller)
    pay_card(counter, teller, card)
    where = teller.sent_to("/shift/close", **form)
    assert where == "/shift/count?said=shift-not-counted"
    assert "Hãy đếm lại" in text_of(teller, where)
    assert counter.station.shifts.current is not None


def test_a_difference_within_the_limit_is_explained(counter: Counter, teller: Teller) -> None:
    open_shift(counter, teller, Notes.of({100_000: 10}))
    teller.post("/shift/count", **fields(Notes.of({100_000: 9, 50_000: 1})))
    page = text_of(teller, "/shift/close")
    assert "Thiếu 50.000" in page
    assert 'name="password"' not in page
    answer = teller.post("/shift/close", **close_form(teller, explanation=""))
    assert answer.status_code == 422
    assert "hãy chọn lý do chênh lệch" in html.unescape(answer.text)
    said = {"explanation": "wrong-change", "note": "  thối nhầm   tờ 50 nghìn "}
    teller.sent_to("/shift/close", **close_form(teller, **said))
    body = closing_of(counter)
    assert (body.explanation, body.note) == (Explanation.WRONG_CHANGE, "thối nhầm tờ 50 nghìn")
    assert body.supervisor is None


@pytest.mark.parametrize("note", ["ông A 001145012345", "gọi 0912 345 678", "x" * 65])
def test_a_note_with_somebody_s_number_is_not_taken(
    counter: Counter, teller: Teller, note: str
) -> None:
    open_shift(counter, teller)
    teller.post("/shift/count", **fields(LESS))
    form = close_form(teller, explanation="unknown", note=note)
    answer = teller.post("/shift/close", **form)
    assert answer.status_code == 422
    assert "Hãy bỏ đi" in html.unescape(answer.text)
    assert counter.station.shifts.current is not None


def test_above_the_limit_a_supervisor_approves_on_the_same_screen(
    counter: Counter, teller: Teller
) -> None:
    password = counter.accounts.create("hoa", "supervisor")
    open_shift(counter, teller)
    teller.post("/shift/count", **fields(LESS))
    assert "cần kiểm soát viên duyệt" in text_of(teller, "/shift/close")
    said = {"explanation": "unknown", "supervisor": "hoa", "password": "not-this-one"}
    answer = teller.post("/shift/close", **close_form(teller, **said))
    assert answer.status_code == 422
    assert "không phải kiểm soát viên" in html.unescape(answer.text)
    assert "not-this-one" not in answer.text
    teller.sent_to("/shift/close", **close_form(teller, **said | {"password": password}))
    body = closing_of(counter)
    assert (body.difference_vnd, body.teller, body.supervisor) == (-100_000, "lan", "hoa")
    assert "lan" in teller.get("/shift")  # the teller's session went on


def test_nobody_approves_the_difference_of_a_shift_of_their_own(counter: Counter) -> None:
    password = counter.accounts.create("hoa", "supervisor")
    boss = Teller.signed_in(counter, "hoa", password)
    open_shift(counter, boss)
    boss.post("/shift/count", **fields(LESS))
    said = {"explanation": "unknown", "supervisor": "hoa", "password": password}
    answer = boss.post("/shift/close", **close_form(boss, **said))
    assert "không ai tự duyệt" in html.unescape(answer.text)


def test_a_supervisor_closes_the_shift_of_a_teller_who_is_away(
    counter: Counter, teller: Teller, boss: Teller
) -> None:
    opened = open_shift(counter, teller)
    assert "Đếm tiền, đóng ca" in text_of(boss, "/shift")
    boss.post("/shift/count", **fields(FLOAT))
    where = boss.sent_to("/shift/close", **close_form(boss))
    assert where == f"/shifts/{opened.opened_seq}"
    assert closing_of(counter).teller == "mai"
    assert "người đóng: mai" in text_of(boss, "/shifts")


def test_a_second_click_on_close_shows_the_report(counter: Counter, teller: Teller) -> None:
    open_shift(counter, teller)
    teller.post("/shift/count", **fields(FLOAT))
    form = close_form(teller)
    assert teller.sent_to("/shift/close", **form) == teller.sent_to("/shift/close", **form)
    assert len(counter.station.shifts.closed(10)) == 1


def test_a_shift_is_closed_offline_and_says_what_is_unconfirmed(
    counter: Counter, teller: Teller, card: IssuedCard, centre: Centre
) -> None:
    centre.fault = "centre-unreachable"
    opened = open_shift(counter, teller)
    pay_card(counter, teller, card)
    teller.post("/shift/count", **fields(Notes.of({500_000: 39})))
    assert "Còn 2 bút toán trung tâm chưa xác nhận" in text_of(teller, "/shift/close")
    where = teller.sent_to("/shift/close", **close_form(teller))
    assert closing_of(counter).unconfirmed == 2
    assert "Bút toán chưa được xác nhận: 1, 3, 5" in text_of(teller, where)
    centre.fault = None
    counter.station.drainer.round()
    page = text_of(teller, f"/shifts/{opened.opened_seq}")
    assert "Bút toán chưa được xác nhận" not in page
    assert "Chưa được trung tâm xác nhận khi đóng ca" in page


# ---- the report ----


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
