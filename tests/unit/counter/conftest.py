"""A world, a counter's store and journal in it, and a whole counter with its centre and teller."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from counter.db import open_store
from counter.journal import Journal
from tests.simulators.station import Centre, Counter
from tests.simulators.world import IssuedCard, World
from tests.unit.counter.teller import Teller


@pytest.fixture
def world() -> World:
    return World.make()


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
def centre(world: World) -> Centre:
    return Centre(world)


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    issued = world.issue_card()
    centre.list_record(issued.record)
    return issued


@pytest.fixture
def counter(tmp_path: Path, world: World, centre: Centre, card: IssuedCard) -> Iterator[Counter]:
    made = Counter(tmp_path, world, centre)
    yield made
    made.stop()


@pytest.fixture
def teller(counter: Counter) -> Teller:
    return Teller.at(counter)
