"""People sign in and out by keyboard."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.keys import write
from tests.simulators.centre_pages import PASSWORD


def sign_in(page: Page, url: str, user: str, password: str) -> None:
    """At the page of `url`; what comes after it, the caller waits for."""
    page.goto(url)
    write(page, user)
    page.keyboard.press("Tab")
    write(page, password)
    page.keyboard.press("Enter")


def sign_in_at_desk(page: Page, url: str, user: str, password: str) -> None:
    """At a counter with a shift of `user` open."""
    sign_in(page, url, user, password)
    await_person(page)


def await_person(page: Page) -> None:
    """Return once the desk takes the next person's card or sheet."""
    expect(page.get_by_role("heading", name="Đưa thẻ vào đầu đọc")).to_be_visible()
    expect(page.locator("#text")).to_be_focused()


def sign_in_at_centre(page: Page, url: str, user: str) -> None:
    """At a centre that asks for no code, as somebody who has chosen `PASSWORD`."""
    sign_in(page, url, user, PASSWORD)
    expect(page.get_by_role("heading", name="Tiến độ chi trả")).to_be_visible()


def sign_out(page: Page) -> None:
    """Whoever was signed in with the browser of `page`."""
    page.goto("about:blank")  # else a page that is open sends us to the sign-in by itself
    page.context.clear_cookies()
