"""The counter's migrations make the tables that the program reads, and keep what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, inspect, text
from sqlalchemy.exc import DBAPIError

from counter import migrations
from counter.db import migrate, migrate_down
from counter.journal.journal import Journal
from counter.tables import APPEND_ONLY, metadata
from firmware_config.body.payout import Refused
from firmware_config.body.shift import CashIn
from firmware_config.claim import Medium
from firmware_config.sqlite import make_engine
from firmware_config.wire import Entry
from tests.simulators.postgres import Postgres
from tests.simulators.signed import journal as three_entries
from tests.simulators.world import World

_SCRIPTS = ScriptDirectory(str(Path(migrations.__file__).parent))
REVISIONS = tuple(one.revision for one in reversed(list(_SCRIPTS.walk_revisions())))


@pytest.fixture
def world() -> World:
    return World.make()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'counter.sqlite'}"
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.new_database()
    opened = make_engine(url)
    yield opened
    opened.dispose()


def shape(engine: Engine) -> dict[str, Any]:
    """All that the inspector tells of the tables, beyond what Alembic compares."""
    inspector = inspect(engine)
    return {
        table: (
            inspector.get_pk_constraint(table)["constrained_columns"],
            sorted(str(key["constrained_columns"]) for key in inspector.get_foreign_keys(table)),
            sorted(str(index["column_names"]) for index in inspector.get_indexes(table)),
            sorted((column["name"], column["nullable"]) for column in inspector.get_columns(table)),
        )
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def entries(engine: Engine, world: World) -> list[Entry]:
    journal = Journal(engine, world.terminal, lambda: world.now)
    found = journal.entries_from(1, 100)
    journal.close()
    return found


def test_the_migrated_tables_are_those_of_the_program(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    migrated = shape(engine)
    migrate_down(engine, "base")
    with engine.begin() as connection:
        metadata.create_all(connection)
    assert migrated == shape(engine)


def test_every_revision_goes_up_and_down_again(engine: Engine) -> None:
    shapes = [shape(engine)]
    for revision in REVISIONS:
        migrate(engine, revision)
        shapes.append(shape(engine))
    below = ("base", *REVISIONS[:-1])
    for revision, before in zip(reversed(below), reversed(shapes[:-1]), strict=True):
        migrate_down(engine, revision)
        assert shape(engine) == before
    migrate(engine)
    assert shape(engine) == shapes[-1]


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_journal_begun_at_any_revision_is_whole_at_the_newest(
    engine: Engine, world: World, revision: str
) -> None:
    migrate(engine, revision)
    before = three_entries(world)
    then = Table("journal", MetaData(), autoload_with=engine)
    own = {"terminal": world.terminal.text} if "terminal" in then.c else {}
    with engine.begin() as connection:
        connection.execute(
            then.insert(),
            [
                {
                    **own,
                    "seq": entry.seq,
                    "at": int(entry.at.timestamp()),
                    "kind": entry.body.kind,
                    "octets": entry.octets,
                    "hash": entry.hash,
                }
                for entry in before
            ],
        )
    migrate(engine)
    assert tuple(entries(engine, world)) == before
    journal = Journal(engine, world.terminal, lambda: world.now)
    # Nothing that waits for the ledger: a store with that goes up no step that makes it anew.
    added = journal.append(Refused("held", Medium.CHIP, None, "hoa"))
    journal.close()
    assert added.previous == before[-1].hash
    migrate_down(engine, revision)
    migrate(engine)
    assert tuple(entries(engine, world)) == (*before, added)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {} SET at = 0", "DELETE FROM {}"])
def test_the_store_itself_keeps_what_only_grows(
    engine: Engine, world: World, table: str, change: str
) -> None:
    migrate(engine)
    journal = Journal(engine, world.terminal, lambda: world.now)
    journal.append(CashIn(1_000, "hoa"))
    journal.close()
    with engine.begin() as connection:
        row = {"terminal": world.terminal.text, "through_seq": 1, "at": 0, "octets": b"signed"}
        connection.execute(metadata.tables["acknowledgement"].insert().values(row))
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(change.format(table)))
