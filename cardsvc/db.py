"""The centre's database: opened, brought to the newest schema, written to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite

from cardsvc import migrations
from cardsvc.settings import Settings
from firmware_config.sqlite import make_engine

_CHUNK = 1000

Item = TypeVar("Item")


def open_database(settings: Settings) -> Engine:
    """The engine, with the schema brought up to date."""
    settings.make_folder()
    engine = make_engine(settings.database_url)
    migrate(engine)
    return engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Up to `revision`, in one transaction."""
    with engine.begin() as connection:
        command.upgrade(_configuration(connection), revision)


def migrate_down(engine: Engine, revision: str) -> None:
    """Back to `revision`; `base` drops every table with its data."""
    with engine.begin() as connection:
        command.downgrade(_configuration(connection), revision)


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """`items` in pieces for `IN`: a statement takes so many variables and no more."""
    for at in range(0, len(items), _CHUNK):
        yield items[at : at + _CHUNK]


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows `on_conflict_do_nothing`, which both dialects have and Core has not."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _configuration(connection: Connection) -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(migrations.__path__[0])))
    configuration.set_main_option("path_separator", "os")
    configuration.attributes["connection"] = connection
    return configuration
