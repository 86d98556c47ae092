"""A centre on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cardsvc.centre import Centre
from tests.simulators.centre_world import Hands, open_centre
from tests.simulators.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'centre.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.centre_database()


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def centre(tmp_path: Path, database_url: str, clock: Hands) -> Iterator[Centre]:
    opened = open_centre(tmp_path / "state", database_url, clock)
    yield opened
    opened.close()
