"""The teller's pages in a real browser, by keyboard alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from counter.desk.state import Offered, Told, Waiting
from tests.browser.keys import press, scan, write
from tests.simulators.station import Centre, Counter
from tests.simulators.world import CITIZEN, PIN, IssuedCard, IssuedQr, World

pytestmark = pytest.mark.browser


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    return centre.issue_card(world.two_months())


def test_a_card_is_paid_by_keyboard_alone_after_one_wrong_pin(
    desk: Page, counter: Counter, card: IssuedCard
) -> None:
    counter.slot.insert(card.card)
    expect(desk.get_by_role("heading", name="Nguyễn Thị Hồng Hạnh")).to_be_visible()
    expect(desk.locator(".amount")).to_have_text("1.000.000\u00a0₫")
    expect(desk.get_by_label("mã PIN")).to_be_focused()

    write(desk, "999999")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_contain_text("Còn 2 lần thử")
    expect(desk.get_by_label("mã PIN")).to_be_focused()
    expect(desk.get_by_label("mã PIN")).to_have_value("")

    write(desk, PIN)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Trả 1.000.000")).to_be_visible()
    expect(desk.locator(".answer--paid")).to_contain_text("Một triệu đồng")
    expect(desk.get_by_text("Chờ trung tâm xác nhận: 0")).to_be_visible()

    with desk.context.expect_page() as opened:
        press(desk, "F2")
    assert opened.value.url.endswith(".pdf") or opened.value.url == "about:blank"
    opened.value.close()

    press(desk, "Enter")
    expect(desk.get_by_text("vẫn còn trong đầu đọc")).to_be_visible()
    counter.slot.pull()
    expect(desk.get_by_text("vẫn còn trong đầu đọc")).to_be_hidden()
    assert len(counter.station.journal.latest_payouts(10)) == 1


def test_a_second_enter_does_not_wave_the_green_answer_away(
    desk: Page, counter: Counter, card: IssuedCard
) -> None:
    counter.slot.insert(card.card)
    expect(desk.get_by_label("mã PIN")).to_be_focused()
    write(desk, PIN)
    desk.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Trả 1.000.000")).to_be_visible()
    desk.wait_for_selector("html[data-live]", state="attached")
    desk.keyboard.press("Enter")
    desk.clock.run_for(599)
    desk.keyboard.press("Enter")
    desk.wait_for_timeout(500)  # real ones, in which the page could be left
    assert isinstance(counter.state, Told)

    desk.clock.run_for(1)
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("vẫn còn trong đầu đọc")).to_be_visible()


def test_a_card_pulled_out_leads_back_to_waiting(
    desk: Page, counter: Counter, card: IssuedCard
) -> None:
    counter.slot.insert(card.card)
    desk.get_by_label("mã PIN").press_sequentially("123")
    counter.slot.pull()
    expect(desk.get_by_role("heading", name="Đưa thẻ vào đầu đọc")).to_be_visible()
    assert isinstance(counter.state, Waiting)


def test_a_pin_half_typed_stays_while_banners_change(
    desk: Page, counter: Counter, card: IssuedCard, centre: Centre
) -> None:
    counter.slot.insert(card.card)
    desk.get_by_label("mã PIN").press_sequentially("123")
    centre.fault = "centre-unreachable"
    counter.station.line.refresh()
    expect(desk.get_by_text("Mất kết nối trung tâm")).to_be_visible()
    expect(desk.get_by_label("mã PIN")).to_have_value("123")
    expect(desk.get_by_label("mã PIN")).to_be_focused()


def test_the_language_switches_in_the_middle_of_an_offer(
    desk: Page, counter: Counter, card: IssuedCard
) -> None:
    counter.slot.insert(card.card)
    expect(desk.get_by_label("mã PIN")).to_be_focused()
    desk.get_by_role("button", name="English").press("Enter")
    expect(desk.get_by_label("The person enters the PIN")).to_be_focused()
    expect(desk.get_by_text("Social assistance")).to_be_visible()
    assert isinstance(counter.state, Offered)
    press(desk, "Escape")
    expect(desk.get_by_role("heading", name="Insert the card")).to_be_visible()


def test_a_sheet_is_scanned_and_paid_and_refused_the_second_time(
    desk: Page, counter: Counter, sheet: IssuedQr
) -> None:
    expect(desk.locator("#text")).to_be_focused()
    scan(desk, sheet.text)
    desk.keyboard.press("Enter")
    expect(desk.locator("#identity")).to_be_focused()
    scan(desk, f"{CITIZEN.digits}||Nguyễn Thị Hồng Hạnh|02011945|Nữ")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Trả 500.000")).to_be_visible()

    press(desk, "Enter")
    expect(desk.locator("#text")).to_be_focused()
    scan(desk, sheet.text)
    desk.keyboard.press("Enter")
    refused = desk.locator(".answer--refused")
    expect(refused).to_contain_text("Đã chi rồi")
    expect(refused).to_contain_text("Tháng 11/2026")
    expect(refused).to_contain_text("nhật ký của quầy")

    desk.go_back()
    desk.go_forward()
    assert len(counter.station.journal.latest_payouts(10)) == 1
    desk.get_by_role("link", name="Chi trả gần đây").press("Enter")
    expect(desk.get_by_role("button", name="In bản sao")).to_have_count(1)


def test_a_second_window_follows_the_desk(desk: Page, counter: Counter, card: IssuedCard) -> None:
    second = desk.context.new_page()
    second.goto(desk.url)
    counter.slot.insert(card.card)
    for window in (desk, second):
        expect(window.get_by_label("mã PIN")).to_be_visible()
    counter.slot.pull()
    for window in (desk, second):
        expect(window.get_by_role("heading", name="Đưa thẻ vào đầu đọc")).to_be_visible()
    second.close()


def test_the_tray_works_by_keyboard(desk: Page, counter: Counter, sheet: IssuedQr) -> None:
    (counter.station.settings.tray / "one.qr").write_text(sheet.text, "ascii")
    desk.reload()
    desk.get_by_role("button", name="Quét phiếu").press("Enter")
    expect(desk.locator("#identity")).to_be_focused()
    press(desk, "Escape")
    expect(desk.locator("#text")).to_be_focused()
