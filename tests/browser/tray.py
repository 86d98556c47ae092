"""The tray of a counter's simulated reader, by keyboard."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.keys import press


def cards_of(page: Page, name: str) -> Locator:
    """The cards in the tray with the name of their holder, oldest first."""
    return page.locator("li", has_text=name)


def put_in(card: Locator) -> None:
    card.get_by_role("button").first.press("Enter")


def take_out(page: Page) -> None:
    """What is in the reader; returns once the next can be put in."""
    press(page, "F9")
    # The button of a form on its way is disabled too.
    expect(page.locator("form:not([data-busy]) [data-key=F9]")).to_be_disabled()
