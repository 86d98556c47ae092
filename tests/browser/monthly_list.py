"""A monthly list from its file to the counters, by keyboard, on the centre's pages."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.keys import press


def hand_in(page: Page, file: Path, total_vnd: int) -> None:
    """As who prepares it, signed in: read, the transfer said, submitted. Leaves the list's page."""
    page.get_by_role("link", name="Danh sách", exact=True).press("Enter")
    # The one thing without keys: the browser's own window for choosing a file.
    page.get_by_label("Tệp danh sách").set_input_files(file)
    page.get_by_role("button", name="Đọc danh sách").press("Enter")
    expect(page.get_by_text("không có lỗi")).to_be_visible()
    page.get_by_label("Số tiền được thông báo chuyển").fill(str(total_vnd))
    page.get_by_role("button", name="Ghi lại").press("Enter")
    expect(page.get_by_text("khớp", exact=True)).to_be_visible()
    press(page, "F8")
    expect(page.get_by_text("Chờ duyệt").first).to_be_visible()


def approve(page: Page, list_url: str) -> None:
    """As who approves, signed in; waits until the run has taken everybody in."""
    page.goto(list_url)
    press(page, "F8")
    expect(page.get_by_text("Đã công bố")).to_be_visible()
