"""Receipts, the printer, lists and requests to take back, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from counter.shift.shift import Closing
from tests.browser.accessible import violations
from tests.browser.keys import press, write
from tests.browser.shots import shot
from tests.simulators.escpos_printer import EscposPrinter
from tests.simulators.station import FLOAT, Centre, Counter
from tests.simulators.world import PIN, IssuedCard, World

pytestmark = pytest.mark.browser


@pytest.fixture
def counter(
    tmp_path: Path, world: World, centre: Centre, card: IssuedCard, device: EscposPrinter
) -> Iterator[Counter]:
    made = Counter(tmp_path, world, centre, printer=device.address)
    yield made
    made.stop()


@pytest.fixture
def role() -> str:
    return "supervisor"


def pay(desk: Page, counter: Counter, card: IssuedCard) -> None:
    counter.slot.insert(card.card)
    expect(desk.get_by_label("mã PIN")).to_be_focused()
    write(desk, PIN)
    desk.keyboard.press("Enter")
    expect(desk.locator(".answer--paid")).to_be_visible()


def look(desk: Page, name: str) -> None:
    """No fault for people with a screen reader; and a picture, where one is asked for."""
    assert violations(desk) == []
    shot(desk, name)


def test_a_printer_without_paper_is_told_and_the_same_key_prints_again(
    desk: Page, counter: Counter, card: IssuedCard, device: EscposPrinter
) -> None:
    device.out_of_paper()
    pay(desk, counter, card)
    press(desk, "F2")
    expect(desk.get_by_text("Máy in hết giấy")).to_be_visible()
    look(desk, "printer-no-paper")
    device.paper_in()
    press(desk, "F2")
    expect(desk.get_by_text("Đã in biên nhận số")).to_be_visible()
    expect(desk.locator(".answer--paid")).to_be_visible()
    look(desk, "printed")
    press(desk, "F2")
    expect(desk.get_by_text("Đã in bản sao số 1")).to_be_visible()
    assert device.cuts == 2


def test_a_supervisor_asks_the_centre_to_take_an_earlier_payout_back(
    desk: Page, counter: Counter, card: IssuedCard
) -> None:
    pay(desk, counter, card)
    counter.slot.pull()
    press(desk, "Enter")
    desk.get_by_role("link", name="Chi trả gần đây").click()
    look(desk, "recent")
    desk.get_by_role("link", name="Đề nghị huỷ").click()
    look(desk, "asking")
    desk.get_by_label("Lý do").select_option("Chi nhầm kỳ")
    desk.get_by_label("Kiểm soát viên", exact=True).fill("lan")
    desk.get_by_label("Mật khẩu").fill("not the password")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_contain_text("Chưa gửi")
    look(desk, "asking-refused")


def test_lists_are_there_once_the_shift_is_closed(
    desk: Page, counter: Counter, card: IssuedCard
) -> None:
    pay(desk, counter, card)
    counter.slot.pull()
    press(desk, "Enter")
    shifts = counter.station.shifts
    shift = shifts.current
    assert shift is not None
    counted = FLOAT.making(shift.expected_vnd)
    assert counted is not None
    shifts.close(Closing(shifts.count(counted, "lan").seq, None, "", "lan", None), 0)
    desk.get_by_role("link", name="Danh sách", exact=True).click()
    look(desk, "lists")
    with desk.context.expect_page() as opened:
        desk.get_by_role("link", name="Danh sách chi trả").click()
    opened.value.close()
