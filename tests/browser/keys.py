"""Keys that the page's script answers to."""

from __future__ import annotations

from playwright.sync_api import Page

_SETTLED_MS = 650.0  # the `data-settle` of an answer's button, and a little


def press(page: Page, key: str) -> None:
    """Press `key` once the page's script listens; a person is never that fast."""
    page.wait_for_selector("html[data-live]", state="attached")
    page.wait_for_timeout(_SETTLED_MS)
    page.keyboard.press(key)
