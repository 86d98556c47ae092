"""Funding by keyboard: proposed by one, approved by another, without fault for axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessible import violations
from tests.browser.centre_site import site_in
from tests.browser.keys import press, write
from tests.browser.shots import shot
from tests.browser.signing_in import sign_in_at_centre
from tests.simulators.centre_world import BA_DINH, row, take

pytestmark = pytest.mark.browser


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A centre where one person is owed a month."""
    with site_in(tmp_path / "state", {"thu": "finance", "duyet": "approver"}) as site:
        site.centre.add_office(BA_DINH)
        take(site.centre, [row(site.centre)])
        yield site.url


def test_funding_is_proposed_by_one_and_booked_by_another(
    page: Page, browser: Browser, url: str
) -> None:
    sign_in_at_centre(page, url, "thu")
    page.get_by_role("link", name="Kinh phí", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Kinh phí và tiền mặt")).to_be_visible()
    expect(page.get_by_label("Bưu cục", exact=True)).to_be_hidden()
    page.get_by_label("Loại lệnh").first.select_option("supplied")
    expect(page.get_by_label("Bưu cục", exact=True)).to_be_visible()
    expect(page.get_by_label("Chương trình", exact=True).first).to_be_hidden()
    page.get_by_label("Loại lệnh").first.select_option("funded")
    page.get_by_label("Chương trình", exact=True).first.select_option("BTXH")
    page.get_by_label("Tỉnh, thành phố").first.select_option("01")
    page.get_by_label("Số tiền").focus()
    write(page, "9.000.000.000")
    page.keyboard.press("Tab")
    write(page, "UNC 17")
    shot(page, "money-form")
    assert violations(page) == []
    press(page, "F8")
    expect(page.get_by_text("Chín tỷ đồng")).to_be_visible()
    shot(page, "money-preview")
    assert violations(page) == []
    press(page, "F8")
    expect(page.get_by_text("cần một người khác duyệt").first).to_be_visible()

    second = browser.new_context(locale="vi-VN").new_page()
    sign_in_at_centre(second, url, "duyet")
    second.get_by_role("link", name="Chờ duyệt").press("Enter")
    second.get_by_role("link", name="money:funded/funding/BTXH/01/UNC 17").press("Enter")
    expect(second.get_by_text("Chín tỷ đồng")).to_be_visible()
    shot(second, "money-approve")
    assert violations(second) == []
    press(second, "F8")
    expect(second.get_by_text("Đã duyệt và ghi sổ")).to_be_visible()
    second.get_by_role("link", name="Kinh phí", exact=True).press("Enter")
    expect(second.get_by_role("row", name="UNC 17")).to_contain_text("9.000.000.000")
    expect(second.get_by_role("row", name="Tiền gửi ngân hàng")).to_contain_text("9.000.000.000")
    shot(second, "money")
    assert violations(second) == []
    second.context.close()
