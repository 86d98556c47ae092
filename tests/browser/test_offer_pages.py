"""Choosing what is paid, in a real browser and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from counter.desk_state import Offered, Told
from counter.payout import Paid
from firmware_config.ids import EntitlementId, ProgrammeCode
from firmware_config.record import Entitlement
from firmware_config.web.serve import Server
from tests.browser.keys import press, write
from tests.simulators.station import Centre, Counter
from tests.simulators.world import PIN, IssuedCard, World

pytestmark = pytest.mark.browser


@pytest.fixture
def world() -> World:
    return World.make()


@pytest.fixture
def centre(world: World) -> Centre:
    return Centre(world)


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    """Three months of one programme and one of another."""
    merit = Entitlement(EntitlementId.new(), ProgrammeCode("NCC"), world.base, 0b1, 2_055_000)
    issued = world.issue_card(world.entitlement(base=world.base.plus(-2), payable=0b111), merit)
    centre.list_record(issued.record)
    return issued


@pytest.fixture
def counter(tmp_path: Path, world: World, centre: Centre, card: IssuedCard) -> Iterator[Counter]:
    made = Counter(tmp_path, world, centre)
    yield made
    made.stop()


@pytest.fixture
def desk(page: Page, counter: Counter) -> Iterator[Page]:
    """The desk's page with a teller signed in."""
    password = counter.accounts.create("lan", "teller")
    server = Server(counter.app, on_stop=[counter.hub.close])
    server.start()
    page.goto(server.url)
    write(page, "lan")
    page.keyboard.press("Tab")
    write(page, password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Đưa thẻ vào đầu đọc")).to_be_visible()
    yield page
    page.goto("about:blank")
    server.stop()


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
