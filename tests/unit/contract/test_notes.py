"""Banknotes: counted, taken, and chosen from what a drawer holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config.notes import DENOMINATIONS_VND, Notes, NotesError

drawers = st.builds(Notes, st.tuples(*(st.integers(0, 30) for _ in DENOMINATIONS_VND)))


def test_a_drawer_is_worth_its_notes() -> None:
    assert Notes.of({500_000: 2, 1_000: 3}).total_vnd == 1_003_000
    assert Notes().total_vnd == 0


def test_large_notes_are_taken_first() -> None:
    drawer = Notes.of({500_000: 9, 200_000: 9, 100_000: 9})
    assert drawer.making(1_300_000) == Notes.of({500_000: 2, 200_000: 1, 100_000: 1})


def test_what_large_notes_cannot_make_smaller_ones_do() -> None:
    drawer = Notes.of({500_000: 1, 200_000: 3})
    assert drawer.making(600_000) == Notes.of({200_000: 3})


def test_a_drawer_without_the_right_notes_says_so() -> None:
    assert Notes.of({500_000: 9, 200_000: 1}).making(100_000) is None
    assert Notes().making(500) is None


@given(drawers, drawers)
def test_what_is_taken_is_there_and_makes_the_amount(drawer: Notes, wanted: Notes) -> None:
    taken = (drawer + wanted).making(wanted.total_vnd)
    assert taken is not None
    assert taken.total_vnd == wanted.total_vnd
    left = (drawer + wanted).without(taken)
    assert left is not None
    assert left.total_vnd == drawer.total_vnd


@pytest.mark.timeout(10)  # trying every way would take for ever
def test_an_amount_no_notes_make_is_told_soon() -> None:
    drawer = Notes.of(dict.fromkeys(DENOMINATIONS_VND[:-1], 300))
    assert drawer.making(99_999_500) is None
    drawer = Notes.of({500_000: 300, 200_000: 300, 20_000: 300, 5_000: 300, 2_000: 0})
    assert drawer.making(99_001_000) is None


@given(drawers)
def test_notes_come_back_from_the_wire(drawer: Notes) -> None:
    assert Notes.of_wire(drawer.to_wire()) == drawer


@pytest.mark.parametrize(
    ("items", "code"),
    [
        (None, "notes-malformed"),
        ([[500_000]], "notes-malformed"),
        ([[500_000, 0]], "notes-malformed"),
        ([[1_000, 1], [500_000, 1]], "notes-malformed"),
        ([[1_000, 1], [1_000, 1]], "notes-malformed"),
        ([[300, 1]], "notes-denomination"),
        ([[500, -1]], "notes-count"),
        ([[500, 100_001]], "notes-count"),
    ],
)
def test_another_form_is_refused(items: object, code: str) -> None:
    with pytest.raises(NotesError) as refused:
        Notes.of_wire(items)
    assert refused.value.code == code
