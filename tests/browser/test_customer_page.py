"""The second screen in a real browser: it follows the desk by itself, and keeps WCAG."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.simulators.station import Centre, Counter
from tests.simulators.world import PIN, IssuedCard, World

pytestmark = pytest.mark.browser


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    return centre.issue_card(world.two_months())


@pytest.fixture
def screen(page: Page, counter: Counter, counter_url: str) -> Iterator[Page]:
    page.goto(f"{counter_url}/customer/{counter.station.display_token}")
    yield page
    page.goto("about:blank")


def test_it_follows_a_payout_by_itself(screen: Page, counter: Counter, card: IssuedCard) -> None:
    expect(screen.get_by_role("heading", name="Xin mời đưa thẻ")).to_be_visible()
    found = violations(screen)
    state = counter.offer(card.card)
    expect(screen.get_by_role("heading", name="Mời nhập mã PIN")).to_be_visible()
    expect(screen.locator(".customer__amount")).to_have_text("1.000.000\u00a0₫")
    found += violations(screen)
    counter.station.desk.pay_chip(state.presentation, PIN, "lan")
    expect(screen.get_by_role("heading", name="lấy lại thẻ")).to_be_visible()
    found += violations(screen)
    counter.slot.pull()
    expect(screen.get_by_role("heading", name="Mời nhận tiền")).to_be_visible()
    counter.station.desk.next_person()
    expect(screen.get_by_role("heading", name="Xin mời đưa thẻ")).to_be_visible()
    assert found == []


def test_it_fits_the_screen_and_is_seen_from_a_chair(
    screen: Page, counter: Counter, card: IssuedCard
) -> None:
    counter.slot.insert(card.card)
    amount = screen.locator(".customer__amount")
    expect(amount).to_be_visible()
    assert float(amount.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")) >= 100
    high, wide = screen.evaluate(
        "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    )
    assert (high, wide) <= (768, 1366)
