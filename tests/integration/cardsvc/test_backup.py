"""A copy of a centre that runs, and a centre made from a copy."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from cardsvc.centre import Centre
from cardsvc.cli import main
from cardsvc.ledger.books import balances
from cardsvc.operation.postgresql_programs import ProgramFault, find_program
from cardsvc.settings import Settings
from firmware_config.body.shift import CashIn
from tests.simulators.centre_world import HANH, Counter, find, issue_card, row, take
from tests.simulators.damage import damaging
from tests.simulators.postgres import Postgres

Elsewhere = Callable[[], tuple[Path, str]]


@pytest.fixture
def elsewhere(tmp_path: Path, request: pytest.FixtureRequest, database_url: str) -> Elsewhere:
    """A place of the same kind for another centre: a folder and an empty database."""

    def place() -> tuple[Path, str]:
        state = tmp_path / "restored"
        if database_url.startswith("sqlite"):
            return state, f"sqlite:///{state / 'centre.db'}"
        server: Postgres = request.getfixturevalue("postgres")
        return state, server.new_database()

    return place


def command(state: Path, database_url: str, *words: str) -> Result:
    environ = {"CARDSVC_DATABASE_URL": database_url, "CARDSVC_STATE": str(state)}
    return CliRunner().invoke(main, ["--language", "en", *words], env=environ)


def run(centre: Centre, *words: str) -> Result:
    return command(centre.settings.state, centre.settings.database_url, *words)


def paid(centre: Centre) -> Counter:
    take(centre, [row(centre)])
    card, counter = issue_card(centre), Counter.enrolled(centre)
    counter.write(CashIn(1_000_000, "lan"), card.pay(counter))
    centre.ledger.ingest(counter.id, counter.batch())
    return counter


def test_a_copy_of_a_running_centre_becomes_the_same_centre_elsewhere(
    centre: Centre, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    counter = paid(centre)
    file = tmp_path / "copy"
    made = run(centre, "backup", str(file))
    assert made.exit_code == 0, made.output
    assert "keys are not in the copy" in made.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    # What comes after the copy is not in it.
    counter.write(CashIn(500_000, "lan"))
    centre.ledger.ingest(counter.id, counter.batch(3))
    state, url = elsewhere()
    back = command(state, url, "restore", str(file))
    assert back.exit_code == 0, back.output
    assert "2 entries" in back.output
    assert "no signing keys" in back.output
    assert not (state / "keys").exists(), "a restored centre must not make keys of its own"
    centre.settings.keys.rename(state / "keys")
    restored = Centre.open(Settings.of(state, url), centre.clock)
    try:
        assert find(restored, HANH) == find(centre, HANH)
        with restored.reading.begin() as connection:
            assert balances(connection)[f"drawer/{counter.id}"] == 500_000
        restored.ledger.ingest(counter.id, counter.batch(3))
    finally:
        restored.close()
        (state / "keys").rename(centre.settings.keys)


def test_no_key_is_in_a_copy(centre: Centre, tmp_path: Path) -> None:
    file = tmp_path / "copy"
    assert run(centre, "backup", str(file)).exit_code == 0
    octets = file.read_bytes()
    for key in centre.settings.keys.iterdir():
        assert key.read_bytes() not in octets
    assert b"PRIVATE KEY" not in octets


def test_nothing_is_written_over(centre: Centre, tmp_path: Path) -> None:
    file = tmp_path / "copy"
    assert run(centre, "backup", str(file)).exit_code == 0
    before = file.read_bytes()
    again = run(centre, "backup", str(file))
    assert (again.exit_code, "copy-exists" in again.output) == (1, True)
    assert file.read_bytes() == before
    onto_itself = run(centre, "restore", str(file))
    assert (onto_itself.exit_code, "restore-not-empty" in onto_itself.output) == (1, True)


def test_a_password_is_on_no_command_line_and_in_no_refusal(centre: Centre, tmp_path: Path) -> None:
    url = "postgresql+psycopg://centre:geheim@127.0.0.1:1/none"
    refused = command(centre.settings.state, url, "backup", str(tmp_path / "copy"))
    assert refused.exit_code == 1
    assert "program-failed" in refused.output
    assert "geheim" not in refused.output
    assert list(tmp_path.glob("copy*")) == []


def test_without_its_program_the_remedy_is_told(
    tmp_path: Path,
) -> None:
    with pytest.raises(ProgramFault) as missing:
        find_program("pg_dump", str(tmp_path))
    assert missing.value.code == "program-missing"
    assert missing.value.data["remedy"] == "apt install postgresql-client"


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"", "backup-no-copy"),
        (b"a letter", "backup-no-copy"),
        (b"SQLite format 3\x00" + bytes(100), "copy-unreadable|backup-of-another-database"),
        (b"PGDMP" + bytes(100), "program-failed|backup-of-another-database"),
    ],
)
def test_what_is_no_copy_is_refused_and_leaves_nothing(
    tmp_path: Path, elsewhere: Elsewhere, octets: bytes, code: str
) -> None:
    file = tmp_path / "no-copy"
    file.write_bytes(octets)
    state, url = elsewhere()
    refused = command(state, url, "restore", str(file))
    assert refused.exit_code == 1
    assert re.search(code, refused.output), refused.output
    if url.startswith("sqlite"):
        assert not (state / "centre.db").exists()


def test_an_absent_file_is_named(tmp_path: Path, elsewhere: Elsewhere) -> None:
    state, url = elsewhere()
    refused = command(state, url, "restore", str(tmp_path / "nothing"))
    assert (refused.exit_code, "backup-file-absent" in refused.output) == (1, True)


def test_a_copy_that_was_tampered_with_is_restored_and_found_out(
    centre: Centre, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    paid(centre)
    with damaging(centre) as hand:
        hand.do("UPDATE entry SET octets = hash WHERE seq = 1")
    file = tmp_path / "copy"
    assert run(centre, "backup", str(file)).exit_code == 0
    back = command(*elsewhere(), "restore", str(file))
    assert back.exit_code == 1
    assert "T0000001/1: entry-changed" in back.output
    assert "Do not run the centre" in back.output


def test_a_copy_of_a_newer_program_is_refused(
    centre: Centre, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    with centre.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    file = tmp_path / "copy"
    assert run(centre, "backup", str(file)).exit_code == 0
    back = command(*elsewhere(), "restore", str(file))
    assert (back.exit_code, "restore-too-new" in back.output) == (1, True)


def test_the_books_of_an_older_schema_are_not_checked(centre: Centre) -> None:
    with centre.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    checked = run(centre, "ledger", "verify")
    assert (checked.exit_code, "schema-behind" in checked.output) == (1, True)


def test_the_command_tells_of_whole_books_and_of_others(centre: Centre) -> None:
    paid(centre)
    whole = run(centre, "ledger", "verify")
    assert (whole.exit_code, "worked out anew from 2 entries" in whole.output) == (0, True)
    with damaging(centre) as hand:
        hand.do(
            "UPDATE balance SET debited_vnd = debited_vnd + 1"
            " WHERE account = (SELECT id FROM account WHERE key = 'drawer/T0000001')"
        )
    other = run(centre, "ledger", "verify")
    assert other.exit_code == 1
    assert "drawer/T0000001: balance-differs" in other.output
    assert "+1000001 -500000" in other.output
    assert HANH.digits not in other.output
