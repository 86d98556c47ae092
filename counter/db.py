"""Opening the counter's store, brought to the newest revision."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from firmware_config.sqlite import make_engine


def open_store(url: str) -> Engine:
    """The store at `url`, migrated. A SQLite file that does not exist is made."""
    engine = make_engine(url)
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


def _configuration(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
