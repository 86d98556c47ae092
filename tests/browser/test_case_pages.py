"""A case and a round of call-backs in a real browser: by keyboard, without fault for axe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from firmware_config.period import Period
from tests.browser.accessible import violations
from tests.browser.centre_site import Site, site_in
from tests.browser.keys import press
from tests.browser.shots import shot
from tests.browser.signing_in import sign_in_at_centre
from tests.simulators.centre_world import (
    BA_DINH,
    CAU_GIAY,
    MINH,
    Counter,
    find,
    issue_card,
    pay_paper,
    row,
    take,
)

pytestmark = pytest.mark.browser

DECEMBER = Period.of_month(2026, 12)
STAFF = {"thu": "finance", "duyet": "approver", "thanhtra": "inspector"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path / "state", STAFF) as made:
        for office in (BA_DINH, CAU_GIAY):
            made.centre.add_office(office)
        yield made


@pytest.fixture(autouse=True)
def terminal(site: Site) -> Counter:
    """It has told of a second payment and of one without its proof."""
    centre = site.centre
    take(centre, [row(centre), row(centre, MINH, name="Trần Văn Minh", at=6)])
    counter, person = Counter.enrolled(centre), find(centre)
    unproved = issue_card(centre, MINH).pay(counter)
    counter.write(
        pay_paper(centre.issue_paper(person.id).record),
        pay_paper(centre.issue_paper(person.id).record),
        replace(unproved, receipt=b"nonsense"),
    )
    centre.ledger.ingest(counter.id, counter.batch())
    return counter


def test_a_case_is_proposed_by_one_and_approved_by_another(
    page: Page, browser: Browser, site: Site
) -> None:
    sign_in_at_centre(page, site.url, "thu")
    page.get_by_role("link", name="Vụ việc", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Vụ việc cần xem xét")).to_be_visible()
    shot(page, "cases")
    assert violations(page) == []
    page.get_by_role("link", name="Một kỳ được chi hai lần").press("Enter")
    expect(page.get_by_role("heading", name="Chứng cứ")).to_be_visible()
    shot(page, "case")
    assert violations(page) == []
    page.get_by_label("Tiền mặt đã nộp lại bưu cục").press("Space")
    page.get_by_label("Lý do").fill("Người nhận đã nộp lại tại quầy")
    press(page, "F8")
    expect(page.get_by_text("Người khác phải duyệt")).to_be_visible()

    second = browser.new_context(locale="vi-VN").new_page()
    sign_in_at_centre(second, site.url, "duyet")
    second.get_by_role("link", name="Chờ duyệt").press("Enter")
    second.get_by_role("link", name="case:1").press("Enter")
    expect(second.get_by_role("heading", name="Chứng cứ")).to_be_visible()
    shot(second, "case-approve")
    press(second, "F8")
    expect(second.get_by_text("Vụ việc đã đóng")).to_be_visible()
    shot(second, "case-closed")
    assert violations(second) == []


def test_a_round_of_call_backs_is_fixed_and_drawn_and_the_month_is_shown_as_bars(
    page: Page, site: Site, terminal: Counter
) -> None:
    sign_in_at_centre(page, site.url, "thanhtra")
    page.get_by_role("link", name="Thanh tra", exact=True).press("Enter")
    expect(page.get_by_role("img", name="Tỷ lệ đã chi, Tháng 11/2026")).to_be_visible()
    expect(page.get_by_role("row", name="Bưu cục Ba Đình")).to_contain_text("50 %")
    shot(page, "progress")
    assert violations(page) == []
    terminal.write(pay_paper(site.centre.issue_paper(find(site.centre, MINH).id).record))
    site.centre.ledger.ingest(terminal.id, terminal.batch())
    site.news.publish("ledger")
    expect(page.get_by_role("row", name="Bưu cục Ba Đình")).to_contain_text("100 %")

    page.get_by_role("link", name="Gọi xác minh").press("Enter")
    page.get_by_label("Chương trình", exact=True).select_option("BTXH")
    page.get_by_role("button", name="Khoá mã bốc thăm").press("Enter")
    expect(page.get_by_text("Đã khoá mã bốc thăm")).to_be_visible()
    shot(page, "draws")
    assert violations(page) == []
    take(site.centre, [row(site.centre)], DECEMBER)
    terminal.write(pay_paper(site.centre.issue_paper(find(site.centre).id).record, DECEMBER))
    site.centre.ledger.ingest(terminal.id, terminal.batch())
    page.get_by_role("link", name="Thành phố Hà Nội").press("Enter")
    expect(page.locator("[data-key=F8]")).to_be_visible()
    press(page, "F8")
    expect(page.get_by_text("Những người được gọi")).to_be_visible()
    page.get_by_label("Trả lời").select_option("other-amount")
    page.get_by_label("Số tiền nghe nói").fill("300.000")
    page.get_by_role("button", name="Ghi", exact=True).press("Enter")
    expect(page.get_by_text("Nhận số tiền khác")).to_be_visible()
    shot(page, "draw")
    assert violations(page) == []
    page.get_by_role("link", name="Vụ việc", exact=True).press("Enter")
    page.get_by_role("link", name="Người hưởng trả lời khác với sổ").press("Enter")
    expect(page.get_by_text("Người hưởng nói đã nhận: 300.000 đồng")).to_be_visible()
    shot(page, "call-case")

    page.goto(f"{site.url}/inspection/patterns?office={BA_DINH.id}&month=2026-11")
    expect(page.get_by_text("Không có gì khác thường")).to_be_visible()
    shot(page, "patterns")
    assert violations(page) == []
