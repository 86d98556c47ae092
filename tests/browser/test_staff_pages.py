"""A first sign-in and four eyes over an account, by keyboard, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

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

OWN = "con ga an thoc vang"


@dataclass(slots=True)
class Running:
    centre: Centre
    accounts: StaffAccounts
    url: str


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    state = tmp_path / "state"
    centre, news = Centre.open(Settings.of(state), Hands()), EventStream()
    accounts = accounts_of(centre)
    server = Server(app_of(centre, news, accounts=accounts, strict=True), on_stop=[news.close])
    server.start()
    yield Running(centre, accounts, server.url)
    server.stop()
    centre.close()


def code(running: Running, user: str, ahead: int = 0) -> str:
    return code_at(running.accounts.second.begin(user), step_of(running.centre.clock()) + ahead)


def give_password(page: Page, running: Running, user: str, password: str) -> None:
    page.goto(running.url)
    write(page, user)
    page.keyboard.press("Tab")
    write(page, password)
    page.keyboard.press("Enter")


def test_a_first_sign_in_then_a_proposal_that_another_administrator_approves(
    page: Page, browser: Browser, running: Running
) -> None:
    temporary = running.accounts.create("mot", "administrator")
    give_password(page, running, "mot", temporary)
    expect(page.get_by_label("Mật khẩu mới", exact=True)).to_be_focused()
    write(page, OWN)
    page.keyboard.press("Tab")
    write(page, OWN)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Nhập mã 6 chữ số")).to_be_focused()
    expect(page.get_by_role("img", name="Mã QR")).to_be_visible()
    write(page, code(running, "mot"))
    page.keyboard.press("Enter")
    expect(page.locator("#codes li")).to_have_count(10)
    expect(page.get_by_role("link", name="Tôi đã cất mã")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Tiến độ chi trả")).to_be_visible()

    page.get_by_role("link", name="Tài khoản", exact=True).press("Enter")
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Vai trò").select_option("approver")
    page.get_by_label("Tỉnh, thành phố (mã)").fill("08")
    page.get_by_role("button", name="Đề nghị").press("Enter")
    expect(page.locator("#temporary-password")).to_be_visible()
    expect(page.get_by_text("một người quản trị khác phải duyệt")).to_be_visible()

    new_account(running.accounts, "hai", "administrator")
    secret = running.accounts.second.begin("hai")
    running.accounts.second.confirm("hai", code_at(secret, step_of(running.centre.clock()) - 1))
    second = browser.new_context(locale="vi-VN").new_page()
    give_password(second, running, "hai", PASSWORD)
    expect(second.get_by_label("Mã trong ứng dụng")).to_be_focused()
    write(second, code_at(secret, step_of(running.centre.clock())))
    second.keyboard.press("Enter")
    second.get_by_role("link", name="Chờ duyệt").press("Enter")
    second.get_by_role("link", name="account:lan").press("Enter")
    expect(second.get_by_role("heading", name="lan")).to_be_visible()
    second.wait_for_selector("html[data-live]", state="attached")
    second.get_by_role("button", name="Duyệt", exact=True).press("Enter")
    expect(second.get_by_text("Đang dùng")).to_be_visible()
    second.get_by_role("link", name="Nhật ký", exact=True).press("Enter")
    expect(second.get_by_role("cell", name="Duyệt vai trò")).to_be_visible()
    second.get_by_role("button", name="Kiểm tra nhật ký").press("Enter")
    expect(second.get_by_text("Nhật ký nguyên vẹn")).to_be_visible()
    second.context.close()
