"""A payout by card on the teller's pages, without a browser, to its end or its doubt."""

from __future__ import annotations

import logging

import pytest

from counter.decision.refusal import Basis, Refusal, Rule
from counter.desk.state import Offered, Told, Waiting
from counter.paying.payout import Paid, Unsettled
from firmware_config.body.payout import Intent
from firmware_config.claim import Medium
from tests.simulators.station import Centre, Counter
from tests.simulators.world import PIN, IssuedCard, World
from tests.unit.counter.teller import Teller

WRONG_PIN = "999999"


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    return centre.issue_card(world.two_months(), world.merit())


def test_a_card_is_offered_with_name_months_and_amount(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    assert "Đưa thẻ vào đầu đọc" in teller.page
    counter.offer(card.card)
    for expected in (
        "Nguyễn Thị Hồng Hạnh",
        "Sinh năm 1945",
        "căn cước: 2345",
        "Trợ giúp xã hội",
        "Tháng 10, 11/2026",
        "2 × 500.000\u00a0₫",
        "Trợ cấp ưu đãi người có công",
        "3.055.000\u00a0₫",
        "Ba triệu không trăm năm mươi lăm nghìn đồng",
        "Three million fifty-five thousand dong",
    ):
        assert expected in teller.page


def test_the_right_pin_pays_all_that_is_due_and_turns_the_page_green(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    teller.pay_card(card)
    assert [one.teller for one in counter.payouts] == ["lan", "lan"]
    assert "answer--paid" in teller.page
    assert "Trả 3.055.000\u00a0₫" in teller.page
    assert teller.sent_to("/next", shown=teller.field("shown")) == "/"
    assert "Đưa thẻ vào đầu đọc" in teller.page
    assert "vẫn còn trong đầu đọc" in teller.page
    counter.slot.pull()
    counter.wait_for_empty_reader()
    assert "vẫn còn trong đầu đọc" not in teller.page


def test_a_payout_sent_twice_pays_once(counter: Counter, teller: Teller, card: IssuedCard) -> None:
    counter.offer(card.card)
    form = {"presentation": teller.field("presentation"), "pin": PIN}
    assert teller.sent_to("/pay/chip", **form) == "/"
    # The second click, or Back and Enter.
    assert teller.sent_to("/pay/chip", **form) == "/?said=moved"
    assert "Không có gì bị chi hai lần" in teller.get("/?said=moved")
    assert "answer--paid" in teller.get("/?said=moved")
    assert len(counter.payouts) == 2


def test_a_wrong_pin_sent_twice_costs_one_try(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    counter.offer(card.card)
    form = {"presentation": teller.field("presentation"), "pin": WRONG_PIN}
    teller.post("/pay/chip", **form)
    teller.post("/pay/chip", **form)
    assert "Còn 2 lần thử" in teller.page
    again = {"presentation": teller.field("presentation"), "pin": PIN}
    teller.post("/pay/chip", **again)
    assert "answer--paid" in teller.page


def test_a_pin_of_another_length_costs_no_try(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    counter.offer(card.card)
    teller.post("/pay/chip", presentation=teller.field("presentation"), pin="12")
    assert "phải đủ 6 chữ số" in teller.page


def test_three_wrong_pins_block_the_card_and_say_what_to_do(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    counter.offer(card.card)
    while isinstance(counter.state, Offered):
        teller.pay_by_chip(WRONG_PIN)
    assert "Mã PIN đã bị khoá" in teller.page
    assert counter.payouts == []


def test_a_pin_is_never_answered_or_logged(
    counter: Counter, teller: Teller, card: IssuedCard, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    counter.offer(card.card)
    for pin in (WRONG_PIN, PIN):
        answer = teller.pay_by_chip(pin)
        assert pin not in answer.text + answer.headers["Location"] + teller.page
    logged = " ".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert WRONG_PIN not in logged
    assert PIN not in logged
    assert card.record.name not in logged


def test_a_page_of_the_last_person_clears_nothing_of_the_next(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    teller.post("/scan", text="hello")
    old = teller.field("shown")
    teller.post("/next", shown=old)
    counter.offer(card.card)
    assert teller.sent_to("/next", shown=old) == "/?said=moved"
    assert isinstance(counter.state, Offered)
    assert teller.sent_to("/next") == "/?said=moved"


def test_a_card_pulled_out_takes_its_offer_with_it(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    counter.offer(card.card)
    form = {"presentation": teller.field("presentation"), "pin": PIN}
    counter.slot.pull()
    counter.wait_for(Waiting)
    assert teller.sent_to("/pay/chip", **form) == "/?said=moved"
    assert counter.payouts == []


def test_the_page_is_sent_on_only_when_the_desk_has_moved(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    counter.offer(card.card)
    number, _ = counter.station.desk.shown
    assert teller.get(f"/live?shown={number}").strip() == ""
    teller.post("/next", shown=number)
    assert 'data-goto="/"' in teller.get(f"/live?shown={number}")
    assert 'data-goto="/"' in teller.get("/live?shown=nonsense")


def test_an_unsettled_payout_forbids_cash_until_the_card_has_been_asked(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    offered = counter.offer(card.card)
    counter.slot.pull()
    counter.wait_for(Waiting)
    claim = offered.offer.dues[0].claim
    body = Intent(b"12345678", Medium.CHIP, offered.offer.card, claim, "lan")
    intent = counter.station.journal.append(body)
    counter.show(Told(Unsettled(intent, ()), offered.offer))
    assert "CHƯA ĐƯỢC TRẢ TIỀN" in teller.page
    assert "/receipt/" not in teller.page
    assert "Cần kiểm soát viên xử lý: 1" in teller.page
    supervisor = Teller.at(counter, "hoa", "supervisor").get("/supervisor")
    assert card.certificate.card.printed in supervisor
    # Asked, the card says that it never paid: it is offered anew.
    counter.offer(card.card)
    assert counter.station.journal.open_intents() == []


def test_a_payout_confirmed_late_says_that_it_is_paid_once(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    teller.pay_card(card)
    entries = tuple(counter.station.journal.latest_payouts(1))
    counter.show(Told(Paid(entries), None, late=True))
    assert "Nếu đã đưa rồi, không trả thêm" in teller.page


def test_a_payout_in_part_says_what_was_not_paid(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    teller.pay_card(card)
    entries = tuple(counter.station.journal.latest_payouts(1))
    counter.show(Told(Paid(entries, Refusal(Rule.CARD_REFUSED, Basis.CARD)), None))
    assert "Còn một phần chưa chi được" in teller.page
