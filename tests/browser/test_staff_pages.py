"""A first sign-in and four eyes over an account, by keyboard, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cardsvc.staff.totp import code_at, step_of
from tests.browser.centre_site import Site, site_in
from tests.browser.keys import press, write
from tests.browser.signing_in import sign_in
from tests.simulators.centre_pages import PASSWORD, new_account

pytestmark = pytest.mark.browser

OWN = "con ga an thoc vang"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path / "state", totp_required=True) as made:
        yield made


def code(site: Site, user: str, ahead: int = 0) -> str:
    return code_at(site.accounts.second.begin(user), step_of(site.centre.clock()) + ahead)


def test_a_first_sign_in_then_a_proposal_that_another_administrator_approves(
    page: Page, browser: Browser, site: Site
) -> None:
    temporary = site.accounts.create("mot", "administrator")
    sign_in(page, site.url, "mot", temporary)
    expect(page.get_by_label("Mật khẩu mới", exact=True)).to_be_focused()
    write(page, OWN)
    page.keyboard.press("Tab")
    write(page, OWN)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Nhập mã 6 chữ số")).to_be_focused()
    expect(page.get_by_role("img", name="Mã QR")).to_be_visible()
    write(page, code(site, "mot"))
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

    new_account(site.accounts, "hai", "administrator")
    secret = site.accounts.second.begin("hai")
    site.accounts.second.confirm("hai", code_at(secret, step_of(site.centre.clock()) - 1))
    second = browser.new_context(locale="vi-VN").new_page()
    sign_in(second, site.url, "hai", PASSWORD)
    expect(second.get_by_label("Mã trong ứng dụng")).to_be_focused()
    write(second, code_at(secret, step_of(site.centre.clock())))
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
