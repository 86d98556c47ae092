"""The pictures in `docs/pictures`, taken anew from what `make run` shows.

`python -m tests.pictures`. They are of made-up people and a simulated reader, and say so.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, expect, sync_playwright

from demo.payout_list import STANDARD_VND, write_payout_list
from demo.people import people
from firmware_config.period import Period
from tests.browser.demonstration import Demonstration, demonstration_in
from tests.browser.keys import press, write
from tests.browser.monthly_list import hand_in
from tests.browser.signing_in import await_person, sign_out
from tests.browser.tray import cards_of, put_in, take_out

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
_CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_SIZE = {"width": 1366, "height": 768}


def main() -> None:
    with (
        TemporaryDirectory() as folder,
        demonstration_in(Path(folder) / "state") as demonstration,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_CHROMIUM)
        _counter(browser, demonstration)
        _centre(browser, demonstration, Path(folder))
        browser.close()


def _counter(browser: Browser, demonstration: Demonstration) -> None:
    page = _page(browser)
    demonstration.sign_in(page, demonstration.counter_url, "giaodich")
    expect(page.get_by_role("heading", name="Mở ca")).to_be_visible()
    page.wait_for_load_state("networkidle")
    for pieces in ("20", "20", "30", "40"):
        write(page, pieces)
        page.keyboard.press("Enter")
    _take(page, "shift")
    press(page, "F2")
    await_person(page)
    card = cards_of(page, "PIN").first
    pin = card.inner_text().split("PIN")[1].split()[0].strip(":")
    put_in(card)
    expect(page.get_by_label("mã PIN")).to_be_focused()
    _take(page, "offer")
    write(page, pin)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Chờ trung tâm xác nhận: 0")).to_be_visible()
    expect(page.locator(".answer--paid")).to_be_visible()
    _take(page, "paid")
    press(page, "Enter")
    take_out(page)
    put_in(cards_of(page, "PIN").first)
    expect(page.locator(".answer--refused")).to_be_visible()
    _take(page, "refused")
    page.context.close()


def _centre(browser: Browser, demonstration: Demonstration, folder: Path) -> None:
    page = _page(browser)
    demonstration.sign_in(page, demonstration.centre_url, "lapdanhsach")
    expect(page.get_by_role("heading", name="Tiến độ chi trả")).to_be_visible()
    _take(page, "progress")
    page.goto(f"{demonstration.centre_url}lists")
    period = Period.parse(page.get_by_label("Kỳ").input_value())
    more = people(seed=99, count=12, period=period)
    file = folder / "bo-sung.xlsx"
    write_payout_list(file, more, period, is_messy=True)
    hand_in(page, file, sum(one.total_vnd(STANDARD_VND) for one in more))
    _take(page, "list")
    sign_out(page)
    demonstration.sign_in(page, demonstration.centre_url, "phathanh")
    expect(page.get_by_role("heading", name="Tiến độ chi trả")).to_be_visible()
    page.get_by_role("link", name="Sản xuất thẻ").press("Enter")
    expect(page.get_by_role("heading", name="Sản xuất thẻ")).to_be_visible()
    _take(page, "cards")
    page.context.close()


def _page(browser: Browser) -> Page:
    context = browser.new_context(viewport=_SIZE, locale="vi-VN")  # type: ignore[arg-type]
    return context.new_page()


def _take(page: Page, name: str) -> None:
    page.wait_for_timeout(500)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
