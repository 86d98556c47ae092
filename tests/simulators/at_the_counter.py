"""Fixtures of a counter at its desk: a world, a centre, a card and a sheet on its list.

A conftest takes them in; a file of tests may put another card, sheet or shift in place of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulators.escpos_printer import EscposPrinter
from tests.simulators.station import Centre, Counter
from tests.simulators.world import IssuedCard, IssuedQr, World


@pytest.fixture
def world() -> World:
    return World.make()


@pytest.fixture
def centre(world: World) -> Centre:
    return Centre(world)


@pytest.fixture
def card(centre: Centre) -> IssuedCard:
    """A month is due on it."""
    return centre.issue_card()


@pytest.fixture
def sheet(centre: Centre) -> IssuedQr:
    """A month is due on it, another than that of the card."""
    return centre.issue_sheet()


@pytest.fixture
def device() -> Iterator[EscposPrinter]:
    """A receipt printer, at no counter yet."""
    with EscposPrinter() as printer:
        yield printer


@pytest.fixture
def shift_of() -> str | None:
    """Whose shift is open; None for a counter without one."""
    return "lan"


@pytest.fixture
def counter(
    tmp_path: Path,
    world: World,
    centre: Centre,
    card: IssuedCard,
    sheet: IssuedQr,
    shift_of: str | None,
) -> Iterator[Counter]:
    """It has its list, with `card` and `sheet` on it."""
    made = Counter(tmp_path, world, centre, shift_of=shift_of)
    yield made
    made.stop()
