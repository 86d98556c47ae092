"""Pictures of pages under test, for somebody who wants to look at them."""

from __future__ import annotations

import os

from playwright.sync_api import Page


def shot(page: Page, name: str) -> None:
    """The whole page, in the folder that `SHOTS` names, if it names one."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
