"""Receipts, copies and lists as the teller gets them; requests to the centre to take back."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from counter.desk.state import Told
from counter.paying.payout import Paid
from counter.paying.reversal import TakenBack
from counter.shift.shift import Closing
from firmware_config.body.asked import AskReason, ReversalAsked
from firmware_config.body.card import Reversed
from firmware_config.body.copy import CopyMade
from firmware_config.body.payout import Disbursed
from firmware_config.money import format_vnd
from tests.simulators.escpos_printer import EscposPrinter
from tests.simulators.on_paper import words_on
from tests.simulators.station import FLOAT, Centre, Counter
from tests.simulators.world import PIN, IssuedCard, World
from tests.unit.counter.teller import Teller


@dataclass
class Post:
    """A counter with a teller signed in and a card in hand."""

    counter: Counter
    teller: Teller
    card: IssuedCard
    supervisor: tuple[str, str]

    def pay(self) -> int:
        """A payout by chip; the number of its receipt."""
        self.counter.offer(self.card.card)
        teller = self.teller
        teller.pay_by_chip()
        state = self.counter.state
        assert isinstance(state, Told)
        assert isinstance(state.answer, Paid)
        return state.answer.entries[0].seq

    def leave(self) -> None:
        self.counter.slot.pull()
        self.counter.wait_for_empty_reader()
        self.teller.post("/next", shown=self.teller.field("shown"))

    def reverse(self) -> int:
        user, password = self.supervisor
        form = {"shown": self.teller.field("shown"), "pin": PIN}
        self.teller.post("/reverse", supervisor=user, password=password, **form)
        state = self.counter.state
        assert isinstance(state, Told)
        assert isinstance(state.answer, TakenBack)
        return state.answer.entry.seq

    def ask(self, number: int, **form: str) -> str:
        user, password = self.supervisor
        told = {"supervisor": user, "password": password}
        told |= {"reason": "wrong-person", "paid": str(number)}
        return self.teller.sent_to(f"/recent/{number}/reversal", **(told | form))

    def print(self, number: int, what: str = "print", **form: str) -> str:
        """Where the form leads that has a receipt printed here, once the printer is done."""
        where = self.teller.sent_to(f"/receipt/{number}/{what}", **form)
        self.await_printer()
        return where

    def await_printer(self) -> None:
        prints = self.counter.station.prints
        assert prints is not None
        prints.printing.wait(30)

    def pdf(self, path: str) -> str:
        answer = self.teller.client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        return words_on(answer.data)

    def bodies(self, kind: type) -> list[object]:
        entries = self.counter.station.journal.entries_from(1, 500)
        return [entry.body for entry in entries if isinstance(entry.body, kind)]


Making = Callable[..., Post]


@pytest.fixture
def making(tmp_path: Path, world: World) -> Iterator[Making]:
    made: list[Counter] = []

    def make(printer: str = "", *, at_once: bool = False) -> Post:
        centre, card = Centre(world), world.issue_card()
        centre.list_record(card.record)
        counter = Counter(tmp_path, world, centre, printer=printer, prints_at_once=at_once)
        made.append(counter)
        hoa = ("hoa", counter.accounts.create("hoa", "supervisor"))
        return Post(counter, Teller.at(counter), card, hoa)

    yield make
    for counter in made:
        counter.stop()


@pytest.fixture
def post(making: Making) -> Post:
    return making()


# ---- copies ----


def test_each_copy_has_a_number_and_a_line_in_the_journal(post: Post) -> None:
    number = post.pay()
    post.leave()
    first = post.teller.sent_to(f"/receipt/{number}/copy")
    second = post.teller.sent_to(f"/receipt/{number}/copy")
    assert "BẢN SAO SỐ 1 / COPY 1" in post.pdf(first)
    assert "BẢN SAO SỐ 2 / COPY 2" in post.pdf(second)
    assert post.bodies(CopyMade) == [CopyMade(number, 1, "lan"), CopyMade(number, 2, "lan")]


def test_looking_at_a_copy_again_makes_no_other(post: Post) -> None:
    number = post.pay()
    post.leave()
    where = post.teller.sent_to(f"/receipt/{number}/copy")
    assert post.pdf(where) == post.pdf(where)
    assert len(post.bodies(CopyMade)) == 1


@pytest.mark.parametrize("copy", ["0", "2", "-1", "99999999999999999999"])
def test_a_copy_that_was_never_made_is_not_there(post: Post, copy: str) -> None:
    number = post.pay()
    post.teller.post(f"/receipt/{number}/copy")
    assert post.teller.client.get(f"/receipt/{number}.pdf?copy={copy}").status_code == 404


def test_once_the_answer_has_left_the_screen_only_a_copy_is_printed(post: Post) -> None:
    number = post.pay()
    post.leave()
    answer = post.teller.client.get(f"/receipt/{number}.pdf")
    assert answer.location == "/recent?said=copy-only"
    assert "chỉ in được bản sao" in post.teller.get("/recent?said=copy-only")


@pytest.mark.parametrize("path", ["/receipt/999/copy", "/receipt/1/copy", "/receipt/999/print"])
def test_there_is_no_copy_of_what_is_no_receipt(post: Post, path: str) -> None:
    assert post.teller.post(path).status_code == 404


# ---- money taken back ----


def test_money_taken_back_has_a_receipt_of_its_own(post: Post) -> None:
    paid = post.pay()
    number = post.reverse()
    assert f"/receipt/{number}.pdf" in post.teller.page
    text = post.pdf(f"/receipt/{number}.pdf")
    terminal = post.counter.world.terminal
    for expected in (
        "BIÊN NHẬN THU HỒI",
        f"Số {terminal}-{number:06}",
        f"Số {terminal}-{paid:06}",
        "hoa",
        post.card.record.name,
        "Người nộp lại tiền",
    ):
        assert expected in text
    assert "BẢN SAO" not in text


def test_the_receipt_of_what_was_taken_back_is_copied_from_the_list(post: Post) -> None:
    post.pay()
    number = post.reverse()
    post.leave()
    assert f"/receipt/{number}/copy" in post.teller.get("/recent")
    text = post.pdf(post.teller.sent_to(f"/receipt/{number}/copy"))
    assert "BIÊN NHẬN THU HỒI" in text
    assert "BẢN SAO SỐ 1" in text


# ---- the counter's own printer ----


def test_the_receipt_is_printed_from_the_desk(making: Making, device: EscposPrinter) -> None:
    post = making(device.address)
    number = post.pay()
    assert device.printed == []
    assert post.print(number) == "/"
    assert len(device.printed) > 3
    assert f"Đã in biên nhận số {number}." in post.teller.page


def test_what_came_out_of_the_printer_is_printed_again_as_a_copy_only(
    making: Making, device: EscposPrinter
) -> None:
    post = making(device.address)
    number = post.pay()
    post.print(number)
    assert post.print(number) == "/recent?said=copy-only"
    assert post.print(number, "copy", way="printer") == "/"
    assert f"Đã in bản sao số 1 của biên nhận {number}" in post.teller.page
    assert post.bodies(CopyMade) == [CopyMade(number, 1, "lan")]
    assert device.cuts == 2


def test_a_printer_without_paper_changes_nothing_of_the_payout(
    making: Making, device: EscposPrinter
) -> None:
    device.out_of_paper()
    post = making(device.address)
    number = post.pay()
    post.print(number)
    page = post.teller.page
    assert "answer--paid" in page
    assert "Máy in hết giấy" in page
    assert "không phụ thuộc máy in" in page
    assert "In từ trình duyệt" in page
    assert len(post.bodies(Disbursed)) == 1
    device.paper_in()
    assert post.print(number) == "/"
    assert f"Đã in biên nhận số {number}." in post.teller.page
    assert post.bodies(CopyMade) == []  # the first never came out


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_fault_of_a_printer_has_words(
    making: Making, device: EscposPrinter, language: str
) -> None:
    post = making(device.address)
    words_of = post.counter.words(language)
    for code in (
        *("printer-absent", "printer-no-paper", "printer-cover-open", "printer-jammed"),
        *("printer-silent", "printer-in-use", "printer-not-allowed", "printer-driver-missing"),
    ):
        assert words_of(f"printer-{code}")


def test_a_printer_that_is_unplugged_is_told_and_its_paper_comes_from_the_browser(
    making: Making, tmp_path: Path
) -> None:
    post = making(f"file:{tmp_path / 'lp0'}")
    number = post.pay()
    post.print(number)
    assert "Không thấy máy in" in post.teller.page
    assert "BIÊN NHẬN CHI TRẢ" in post.pdf(f"/receipt/{number}.pdf")


def test_the_printer_s_part_of_the_page_is_told_by_itself(
    making: Making, device: EscposPrinter
) -> None:
    post = making(device.address)
    number = post.pay()
    assert "Đã in" not in post.teller.get(f"/printing?seq={number}")
    post.print(number)
    assert "Đã in" in post.teller.get(f"/printing?seq={number}")
    assert "Đã in" in post.teller.get("/printing")


def test_receipts_print_at_once_where_it_is_so_set(making: Making, device: EscposPrinter) -> None:
    post = making(device.address, at_once=True)
    post.pay()
    post.await_printer()
    assert device.cuts == 1
    post.reverse()
    post.await_printer()
    assert device.cuts == 2
    assert post.bodies(CopyMade) == []


# ---- asking the centre to take back ----


def test_a_supervisor_asks_the_centre_and_the_payment_stands(post: Post) -> None:
    number = post.pay()
    post.leave()
    page = post.teller.get("/recent")
    assert f"/recent/{number}/reversal" in page
    assert post.card.record.name in html.unescape(post.teller.get(f"/recent/{number}/reversal"))
    assert post.ask(number) == "/recent?said=reversal-asked"
    asked = ReversalAsked(number, AskReason.WRONG_PERSON, "lan", "hoa")
    assert post.bodies(ReversalAsked) == [asked]
    assert post.bodies(Reversed) == []
    page = post.teller.get("/recent?said=reversal-asked")
    assert "Đã đề nghị huỷ" in page
    assert f"/recent/{number}/reversal" not in page
    journal = post.counter.station.journal
    (paid,) = post.bodies(Disbursed)
    assert isinstance(paid, Disbursed)
    assert journal.paid_periods(paid.claim.entitlement)


def test_the_request_is_sent_to_the_ledger(post: Post) -> None:
    number = post.pay()
    post.leave()
    post.ask(number)
    post.counter.station.line.drainer.round()
    pending = post.counter.station.outbox.pending()
    assert (pending.confirmations, pending.acked_through) == (
        0,
        post.counter.station.journal.head().seq,
    )


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"password": "wrong"}, "asking-not-supervisor"),
        ({"supervisor": "lan"}, "asking-not-supervisor"),
        ({"reason": ""}, "asking-no-reason"),
        ({"reason": "because"}, "asking-no-reason"),
        ({"paid": ""}, "asking-nothing"),
        ({"paid": "1"}, "asking-unknown"),
        ({"paid": "999999"}, "asking-unknown"),
    ],
)
def test_a_request_with_something_wrong_says_what_and_is_not_made(
    post: Post, form: dict[str, str], said: str
) -> None:
    number = post.pay()
    post.leave()
    where = f"/recent/{number}/reversal?said={said}"
    assert post.ask(number, **form) == where
    assert "Chưa gửi" in post.teller.get(where)
    assert post.bodies(ReversalAsked) == []


def test_a_double_click_asks_once(post: Post) -> None:
    number = post.pay()
    post.leave()
    post.ask(number)
    assert post.ask(number) == f"/recent/{number}/reversal?said=asking-twice"
    assert len(post.bodies(ReversalAsked)) == 1
    assert "Không còn khoản nào" in post.teller.get(f"/recent/{number}/reversal")


def test_what_was_taken_back_here_is_not_asked_about(post: Post) -> None:
    number = post.pay()
    post.reverse()
    assert post.ask(number) == f"/recent/{number}/reversal?said=asking-taken-back"
    assert f"/recent/{number}/reversal" not in post.teller.get("/recent")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_reason_has_words(post: Post, language: str) -> None:
    words_of = post.counter.words(language)
    assert all(words_of(f"asked-{reason}") for reason in AskReason)


def test_only_the_number_of_a_receipt_can_be_asked_about(post: Post) -> None:
    assert post.teller.client.get("/recent/1/reversal").status_code == 404
    assert post.teller.client.get("/recent/999/reversal").status_code == 404


# ---- lists ----


def close_shift(post: Post) -> tuple[int, int]:
    """Count and close without a difference; the numbers that opened and closed it."""
    shifts = post.counter.station.shifts
    shift = shifts.current
    assert shift is not None
    counted = FLOAT.making(shift.expected_vnd)
    assert counted is not None
    count = shifts.count(counted, "lan")
    return shift.opened_seq, shifts.close(Closing(count.seq, None, "", "lan", None), 0).seq


def test_the_list_of_a_closed_shift_is_the_drawer_s_change(post: Post) -> None:
    number = post.pay()
    post.leave()
    (paid,) = post.bodies(Disbursed)
    assert isinstance(paid, Disbursed)
    first, last = close_shift(post)
    page = post.teller.get("/lists")
    assert f"/lists/payouts.pdf?first={first}&amp;last={last}" in page
    text = post.pdf(f"/lists/payouts.pdf?first={first}&last={last}")
    assert f"{number:06}" in text
    assert f"Cộng: {format_vnd(paid.claim.amount_vnd)}".replace("\u00a0", " ") in text
    assert "TỜ KÝ NHẬN" in post.pdf(f"/lists/signatures.pdf?first={first}&last={last}")
    beyond = post.teller.client.get(f"/lists/payouts.pdf?first={first}&last={last - 1}")
    assert beyond.status_code == 403


def test_a_supervisor_lists_any_run_of_the_journal(post: Post) -> None:
    post.pay()
    post.leave()
    boss = Teller.at(post.counter, "mai", "supervisor")
    last = post.counter.station.journal.head().seq
    answer = boss.client.get(f"/lists/payouts.pdf?first=1&last={last}")
    text = words_on(answer.data)
    assert "DANH SÁCH CHI TRẢ" in text
    assert post.card.record.name in text
    assert f"Nhật ký số 1–{last}" in text
    assert "MÔ PHỎNG" in text
    form = words_on(boss.client.get(f"/lists/signatures.pdf?first=1&last={last}").data)
    assert "TỜ KÝ NHẬN" in form
    assert post.card.record.name not in form  # the card has signed


def test_a_teller_gets_no_list_before_the_drawer_is_counted_and_the_shift_closed(
    post: Post,
) -> None:
    post.pay()
    last = post.counter.station.journal.head().seq
    for name in ("payouts", "signatures"):
        answer = post.teller.client.get(f"/lists/{name}.pdf?first=1&last={last}")
        assert answer.status_code == 403
    assert "Chưa có ca nào đã đóng" in post.teller.get("/lists")
    assert "Theo số nhật ký" not in post.teller.get("/lists")


def test_a_blank_form_is_there_for_anybody_at_any_time(post: Post) -> None:
    assert "TỜ KÝ NHẬN TIỀN" in post.pdf("/lists/signatures.pdf")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("first=0&last=2", "sheet-range"),
        ("first=3&last=2", "sheet-range"),
        ("first=x&last=2", "sheet-range"),
        ("first=1", "sheet-range"),
        ("first=1&last=99999999999999999999", "sheet-range"),
        ("first=1&last=90000", "sheet-too-long"),
        ("first=5000&last=6000", "sheet-empty"),
    ],
)
def test_a_run_that_is_none_says_what_to_do(post: Post, query: str, said: str) -> None:
    boss = Teller.at(post.counter, "mai", "supervisor")
    answer = boss.client.get(f"/lists/payouts.pdf?{query}")
    assert answer.location == f"/lists?said={said}"
    assert "Chưa in" in boss.get(answer.location)
