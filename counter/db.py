"""Opening the counter's store, brought to the newest revision."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from firmware_config.sqlite import make_engine


def open_store(url: str) -> Engine:
    """The store at `url`, migrated. A SQLite file that does not exist is made."""
    engine = make_engine(url)
    migrate(engine)
    return engine


def migrate(engine: Engine, revision: str = "head") -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
