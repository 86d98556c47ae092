"""Hands and scanners that do not do what they should, at the desk's pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from counter.desk.state import Offered
from tests.browser.keys import press, scan, write
from tests.simulators.station import Counter
from tests.simulators.world import CITIZEN, PIN, IssuedCard, IssuedQr

pytestmark = pytest.mark.browser


def payments(counter: Counter) -> int:
    return len(counter.station.journal.latest_payouts(10))


def offer(desk: Page, counter: Counter, card: IssuedCard) -> None:
    counter.slot.insert(card.card)
    expect(desk.get_by_label("mã PIN")).to_be_focused()
    desk.wait_for_selector("html[data-live]", state="attached")


def test_a_double_click_on_pay_pays_once(desk: Page, counter: Counter, card: IssuedCard) -> None:
    offer(desk, counter, card)
    write(desk, PIN)
    desk.get_by_role("button", name="Chi trả Enter").dblclick()
    expect(desk.get_by_role("heading", name="Trả 500.000")).to_be_visible()
    assert payments(counter) == 1


def test_a_double_click_with_a_wrong_pin_costs_one_try(
    desk: Page, counter: Counter, card: IssuedCard
) -> None:
    offer(desk, counter, card)
    write(desk, "999999")
    desk.get_by_role("button", name="Chi trả Enter").dblclick()
    expect(desk.get_by_role("alert")).to_contain_text("Còn 2 lần thử")
    desk.wait_for_timeout(300)
    assert card.session().select().pin_tries == 2


def test_back_and_forward_after_a_payout_show_the_answer_and_pay_nothing(
    desk: Page, counter: Counter, card: IssuedCard
) -> None:
    offer(desk, counter, card)
    write(desk, PIN)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Trả 500.000")).to_be_visible()
    desk.go_back()
    desk.go_forward()
    expect(desk.get_by_role("heading", name="Trả 500.000")).to_be_visible()
    assert payments(counter) == 1


def test_of_two_tabs_one_pays_and_the_other_is_told(
    desk: Page, counter: Counter, card: IssuedCard
) -> None:
    offer(desk, counter, card)
    # The second tab hears nothing, as one whose stream has dropped.
    second = desk.context.new_page()
    second.route("**/events", lambda route: route.abort())
    second.goto(desk.url)
    expect(second.get_by_label("mã PIN")).to_be_visible()
    second.get_by_label("mã PIN").fill(PIN)
    write(desk, PIN)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Trả 500.000")).to_be_visible()
    second.keyboard.press("Enter")
    expect(second.get_by_text("Không có gì bị chi hai lần")).to_be_visible()
    assert payments(counter) == 1
    second.close()


def test_a_sheet_scanned_into_the_pin_costs_no_try(
    desk: Page, counter: Counter, card: IssuedCard, sheet: IssuedQr
) -> None:
    offer(desk, counter, card)
    write(desk, sheet.text[:40])  # a scanner at full pace
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("mã PIN")).to_have_value("")
    desk.wait_for_timeout(300)
    assert isinstance(counter.state, Offered)
    assert card.session().select().pin_tries == 3
    write(desk, PIN)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Trả 500.000")).to_be_visible()


def test_a_sheet_read_twice_is_asked_for_the_citizen_card_still(
    desk: Page, counter: Counter, sheet: IssuedQr
) -> None:
    scan(desk, sheet.text)
    desk.keyboard.press("Enter")
    expect(desk.locator("#identity")).to_be_focused()
    scan(desk, sheet.text)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_be_visible()
    expect(desk.locator("#identity")).to_be_focused()
    scan(desk, CITIZEN.digits)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Trả 500.000")).to_be_visible()


def test_a_sheet_read_by_half_is_refused_in_words(
    desk: Page, counter: Counter, sheet: IssuedQr
) -> None:
    scan(desk, sheet.text[: len(sheet.text) // 2])
    desk.keyboard.press("Enter")
    expect(desk.locator(".answer--refused")).to_contain_text("Không đọc được nội dung")
    press(desk, "Enter")
    expect(desk.locator("#text")).to_be_focused()
    assert payments(counter) == 0


def test_an_input_method_that_garbles_the_name_does_not_matter(
    desk: Page, counter: Counter, sheet: IssuedQr
) -> None:
    scan(desk, sheet.text)
    desk.keyboard.press("Enter")
    expect(desk.locator("#identity")).to_be_focused()
    scan(desk, f"{CITIZEN.digits}||Nguyeenx Thij Hoofng Hanhj|02011945|Nuwx")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Trả 500.000")).to_be_visible()
