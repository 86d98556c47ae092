"""Choosing what is paid, in a real browser and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from counter.desk.state import Offered, Told
from counter.paying.payout import Paid
from tests.browser.keys import press, write
from tests.simulators.station import Centre, Counter
from tests.simulators.world import PIN, IssuedCard, World

pytestmark = pytest.mark.browser


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    """Three months of one programme and one of another."""
    three = world.entitlement(base=world.base.plus(-2), payable=0b111)
    return centre.issue_card(three, world.merit())


def test_fewer_months_are_chosen_by_keyboard_while_the_pin_stays(
    desk: Page, counter: Counter, card: IssuedCard
) -> None:
    counter.slot.insert(card.card)
    expect(desk.get_by_label("mã PIN")).to_be_focused()
    expect(desk.locator(".amount")).to_have_text("3.555.000\u00a0₫")
    write(desk, PIN[:3])

    press(desk, "F4")
    expect(desk.locator("#months-1")).to_be_focused()
    # Two changes at once: the last one counts.
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("ArrowUp")
    expect(desk.locator(".amount")).to_have_text("2.555.000\u00a0₫")
    expect(desk.locator("#sum")).to_contain_text(re.compile("hai triệu năm trăm", re.IGNORECASE))
    expect(desk.locator("#sum")).to_contain_text("Lần này chưa chi 1.000.000")
    expect(desk.locator("#months-1")).to_be_focused()
    expect(desk.get_by_label("mã PIN")).to_have_value(PIN[:3])

    desk.get_by_label("mã PIN").focus()
    desk.keyboard.press("End")
    write(desk, PIN[3:])
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Trả 2.555.000")).to_be_visible()
    state = counter.state
    assert isinstance(state, Told)
    assert isinstance(state.answer, Paid)
    assert state.answer.total_vnd == 2_555_000


def test_one_key_pays_all(desk: Page, counter: Counter, card: IssuedCard) -> None:
    counter.slot.insert(card.card)
    expect(desk.get_by_label("mã PIN")).to_be_focused()
    write(desk, PIN)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Trả 3.555.000")).to_be_visible()


def test_nothing_at_all_cannot_be_chosen(desk: Page, counter: Counter, card: IssuedCard) -> None:
    counter.slot.insert(card.card)
    expect(desk.get_by_label("mã PIN")).to_be_focused()
    desk.locator("#months-1").select_option("0")
    expect(desk.locator(".amount")).to_have_text("2.055.000\u00a0₫")
    desk.locator("#months-2").select_option("0")
    expect(desk.get_by_role("alert")).to_contain_text("Chưa chọn tháng nào")
    assert isinstance(counter.state, Offered)
    expect(desk.locator(".amount")).to_have_text("2.055.000\u00a0₫")
