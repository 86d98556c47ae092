"""Opening the counter's store: of this version, or brought to it, or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from counter.store.before_upgrade import save_before
from counter.store.opening import check_writable, telling_why
from firmware_config.errors import ContractError
from firmware_config.sqlite import for_reading, make_engine

MIGRATIONS = Path(__file__).parent / "migrations"
TOUCHES = "touches"
"""Every revision says by this name which tables' rows it rewrites: `touches = ("outbox",)`. One
that says nothing is taken to touch all."""
UNSETTLED_IN = frozenset({"journal", "outbox", "open_intent", "open_reversal"})
"""What an open intent or an unconfirmed entry stands in: a revision that touches one of these waits
until the older program has settled them."""

_MIGRATING = 1  # no terminal's lock: its eight letters are a far larger number


class UpgradeRefused(ContractError):
    """The store is as it was, and the program that wrote it still opens it.

    `upgrade-unsettled` with the `revision`, and how many `intents` and `confirmations` wait;
    `upgrade-store-newer`: revision `found` is none of this program's, whose last is `newest`.
    """


def open_store(url: str) -> Engine:
    """The store at `url`, migrated. A SQLite file that does not exist is made; one that is older
    is copied beside itself first.

    Raises:
        StoreNotOpened, StoreFault: why it cannot be opened.
        UpgradeRefused
        BackupFault: there is no copy, so nothing was changed.
    """
    engine = make_engine(url)
    try:
        with telling_why(url):
            due = upgrade_due(engine)
            if due is not None and engine.dialect.name == "sqlite" and engine.url.database:
                save_before(Path(engine.url.database), *due)
            migrate(engine)
            check_writable(engine)
    except ContractError:
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
        _check(connection, ScriptDirectory.from_config(configuration), revision)
        command.upgrade(configuration, revision)


def migrate_down(engine: Engine, revision: str) -> None:
    """Back to `revision`; `base` drops every table with its data."""
    with engine.begin() as connection:
        command.downgrade(_configuration(connection, MIGRATIONS), revision)


def upgrade_due(engine: Engine, scripts: Path = MIGRATIONS) -> tuple[str, str] | None:
    """The revision that a store is of and the one it is to become; None for a new store and for
    one that is of this version. Raises `UpgradeRefused`; looks only."""
    with for_reading(engine).connect() as connection:
        directory = ScriptDirectory(str(scripts))
        newest = directory.get_current_head() or ""
        found = _check(connection, directory, "head")
    return None if found in (None, newest) else (found, newest)


def revisions_of(engine: Engine) -> tuple[str, str]:
    """The store's revision, empty for one without any, and the newest there is."""
    with for_reading(engine).connect() as connection:
        newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
        return _revision_of(connection) or "", newest or ""


def touched_by(module: Any) -> frozenset[str]:
    """The tables whose rows a revision's `module` says that it rewrites."""
    return frozenset(getattr(module, TOUCHES, UNSETTLED_IN))


def _check(connection: Connection, scripts: ScriptDirectory, revision: str) -> str | None:
    """The store's revision, None for a new one, if it may go up to `revision`."""
    found = _revision_of(connection)
    if found is None:
        return None
    if all(one.revision != found for one in scripts.walk_revisions()):
        newest = scripts.get_current_head() or ""
        raise UpgradeRefused("upgrade-store-newer", found=found, newest=newest)
    for step in scripts.iterate_revisions(revision, found):
        if touched_by(step.module) & UNSETTLED_IN:
            _check_settled(connection, step.revision)
    return found


def _check_settled(connection: Connection, revision: str) -> None:
    intents, confirmations = (
        connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608 - ours
        for table in ("open_intent", "outbox")
    )
    if intents or confirmations:
        raise UpgradeRefused(
            "upgrade-unsettled",
            revision=revision,
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
