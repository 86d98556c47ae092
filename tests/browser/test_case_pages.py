"""A case and a round of call-backs in a real browser: by keyboard, without fault for axe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.settings import Settings
from cardsvc.staff.accounts import StaffAccounts
from firmware_config.period import Period
from firmware_config.web.events import EventStream
from firmware_config.web.serve import Server
from tests.browser.accessible import violations
from tests.browser.keys import press, write
from tests.simulators.centre_pages import PASSWORD, accounts_of, new_account
from tests.simulators.centre_world import (
    BA_DINH,
    CAU_GIAY,
    MINH,
    Counter,
    Hands,
    find,
    issue_card,
    pay_paper,
    row,
    take,
)

pytestmark = pytest.mark.browser

DECEMBER = Period.of_month(2026, 12)


@dataclass(slots=True)
class Running:
    centre: Centre
    accounts: StaffAccounts
    url: str
    news: EventStream
    counter: Counter


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A second payment, one without its proof, and two offices that have begun to pay."""
    settings = replace(Settings.of(tmp_path / "state"), totp_required=False)
    centre, news = Centre.open(settings, Hands()), EventStream()
    for office in (BA_DINH, CAU_GIAY):
        centre.add_office(office)
    take(centre, [row(centre), row(centre, MINH, name="Trần Văn Minh", at=6)])
    counter, person = Counter.enrolled(centre), find(centre)
    unproved = issue_card(centre, MINH).pay(counter)
    counter.write(
        pay_paper(centre.issue_paper(person.id).record),
        pay_paper(centre.issue_paper(person.id).record),
        replace(unproved, receipt=b"nonsense"),
    )
    centre.ledger.ingest(counter.id, counter.batch())
    accounts = accounts_of(centre)
    for role in ("finance", "approver", "inspector"):
        new_account(accounts, role, role)
    server = Server(app_of(centre, news, accounts=accounts), on_stop=[news.close])
    server.start()
    yield Running(centre, accounts, server.url, news, counter)
    server.stop()
    centre.close()


def sign_in(page: Page, running: Running, user: str) -> None:
    page.goto(running.url)
    write(page, user)
    page.keyboard.press("Tab")
    write(page, PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tiến độ chi trả")).to_be_visible()


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_case_is_proposed_by_one_and_approved_by_another(
    page: Page, browser: Browser, running: Running
) -> None:
    sign_in(page, running, "finance")
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
    sign_in(second, running, "approver")
    second.get_by_role("link", name="Chờ duyệt").press("Enter")
    second.get_by_role("link", name="case:1").press("Enter")
    shot(second, "case-approve")
    press(second, "F8")
    expect(second.get_by_text("Vụ việc đã đóng")).to_be_visible()
    shot(second, "case-closed")
    assert violations(second) == []


def test_a_round_of_call_backs_is_fixed_and_drawn_and_the_month_is_shown_as_bars(
    page: Page, running: Running
) -> None:
    sign_in(page, running, "inspector")
    page.get_by_role("link", name="Thanh tra", exact=True).press("Enter")
    expect(page.get_by_role("img", name="Tỷ lệ đã chi, Tháng 11/2026")).to_be_visible()
    expect(page.get_by_role("row", name="Bưu cục Ba Đình")).to_contain_text("50 %")
    shot(page, "progress")
    assert violations(page) == []
    counter = running.counter
    counter.write(pay_paper(running.centre.issue_paper(find(running.centre, MINH).id).record))
    running.centre.ledger.ingest(counter.id, counter.batch())
    running.news.publish("ledger")
    expect(page.get_by_role("row", name="Bưu cục Ba Đình")).to_contain_text("100 %")

    page.get_by_role("link", name="Gọi xác minh").press("Enter")
    page.get_by_label("Chương trình", exact=True).select_option("BTXH")
    page.get_by_role("button", name="Khoá mã bốc thăm").press("Enter")
    expect(page.get_by_text("Đã khoá mã bốc thăm")).to_be_visible()
    shot(page, "draws")
    assert violations(page) == []
    take(running.centre, [row(running.centre)], DECEMBER)
    counter.write(pay_paper(running.centre.issue_paper(find(running.centre).id).record, DECEMBER))
    running.centre.ledger.ingest(counter.id, counter.batch())
    page.get_by_role("link", name="Thành phố Hà Nội").press("Enter")
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

    page.goto(f"{running.url}/inspection/patterns?office={BA_DINH.id}&month=2026-11")
    expect(page.get_by_text("Không có gì khác thường")).to_be_visible()
    shot(page, "patterns")
    assert violations(page) == []
