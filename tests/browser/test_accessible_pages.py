"""Every page of the counter, in both languages, by axe; and the answers, read from 1.5 m."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from counter.desk_state import DeskState, Offered, Reading, Told, Trouble, Waiting
from counter.payout import Paid, Unsettled
from counter.refusal import Basis, Refusal, Rule
from counter.reversal import ReversalUnsettled
from firmware_config.journal_body import Intent, Medium
from firmware_config.payout_list import Line, Whose
from firmware_config.web.serve import Server
from tests.browser.accessible import violations
from tests.browser.keys import write
from tests.simulators.station import Centre, Counter
from tests.simulators.world import CITIZEN, PIN, IssuedCard, IssuedQr, World

pytestmark = pytest.mark.browser

LANGUAGES = ("vi", "en")
# What answers with something else than a page of its own, or changes what it is asked from.
NO_PAGES = ("/events", "/live", "/status")


@pytest.fixture
def world() -> World:
    return World.make()


@pytest.fixture
def centre(world: World) -> Centre:
    return Centre(world)


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    issued = world.issue_card(
        world.entitlement(base=world.base.plus(-1), payable=0b11), world.entitlement()
    )
    centre.list_record(issued.record)
    return issued


@pytest.fixture
def sheet(world: World, centre: Centre) -> IssuedQr:
    issued = world.issue_qr()
    centre.list_record(issued.record)
    whose = Whose(issued.record.id, issued.record.citizen)
    centre.lines.append(Line(world.entitlement(), issued.record.name, None, whose=whose))
    return issued


@pytest.fixture
def counter(
    tmp_path: Path, world: World, centre: Centre, card: IssuedCard, sheet: IssuedQr
) -> Iterator[Counter]:
    made = Counter(tmp_path, world, centre, shift_of="hoa")
    yield made
    made.stop()


@pytest.fixture
def url(counter: Counter) -> Iterator[str]:
    server = Server(counter.app, on_stop=[counter.hub.close])
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def signed_in(page: Page, counter: Counter, url: str) -> Iterator[Page]:
    """A supervisor with a shift of his own: nobody sees more pages."""
    password = counter.accounts.create("hoa", "supervisor")
    page.goto(url)
    write(page, "hoa")
    page.keyboard.press("Tab")
    write(page, password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Đưa thẻ vào đầu đọc")).to_be_visible()
    yield page
    page.goto("about:blank")


def in_language(page: Page, url: str, language: str) -> None:
    page.context.add_cookies([{"name": "language", "value": language, "url": url}])


def offered(counter: Counter, card: IssuedCard) -> Offered:
    counter.slot.insert(card.card)
    state = counter.wait_for(Offered)
    assert isinstance(state, Offered)
    return state


def states(counter: Counter, card: IssuedCard, sheet: IssuedQr) -> Iterator[DeskState]:
    """Every page the desk has, one with each of its parts."""
    yield Waiting()
    yield Waiting("no-reader", "apt install pcscd", scanned_by_nobody=True)
    yield Reading(None)
    yield Reading(1)
    yield Trouble("card-mute")
    by_chip = offered(counter, card)
    yield by_chip
    wrong = Refusal(Rule.PIN_WRONG, Basis.CARD, data={"tries_left": 1})
    yield Offered(by_chip.presentation, by_chip.offer, by_chip.insertion, wrong)
    due = by_chip.offer.dues[0].claim
    desk, journal = counter.station.desk, counter.station.journal
    desk.pay_chip(by_chip.presentation, PIN, "hoa")
    told = counter.state
    assert isinstance(told, Told)
    assert isinstance(told.answer, Paid)
    yield told
    yield Told(told.answer, by_chip.offer, late=True, card_blocked=True)
    yield Told(Refusal(Rule.REVERSAL_REFUSED, Basis.CARD), by_chip.offer)
    counter.slot.pull()
    counter.wait_for_empty_reader()
    desk.next_person()
    desk.show_text(sheet.text, "hoa")
    yield desk.state
    desk.next_person()
    desk.show_person(CITIZEN, "hoa")
    yield desk.state
    intent = journal.append(Intent(b"12345678", Medium.CHIP, by_chip.offer.card, due, "hoa"))
    yield Told(Unsettled(intent, ()), by_chip.offer)
    yield Told(ReversalUnsettled(intent), by_chip.offer)
    yield Told(Refusal(Rule.UNSETTLED, Basis.JOURNAL), by_chip.offer)


def test_axe_finds_nothing_on_any_state_of_the_desk(
    signed_in: Page, url: str, counter: Counter, card: IssuedCard, sheet: IssuedQr
) -> None:
    found: list[str] = []
    signed_in.goto("about:blank")  # it would follow the desk by itself
    for state in states(counter, card, sheet):
        if counter.state is not state:
            counter.show(state)
        for language in LANGUAGES:
            in_language(signed_in, url, language)
            signed_in.goto(url)
            for one in signed_in.locator("details").all():
                one.evaluate("one => { one.open = true }")
            found += violations(signed_in)
            signed_in.goto("about:blank")
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


def test_axe_finds_nothing_on_any_other_page(signed_in: Page, url: str, counter: Counter) -> None:
    found: list[str] = []
    for path in [*pages_of(counter), "/no-such-page"]:
        answer = signed_in.request.get(url + path)
        if "<html" not in answer.text():
            continue
        for language in LANGUAGES:
            in_language(signed_in, url, language)
            signed_in.goto(url + path)
            found += violations(signed_in)
    signed_in.context.clear_cookies()
    for language in LANGUAGES:
        in_language(signed_in, url, language)
        signed_in.goto(url + "/sign-in")
        found += violations(signed_in)
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
    signed_in: Page,
    url: str,
    counter: Counter,
    card: IssuedCard,
    answer: Callable[[Paid], DeskState],
) -> None:
    """At 1.5 m a letter wants 1/200 of the distance, 7.5 mm: 30 px on a 15.6-inch screen."""
    signed_in.goto("about:blank")
    state = offered(counter, card)
    counter.station.desk.pay_chip(state.presentation, PIN, "hoa")
    told = counter.state
    assert isinstance(told, Told)
    assert isinstance(told.answer, Paid)
    counter.show(answer(told.answer))
    signed_in.goto(url)
    assert size_px(signed_in, ".answer__title") >= 40
    expect(signed_in.locator(".answer__title")).not_to_be_empty()
    icon = signed_in.locator(".answer__icon").bounding_box()
    assert icon is not None
    assert icon["width"] >= 80


def test_each_answer_sounds_once_and_the_sound_can_be_turned_off(
    signed_in: Page, url: str, counter: Counter
) -> None:
    sounded = "document.documentElement.dataset.sounded"
    on = signed_in.get_by_role("button", name="Âm thanh: đang bật")
    off = signed_in.get_by_role("button", name="Âm thanh: đang tắt")
    on.click()
    expect(off).to_be_visible()
    counter.show(Told(Refusal(Rule.REVOKED, Basis.STATUS_LIST), None))
    expect(signed_in.locator(".answer--refused")).to_be_visible()
    assert signed_in.evaluate(sounded) is None
    off.click()
    expect(on).to_be_visible()
    counter.show(Told(Refusal(Rule.NEEDS_CHIP, Basis.RECORD), None))
    expect(signed_in.locator(".answer--refused")).to_contain_text("needs-chip")
    signed_in.wait_for_function(f"{sounded} === 'refused'")
    signed_in.reload()
    expect(on).to_be_visible()
    signed_in.wait_for_timeout(500)
    assert signed_in.evaluate(sounded) is None
