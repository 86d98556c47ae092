"""A centre whose database takes nothing says so by name, on pages and to commands."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import event
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.pool import Pool

from cardsvc.app import MESSAGES
from cardsvc.cli import main
from cardsvc.web.database_trouble import trouble_in
from firmware_config.web.catalogue import LANGUAGES, Catalogue
from tests.simulators.centre_pages import Browser

FULL, READ_ONLY = "PRAGMA max_page_count=1", "PRAGMA query_only=ON"
"""SQLite takes no page more than there are; or no change at all."""


@contextmanager
def database_that(pragma: str) -> Iterator[None]:
    def refuse(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute(pragma)

    event.listen(Pool, "checkout", refuse)
    try:
        yield
    finally:
        event.remove(Pool, "checkout", refuse)


def words(code: str, language: str) -> list[str]:
    t = Catalogue.load((MESSAGES,)).translator(language)
    return [t(f"error-{code}-{part}") for part in ("what", "why", "do")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_a_database_that_takes_no_change_says_so(
    administrator: Browser, language: str
) -> None:
    administrator.post("/language", language=language, back="/accounts")
    with database_that(READ_ONLY):
        answer = administrator.post("/accounts", user="moi", role="finance")
        page = html.unescape(answer.text)
    assert answer.status_code == 503
    for part in words("database-read-only", language):
        assert part in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_command_of_a_database_that_has_no_room_says_so(tmp_path: Path, language: str) -> None:
    state = ["--state", str(tmp_path), "--language", language]
    with database_that(FULL):
        told = CliRunner().invoke(main, [*state, "init"])
    assert told.exit_code == 1
    assert "{}. {} {}".format(*words("database-full", language)) in told.output


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("53100", "database-full"),
        ("53300", "database-busy"),
        ("25006", "database-read-only"),
        ("08006", "database-away"),
        ("57P01", "database-away"),
        (None, "database-away"),
        ("58030", "database-broken"),
        ("XX001", "database-broken"),
        ("42601", None),
    ],
)
def test_a_server_is_understood_by_its_states(state: str | None, code: str | None) -> None:
    original: Any = SimpleNamespace(sqlstate=state)
    assert trouble_in(OperationalError("x", None, original)) == code


def test_a_fault_of_the_program_is_none_of_the_database() -> None:
    assert trouble_in(ProgrammingError("x", None, Exception("no such table: x"))) is None
