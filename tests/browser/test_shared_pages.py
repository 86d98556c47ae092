from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from firmware_config.web.accounts import FileAccounts
from firmware_config.web.serve import Server
from tests.browser.keys import press
from tests.browser.signing_in import sign_in
from tests.browser.small_pages import SmallPages, small_pages
from tests.simulators.answering import answering
from tests.simulators.cheap import CHEAP

pytestmark = pytest.mark.browser


@pytest.fixture
def accounts(tmp_path: Path) -> FileAccounts:
    return FileAccounts(tmp_path / "staff", hasher=CHEAP)


@pytest.fixture
def password(accounts: FileAccounts) -> str:
    return accounts.create("lan", "teller")


@pytest.fixture
def pages(accounts: FileAccounts, tmp_path: Path) -> SmallPages:
    return small_pages(accounts, tmp_path)


@pytest.fixture
def url(pages: SmallPages) -> Iterator[str]:
    with answering(pages.app, pages.hub.close) as address:
        yield address


def open_home(page: Page, url: str, password: str) -> None:
    sign_in(page, url, "lan", password)
    expect(page.locator("#reader")).to_contain_text("chưa có thẻ")


def test_the_whole_frame_works_by_keyboard(
    page: Page, url: str, password: str, pages: SmallPages
) -> None:
    open_home(page, url, password)
    expect(page.get_by_text("Đầu đọc mô phỏng")).to_be_visible()

    pages.card = "thẻ <của> Lan"
    pages.hub.publish("reader")
    expect(page.locator("#reader")).to_have_text("thẻ <của> Lan")

    page.get_by_role("button", name="English").press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"

    press(page, "F2")
    expect(page.get_by_role("heading", name="Đã chi trả")).to_be_visible()
    assert pages.paid == ["cash"]


def test_two_clicks_pay_once(page: Page, url: str, password: str, pages: SmallPages) -> None:
    open_home(page, url, password)
    page.get_by_role("button", name="Chi").dblclick()
    page.wait_for_url(f"{url}/paid")
    assert pages.paid == ["cash"]


def test_a_scanner_s_enter_presses_no_button(page: Page, url: str, password: str) -> None:
    open_home(page, url, password)
    page.evaluate(
        """() => {
            for (const key of ["1", "2", "3", "Enter"]) {
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
            }
        }"""
    )
    page.wait_for_timeout(200)
    assert page.url == f"{url}/"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/paid")


def test_a_form_s_answer_replaces_one_part(page: Page, url: str, password: str) -> None:
    open_home(page, url, password)
    page.get_by_label("Tên").fill("Nguyễn <b>")
    page.get_by_label("Tên").press("Enter")
    expect(page.locator("#found")).to_have_text("Nguyễn <b>")
    expect(page.get_by_role("button", name="Tìm")).to_be_enabled()
    assert page.url == f"{url}/"


def test_a_lost_connection_is_said_and_mended(page: Page, password: str, pages: SmallPages) -> None:
    first = Server(pages.app, on_stop=[pages.hub.close])
    first.start()
    open_home(page, first.url, password)
    expect(page.locator("#lost")).to_be_hidden()
    first.stop()
    expect(page.locator("#lost")).to_be_visible()

    pages.hub, pages.card = type(pages.hub)(), "thẻ mới"
    again = Server(pages.app, port=int(first.url.rsplit(":", 1)[1]), on_stop=[pages.hub.close])
    again.start()
    try:
        expect(page.locator("#lost")).to_be_hidden()
        expect(page.locator("#reader")).to_have_text("thẻ mới")
    finally:
        again.stop()


def test_a_session_that_ended_leads_to_sign_in(
    page: Page, url: str, password: str, accounts: FileAccounts, pages: SmallPages
) -> None:
    open_home(page, url, password)
    accounts.remove("lan")
    pages.hub.publish("reader")
    expect(page.get_by_label("Mật khẩu")).to_be_visible()


def test_everything_is_a_plain_form_without_scripts(
    browser: Browser, url: str, password: str, pages: SmallPages
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in_plainly(page, url, password)
    page.get_by_label("Tên").fill("Lan")
    page.get_by_role("button", name="Tìm").click()
    expect(page.locator("body")).to_have_text("Lan")
    page.goto(url)
    page.get_by_role("button", name="Chi").click()
    expect(page.get_by_role("heading", name="Đã chi trả")).to_be_visible()
    assert pages.paid == ["cash"]
    context.close()


def sign_in_plainly(page: Page, url: str, password: str) -> None:
    page.goto(url)
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
