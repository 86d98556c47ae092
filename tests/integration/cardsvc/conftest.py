"""A centre on SQLite and on PostgreSQL, a terminal of its own, and who asks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from cardsvc.app import app_of
from cardsvc.centre import Centre
from tests.simulators.centre_world import (
    Counter,
    Hands,
    IssuedCard,
    issue_card,
    open_centre,
    row,
    take,
)
from tests.simulators.postgres import Postgres
from tests.simulators.routes import routes_without_rule


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


@pytest.fixture
def counter(centre: Centre) -> Counter:
    """A terminal where one person is owed November."""
    take(centre, [row(centre)])
    return Counter.enrolled(centre)


@pytest.fixture
def card(centre: Centre, counter: Counter) -> IssuedCard:
    """That person's."""
    return issue_card(centre)


@pytest.fixture
def client(centre: Centre) -> Iterator[FlaskClient]:
    """One that asks the centre's interface for terminals."""
    app = app_of(centre, strict=True)
    assert routes_without_rule(app) == []
    with app.test_client() as made:
        made.environ_base["HTTP_HOST"] = "127.0.0.1"
        yield made
