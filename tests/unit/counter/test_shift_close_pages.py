"""The end of a shift on its pages: a blind count, what differs, the close."""

from __future__ import annotations

import html

import pytest

from firmware_config.body.shift import Explanation
from firmware_config.notes import Notes
from tests.simulators.station import FLOAT, Centre, Counter
from tests.simulators.world import IssuedCard, IssuedQr, World
from tests.unit.counter.shift_forms import (
    LESS,
    close_form,
    closing_of,
    fields,
    open_shift,
    pay_card,
    pay_sheet,
    text_of,
)
from tests.unit.counter.teller import Teller


@pytest.fixture
def shift_of() -> str | None:
    return None


@pytest.fixture
def sheet(world: World, centre: Centre) -> IssuedQr:
    return centre.issue_sheet(world.entitlement(amount_vnd=300_000))


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
    counter.station.line.drainer.round()
    page = text_of(teller, f"/shifts/{opened.opened_seq}")
    assert "Bút toán chưa được xác nhận" not in page
    assert "Chưa được trung tâm xác nhận khi đóng ca" in page
