"""An officer's day at the centre, by keyboard, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from cardsvc.registry.people import person
from demo.payout_list import STANDARD_VND, write_payout_list
from demo.people import people
from firmware_config.vietnamese.fold import fold
from tests.browser.centre_site import Site, site_in
from tests.browser.keys import press, write
from tests.browser.monthly_list import approve, hand_in
from tests.browser.signing_in import sign_in_at_centre, sign_out
from tests.simulators.centre_pages import OFFICE
from tests.simulators.centre_world import NOVEMBER, Counter, pay_paper

pytestmark = pytest.mark.browser

STAFF = {"lapdanhsach": "preparer", "duyet": "approver", "phathanh": "issuer"}
EVERYONE = people(2026, 30, NOVEMBER)
ONE = next(one for one in EVERYONE if fold(one.name) != one.name.casefold())


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path / "state", STAFF, tray=tmp_path / "tray") as made:
        made.centre.add_office(OFFICE)
        made.centre.runs.begin()
        yield made


@pytest.fixture
def list_file(tmp_path: Path) -> Path:
    path = tmp_path / "danh-sach.xlsx"
    write_payout_list(path, EVERYONE, NOVEMBER, is_messy=True)
    return path


def import_list(page: Page, site: Site, list_file: Path) -> None:
    """As who prepares it, then as who approves."""
    sign_in_at_centre(page, site.url, "lapdanhsach")
    hand_in(page, list_file, sum(one.total_vnd(STANDARD_VND) for one in EVERYONE))
    list_url = page.url
    sign_out(page)
    sign_in_at_centre(page, site.url, "duyet")
    approve(page, list_url)


def test_a_list_becomes_a_card_and_a_sheet_by_keyboard(
    page: Page, site: Site, list_file: Path
) -> None:
    import_list(page, site, list_file)
    sign_out(page)
    sign_in_at_centre(page, site.url, "phathanh")

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
    assert page.request.get(f"{site.url}{sheet}").body().startswith(b"%PDF")

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
    page: Page, site: Site, list_file: Path
) -> None:
    sign_in_at_centre(page, site.url, "lapdanhsach")
    expect(page.get_by_text("Chưa có khoản nào phải chi")).to_be_visible()
    sign_out(page)
    import_list(page, site, list_file)
    page.get_by_role("link", name="Tiến độ").press("Enter")
    paid = page.locator(".figure").nth(1)
    expect(paid).to_contain_text("0\u00a0₫")

    centre = site.centre
    with centre.reading.begin() as connection:
        known = person(connection, ONE.citizen)
    counter = Counter.enrolled(centre, office=OFFICE)
    payment = pay_paper(centre.issue_paper(known.id).record)
    counter.write(payment, payment)
    path, batch = f"/api/v1/terminals/{counter.id}/batches", counter.batch()
    proof = counter.proof(centre, path, batch, "POST")
    headers = {"Content-Type": "application/cbor", **proof}
    answer = httpx.post(f"{site.url}{path}", content=batch, headers=headers)
    assert answer.status_code == 200
    amount = f"{payment.claim.amount_vnd:,}".replace(",", ".")
    expect(paid).to_contain_text(f"{amount}\u00a0₫")
    expect(page.get_by_text("Một kỳ được chi hai lần")).to_be_visible()
    expect(page.get_by_text("vừa xong")).to_be_visible()
