"""The teller's pages over a real station, without a browser."""

from __future__ import annotations

import html
import io
import logging
import time
from datetime import date
from pathlib import Path
from threading import Event

import pytest
import qrcode

from counter.desk_state import Offered, Told, Trouble, Waiting
from counter.payout import Paid, Unsettled
from counter.refusal import Basis, Refusal, Rule
from counter.web.payout import SAID
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.ids import EntitlementId, ProgrammeCode
from firmware_config.journal_body import Intent, Medium, Refused
from firmware_config.payout_list import HeldReason
from firmware_config.reader.errors import ReaderProblem
from firmware_config.record import Entitlement
from firmware_config.web.access import routes_without_rule
from firmware_config.web.check_messages import problems
from tests.simulators.on_paper import words_on
from tests.simulators.station import Centre, Counter, RealSlot
from tests.simulators.world import (
    CHANNEL_KEYS,
    CITIZEN,
    PIN,
    SERIAL,
    IssuedCard,
    IssuedQr,
    World,
)
from tests.unit.counter.teller import Teller

ROOT = Path(__file__).parents[3]
WRONG_PIN = "999999"
CITIZEN_CARD = f"{CITIZEN.digits}||Nguyễn Thị Hồng Hạnh|02011945|Nữ|Hà Nội|01012021"


TROUBLES = (
    "card-mute",
    "card-gone",
    "card-swapped",
    "apdu-status",
    "reader-timeout",
    "reader-in-use",
    "store-full",
    "store-broken",
    "internal",
    "never-heard-of",
)


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    """Two months of one programme and one month of another."""
    merit = Entitlement(EntitlementId.new(), ProgrammeCode("NCC"), world.base, 0b1, 2_055_000)
    return centre.issue_card(world.two_months(), merit)


def pay(counter: Counter, teller: Teller, card: IssuedCard) -> str:
    """A whole payout by chip; the number its receipt bears."""
    counter.offer(card.card)
    form = {"presentation": teller.field("presentation"), "pin": PIN}
    assert teller.sent_to("/pay/chip", **form) == "/"
    return str(counter.station.journal.latest_payouts(10)[-1].seq)


def printed(teller: Teller, number: str) -> str:
    return words_at(teller, f"/receipt/{number}.pdf")


def words_at(teller: Teller, path: str) -> str:
    """The words of the PDF at `path`."""
    answer = teller.client.get(path)
    assert answer.mimetype == "application/pdf"
    return words_on(answer.data)


# ---- who may do what ----


def test_every_route_says_who_may_use_it(counter: Counter) -> None:
    assert routes_without_rule(counter.app) == []


def test_nobody_sees_or_does_anything_before_signing_in(counter: Counter) -> None:
    stranger = counter.app.test_client()
    for path in ("/", "/live", "/status", "/recent", "/supervisor", "/receipt/1.pdf"):
        assert stranger.get(path).headers["Location"].startswith("/sign-in")
    page = stranger.get("/sign-in").text
    assert "ĐẦU ĐỌC MÔ PHỎNG" in page
    assert "data-events" not in page
    assert stranger.get("/events", headers={"Accept": "text/event-stream"}).status_code == 401


def test_a_teller_does_not_see_the_supervisor_s_page(counter: Counter, teller: Teller) -> None:
    assert teller.client.get("/supervisor").status_code == 403
    assert "/supervisor" not in teller.page
    assert "/supervisor" in Teller.at(counter, "hoa", "supervisor").page


def refusers(counter: Counter) -> list[str]:
    """Who stands in the journal for each refusal."""
    entries = counter.station.journal.entries_from(1, 100)
    return [entry.body.teller for entry in entries if isinstance(entry.body, Refused)]


def test_what_is_refused_at_the_reader_is_journalled_under_who_is_signed_in_then(
    counter: Counter, teller: Teller, world: World
) -> None:
    unlisted = world.issue_card()
    for _ in range(2):
        counter.slot.insert(unlisted.card)
        counter.wait_for(Told)
        counter.slot.pull()
        counter.wait_for_empty_reader()
        counter.station.desk.next_person()
        teller.post("/sign-out")
    assert refusers(counter) == ["lan", "-"]


def test_after_sign_out_the_scanner_pays_nobody(
    counter: Counter, teller: Teller, world: World, centre: Centre
) -> None:
    sheet = centre.issue_sheet()
    counter.station.refresh()
    scanner = counter.station.desk.scanned
    scanner(sheet.text)
    assert isinstance(counter.state, Offered)
    teller.post("/sign-out")
    scanner(CITIZEN_CARD)
    assert isinstance(counter.state, Offered)
    assert counter.payouts == []
    counter.station.desk.next_person()
    scanner(sheet.text)
    assert isinstance(counter.state, Waiting)
    password = counter.accounts.new_password("lan")
    assert "chưa ai đăng nhập" in Teller.signed_in(counter, "lan", password).page
    scanner(sheet.text)
    scanner(CITIZEN_CARD)
    assert [one.teller for one in counter.payouts] == ["lan"]


def test_a_person_is_answered_soon_though_the_centre_is_slow(
    tmp_path: Path, world: World, centre: Centre
) -> None:
    made = Counter(tmp_path / "slow", world, centre, wait_s=0.2)
    try:
        centre.slow = Event()
        unlisted = world.issue_card()
        began = time.monotonic()
        made.slot.insert(unlisted.card)
        made.wait_for(Told)
        assert time.monotonic() - began < 3.0
    finally:
        assert centre.slow is not None
        centre.slow.set()
        made.stop()


# ---- the way of a chip card ----


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
    pay(counter, teller, card)
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


# ---- the way of paper ----


def test_a_sheet_is_paid_to_the_person_whose_citizen_card_is_scanned(
    counter: Counter, teller: Teller, sheet: IssuedQr
) -> None:
    assert teller.sent_to("/scan", text=sheet.text) == "/"
    assert "Quét mã QR trên thẻ căn cước" in teller.page
    scanned = f"{CITIZEN.digits}||Nguyễn Thị Hồng Hạnh|02011945|Nữ|Hà Nội|01012022|||"
    form = {"presentation": teller.field("presentation"), "identity": scanned}
    assert teller.sent_to("/pay/paper", **form) == "/"
    assert "Trả 500.000\u00a0₫" in teller.page
    assert teller.sent_to("/pay/paper", **form) == "/?said=moved"
    assert len(counter.payouts) == 1
    teller.post("/next", shown=teller.field("shown"))
    teller.post("/scan", text=sheet.text)
    assert "Đã chi rồi" in teller.page


def test_another_person_s_number_does_not_pay_and_may_be_tried_again(
    counter: Counter, teller: Teller, sheet: IssuedQr
) -> None:
    teller.post("/scan", text=sheet.text)
    stranger = "001145999999"
    presentation = teller.field("presentation")
    teller.post("/pay/paper", presentation=presentation, identity=stranger)
    assert "Số căn cước không khớp" in teller.page
    assert stranger not in teller.page
    teller.pay_by_sheet()
    assert "answer--paid" in teller.page


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        ("", "citizen-card-empty"),
        ("012345678", "citizen-card-old-number"),
        ("1234", "citizen-card-no-number"),
    ],
)
def test_a_number_that_is_none_is_asked_for_again(
    teller: Teller, sheet: IssuedQr, identity: str, said: str
) -> None:
    teller.post("/scan", text=sheet.text)
    form = {"presentation": teller.field("presentation"), "identity": identity}
    assert teller.sent_to("/pay/paper", **form) == f"/?said={said}"
    assert 'role="alert"' in teller.get(f"/?said={said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [("  ", "scan-empty"), (f"{CITIZEN.digits}||Nguyễn|02011945", "scan-citizen-card")],
)
def test_a_scan_of_something_else_is_told_and_not_journalled(
    counter: Counter, teller: Teller, text: str, said: str
) -> None:
    assert teller.sent_to("/scan", text=text) == f"/?said={said}"
    assert counter.station.journal.head().seq == 1


def test_a_scan_of_nonsense_is_refused_in_words(teller: Teller) -> None:
    assert teller.sent_to("/scan", text="hello") == "/"
    assert "Không đọc được nội dung" in teller.page
    assert "record-unreadable · qr-not-a-record" in teller.page


def test_a_sheet_is_read_from_a_picture(counter: Counter, teller: Teller, sheet: IssuedQr) -> None:
    picture = io.BytesIO()
    qrcode.make(sheet.text, box_size=4).save(picture, "PNG")
    picture.seek(0)
    assert teller.sent_to("/scan/image", file=(picture, "sheet.png")) == "/"
    assert isinstance(counter.state, Offered)


def test_a_picture_without_a_qr_is_said_and_a_camera_tries_again(teller: Teller) -> None:
    assert teller.sent_to("/scan/image", file=(io.BytesIO(b"text"), "a.txt")) == (
        "/?said=image-unreadable"
    )
    data = {"csrf_token": teller.token, "file": (io.BytesIO(b""), "frame.jpg")}
    frame = teller.client.post("/scan/image", data=data, headers={"X-Live": "submit"})
    assert frame.status_code == 204


# ---- words ----


REFUSED_WITH: dict[Rule, dict[str, object]] = {
    Rule.CARD_NOT_ACTIVE: {"life": "blocked"},
    Rule.PAPER_OF_ANOTHER_OFFICE: {"office": "999999"},
    Rule.HELD: {"reason": "death-check"},
    Rule.OVER_LIMIT_ELSEWHERE: {
        "limit_vnd": 5_000_000,
        "amount_vnd": 6_000_000,
        "office": "999999",
    },
    Rule.ALREADY_PAID: {"period": "2026-11"},
    Rule.PIN_WRONG: {"tries_left": 1},
    Rule.PIN_NOT_TYPED: {"fault": "keypad-timeout"},
    Rule.HOLD_REFUSED: {"reason": "hold-passed"},
    Rule.PROXY_EXPIRED: {"until": date(2026, 11, 4)},
    Rule.PROXY_TOO_LONG: {"months": 12},
    Rule.DATA_TOO_OLD: {"band": "stale", "limit_vnd": 0, "amount_vnd": 500_000},
    Rule.OVER_LIMIT_FOR_AGE: {"band": "ageing", "limit_vnd": 1, "amount_vnd": 500_000},
    Rule.PROGRAMME_NOT_HERE: {"programme": "BTXH"},
    Rule.OUTSIDE_WINDOW: {
        "programme": "BTXH",
        "first": 11,
        "last": 25,
        "hours": "07:30–17:00",
        "way": "supervisor",
    },
    Rule.RECORD_UNREADABLE: {"fault": "qr-damaged"},
    Rule.KEY_NOT_TRUSTED: {"kid": "0011223344556677"},
    Rule.CARD_REFUSED: {"evidence": "card-refused-6985"},
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_rule_says_what_why_and_what_to_do(
    counter: Counter, teller: Teller, world: World, language: str
) -> None:
    teller.in_language(language)
    words = counter.words(language)
    dates = {"latest": world.now, "valid_from": world.now, "expired_at": world.now}
    for rule in Rule:
        data = {**dates, **REFUSED_WITH.get(rule, {})}
        counter.show(Told(Refusal(rule, Basis.STATUS_LIST, world.now, data), None))
        page = html.unescape(teller.page)  # a message without words would raise
        assert "answer--refused" in page
        assert words(f"refusal-{rule}-what") in page
        assert f"<code>{rule}" in page
        assert "05/11/2026 15:00" in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_reason_to_hold_a_payment_says_why_and_what_the_person_can_do(
    counter: Counter, teller: Teller, language: str
) -> None:
    teller.in_language(language)
    words = counter.words(language)
    general = [words(f"refusal-held-{part}", reason="new-reason") for part in ("why", "do")]
    for reason in HeldReason:
        told = {"reason": reason.value}
        counter.show(Told(Refusal(Rule.HELD, Basis.PAYOUT_LIST, None, told), None))
        page = html.unescape(teller.page)
        for part in ("why", "do"):
            said = words(f"refusal-held-{part}", reason=reason.value)
            assert said in page
            assert said not in general
    counter.show(Told(Refusal(Rule.HELD, Basis.PAYOUT_LIST, None, {"reason": "new-reason"}), None))
    page = html.unescape(teller.page)
    assert all(said in page for said in general)
    assert "held · new-reason" in page  # for support
    assert not any("new-reason" in said for said in general)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_a_rule_may_leave_unsaid_has_words_too(
    counter: Counter, teller: Teller, language: str
) -> None:
    teller.in_language(language)
    for rule in (Rule.ALREADY_PAID, Rule.PIN_WRONG, Rule.CARD_NOT_ACTIVE):
        counter.show(Told(Refusal(rule, Basis.CARD), None))
        assert "answer--refused" in teller.page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_basis_has_a_name(counter: Counter, teller: Teller, language: str) -> None:
    teller.in_language(language)
    for basis in Basis:
        counter.show(Told(Refusal(Rule.REVOKED, basis), None))
        assert counter.words(language)(f"basis-{basis}") in html.unescape(teller.page)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_trouble_has_words_and_its_code(
    counter: Counter, teller: Teller, language: str
) -> None:
    teller.in_language(language)
    other = counter.words(language)("trouble-other-what")
    for code in TROUBLES:
        counter.show(Trouble(code))
        assert "answer--attention" in teller.page
        assert f"<code>{code}</code>" in teller.page
        assert (other in html.unescape(teller.page)) == (code == "never-heard-of")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_reader_problem_has_words_and_its_remedy(
    counter: Counter, teller: Teller, language: str
) -> None:
    teller.in_language(language)
    for problem in ReaderProblem:
        counter.show(Waiting(problem.value, "apt install pcscd"))
        assert counter.words(language)(f"reader-{problem}") in html.unescape(teller.page)
        assert "<code>apt install pcscd</code>" in teller.page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_everything_that_can_be_said_has_words(teller: Teller, language: str) -> None:
    teller.in_language(language)
    for said in SAID:
        assert 'said" role="alert"' in teller.get(f"/?said={said}")
    assert 'said" role="alert"' not in teller.get("/?said=anything-else")


def test_a_programme_without_words_is_called_by_its_code(
    tmp_path: Path, world: World, centre: Centre, counter: Counter, teller: Teller
) -> None:
    strange = Entitlement(EntitlementId.new(), ProgrammeCode("XYZ"), world.base, 0b1, 100_000)
    sheet = centre.issue_sheet(strange)
    counter.station.refresh()
    teller.post("/scan", text=sheet.text)
    assert "<td>XYZ</td>" in teller.page


def test_the_words_are_complete_in_both_languages() -> None:
    folders = {name: ROOT / name for name in ("firmware_config", "counter")}
    assert problems(folders) == []


# ---- what is not settled ----


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
    pay(counter, teller, card)
    entries = tuple(counter.station.journal.latest_payouts(1))
    counter.show(Told(Paid(entries), None, late=True))
    assert "Nếu đã đưa rồi, không trả thêm" in teller.page


def test_a_payout_in_part_says_what_was_not_paid(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    pay(counter, teller, card)
    entries = tuple(counter.station.journal.latest_payouts(1))
    counter.show(Told(Paid(entries, Refusal(Rule.CARD_REFUSED, Basis.CARD)), None))
    assert "Còn một phần chưa chi được" in teller.page


# ---- paper and lists ----


def test_a_receipt_is_an_original_while_the_answer_stands_and_then_a_copy(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    number = pay(counter, teller, card)
    assert f"/receipt/{number}.pdf" in teller.page
    original = printed(teller, number)
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
    number = pay(counter, teller, card)
    page = teller.get("/recent")
    assert page.count("/receipt/") == 1
    assert f"/receipt/{number}/copy" in page
    assert "3.055.000" in page
    assert "Chờ xác nhận" in page
    assert "Chờ trung tâm xác nhận: 2" in page
    centre.fault = None
    centre.refused = {int(number): "second-payment"}
    counter.station.drainer.round()
    assert "Cần xử lý" in teller.get("/recent/rows")
    supervisor = Teller.at(counter, "hoa", "supervisor").get("/supervisor")
    assert "Kỳ này đã được chi ở nơi khác" in supervisor


def test_the_centre_s_silence_is_told_in_words_and_paying_goes_on(
    counter: Counter, teller: Teller, card: IssuedCard, centre: Centre
) -> None:
    centre.fault = "centre-unreachable"
    counter.station.refresh()
    assert "Mất kết nối trung tâm" in teller.get("/status")
    pay(counter, teller, card)
    assert "answer--paid" in teller.page
    assert "Mất kết nối trung tâm" in teller.get("/status")
    centre.fault = "terminal-quarantined"
    counter.station.refresh()
    assert "tạm giữ số liệu của máy này" in teller.get("/status")


# ---- the tray ----


def test_the_tray_puts_in_takes_out_and_shows(
    counter: Counter, teller: Teller, world: World, sheet: IssuedQr
) -> None:
    folder = counter.station.settings.tray
    world.issue_card(card=SoftwareCard.blank_in_file(folder / "one.card", SERIAL, CHANNEL_KEYS))
    (folder / "one.toml").write_text(f'label = "Thẻ <một>"\npin = "{PIN}"\n', "utf-8")
    (folder / "two.qr").write_text(sheet.text, "ascii")
    page = teller.page
    assert "Thẻ &lt;một&gt;" in page
    assert f"PIN {PIN}" in page
    assert teller.sent_to("/tray/insert", name="one") == "/"
    counter.wait_for(Told)  # not on the list: refused, but read
    assert teller.sent_to("/tray/pull") == "/"
    counter.wait_for_empty_reader()
    assert teller.sent_to("/tray/show", name="two") == "/"
    assert isinstance(counter.state, Offered)
    assert teller.post("/tray/insert", name="../one").status_code == 404
    assert teller.post("/tray/show", name="none").status_code == 404


def test_a_real_reader_has_no_tray_and_no_banner(tmp_path: Path, world: World) -> None:
    counter = Counter(tmp_path, world, Centre(world), RealSlot())
    teller = Teller.at(counter)
    assert "MÔ PHỎNG" not in teller.page
    assert "tray" not in teller.page
    assert teller.post("/tray/pull").status_code == 404
    counter.stop()
