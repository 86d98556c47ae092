"""A trainee at a practice counter, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from counter.practice.people import PEOPLE
from counter.practice.place import TELLER, Practice, open_practice
from counter.practice.serving import serving
from firmware_config.notes import Notes
from tests.browser.accessible import violations
from tests.browser.keys import press
from tests.browser.signing_in import sign_in
from tests.simulators.answering import answering

pytestmark = pytest.mark.browser

MARK = "TẬP DƯỢT"


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    return open_practice(tmp_path / "practice", 0)


@pytest.fixture
def trainee(page: Page, practice: Practice) -> Iterator[Page]:
    """The exercises' page, with the trainee signed in and a shift open."""
    made = serving(practice, strict=True)
    made.station.start()
    made.station.line.refresh()
    made.station.shifts.open(Notes.of({500_000: 20}), TELLER)
    (password,) = (one.password for one in practice.sign_ins if one.user == TELLER)
    with answering(made.app, made.hub.close) as url:
        sign_in(page, f"{url}/practice", TELLER, password)
        expect(page.locator("h1")).to_have_text("Bài tập")
        yield page
    made.station.stop()


def test_a_trainee_pays_by_card_and_finds_the_exercise_right(trainee: Page) -> None:
    expect(trainee.locator(".banner")).to_contain_text([MARK])
    assert violations(trainee) == []
    first = trainee.locator(".exercises li").first
    expect(first.locator(".tag")).to_have_text("chưa làm")
    desk = trainee.context.new_page()
    desk.goto(trainee.url.removesuffix("practice"))
    desk.locator("form", has_text=PEOPLE[0].name).get_by_role("button").click()
    expect(desk.locator("#pin")).to_be_focused()
    expect(desk.locator(".banner")).to_contain_text([MARK])
    desk.locator("#pin").fill(PEOPLE[0].pin)
    press(desk, "Enter")
    expect(desk.locator(".answer--paid")).to_be_visible()
    expect(desk.locator(".banner")).to_contain_text([MARK])
    # The page with the exercises follows by itself.
    expect(first.locator(".tag")).to_have_text("đúng")
    expect(first).to_contain_text("Lời giải:")
    assert violations(trainee) == []
