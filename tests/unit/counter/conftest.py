"""A counter at its desk with its teller and supervisor, and the store and journal of one alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from counter.api.tills import Tills
from counter.db import open_store
from counter.journal.journal import Journal
from tests.simulators.at_the_counter import card, centre, counter, device, sheet, shift_of, world
from tests.simulators.station import Counter
from tests.simulators.world import World
from tests.unit.counter.teller import Teller
from tests.unit.counter.till import Till

__all__ = ["card", "centre", "counter", "device", "sheet", "shift_of", "world"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{tmp_path / 'counter.sqlite'}")
    yield engine
    engine.dispose()


@pytest.fixture
def journal(store: Engine, world: World) -> Iterator[Journal]:
    journal = Journal(store, world.terminal, lambda: world.now)
    yield journal
    journal.close()


@pytest.fixture
def teller(counter: Counter) -> Teller:
    return Teller.at(counter)


@pytest.fixture
def tills(counter: Counter) -> Tills:
    """Of the counter, where `lan` is a teller without a browser."""
    counter.accounts.create("lan", "teller")
    return Tills(counter.station.settings.tills_file, counter.accounts)


@pytest.fixture
def till(counter: Counter, tills: Tills) -> Till:
    return Till(counter, tills.add("quay-1", "lan"))


@pytest.fixture
def boss(counter: Counter) -> Teller:
    return Teller.at(counter, "mai", "supervisor")
