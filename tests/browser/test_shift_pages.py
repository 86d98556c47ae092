"""A teller's shift in a real browser, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from counter.desk.state import Offered
from firmware_config.terminal_policy import TerminalPolicy
from tests.browser.keys import press, write
from tests.browser.signing_in import await_person, sign_in
from tests.simulators.station import Counter
from tests.simulators.world import PIN, IssuedCard

pytestmark = pytest.mark.browser


@pytest.fixture
def shift_of() -> str | None:
    return None


@pytest.fixture
def password(counter: Counter) -> str:
    return counter.accounts.create("lan", "teller")


@pytest.fixture
def teller(page: Page, counter_url: str, password: str) -> Iterator[Page]:
    """Signed in, before the shift."""
    sign_in(page, counter_url, "lan", password)
    expect(page.get_by_role("heading", name="Mở ca")).to_be_visible()
    yield page
    page.goto("about:blank")


def count(page: Page, *pieces: str) -> None:
    """Type so many of each note, largest first; Enter goes to the next."""
    page.wait_for_selector("html[data-live]", state="attached")
    for one in pieces:
        write(page, one)
        page.keyboard.press("Enter")


def open_shift(page: Page) -> None:
    count(page, "10")
    press(page, "F2")
    await_person(page)


def test_a_whole_shift_by_keyboard_alone(teller: Page, counter: Counter, card: IssuedCard) -> None:
    supervisor = counter.accounts.create("hoa", "supervisor")
    expect(teller.get_by_label("500.000")).to_be_focused()
    count(teller, "10", "5")
    expect(teller.get_by_label("100.000")).to_be_focused()
    expect(teller.locator("[data-total]")).to_have_text("6.000.000\u00a0₫")
    press(teller, "F2")

    await_person(teller)
    counter.slot.insert(card.card)
    expect(teller.get_by_label("mã PIN")).to_be_focused()
    write(teller, PIN)
    teller.keyboard.press("Enter")
    expect(teller.get_by_role("heading", name="Trả 500.000")).to_be_visible()
    counter.slot.pull()

    teller.get_by_role("link", name="Ca làm việc").press("Enter")
    teller.get_by_label("Số tiền").first.press_sequentially("1.000.000")
    teller.get_by_label("Lý do").first.select_option("safe")
    teller.get_by_role("button", name="Ghi nhận tiền").focus()
    press(teller, "Enter")
    expect(teller.get_by_text("Đã ghi.")).to_be_visible()

    press(teller, "F8")
    expect(teller.get_by_role("heading", name="Đếm tiền cuối ca")).to_be_visible()
    expect(teller.get_by_text("6.500.000")).to_have_count(0)
    count(teller, "10", "7")
    press(teller, "F2")
    expect(teller.get_by_text("Thiếu 100.000")).to_be_visible()
    expect(teller.get_by_label("Giải trình")).to_be_focused()
    teller.get_by_label("Giải trình").select_option("paid-wrong")
    teller.get_by_label("Kiểm soát viên", exact=True).press_sequentially("hoa")
    teller.keyboard.press("Tab")
    write(teller, supervisor)
    press(teller, "F2")
    expect(teller.get_by_role("heading", name="Ca đã đóng")).to_be_visible()
    with teller.context.expect_page() as opened:
        press(teller, "F2")
    opened.value.close()
    press(teller, "Escape")
    expect(teller.get_by_role("heading", name="Mở ca")).to_be_visible()


def test_an_enter_too_many_closes_no_shift(teller: Page, counter: Counter) -> None:
    open_shift(teller)
    teller.get_by_role("link", name="Ca làm việc").press("Enter")
    press(teller, "F8")
    expect(teller.get_by_label("500.000")).to_be_focused()
    teller.wait_for_selector("html[data-live]", state="attached")
    for _ in range(9):  # Enter goes through the fields and sends nothing
        teller.keyboard.press("Enter")
    expect(teller.get_by_label("500", exact=False).last).to_be_focused()
    assert counter.station.shifts.current is not None
    assert counter.station.shifts.current.count is None


def test_a_page_left_alone_is_locked_and_the_desk_is_there_after_it(
    teller: Page, counter: Counter, card: IssuedCard, password: str
) -> None:
    open_shift(teller)
    counter.slot.insert(card.card)
    expect(teller.get_by_role("heading", name="Nguyễn Thị Hồng Hạnh")).to_be_visible()
    counter.wait_for(Offered)
    press(teller, "F10")
    expect(teller.get_by_role("heading", name="Màn hình đang khoá")).to_be_visible()
    expect(teller.get_by_text("Nguyễn")).to_have_count(0)
    expect(teller.get_by_label("Mật khẩu")).to_be_focused()
    write(teller, password)
    teller.keyboard.press("Enter")
    expect(teller.get_by_role("heading", name="Nguyễn Thị Hồng Hạnh")).to_be_visible()


def test_the_page_leaves_by_itself_once_the_server_has_locked(
    teller: Page, counter: Counter
) -> None:
    open_shift(teller)
    lock_after_s = TerminalPolicy.default().lock_after_s
    teller.clock.install()
    teller.reload()
    teller.wait_for_selector("html[data-live]", state="attached")
    for sid in list(counter.station.sessions._live):
        counter.station.sessions.lock(sid)
    teller.clock.run_for(lock_after_s * 1000 // 6 + 1000)
    expect(teller.get_by_role("heading", name="Màn hình đang khoá")).to_be_visible()
