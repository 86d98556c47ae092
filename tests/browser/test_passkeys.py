"""A passkey is added and then given at sign-in, with a virtual key in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from cardsvc.staff.totp import code_at, step_of
from tests.browser.centre_site import Site, site_in
from tests.browser.keys import press, write
from tests.browser.signing_in import sign_in
from tests.simulators.centre_pages import PASSWORD
from tests.simulators.centre_world import Hands

pytestmark = pytest.mark.browser


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def site(tmp_path: Path, clock: Hands) -> Iterator[Site]:
    staff = {"lan": "inspector"}
    with site_in(tmp_path / "state", staff, totp_required=True, clock=clock) as made:
        yield made


@pytest.fixture
def secret(site: Site, clock: Hands) -> bytes:
    accounts = site.accounts
    secret = accounts.second.begin("lan")
    accounts.second.confirm("lan", code_at(secret, step_of(clock()) - 1))
    return secret


@pytest.fixture
def url(site: Site) -> str:
    """By its name: a passkey is for no bare address."""
    return f"http://localhost:{urlsplit(site.url).port}"


def use_key(page: Page, button: str) -> None:
    """By the keyboard: `Locator.press` would wait for a page that only the key's answer opens."""
    page.get_by_role("button", name=button).focus()
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
    sign_in(page, url, "lan", PASSWORD)
    expect(page.get_by_role("button", name="Dùng khoá truy cập")).not_to_be_visible()
    expect(page.get_by_label("Mã trong ứng dụng")).to_be_focused()
    write(page, code_at(secret, step_of(clock())))
    page.keyboard.press("Enter")
    page.get_by_role("link", name="lan").press("Enter")
    page.get_by_label("Tên khoá").fill("Khoá USB ở bàn")
    form = page.locator("form[data-passkey]")
    clock.at = clock.at.replace(minute=clock.at.minute + 1)
    form.get_by_label("Mã trong ứng dụng xác thực").fill(code_at(secret, step_of(clock())))
    use_key(page, "Thêm khoá")
    expect(page.get_by_text("Đã thêm khoá")).to_be_visible()
    expect(page.get_by_text("Khoá USB ở bàn", exact=True)).to_be_visible()
    page.get_by_role("button", name="Đăng xuất", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()

    sign_in(page, url, "lan", PASSWORD)
    use_key(page, "Dùng khoá truy cập")
    expect(page.get_by_role("heading", name="Tiến độ chi trả")).to_be_visible()
    page.get_by_role("button", name="Đăng xuất", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()

    devices.send("WebAuthn.removeVirtualAuthenticator", added)
    other = devices.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    assert other != added
    sign_in(page, url, "lan", PASSWORD)
    use_key(page, "Dùng khoá truy cập")
    expect(page.get_by_text("Không nhận được trả lời của khoá")).to_be_visible()
    assert refused == []
