"""A passkey is added and then given at sign-in, with a virtual key in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.settings import Settings
from cardsvc.staff.accounts import StaffAccounts
from cardsvc.staff.totp import code_at, step_of
from firmware_config.web.events import EventStream
from firmware_config.web.serve import Server
from tests.browser.keys import press, write
from tests.simulators.centre_pages import PASSWORD, accounts_of, new_account
from tests.simulators.centre_world import Hands

pytestmark = pytest.mark.browser


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def secret(accounts: StaffAccounts, clock: Hands) -> bytes:
    new_account(accounts, "lan", "inspector")
    secret = accounts.second.begin("lan")
    accounts.second.confirm("lan", code_at(secret, step_of(clock()) - 1))
    return secret


@pytest.fixture
def centre(tmp_path: Path, clock: Hands) -> Iterator[Centre]:
    centre = Centre.open(Settings.of(tmp_path / "state"), clock)
    yield centre
    centre.close()


@pytest.fixture
def accounts(centre: Centre) -> StaffAccounts:
    return accounts_of(centre)


@pytest.fixture
def url(centre: Centre, accounts: StaffAccounts) -> Iterator[str]:
    news = EventStream()
    server = Server(app_of(centre, news, accounts=accounts, strict=True), on_stop=[news.close])
    server.start()
    # By its name: a passkey is for no bare address.
    yield f"http://localhost:{urlsplit(server.url).port}"
    server.stop()


def give_password(page: Page, url: str) -> None:
    page.goto(url)
    write(page, "lan")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def use_key(page: Page) -> None:
    """By the keyboard: `Locator.press` would wait for a page that only the key's answer opens."""
    page.get_by_role("button", name="Dùng khoá truy cập").focus()
    press(page, "Enter")


def test_a_key_is_added_and_opens_the_centre_without_a_code(
    page: Page, url: str, secret: bytes, clock: Hands
) -> None:
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "isUserVerified": False}
    added = devices.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    give_password(page, url)
    expect(page.get_by_role("button", name="Dùng khoá truy cập")).not_to_be_visible()
    page.keyboard.type(code_at(secret, step_of(clock())))
    page.keyboard.press("Enter")
    page.get_by_role("link", name="lan").press("Enter")
    page.get_by_label("Tên khoá").fill("Khoá USB ở bàn")
    form = page.locator("form[data-passkey]")
    clock.at = clock.at.replace(minute=clock.at.minute + 1)
    form.get_by_label("Mã trong ứng dụng xác thực").fill(code_at(secret, step_of(clock())))
    page.get_by_role("button", name="Thêm khoá").press("Enter")
    expect(page.get_by_text("Đã thêm khoá")).to_be_visible()
    expect(page.get_by_text("Khoá USB ở bàn", exact=True)).to_be_visible()
    page.get_by_role("button", name="Đăng xuất", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()

    give_password(page, url)
    use_key(page)
    expect(page.get_by_role("heading", name="Tiến độ chi trả")).to_be_visible()
    page.get_by_role("button", name="Đăng xuất", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()

    devices.send("WebAuthn.removeVirtualAuthenticator", added)
    other = devices.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    assert other != added
    give_password(page, url)
    use_key(page)
    expect(page.get_by_text("Không nhận được trả lời của khoá")).to_be_visible()
    assert refused == []
