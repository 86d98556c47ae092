"""A card's life in a browser and by keyboard: made, paid, lost, replaced, and paid what was left.

The centre and a counter are real and speak over HTTP; the reader at both is simulated. What comes
before, a list approved by two people, is `approved_list` alone.
"""

from __future__ import annotations

import re
import time
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cardsvc.centre import Centre
from counter.app import create_app
from counter.station import SIMULATED, Station
from firmware_config.clock import utc_now
from firmware_config.ids import TerminalId
from firmware_config.period import Period
from firmware_config.vietnamese.dates import VIET_NAM
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.events import EventStream
from tests.browser.centre_site import site_in
from tests.browser.keys import press, write
from tests.browser.shots import shot
from tests.browser.signing_in import sign_in_at_centre, sign_in_at_desk
from tests.browser.tray import cards_of, put_in, take_out
from tests.simulators.answering import answering
from tests.simulators.centre_world import BA_DINH, row, take
from tests.simulators.counter_settings import enrolled_at
from tests.simulators.station import FLOAT

pytestmark = pytest.mark.browser

TERMINAL = TerminalId("HN000001")
NAME = "Nguyễn Thị Hồng Hạnh"


@dataclass
class Province:
    """A centre and a counter, each served; `counter` is told when a minute has passed."""

    centre: Centre
    centre_url: str
    counter: Station
    counter_url: str
    counter_password: str
    tray: Path

    def pin(self, item: str) -> str:
        """Of a card in the tray, as its holder knows it from the letter."""
        label = tomllib.loads((self.tray / f"{item}.toml").read_text(encoding="utf-8"))
        return str(label["pin"])


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    with ExitStack() as stack:
        tray = tmp_path / "tray"
        site = stack.enter_context(
            site_in(tmp_path / "centre", {"phathanh": "issuer"}, tray=tray, clock=utc_now)
        )
        centre = site.centre
        centre.add_office(BA_DINH)
        made = enrolled_at(centre, site.url, tmp_path / "counter", TERMINAL.text)
        password = FileAccounts(made.accounts_file).create("giaodich", "teller")
        hub = EventStream()
        counter = Station(replace(made, reader=SIMULATED), hub.publish)
        counter.shifts.open(FLOAT, "giaodich")
        counter.start()
        stack.callback(counter.stop)
        desk = stack.enter_context(answering(create_app(counter, hub), hub.close))
        yield Province(centre, site.url, counter, desk, password, tray)


def approved_list(centre: Centre, period: Period) -> None:
    """What the preparer and the approver leave behind."""
    take(centre, [row(centre, name=NAME)], period)


def this_month() -> Period:
    here = utc_now().astimezone(VIET_NAM)
    return Period.of_month(here.year, here.month)


def make_next(page: Page) -> None:
    """At the card desk: write the card that is wanted next."""
    page.get_by_role("link", name="Sản xuất thẻ").press("Enter")
    expect(page.get_by_role("heading", name="Sản xuất thẻ")).to_be_visible()
    press(page, "F8")
    expect(page.get_by_role("heading", name=f"Thẻ tiếp theo: {NAME}")).to_be_visible()
    expect(page.get_by_role("button", name="Ghi thẻ")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã ghi, đọc lại và kiểm tra xong")).to_be_visible()
    shot(page, "made")


@pytest.mark.timeout(480)
def test_a_lost_card_is_refused_and_its_successor_pays_what_was_left(
    page: Page, province: Province
) -> None:
    centre, month = province.centre, this_month()
    approved_list(centre, month.plus(-1))

    # Everybody without a card is ordered one; the desk makes it.
    sign_in_at_centre(page, province.centre_url, "phathanh")
    page.get_by_role("link", name="Sản xuất thẻ").press("Enter")
    page.get_by_role("button", name="Đặt làm", exact=True).press("Enter")
    expect(page.get_by_text("Đã đặt làm 1 thẻ")).to_be_visible()
    make_next(page)

    # The holder collects last month.
    province.counter.line.refresh()
    counter = page.context.new_page()
    sign_in_at_desk(counter, province.counter_url, "giaodich", province.counter_password)
    put_in(cards_of(counter, NAME))
    expect(counter.locator(".amount")).to_contain_text("500.000")
    expect(counter.get_by_label("mã PIN")).to_be_focused()
    write(counter, province.pin("1"))
    counter.keyboard.press("Enter")
    expect(counter.get_by_role("heading", name="Trả 500.000")).to_be_visible()
    expect(counter.get_by_text("Chờ trung tâm xác nhận: 0")).to_be_visible()
    press(counter, "Enter")

    # This month's list comes, and the card is lost before it is paid.
    approved_list(centre, month)
    page.get_by_role("link", name="Sản xuất thẻ").press("Enter")
    expect(page.get_by_role("heading", name="Sản xuất thẻ")).to_be_visible()
    shot(page, "queue")
    page.get_by_role("link", name=NAME).press("Enter")
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    page.get_by_role("link", name=re.compile("^[0-9A-F]{4}-")).press("Enter")
    expect(page.get_by_label("Mất")).to_be_checked()
    press(page, "F8")
    expect(page.get_by_text("Đã khoá thẻ và đặt làm thẻ mới")).to_be_visible()
    expect(page.get_by_text("còn tạm giữ")).to_be_visible()
    shot(page, "card")
    make_next(page)

    # Somebody brings the old one: no.
    time.sleep(1.1)  # times are whole seconds; the refusal must be later than the stop
    province.counter.line.refresh()
    take_out(counter)
    put_in(cards_of(counter, NAME).first)
    expect(counter.locator(".answer--refused")).to_be_visible()
    shot(counter, "refused")

    # The counter has been heard, so what it has not paid is free for the new card.
    expect(counter.get_by_text("Chờ trung tâm xác nhận: 0")).to_be_visible()
    province.counter.line.refresh()
    take_out(counter)
    put_in(cards_of(counter, NAME).last)
    expect(counter.locator(".amount")).to_contain_text("500.000")
    expect(counter.get_by_label("mã PIN")).to_be_focused()
    write(counter, province.pin("2"))
    counter.keyboard.press("Enter")
    expect(counter.get_by_role("heading", name="Trả 500.000")).to_be_visible()
    expect(counter.get_by_text("Chờ trung tâm xác nhận: 0")).to_be_visible()

    # Both months are paid, each once, and nothing waits for a person.
    page.goto(province.centre_url)
    expect(page.locator(".figure").nth(1)).to_contain_text("1.000.000")
