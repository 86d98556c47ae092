"""A real browser for tests: the system's Chromium, driven by Playwright."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
TIMEOUT_MS = 40_000  # a busy machine of two cores, not a slow page
expect.set_options(timeout=TIMEOUT_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session. Absent, tests skip; in CI they fail."""
    if not CHROMIUM.exists():
        needed = f"{CHROMIUM} is missing: sudo apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(needed)
        pytest.skip(needed)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with cookies of its own. A script's error or a breach of the CSP fails the test."""
    faults: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    def raised(error: Error) -> None:
        faults.append(str(error))

    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.set_default_timeout(TIMEOUT_MS)
    opened = context.new_page()
    opened.on("console", heard)
    opened.on("pageerror", raised)
    yield opened
    context.close()
    assert faults == []
