"""Opening the counter's store, brought to the newest revision."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from firmware_config.errors import ContractError
from firmware_config.sqlite import for_reading, make_engine

MIGRATIONS = Path(__file__).parent / "migrations"
NEEDS_SETTLED = "needs_settled"
"""A revision that changes what an open intent or an unconfirmed entry stands in says so by this
name, `needs_settled = True`: it waits until the older program has settled them."""

_MIGRATING = 1  # no terminal's lock: its eight letters are a far larger number


class UpgradeRefused(ContractError):
    """`upgrade-unsettled` with the `revision`, and how many `intents` and `confirmations` wait."""


def open_store(url: str) -> Engine:
    """The store at `url`, migrated. A SQLite file that does not exist is made.

    Raises:
        UpgradeRefused: the store is as it was; the older program still opens it.
    """
    engine = make_engine(url)
    try:
        migrate(engine)
    except UpgradeRefused:
        engine.dispose()
        raise
    return engine


def migrate(engine: Engine, revision: str = "head", scripts: Path = MIGRATIONS) -> None:
    """Up to `revision`, in one transaction. Raises `UpgradeRefused`."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Two counters of an office that start together: one migrates, the other waits.
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
        configuration = _configuration(connection, scripts)
        _check_settled(connection, ScriptDirectory.from_config(configuration), revision)
        command.upgrade(configuration, revision)


def migrate_down(engine: Engine, revision: str) -> None:
    """Back to `revision`; `base` drops every table with its data."""
    with engine.begin() as connection:
        command.downgrade(_configuration(connection, MIGRATIONS), revision)


def revisions_of(engine: Engine) -> tuple[str, str]:
    """The store's revision, empty for one without any, and the newest there is."""
    with for_reading(engine).connect() as connection:
        newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
        return _revision_of(connection) or "", newest or ""


def _check_settled(connection: Connection, scripts: ScriptDirectory, revision: str) -> None:
    found = _revision_of(connection)
    if found is None:
        return
    for step in scripts.iterate_revisions(revision, found):
        if getattr(step.module, NEEDS_SETTLED, False):
            intents, confirmations = (
                connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608 - ours
                for table in ("open_intent", "outbox")
            )
            if intents or confirmations:
                raise UpgradeRefused(
                    "upgrade-unsettled",
                    revision=step.revision,
                    intents=intents,
                    confirmations=confirmations,
                )


def _revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _configuration(connection: Connection, scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = connection
    return config
