"""The keyboard, as a person uses it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

_SETTLED_MS = 650.0  # the `data-settle` of an answer's button, and a little


def press(page: Page, key: str) -> None:
    """Press `key` once the page's script listens; a person is never that fast."""
    page.wait_for_selector("html[data-live]", state="attached")
    page.wait_for_timeout(_SETTLED_MS)
    page.keyboard.press(key)


def write(page: Page, text: str) -> None:
    """Type `text` once something has the focus: on a new page the first letters would be lost."""
    expect(page.locator(":focus")).to_have_count(1)
    page.keyboard.type(text)


def scan(page: Page, text: str) -> None:
    """Put `text` in as a scanner does, all at once, where the focus is."""
    expect(page.locator(":focus")).to_have_count(1)
    page.keyboard.insert_text(text)
