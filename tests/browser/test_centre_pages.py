"""An officer's day at the centre, by keyboard, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.registry.people import person
from cardsvc.settings import Settings
from demo.payout_list import STANDARD_VND, write_payout_list
from demo.people import people
from firmware_config.vietnamese.fold import fold
from firmware_config.web.events import EventStream
from firmware_config.web.serve import Server
from tests.browser.keys import press, write
from tests.browser.monthly_list import approve, hand_in
from tests.simulators.centre_pages import OFFICE, PASSWORD, accounts_of, new_account
from tests.simulators.centre_world import NOVEMBER, Counter, Hands, pay_paper

pytestmark = pytest.mark.browser

STAFF = {"lapdanhsach": "preparer", "duyet": "approver", "phathanh": "issuer"}
EVERYONE = people(2026, 30, NOVEMBER)
ONE = next(one for one in EVERYONE if fold(one.name) != one.name.casefold())


@dataclass(slots=True)
class Running:
    """A centre that serves its pages."""

    centre: Centre
    url: str


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    state = tmp_path / "state"
    database = f"sqlite:///{state / 'centre.db'}"
    settings = Settings(
        state, database, is_simulated=True, tray=tmp_path / "tray", totp_required=False
    )
    centre, news = Centre.open(settings, Hands()), EventStream()
    centre.add_office(OFFICE)
    accounts = accounts_of(centre)
    for user, role in STAFF.items():
        new_account(accounts, user, role)
    app = app_of(centre, news, accounts=accounts, strict=True)
    server = Server(app, on_stop=[news.close])
    server.start()
    centre.runs.begin()
    yield Running(centre, server.url)
    server.stop()
    centre.close()


@pytest.fixture
def list_file(tmp_path: Path) -> Path:
    path = tmp_path / "danh-sach.xlsx"
    write_payout_list(path, EVERYONE, NOVEMBER, is_messy=True)
    return path


def sign_in(page: Page, running: Running, user: str) -> None:
    page.goto("about:blank")  # else a page that is open sends us to the sign-in by itself
    page.context.clear_cookies()
    page.goto(running.url)
    write(page, user)
    page.keyboard.press("Tab")
    write(page, PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tiến độ chi trả")).to_be_visible()


def import_list(page: Page, running: Running, list_file: Path) -> None:
    """As who prepares it, then as who approves."""
    sign_in(page, running, "lapdanhsach")
    hand_in(page, list_file, sum(one.total_vnd(STANDARD_VND) for one in EVERYONE))
    list_url = page.url
    sign_in(page, running, "duyet")
    approve(page, list_url)


def test_a_list_becomes_a_card_and_a_sheet_by_keyboard(
    page: Page, running: Running, list_file: Path
) -> None:
    import_list(page, running, list_file)
    sign_in(page, running, "phathanh")

    page.get_by_role("link", name="Người hưởng").press("Enter")
    expect(page.get_by_label(re.compile("Họ tên"))).to_be_focused()
    write(page, fold(ONE.name))
    page.keyboard.press("Enter")
    found = page.get_by_role("link", name=ONE.name).first
    expect(page.get_by_text("trong tổng số 30")).to_be_hidden()
    found.press("Enter")
    expect(page.get_by_role("heading", name=ONE.name)).to_be_visible()

    press(page, "F7")
    expect(page.get_by_role("link", name="Mở phiếu để in")).to_be_focused()
    sheet = page.get_by_role("link", name="Mở phiếu để in").get_attribute("href")
    assert page.request.get(f"{running.url}{sheet}").body().startswith(b"%PDF")

    press(page, "F8")
    expect(page.get_by_text("đã phát hành và dùng được ngay")).to_be_visible()
    pin = page.locator("#pin").inner_text()
    assert re.fullmatch(r"\d{6}", pin)
    expect(page.get_by_text("MÔ PHỎNG: đây là thẻ bằng phần mềm")).to_be_visible()
    page.reload()
    expect(page.locator("#pin")).to_have_count(0)
    press(page, "Escape")
    expect(page.get_by_role("heading", name=ONE.name)).to_be_visible()
    expect(page.get_by_text("Đang dùng")).to_be_visible()


def test_progress_changes_by_itself_when_a_counter_has_paid(
    page: Page, running: Running, list_file: Path
) -> None:
    sign_in(page, running, "lapdanhsach")
    expect(page.get_by_text("Chưa có khoản nào phải chi")).to_be_visible()
    import_list(page, running, list_file)
    page.get_by_role("link", name="Tiến độ").press("Enter")
    paid = page.locator(".figure").nth(1)
    expect(paid).to_contain_text("0\u00a0₫")

    centre = running.centre
    with centre.reading.begin() as connection:
        known = person(connection, ONE.citizen)
    counter = Counter.enrolled(centre, office=OFFICE)
    payment = pay_paper(centre.issue_paper(known.id).record)
    counter.write(payment, payment)
    path, batch = f"/api/v1/terminals/{counter.id}/batches", counter.batch()
    proof = counter.proof(centre, path, batch, "POST")
    headers = {"Content-Type": "application/cbor", **proof}
    answer = httpx.post(f"{running.url}{path}", content=batch, headers=headers)
    assert answer.status_code == 200
    amount = f"{payment.claim.amount_vnd:,}".replace(",", ".")
    expect(paid).to_contain_text(f"{amount}\u00a0₫")
    expect(page.get_by_text("Một kỳ được chi hai lần")).to_be_visible()
    expect(page.get_by_text("vừa xong")).to_be_visible()
