"""A real browser for tests: the system's Chromium, driven by Playwright; and a counter's desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright

from tests.browser.signing_in import sign_in_at_desk
from tests.simulators.answering import answering
from tests.simulators.at_the_counter import card, centre, counter, device, sheet, shift_of, world
from tests.simulators.station import Counter

__all__ = ["card", "centre", "counter", "device", "sheet", "shift_of", "world"]

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


@pytest.fixture
def counter_url(counter: Counter) -> Iterator[str]:
    with answering(counter.app, counter.hub.close) as url:
        yield url


@pytest.fixture
def role() -> str:
    """Of who is at the desk."""
    return "teller"


@pytest.fixture
def desk(page: Page, counter: Counter, counter_url: str, role: str) -> Iterator[Page]:
    """The desk's page, where `lan` is signed in, whose shift is open."""
    sign_in_at_desk(page, counter_url, "lan", counter.accounts.create("lan", role))
    yield page
    page.goto("about:blank")  # its stream of events ends before its server does
