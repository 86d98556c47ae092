"""A card's life in a browser and by keyboard: made, paid, lost, replaced, and paid what was left.

The centre and a counter are real and speak over HTTP; the reader at both is simulated. What comes
before, a list approved by two people, is `approved_list` alone.
"""

from __future__ import annotations

import os
import re
import time
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.settings import Settings as CentreSettings
from counter.app import create_app
from counter.settings import make_counter
from counter.station import SIMULATED, Station
from firmware_config.clock import utc_now
from firmware_config.ids import TerminalId
from firmware_config.period import Period
from firmware_config.vietnamese.dates import VIET_NAM
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.events import EventStream
from firmware_config.web.serve import Server
from tests.browser.keys import press, write
from tests.simulators.centre_pages import PASSWORD, accounts_of, new_account
from tests.simulators.centre_world import BA_DINH, row, take
from tests.simulators.station import FLOAT

pytestmark = pytest.mark.browser

TERMINAL = TerminalId("HN000001")
NAME = "Nguyễn Thị Hồng Hạnh"
WAIT_S = 20.0


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
        state, tray = tmp_path / "centre", tmp_path / "tray"
        settings = CentreSettings(
            state,
            f"sqlite:///{tmp_path / 'centre.db'}",
            is_simulated=True,
            tray=tray,
            totp_required=False,
        )
        centre, news = Centre.open(settings, utc_now), EventStream()
        stack.callback(centre.close)
        centre.add_office(BA_DINH)
        accounts = accounts_of(centre)
        new_account(accounts, "phathanh", "issuer")
        server = Server(app_of(centre, news, accounts=accounts, strict=True), on_stop=[news.close])
        server.start()
        stack.callback(server.stop)
        made = make_counter(
            tmp_path / "counter",
            terminal=TERMINAL.text,
            office=BA_DINH.id.text,
            office_name=BA_DINH.name,
            centre_url=server.url,
            root=centre.keyring.root.point.hex(),
            status_uris=[f"{BA_DINH.province}/0"],
        )
        centre.certificates.enrol(TERMINAL, BA_DINH.id, made.public_key)
        password = FileAccounts(made.accounts_file).create("giaodich", "teller")
        hub = EventStream()
        counter = Station(replace(made, reader=SIMULATED), hub.publish)
        desk = Server(create_app(counter, hub), on_stop=[hub.close])
        counter.shifts.open(FLOAT, "giaodich")
        counter.start()
        stack.callback(counter.stop)
        desk.start()
        stack.callback(desk.stop)
        yield Province(centre, server.url, counter, desk.url, password, tray)


def approved_list(centre: Centre, period: Period) -> None:
    """What the preparer and the approver leave behind."""
    take(centre, [row(centre, name=NAME)], period)


def this_month() -> Period:
    here = utc_now().astimezone(VIET_NAM)
    return Period.of_month(here.year, here.month)


def sign_in(page: Page, url: str, user: str, password: str) -> None:
    page.goto(url)
    write(page, user)
    page.keyboard.press("Tab")
    write(page, password)
    page.keyboard.press("Enter")


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


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


def put_in(counter: Page, item: str) -> None:
    """At the counter: the card `item` of the tray goes into the reader."""
    counter.locator(f"form:has(input[value='{item}'])").get_by_role("button").first.press("Enter")


def in_the_tray(counter: Page) -> Locator:
    return counter.locator("li", has_text=NAME)


@pytest.mark.timeout(480)
def test_a_lost_card_is_refused_and_its_successor_pays_what_was_left(
    page: Page, province: Province
) -> None:
    centre, month = province.centre, this_month()
    approved_list(centre, month.plus(-1))

    # Everybody without a card is ordered one; the desk makes it.
    sign_in(page, province.centre_url, "phathanh", PASSWORD)
    page.get_by_role("link", name="Sản xuất thẻ").press("Enter")
    page.get_by_role("button", name="Đặt làm", exact=True).press("Enter")
    expect(page.get_by_text("Đã đặt làm 1 thẻ")).to_be_visible()
    make_next(page)

    # The holder collects last month.
    province.counter.refresh()
    counter = page.context.new_page()
    sign_in(counter, province.counter_url, "giaodich", province.counter_password)
    in_the_tray(counter).get_by_role("button").first.press("Enter")
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
    province.counter.refresh()
    press(counter, "F9")
    counter.locator("li", has_text=NAME).first.get_by_role("button").first.press("Enter")
    expect(counter.locator(".answer--refused")).to_be_visible()
    shot(counter, "refused")

    # The counter has been heard, so what it has not paid is free for the new card.
    expect(counter.get_by_text("Chờ trung tâm xác nhận: 0")).to_be_visible()
    province.counter.refresh()
    press(counter, "F9")
    counter.locator("li", has_text=NAME).last.get_by_role("button").first.press("Enter")
    expect(counter.locator(".amount")).to_contain_text("500.000")
    expect(counter.get_by_label("mã PIN")).to_be_focused()
    write(counter, province.pin("2"))
    counter.keyboard.press("Enter")
    expect(counter.get_by_role("heading", name="Trả 500.000")).to_be_visible()
    expect(counter.get_by_text("Chờ trung tâm xác nhận: 0")).to_be_visible()

    # Both months are paid, each once, and nothing waits for a person.
    page.goto(province.centre_url)
    expect(page.locator(".figure").nth(1)).to_contain_text("1.000.000")
