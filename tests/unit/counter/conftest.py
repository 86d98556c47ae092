"""A world, and a counter's store and journal in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from counter.db import open_store
from counter.journal import Journal
from tests.simulators.world import World


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
