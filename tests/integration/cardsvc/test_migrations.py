"""The migrations make the tables that the program reads, on both databases, up and down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from cardsvc.centre import Centre
from cardsvc.db import migrate, migrate_down
from cardsvc.ledger.line import TransferKind
from cardsvc.money.instruction import book
from cardsvc.staff import audit
from cardsvc.staff.account import find_account
from cardsvc.tables import APPEND_ONLY, metadata, record, terminal_term
from firmware_config.body.shift import CashIn
from firmware_config.clock import utc_now
from firmware_config.sqlite import make_engine
from tests.simulators.by_hand import of_programme
from tests.simulators.centre_pages import accounts_of, new_account
from tests.simulators.centre_world import (
    NOVEMBER,
    NOW,
    Counter,
    find,
    row,
    take,
)
from tests.simulators.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'centre.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = make_engine(database_url)
    yield opened
    opened.dispose()


def shape(engine: Engine) -> dict[str, Any]:
    """All that the inspector tells of the tables, beyond what Alembic compares."""
    inspector = inspect(engine)
    return {
        table: (
            sorted(check["name"] or "" for check in inspector.get_check_constraints(table)),
            sorted(unique["name"] or "" for unique in inspector.get_unique_constraints(table)),
            sorted(key["name"] or "" for key in inspector.get_foreign_keys(table)),
            sorted(index["name"] or "" for index in inspector.get_indexes(table)),
        )
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_the_migrated_tables_are_those_of_the_program(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_migrated_constraints_are_those_of_the_program(engine: Engine) -> None:
    migrate(engine)
    migrated = shape(engine)
    migrate_down(engine, "base")
    with engine.begin() as connection:
        metadata.create_all(connection)
    assert migrated == shape(engine)


def test_down_leaves_nothing_and_up_again_works(centre: Centre) -> None:
    counter = Counter.enrolled(centre)
    counter.write(CashIn(5_000_000, "lan"))
    centre.ledger.ingest(counter.id, counter.batch())
    migrate_down(centre.engine, "base")
    assert set(inspect(centre.engine).get_table_names()) <= {"alembic_version"}
    migrate(centre.engine)
    assert set(inspect(centre.engine).get_table_names()) >= set(metadata.tables)


def test_what_was_certified_and_revoked_before_times_were_kept_is_so_from_then_on(
    centre: Centre,
) -> None:
    take(centre, [row(centre)])
    counter = Counter.enrolled(centre)
    old = centre.issue_paper(find(centre).id).record
    centre.issue_paper(find(centre).id)
    migrate_down(centre.engine, "0002")
    migrate(centre.engine)
    with centre.reading.begin() as connection:
        (term,) = connection.execute(select(terminal_term)).all()
        revoked_at = connection.scalar(select(record.c.revoked_at).where(record.c.id == old.id))
        others = select(record.c.revoked_at).where(record.c.id != old.id)
        assert connection.scalars(others).all() == [None]
    assert (term.terminal, term.issued_at) == (counter.id.text, NOW)
    assert revoked_at is not None


def test_temporary_passwords_of_before_have_their_time_from_the_upgrade_on(
    centre: Centre,
) -> None:
    accounts = accounts_of(centre)
    accounts.create("lan", "issuer")
    new_account(accounts, "hoa", "issuer")
    migrate_down(centre.engine, "0016")
    before = utc_now() - timedelta(seconds=1)  # whole seconds are kept
    migrate(centre.engine)
    with centre.reading.begin() as connection:
        lan, hoa = (find_account(connection, user) for user in ("lan", "hoa"))
    assert lan
    assert lan.password_given_at
    assert before <= lan.password_given_at <= utc_now()
    assert hoa
    assert hoa.password_given_at is None


def test_migrating_again_changes_nothing(centre: Centre) -> None:
    migrate(centre.engine)
    assert Path(centre.settings.state).is_dir()


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_itself_keeps_ledger_and_trail_append_only(
    centre: Centre, table: str, change: str
) -> None:
    counter = Counter.enrolled(centre)
    counter.write(CashIn(5_000_000, "lan"))
    centre.ledger.ingest(counter.id, counter.batch())
    with centre.engine.begin() as connection:
        audit.record(connection, "lan", "person-viewed", "beneficiary:7", centre.clock())
        book(
            connection,
            of_programme(TransferKind.FUNDED, 9_000_000, "UNC 01"),
            "mai",
            centre.clock(),
        )
    take(centre, [row(centre)])
    take(centre, [row(centre, name="Nguyễn Thị Hạnh")], NOVEMBER.plus(1))
    statement = change.format(table)
    if table in ("entry", "audit"):
        statement = statement.replace("id = id", "seq = seq")
    with pytest.raises(DBAPIError, match="append-only"), centre.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_replaced_row_is_a_deleted_row(centre: Centre) -> None:
    counter = Counter.enrolled(centre)
    counter.write(CashIn(5_000_000, "lan"))
    centre.ledger.ingest(counter.id, counter.batch())
    replace = text("INSERT OR REPLACE INTO entry SELECT * FROM entry")
    with pytest.raises(DBAPIError, match="append-only"), centre.engine.begin() as connection:
        connection.execute(replace)
