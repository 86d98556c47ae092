"""A whole day at one counter, by keyboard, with a real centre behind it.

At its end the journal, the drawer, the ledger and the printed list agree to the đồng, and with
what this page has counted by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.ledger.books import balances
from cardsvc.reports.progress import open_cases
from counter.app import create_app
from counter.journal.drawer import change_vnd
from counter.station import SIMULATED, Station
from firmware_config.body.card import Reversed
from firmware_config.body.payout import Disbursed, Refused
from firmware_config.body.shift import ShiftClosed
from firmware_config.ids import CitizenNumber
from firmware_config.money import format_vnd
from firmware_config.notes import Notes
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.events import EventStream
from firmware_config.web.serve import Server
from tests.browser.keys import press, scan, write
from tests.browser.signing_in import await_person, sign_in
from tests.simulators.answering import answering
from tests.simulators.centre_world import NOW, IssuedCard, find, issue_card, open_centre, row, take
from tests.simulators.cheap import CHEAP
from tests.simulators.counter_settings import enrolled_at
from tests.simulators.on_paper import words_on

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

MONTH_VND = 500_000
FLOAT_NOTES = 60  # of 500.000 đồng
WRONG_PIN = "000000"


@dataclass
class Somebody:
    """Who comes, with a card, a sheet, or a card left at home."""

    name: str
    number: CitizenNumber
    months: int = 1
    card: IssuedCard | None = None
    sheet: str = ""


@dataclass
class Post:
    """The counter, its centre, the people, and what this page reckons has left the drawer."""

    centre: Centre
    station: Station
    slot: SimulatedSlot
    url: str
    passwords: dict[str, str]
    cards: list[Somebody]
    sheets: list[Somebody]
    forgetful: list[Somebody]
    centre_server: Server
    paid_vnd: int = 0
    payouts: int = 0

    def go_offline(self) -> None:
        self.centre_server.stop()

    def go_online(self) -> None:
        port = int(self.centre_server.url.rsplit(":", 1)[1])
        self.centre_server = Server(app_of(self.centre), port=port)
        self.centre_server.start()


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with ExitStack() as stack:
        centre = open_centre(tmp_path / "centre")
        stack.callback(centre.close)
        cards = [somebody(n, months=2 if n < 3 else 1) for n in range(22)]
        sheets = [somebody(n) for n in range(22, 28)]
        forgetful = [somebody(n) for n in range(28, 30)]
        everybody = (*cards, *sheets, *forgetful)
        take(
            centre, [row(centre, one.number, name=one.name, months=one.months) for one in everybody]
        )
        for one in (*cards, *forgetful):
            one.card = issue_card(centre, one.number)
        for one in sheets:
            one.sheet = centre.issue_paper(find(centre, one.number).id).sheet.qr_text
        centre_server = Server(app_of(centre))
        centre_server.start()
        settings = enrolled_at(centre, centre_server.url, tmp_path / "counter", reader=SIMULATED)
        accounts = FileAccounts(settings.accounts_file, hasher=CHEAP)
        passwords = {
            "lan": accounts.create("lan", "teller"),
            "hoa": accounts.create("hoa", "supervisor"),
        }
        hub, slot = EventStream(), SimulatedSlot()
        station = Station(settings, hub.publish, slot=slot, clock=lambda: NOW, accounts=accounts)
        stack.callback(station.stop)
        station.start()
        station.line.refresh()
        url = stack.enter_context(answering(create_app(station, hub, strict=True), hub.close))
        made = Post(
            *(centre, station, slot, url, passwords),
            *(cards, sheets, forgetful, centre_server),
        )
        yield made
        made.centre_server.stop()


def somebody(number: int, months: int = 1) -> Somebody:
    given = ("Lụa", "Bình", "Chiến", "Mùi", "Nga", "Thơm", "Hải", "Cúc", "Đào", "Gấm")
    name = f"Nguyễn Văn {given[number % 10]} {'AĂÂBCD'[number // 10]}"
    return Somebody(name, CitizenNumber(f"00114501{number:04}"), months)


@dataclass
class Hand:
    """The teller's two hands: keys, and cards."""

    page: Page
    post: Post

    def waits(self) -> None:
        await_person(self.page)

    def sign_in(self) -> None:
        sign_in(self.page, self.post.url, "lan", self.post.passwords["lan"])

    def open_shift(self) -> None:
        expect(self.page.get_by_role("heading", name="Mở ca")).to_be_visible()
        write(self.page, str(FLOAT_NOTES))
        press(self.page, "F2")
        self.waits()

    def insert(self, one: Somebody) -> None:
        assert one.card is not None
        self.post.slot.insert(one.card.card)

    def types_pin(self, one: Somebody, pin: str | None = None) -> None:
        assert one.card is not None
        expect(self.page.get_by_label("mã PIN")).to_be_focused()
        write(self.page, pin or one.card.issued.pin)
        self.page.keyboard.press("Enter")

    def is_told_paid(self, months: int) -> None:
        amount = format_vnd(MONTH_VND * months)
        expect(self.page.get_by_role("heading", name=f"Trả {amount}")).to_be_visible()
        self.post.paid_vnd += MONTH_VND * months
        self.post.payouts += 1

    def is_told_no(self, why: str) -> None:
        expect(self.page.locator(".answer--refused")).to_contain_text(why)

    def next(self) -> None:
        self.post.slot.pull()
        press(self.page, "Enter")
        self.waits()

    def pays_card(self, one: Somebody) -> None:
        self.insert(one)
        self.types_pin(one)
        self.is_told_paid(one.months)
        self.next()

    def pays_oldest_month(self, one: Somebody) -> None:
        self.insert(one)
        expect(self.page.get_by_label("mã PIN")).to_be_focused()
        press(self.page, "F4")
        self.page.keyboard.press("ArrowUp")
        expect(self.page.locator(".amount")).to_contain_text(format_vnd(MONTH_VND))
        self.page.get_by_label("mã PIN").focus()
        self.types_pin(one)
        self.is_told_paid(1)
        self.next()

    def shows_sheet(self, one: Somebody, number: CitizenNumber | None = None) -> None:
        scan(self.page, one.sheet)
        self.page.keyboard.press("Enter")
        self.identifies(number or one.number)

    def identifies(self, number: CitizenNumber) -> None:
        expect(self.page.locator("[name=identity]")).to_be_focused()
        write(self.page, number.digits)
        self.page.keyboard.press("Enter")

    def pays_sheet(self, one: Somebody) -> None:
        self.shows_sheet(one)
        self.is_told_paid(one.months)
        press(self.page, "Enter")
        self.waits()

    def pays_by_list(self, one: Somebody) -> None:
        press(self.page, "F7")
        self.page.locator("#number").focus()
        write(self.page, one.number.digits)
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#supervisor")).to_be_focused()
        write(self.page, "hoa")
        self.page.keyboard.press("Tab")
        write(self.page, self.post.passwords["hoa"])
        self.page.keyboard.press("Enter")
        self.is_told_paid(one.months)
        press(self.page, "Enter")
        self.waits()

    def takes_back(self, one: Somebody) -> None:
        """What this card was paid last, while it is in."""
        assert one.card is not None
        form = self.page.locator(".reversal")
        form.locator("summary").press("Enter")
        form.locator("[name=pin]").focus()
        write(self.page, one.card.issued.pin)
        form.locator("[name=supervisor]").focus()
        write(self.page, "hoa")
        form.locator("[name=password]").focus()
        write(self.page, self.post.passwords["hoa"])
        self.page.keyboard.press("Enter")
        expect(self.page.locator("h1")).to_contain_text("Đã huỷ khoản chi")
        self.post.paid_vnd -= MONTH_VND * one.months
        self.next()

    def has_pending(self, count: int) -> None:
        expect(self.page.get_by_text(f"Chờ trung tâm xác nhận: {count}")).to_be_visible()

    def prepares_visit(self, people: list[Somebody]) -> None:
        self.page.goto(f"{self.post.url}/visits")
        for one in people:
            self.page.locator("#q").fill(one.name)
            self.page.keyboard.press("Enter")
            self.page.get_by_role("checkbox", name=one.name).press("Space")
        for button in ("Lưu chuyến đi", "Lên đường"):
            self.page.get_by_role("button", name=button).focus()
            press(self.page, "Enter")
        expect(self.page.get_by_text("Đã lên đường")).to_be_visible()
        self.page.goto(self.post.url)
        self.waits()

    def comes_back(self) -> None:
        self.page.goto(f"{self.post.url}/visits/1")
        self.page.get_by_role("button", name="Đã về, đếm tiền").press("Enter")
        self.page.wait_for_url(f"{self.post.url}/shift")

    def closes(self, notes: int) -> None:
        self.page.goto(f"{self.post.url}/shift")
        self.page.get_by_role("link", name="Đếm tiền, đóng ca").press("Enter")
        expect(self.page.get_by_role("heading", name="Đếm tiền cuối ca")).to_be_visible()
        write(self.page, str(notes))
        press(self.page, "F2")
        expect(self.page.get_by_role("heading", name="Đóng ca")).to_be_visible()
        self.page.get_by_role("button", name="Đóng ca").focus()
        press(self.page, "Enter")
        expect(self.page.get_by_role("heading", name="Ca đã đóng")).to_be_visible()


def test_a_whole_day_agrees_to_the_dong(page: Page, post: Post) -> None:
    hand = Hand(page, post)
    hand.sign_in()
    hand.open_shift()
    cards = iter(post.cards)

    # All months at once, the oldest alone, and one month, by card.
    hand.pays_card(next(cards))
    for _ in range(2):
        hand.pays_oldest_month(next(cards))
    for _ in range(9):
        hand.pays_card(next(cards))
    for one in post.sheets:
        hand.pays_sheet(one)
    for one in post.forgetful:
        hand.pays_by_list(one)

    # No: the same card and the same sheet again, and somebody else's citizen card.
    hand.insert(post.cards[5])
    hand.is_told_no("Đã chi rồi")
    hand.next()
    scan(page, post.sheets[0].sheet)
    page.keyboard.press("Enter")
    hand.is_told_no("Đã chi rồi")
    hand.next()

    # A wrong PIN, then the right one; paid by mistake, and taken back.
    mistaken = next(cards)
    hand.insert(mistaken)
    hand.types_pin(mistaken, WRONG_PIN)
    expect(page.locator("#notice")).to_be_visible()
    hand.types_pin(mistaken)
    hand.is_told_paid(mistaken.months)
    hand.takes_back(mistaken)

    # The line is cut: the counter goes on, and catches up by itself.
    hand.has_pending(0)
    post.go_offline()
    for _ in range(4):
        hand.pays_card(next(cards))
    hand.has_pending(4)
    post.go_online()
    hand.has_pending(0)

    # A route at people's homes, out of the same bag.
    at_home = [next(cards) for _ in range(2)]
    hand.prepares_visit(at_home)
    for one in at_home:
        hand.pays_card(one)
    hand.comes_back()
    page.goto(post.url)
    hand.waits()
    for one in cards:
        hand.pays_card(one)
    assert post.payouts == 30

    left_vnd = FLOAT_NOTES * 500_000 - post.paid_vnd
    hand.closes(left_vnd // 500_000)
    hand.has_pending(0)
    agree(page, post)


def agree(page: Page, post: Post) -> None:
    """Journal, drawer, ledger and the printed list say what this page has reckoned."""
    paid_vnd, float_vnd = post.paid_vnd, FLOAT_NOTES * 500_000
    entries = post.station.journal.entries_from(1, 1000)
    bodies = [entry.body for entry in entries]

    # The journal.
    moved = [body for body in bodies if isinstance(body, Disbursed | Reversed)]
    assert -sum(change_vnd(body) for body in moved) == paid_vnd
    assert sum(isinstance(body, Disbursed) for body in bodies) == 30
    refused = [body.rule for body in bodies if isinstance(body, Refused)]
    assert refused == ["already-paid", "already-paid", "pin-wrong"]

    # The drawer.
    (closed,) = (body for body in bodies if isinstance(body, ShiftClosed))
    assert closed.expected_vnd == closed.counted.total_vnd == float_vnd - paid_vnd
    assert closed.counted == Notes.of({500_000: (float_vnd - paid_vnd) // 500_000})
    assert post.station.shifts.current is None

    # The ledger.
    with post.centre.reading.begin() as connection:
        books = balances(connection)
        assert [case.kind for case in open_cases(connection)] == []
    assert sum(books.values()) == 0
    spent = {key: amount for key, amount in books.items() if amount and key.startswith("paid")}
    assert sum(spent.values()) == paid_vnd
    assert {amount for key, amount in books.items() if key.startswith("drawer")} <= {0}
    assert sum(amount for key, amount in books.items() if key.startswith("office")) == -paid_vnd

    # The printed list.
    path = f"/lists/payouts.pdf?first=1&last={entries[-1].seq}"
    pdf = page.request.get(f"{post.url}{path}").body()
    told = words_on(pdf)
    assert format_vnd(paid_vnd).replace("\u00a0", " ") in told
