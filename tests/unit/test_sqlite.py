"""Durable SQLite: which builds may use the WAL, and what a connection is opened with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from firmware_config.sqlite import for_reading, make_engine, sqlite_module, wal_is_safe


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    yield engine
    engine.dispose()


def insert_one_twice(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO a VALUES (1)"))
        connection.execute(text("INSERT INTO a VALUES (1)"))


@pytest.mark.parametrize(
    "version", [(3, 51, 3), (3, 52, 0), (3, 53, 4), (3, 50, 7), (3, 50, 9), (3, 44, 6)]
)
def test_a_build_with_the_fault_mended_may_use_the_wal(version: tuple[int, int, int]) -> None:
    assert wal_is_safe(version)


@pytest.mark.parametrize(
    "version", [(3, 51, 2), (3, 51, 0), (3, 50, 6), (3, 49, 9), (3, 45, 0), (3, 44, 5), (3, 40, 1)]
)
def test_a_build_with_the_fault_may_not(version: tuple[int, int, int]) -> None:
    assert not wal_is_safe(version)


def test_a_connection_is_opened_durably(engine: Engine) -> None:
    safe = wal_is_safe(sqlite_module().sqlite_version_info)
    with engine.begin() as connection:
        pragma = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    expected = ("wal", 2) if safe else ("delete", 3)
    assert (pragma["journal_mode"], pragma["synchronous"], pragma["foreign_keys"]) == (*expected, 1)


def test_a_foreign_key_is_kept(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE a (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE b (a INTEGER REFERENCES a (id))"))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("INSERT INTO b VALUES (1)"))


def test_a_transaction_that_fails_leaves_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE a (id INTEGER PRIMARY KEY)"))
    with pytest.raises(IntegrityError):
        insert_one_twice(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM a")) == 0


def test_readers_do_not_wait_for_a_writer(engine: Engine) -> None:
    if not wal_is_safe(sqlite_module().sqlite_version_info):
        pytest.skip("with the rollback journal they do")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE a (id INTEGER PRIMARY KEY)"))
    with engine.begin() as writer:
        writer.execute(text("INSERT INTO a VALUES (1)"))
        with for_reading(engine).begin() as reader:
            assert reader.scalar(text("SELECT count(*) FROM a")) == 0
