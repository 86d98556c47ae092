"""What `make run` promises, in a browser and by keyboard: from a payout list to the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from demo.payout_list import STANDARD_VND, write_payout_list
from demo.people import people
from firmware_config.period import Period
from tests.browser.demonstration import Demonstration, demonstration_in
from tests.browser.keys import press, write
from tests.browser.monthly_list import approve, hand_in
from tests.browser.signing_in import await_person, sign_out
from tests.browser.tray import cards_of, put_in, take_out

pytestmark = pytest.mark.browser


@pytest.fixture
def demonstration(tmp_path: Path) -> Iterator[Demonstration]:
    with demonstration_in(tmp_path / "state") as started:
        yield started


@pytest.mark.timeout(480)
def test_a_list_becomes_a_card_that_is_paid_and_the_centre_sees_it(
    page: Page, demonstration: Demonstration, tmp_path: Path
) -> None:
    # The centre: next month's list for other people is brought in through its page.
    demonstration.sign_in(page, demonstration.centre_url, "lapdanhsach")
    expect(page.get_by_role("heading", name="Tiến độ chi trả")).to_be_visible()
    page.goto(f"{demonstration.centre_url}/lists")
    period = Period.parse(page.get_by_label("Kỳ").input_value())
    everyone = people(seed=99, count=12, period=period)
    file = tmp_path / "bo-sung.xlsx"
    write_payout_list(file, everyone, period, is_messy=True)
    hand_in(page, file, sum(one.total_vnd(STANDARD_VND) for one in everyone))
    list_url = page.url

    # Another person approves it.
    sign_out(page)
    demonstration.sign_in(page, demonstration.centre_url, "duyet")
    expect(page.get_by_role("heading", name="Tiến độ chi trả")).to_be_visible()
    approve(page, list_url)

    # The issuer signs in: one of them gets a chip card, which falls into the simulated tray with
    # its PIN.
    one = next(one for one in everyone if one.months == 1 and not one.arrears_months)
    sign_out(page)
    demonstration.sign_in(page, demonstration.centre_url, "phathanh")
    page.get_by_role("link", name="Người hưởng").press("Enter")
    expect(page.get_by_label(re.compile("Họ tên"))).to_be_focused()
    write(page, one.citizen.digits)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=one.name)).to_be_visible()
    press(page, "F8")
    expect(page.get_by_text("đã phát hành và dùng được ngay")).to_be_visible()
    pin = page.locator("#pin").inner_text()

    # The counter: the card goes in, the person and the amount show, the PIN pays.
    counter = page.context.new_page()
    demonstration.sign_in(counter, demonstration.counter_url, "giaodich")
    expect(counter.get_by_role("heading", name="Mở ca")).to_be_visible()
    write(counter, "40")  # notes of 500.000 đồng
    press(counter, "F2")
    await_person(counter)
    expect(counter.get_by_text("MÔ PHỎNG").first).to_be_visible()
    put_in(cards_of(counter, one.name))
    expect(counter.get_by_role("heading", name=one.name)).to_be_visible()
    amount = f"{one.monthly_vnd(500_000):,}".replace(",", ".")
    expect(counter.locator(".amount")).to_contain_text(amount)
    expect(counter.get_by_label("mã PIN")).to_be_focused()
    write(counter, pin)
    counter.keyboard.press("Enter")
    expect(counter.get_by_role("heading", name=f"Trả {amount}")).to_be_visible()
    receipt = counter.get_by_role("link", name="In biên nhận").get_attribute("href")
    assert counter.request.get(f"{demonstration.counter_url}{receipt}").body()[:4] == b"%PDF"

    # The ledger has it: the counter waits for nothing, the centre shows it paid.
    expect(counter.get_by_text("Chờ trung tâm xác nhận: 0")).to_be_visible()
    page.goto(demonstration.centre_url)
    expect(page.locator(".figure").nth(1)).to_contain_text(amount)

    # The same card again is told no, and why.
    press(counter, "Enter")
    await_person(counter)
    take_out(counter)
    put_in(cards_of(counter, one.name))
    expect(counter.locator(".answer--refused")).to_contain_text("Đã chi rồi")
