"""A centre on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cardsvc.centre import Centre
from tests.simulators.centre_world import Hands, open_centre
from tests.simulators.postgres import REMEDY, Postgres, PostgresMissing


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Absent, it fails the build, but only skips on somebody's own machine."""
    try:
        server = Postgres()
    except PostgresMissing as missing:
        text = f"PostgreSQL: {missing}; mend it with: {REMEDY}"
        if os.environ.get("CI") == "true":
            pytest.fail(text)
        pytest.skip(text)
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'centre.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def centre(tmp_path: Path, database_url: str, clock: Hands) -> Iterator[Centre]:
    opened = open_centre(tmp_path / "state", database_url, clock)
    yield opened
    opened.close()
