"""The notes that are suggested for a payout."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from counter.shift.notes_at_hand import NotesAtHand
from counter.shift.shift import Shift
from firmware_config.notes import Notes
from tests.simulators.station import Counter
from tests.simulators.world import PIN, IssuedCard
from tests.unit.counter.teller import Teller

FLOAT = Notes.of({200_000: 3, 100_000: 10, 50_000: 4})


class Drawer:
    """A shift whose drawer follows what is told."""

    def __init__(self, counted: Notes = FLOAT) -> None:
        opened = datetime(2026, 11, 5, tzinfo=UTC)
        self.shift: Shift | None = Shift(1, "lan", opened, counted, counted.total_vnd, None)

    def now(self) -> Shift | None:
        return self.shift

    def move(self, change_vnd: int) -> None:
        assert self.shift is not None
        self.shift = replace(self.shift, expected_vnd=self.shift.expected_vnd + change_vnd)


def test_notes_that_the_float_has_are_suggested_until_they_are_gone() -> None:
    drawer = Drawer()
    at_hand = NotesAtHand(drawer.now)
    drawer.move(-500_000)
    assert at_hand.handed(1, 500_000) == Notes.of({200_000: 2, 100_000: 1})
    drawer.move(-500_000)
    assert at_hand.handed(2, 500_000) == Notes.of({200_000: 1, 100_000: 3})
    assert at_hand.handed(1, 500_000) == Notes.of({200_000: 2, 100_000: 1})


def test_what_was_handed_over_instead_changes_the_next_suggestion() -> None:
    drawer = Drawer()
    at_hand = NotesAtHand(drawer.now)
    drawer.move(-500_000)
    at_hand.handed(1, 500_000)
    at_hand.tell(1, Notes.of({100_000: 5}))
    drawer.move(-600_000)
    assert at_hand.handed(2, 600_000) == Notes.of({200_000: 3})


def test_cash_put_in_leaves_what_is_known_and_cash_taken_out_does_not() -> None:
    drawer = Drawer()
    at_hand = NotesAtHand(drawer.now)
    drawer.move(10_000_000 - 500_000)
    assert at_hand.handed(1, 500_000) == Notes.of({200_000: 2, 100_000: 1})
    drawer.move(-11_000_000)
    drawer.move(-500_000)
    assert at_hand.handed(2, 500_000) == Notes.of({500_000: 1})


def test_without_a_shift_or_with_the_wrong_notes_any_notes_are_suggested() -> None:
    drawer = Drawer(Notes.of({500_000: 2}))
    at_hand = NotesAtHand(drawer.now)
    drawer.move(-360_000)
    assert at_hand.handed(1, 360_000) == Notes.of({200_000: 1, 100_000: 1, 50_000: 1, 10_000: 1})
    drawer.shift = None
    assert at_hand.handed(2, 500_000) == Notes.of({500_000: 1})


def test_a_new_shift_begins_with_its_own_float() -> None:
    drawer = Drawer()
    at_hand = NotesAtHand(drawer.now)
    drawer.move(-500_000)
    at_hand.tell(1, Notes.of({100_000: 5}))
    assert drawer.shift is not None
    drawer.shift = replace(drawer.shift, opened_seq=9, expected_vnd=FLOAT.total_vnd - 1_000_000)
    assert at_hand.handed(10, 1_000_000) == Notes.of({200_000: 3, 100_000: 4})


def test_an_amount_that_no_notes_make_has_no_suggestion() -> None:
    assert NotesAtHand(lambda: None).handed(1, 1_234) is None


# ---- on the page ----


@pytest.fixture
def teller(counter: Counter, card: IssuedCard) -> Teller:
    """Looking at a payout of 500,000."""
    teller = Teller.at(counter)
    state = counter.offer(card.card)
    teller.post("/pay/chip", presentation=state.presentation, pin=PIN)
    return teller


def test_the_notes_are_shown_and_may_be_changed(teller: Teller) -> None:
    assert "1 × 500.000" in teller.page
    shown = teller.field("shown")
    assert teller.sent_to("/notes", shown=shown, n200000="2", n100000="1") == "/"
    page = teller.page
    assert "2 × 200.000" in page
    assert "1 × 100.000" in page
    assert "1 × 500.000" not in page


def test_notes_that_do_not_make_the_amount_are_told_in_words(teller: Teller) -> None:
    shown = teller.field("shown")
    teller.post("/notes", shown=shown, n200000="2")
    assert "còn thiếu 100.000" in teller.page
    teller.post("/notes", shown=shown, n200000="3")
    assert "thừa 100.000" in teller.page


def test_with_a_script_only_the_line_changes(teller: Teller) -> None:
    data = {"csrf_token": teller.token, "shown": teller.field("shown"), "n100000": "5"}
    part = teller.client.post("/notes", data=data, headers={"X-Live": "submit"})
    assert "5 × 100.000" in part.text
    assert "<html" not in part.text


@pytest.mark.parametrize("count", ["x", "-1", "1.5", "999999999", "٣"])
def test_a_count_that_is_none_is_asked_for_again(teller: Teller, count: str) -> None:
    sent = teller.sent_to("/notes", shown=teller.field("shown"), n500000=count)
    assert sent == "/?said=notes-count"
    assert 'said" role="alert"' in teller.get(sent)


def test_notes_of_a_payout_that_is_off_the_screen_change_nothing(teller: Teller) -> None:
    shown = teller.field("shown")
    teller.post("/next", shown=shown)
    assert teller.sent_to("/notes", shown=shown, n500000="1") == "/?said=moved"
