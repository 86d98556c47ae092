"""Keys that the page's script answers to."""

from __future__ import annotations

from playwright.sync_api import Page

_SETTLED_MS = 650.0  # past the `data-settle` of an answer's button


def press(page: Page, key: str) -> None:
    """Press `key` once the page's script listens; a person is never that fast."""
    page.wait_for_selector("html[data-live]", state="attached")
    shown_ms = float(page.evaluate("performance.now()"))
    page.wait_for_timeout(max(0.0, _SETTLED_MS - shown_ms))
    page.keyboard.press(key)
