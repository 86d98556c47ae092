"""Receipts and what was paid, as the teller looks them up; the centre's silence in words."""

from __future__ import annotations

import pytest

from tests.simulators.on_paper import words_on
from tests.simulators.station import Centre, Counter
from tests.simulators.world import IssuedCard, World
from tests.unit.counter.teller import Teller


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    return centre.issue_card(world.two_months(), world.merit())


def words_at(teller: Teller, path: str) -> str:
    """The words of the PDF at `path`."""
    answer = teller.client.get(path)
    assert answer.mimetype == "application/pdf"
    return words_on(answer.data)


def test_a_receipt_is_an_original_while_the_answer_stands_and_then_a_copy(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    number = teller.pay_card(card)
    assert f"/receipt/{number}.pdf" in teller.page
    original = words_at(teller, f"/receipt/{number}.pdf")
    for expected in (
        "BIÊN NHẬN CHI TRẢ",
        "MÔ PHỎNG",
        "Nguyễn Thị Hồng Hạnh",
        "TỔNG TIỀN 3.055.000 ₫",
        card.certificate.card.printed,
    ):
        assert expected in original
    assert "BẢN SAO" not in original
    teller.post("/next", shown=teller.field("shown"))
    assert teller.client.get(f"/receipt/{number}.pdf").location == "/recent?said=copy-only"
    copy = words_at(teller, teller.sent_to(f"/receipt/{number}/copy"))
    assert "BẢN SAO SỐ 1 / COPY 1" in copy
    assert "TỔNG TIỀN 3.055.000 ₫" in copy
    assert "Nguyễn Thị Hồng Hạnh" in copy  # from the payout list


def test_there_is_no_receipt_of_what_is_no_payment(teller: Teller) -> None:
    teller.post("/scan", text="hello")
    assert teller.client.get("/receipt/1.pdf").status_code == 404
    assert teller.client.get("/receipt/99.pdf").status_code == 404


def test_recent_payouts_show_one_row_a_visit_and_the_ledger_s_word(
    counter: Counter, teller: Teller, card: IssuedCard, centre: Centre
) -> None:
    assert "chưa chi khoản nào" in teller.get("/recent")
    centre.fault = "centre-unreachable"
    number = teller.pay_card(card)
    page = teller.get("/recent")
    assert page.count("/receipt/") == 1
    assert f"/receipt/{number}/copy" in page
    assert "3.055.000" in page
    assert "Chờ xác nhận" in page
    assert "Chờ trung tâm xác nhận: 2" in page
    centre.fault = None
    centre.refused = {number: "second-payment"}
    counter.station.line.drainer.round()
    assert "Cần xử lý" in teller.get("/recent/rows")
    supervisor = Teller.at(counter, "hoa", "supervisor").get("/supervisor")
    assert "Kỳ này đã được chi ở nơi khác" in supervisor


def test_the_centre_s_silence_is_told_in_words_and_paying_goes_on(
    counter: Counter, teller: Teller, card: IssuedCard, centre: Centre
) -> None:
    centre.fault = "centre-unreachable"
    counter.station.line.refresh()
    assert "Mất kết nối trung tâm" in teller.get("/status")
    teller.pay_card(card)
    assert "answer--paid" in teller.page
    assert "Mất kết nối trung tâm" in teller.get("/status")
    centre.fault = "terminal-quarantined"
    counter.station.line.refresh()
    assert "tạm giữ số liệu của máy này" in teller.get("/status")
