"""Every page of the counter, in both languages, by axe; and the answers, read from 1.5 m."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from counter.decision.refusal import Basis, Refusal, Rule
from counter.desk.state import DeskState, Offered, Reading, Told, Trouble, Waiting
from counter.paying.payout import Paid, Unsettled
from counter.paying.reversal import ReversalUnsettled
from firmware_config.body.payout import Intent
from firmware_config.claim import Medium
from firmware_config.payout_list import Line, Whose
from tests.browser.accessible import violations
from tests.simulators.station import Centre, Counter
from tests.simulators.world import CITIZEN, PIN, IssuedCard, IssuedQr, World

pytestmark = pytest.mark.browser

LANGUAGES = ("vi", "en")
# What answers with something else than a page of its own, or changes what it is asked from.
NO_PAGES = ("/events", "/live", "/status")


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    return centre.issue_card(world.two_months(), world.entitlement())


@pytest.fixture
def sheet(world: World, centre: Centre) -> IssuedQr:
    issued = centre.issue_sheet()
    whose = Whose(issued.record.id, issued.record.citizen)
    centre.lines.append(Line(world.entitlement(), issued.record.name, None, whose=whose))
    return issued


@pytest.fixture
def role() -> str:
    """Nobody sees more pages."""
    return "supervisor"


def in_language(page: Page, url: str, language: str) -> None:
    page.context.add_cookies([{"name": "language", "value": language, "url": url}])


def states(counter: Counter, card: IssuedCard, sheet: IssuedQr) -> Iterator[DeskState]:
    """Every page the desk has, one with each of its parts."""
    yield Waiting()
    yield Waiting("no-reader", "apt install pcscd", scanned_by_nobody=True)
    yield Reading(None)
    yield Reading(1)
    yield Trouble("card-mute")
    by_chip = counter.offer(card.card)
    yield by_chip
    wrong = Refusal(Rule.PIN_WRONG, Basis.CARD, data={"tries_left": 1})
    yield Offered(by_chip.presentation, by_chip.offer, by_chip.insertion, wrong)
    due = by_chip.offer.dues[0].claim
    desk, journal = counter.station.desk, counter.station.journal
    desk.pay_chip(by_chip.presentation, PIN, "lan")
    told = counter.state
    assert isinstance(told, Told)
    assert isinstance(told.answer, Paid)
    yield told
    yield Told(told.answer, by_chip.offer, late=True, card_blocked=True)
    yield Told(Refusal(Rule.REVERSAL_REFUSED, Basis.CARD), by_chip.offer)
    counter.slot.pull()
    counter.wait_for_empty_reader()
    desk.next_person()
    desk.show_text(sheet.text, "lan")
    yield desk.state
    desk.next_person()
    desk.show_person(CITIZEN, "lan")
    yield desk.state
    intent = journal.append(Intent(b"12345678", Medium.CHIP, by_chip.offer.card, due, "lan"))
    yield Told(Unsettled(intent, ()), by_chip.offer)
    yield Told(ReversalUnsettled(intent), by_chip.offer)
    yield Told(Refusal(Rule.UNSETTLED, Basis.JOURNAL), by_chip.offer)


def test_axe_finds_nothing_on_any_state_of_the_desk(
    desk: Page, counter_url: str, counter: Counter, card: IssuedCard, sheet: IssuedQr
) -> None:
    found: list[str] = []
    desk.goto("about:blank")  # it would follow the desk by itself
    for state in states(counter, card, sheet):
        if counter.state is not state:
            counter.show(state)
        for language in LANGUAGES:
            in_language(desk, counter_url, language)
            desk.goto(counter_url)
            for one in desk.locator("details").all():
                one.evaluate("one => { one.open = true }")
            found += violations(desk)
            desk.goto("about:blank")
    assert found == []


def pages_of(counter: Counter) -> list[str]:
    """The paths of all pages that need no argument."""
    rules = counter.app.url_map.iter_rules()
    return sorted(
        rule.rule
        for rule in rules
        if "GET" in (rule.methods or ())
        and not rule.arguments
        and not rule.rule.startswith(NO_PAGES)
    )


def test_axe_finds_nothing_on_any_other_page(
    desk: Page, counter_url: str, counter: Counter
) -> None:
    found: list[str] = []
    for path in [*pages_of(counter), "/no-such-page"]:
        answer = desk.request.get(counter_url + path)
        if "<html" not in answer.text():
            continue
        for language in LANGUAGES:
            in_language(desk, counter_url, language)
            desk.goto(counter_url + path)
            found += violations(desk)
    desk.context.clear_cookies()
    for language in LANGUAGES:
        in_language(desk, counter_url, language)
        desk.goto(counter_url + "/sign-in")
        found += violations(desk)
    assert found == []


def size_px(page: Page, selector: str) -> float:
    size = page.locator(selector).first.evaluate("one => getComputedStyle(one).fontSize")
    return float(size.removesuffix("px"))


@pytest.mark.parametrize(
    "answer",
    [
        lambda paid: Told(paid, None),
        lambda paid: Told(Refusal(Rule.NEEDS_CHIP, Basis.RECORD), None),
        lambda paid: Trouble("card-mute"),
    ],
)
def test_an_answer_is_read_at_arm_s_length_and_more_and_is_not_colour_alone(
    desk: Page,
    counter_url: str,
    counter: Counter,
    card: IssuedCard,
    answer: Callable[[Paid], DeskState],
) -> None:
    """At 1.5 m a letter wants 1/200 of the distance, 7.5 mm: 30 px on a 15.6-inch screen."""
    desk.goto("about:blank")
    state = counter.offer(card.card)
    counter.station.desk.pay_chip(state.presentation, PIN, "lan")
    told = counter.state
    assert isinstance(told, Told)
    assert isinstance(told.answer, Paid)
    counter.show(answer(told.answer))
    desk.goto(counter_url)
    assert size_px(desk, ".answer__title") >= 40
    expect(desk.locator(".answer__title")).not_to_be_empty()
    icon = desk.locator(".answer__icon").bounding_box()
    assert icon is not None
    assert icon["width"] >= 80


def test_each_answer_sounds_once_and_the_sound_can_be_turned_off(
    desk: Page, counter_url: str, counter: Counter
) -> None:
    sounded = "document.documentElement.dataset.sounded"
    on = desk.get_by_role("button", name="Âm thanh: đang bật")
    off = desk.get_by_role("button", name="Âm thanh: đang tắt")
    on.click()
    expect(off).to_be_visible()
    counter.show(Told(Refusal(Rule.REVOKED, Basis.STATUS_LIST), None))
    expect(desk.locator(".answer--refused")).to_be_visible()
    assert desk.evaluate(sounded) is None
    off.click()
    expect(on).to_be_visible()
    counter.show(Told(Refusal(Rule.NEEDS_CHIP, Basis.RECORD), None))
    expect(desk.locator(".answer--refused")).to_contain_text("needs-chip")
    desk.wait_for_function(f"{sounded} === 'refused'")
    desk.reload()
    expect(on).to_be_visible()
    desk.wait_for_timeout(500)
    assert desk.evaluate(sounded) is None
