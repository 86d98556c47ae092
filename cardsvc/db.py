"""The centre's database: opened, brought to the newest schema, written to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import ARRAY, ColumnElement, Connection, Engine, LargeBinary, Table, any_, literal
from sqlalchemy import cast as to_type
from sqlalchemy.dialects import postgresql, sqlite

from cardsvc import migrations
from cardsvc.settings import Settings
from firmware_config.sqlite import for_reading, make_engine

_CHUNK = 1000
_SCRIPTS = Path(migrations.__path__[0])

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


def schema_of(engine: Engine) -> str | None:
    """The revision that a database has; None for an empty one."""
    with for_reading(engine).begin() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_schema() -> str:
    """The revision that this program brings a database to."""
    head = ScriptDirectory(str(_SCRIPTS)).get_current_head()
    assert head is not None
    return head


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """`items` in pieces for `IN`: a statement takes so many variables and no more."""
    for at in range(0, len(items), _CHUNK):
        yield items[at : at + _CHUNK]


def among(connection: Connection, column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """`column IN values`, of thousands too: on PostgreSQL they travel as one array."""
    wanted = list(values)
    if connection.dialect.name != "postgresql":
        return cast("ColumnElement[bool]", column.in_(wanted))
    array = ARRAY(column.type)
    if isinstance(column.type, LargeBinary):
        # As PostgreSQL writes it: the driver takes five times as long for an array of octets.
        told = ",".join(f'"\\\\x{octets.hex()}"' for octets in wanted)
        return cast("ColumnElement[bool]", column == any_(to_type(literal(f"{{{told}}}"), array)))
    return cast("ColumnElement[bool]", column == any_(literal(wanted, array)))


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows `on_conflict_do_nothing`, which both dialects have and Core has not."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _configuration(connection: Connection) -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(_SCRIPTS))
    configuration.set_main_option("path_separator", "os")
    configuration.attributes["connection"] = connection
    return configuration
