"""Upgrades of the store: real stores of every revision that ever was, copied first, changed only
when nothing unsettled stands in what is changed, and refused when they are newer."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, text

from counter.centre.outbox import Outbox
from counter.db import (
    MIGRATIONS,
    TOUCHES,
    UNSETTLED_IN,
    UpgradeRefused,
    migrate,
    open_store,
    touched_by,
)
from counter.journal.journal import Journal
from counter.store.backup import BackupFault, chains_in
from counter.tables import metadata
from counter.web.not_started import not_started
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Abandoned, Disbursed, Intent
from firmware_config.body.shift import CashIn
from firmware_config.claim import Claim, Medium
from firmware_config.ids import EntitlementId
from firmware_config.sqlite import make_engine
from firmware_config.wire import GENESIS, Entry
from tests.simulators.counter_settings import settings_in
from tests.simulators.world import World

_DIRECTORY = ScriptDirectory(str(MIGRATIONS))
_STEPS = tuple(reversed(list(_DIRECTORY.walk_revisions())))
REVISIONS = tuple(one.revision for one in _STEPS)
OLD = REVISIONS[:-1]
NEWEST = REVISIONS[-1]


@pytest.fixture
def world() -> World:
    return World.make()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "counter.sqlite"


def url(file: Path) -> str:
    return f"sqlite:///{file}"


def a_claim(world: World) -> Claim:
    return Claim(EntitlementId.new(), world.programme, world.base, 0b1, 500_000)


def a_day(world: World, claim: Claim) -> tuple[Body, ...]:
    """A float, a payout by paper, a card's that was not made."""
    return (
        CashIn(1_000_000, "lan"),
        Disbursed(b"nonce--1", Medium.QR, None, b"record-1", claim, None, "citizen-card", "lan"),
        Intent(b"nonce--2", Medium.CHIP, None, a_claim(world), "lan"),
        Abandoned(b"nonce--2", "card-gone", "lan"),
    )


def old_store(file: Path, revision: str, world: World, bodies: tuple[Body, ...]) -> Engine:
    """A store of `revision` as the program of then would have written it."""
    engine = make_engine(url(file))
    migrate(engine, revision)
    rows: dict[str, list[dict[str, object]]] = {}

    def insert(table: str, **values: object) -> None:
        rows.setdefault(table, []).append(values)

    previous = GENESIS
    for seq, body in enumerate(bodies, start=1):
        entry = Entry.make(world.terminal, seq, previous, world.now, body)
        previous = entry.hash
        at = int(entry.at.timestamp())
        insert("journal", seq=seq, at=at, kind=body.kind, octets=entry.octets, hash=entry.hash)
        match body:
            case CashIn():
                insert("outbox", seq=seq)
            case Disbursed(claim=claim):
                insert("outbox", seq=seq)
                for period in claim.periods:
                    paid = {"entitlement": claim.entitlement.octets, "period": period.code}
                    insert("paid", **paid, seq=seq)
            case Intent(nonce=nonce, claim=claim) if not any(
                isinstance(one, Abandoned) and one.nonce == nonce for one in bodies
            ):
                of = {"entitlement": claim.entitlement.octets, "card": None}
                insert("open_intent", nonce=nonce, seq=seq, **of)
    with engine.begin() as connection:
        for name, values in rows.items():
            then = Table(name, MetaData(), autoload_with=connection)
            own = {"terminal": world.terminal.text}
            connection.execute(
                then.insert(),
                [
                    {key: one for key, one in (own | value).items() if key in then.c}
                    for value in values
                ],
            )
    return engine


def acknowledge(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))


def revision_in(file: Path) -> str:
    engine = make_engine(url(file))
    with engine.connect() as connection:
        found = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    engine.dispose()
    return found


def copies(file: Path) -> list[str]:
    return sorted(path.name for path in file.parent.glob("*-before-*"))


@pytest.mark.parametrize("revision", OLD)
def test_a_settled_store_of_any_revision_is_copied_and_upgraded(
    file: Path, world: World, revision: str
) -> None:
    claim = a_claim(world)
    old = old_store(file, revision, world, a_day(world, claim))
    acknowledge(old)
    old.dispose()
    before = chains_in(file)
    engine = open_store(url(file))
    journal = Journal(engine, world.terminal, lambda: world.now)
    assert journal.paid_periods(claim.entitlement) == frozenset(claim.periods)
    assert journal.open_intents() == []
    assert Outbox(engine, journal, world.terminal_key).pending().confirmations == 0
    added = journal.append(CashIn(2_000_000, "lan"))
    assert added.seq == before[0].entries + 1
    journal.close()
    engine.dispose()
    assert revision_in(file) == NEWEST
    assert copies(file) == [f"counter-{revision}-before-{NEWEST}.sqlite"]
    copy = file.with_name(copies(file)[0])
    assert chains_in(copy) == before
    assert revision_in(copy) == revision


@pytest.mark.parametrize("revision", OLD)
def test_a_store_with_unsettled_entries_waits_only_if_an_upgrade_touches_them(
    file: Path, world: World, revision: str
) -> None:
    old = old_store(file, revision, world, a_day(world, a_claim(world)))
    old.dispose()
    ahead = _STEPS[REVISIONS.index(revision) + 1 :]
    if any(touched_by(one.module) & UNSETTLED_IN for one in ahead):
        with pytest.raises(UpgradeRefused, match=r"upgrade-unsettled.*confirmations=2"):
            open_store(url(file))
        assert revision_in(file) == revision
        assert copies(file) == []
        return
    engine = open_store(url(file))
    journal = Journal(engine, world.terminal, lambda: world.now)
    assert Outbox(engine, journal, world.terminal_key).pending().confirmations == 2
    journal.close()
    engine.dispose()


def test_an_outcome_that_is_not_known_waits_too(file: Path, world: World) -> None:
    intent = Intent(b"nonce--1", Medium.CHIP, None, a_claim(world), "lan")
    old_store(file, "0004", world, (intent,)).dispose()
    with pytest.raises(UpgradeRefused, match=r"intents=1"):
        open_store(url(file))
    assert revision_in(file) == "0004"


def test_a_copy_is_made_once_for_one_journal(file: Path, world: World) -> None:
    old = old_store(file, "0005", world, a_day(world, a_claim(world)))
    old.dispose()
    whole = file.read_bytes()
    open_store(url(file)).dispose()
    file.write_bytes(whole)  # as if the upgrade had broken off
    open_store(url(file)).dispose()
    assert len(copies(file)) == 1
    # Another journal gets a copy of its own; nothing is overwritten.
    file.unlink()
    old_store(file, "0005", world, (CashIn(7_000, "lan"),)).dispose()
    open_store(url(file)).dispose()
    assert len(copies(file)) == 2


def test_a_damaged_store_is_not_upgraded(file: Path, world: World) -> None:
    old = old_store(file, "0003", world, a_day(world, a_claim(world)))
    acknowledge(old)
    with old.begin() as connection:
        connection.execute(text("DROP TRIGGER journal_no_update"))
        connection.execute(text("UPDATE journal SET hash = x'00' WHERE seq = 2"))
    old.dispose()
    with pytest.raises(BackupFault, match="backup-chain-broken"):
        open_store(url(file))
    assert revision_in(file) == "0003"


def test_without_room_for_the_copy_nothing_is_upgraded(file: Path, world: World) -> None:
    old = old_store(file, "0005", world, a_day(world, a_claim(world)))
    acknowledge(old)
    old.dispose()
    part = file.with_name(f"counter-0005-before-{NEWEST}.sqlite.part")
    part.mkdir()  # nothing can be written there
    with pytest.raises(BackupFault, match="backup-failed"):
        open_store(url(file))
    assert revision_in(file) == "0005"


def test_a_new_store_has_no_copy(file: Path) -> None:
    open_store(url(file)).dispose()
    open_store(url(file)).dispose()
    assert copies(file) == []


def make_newer(file: Path) -> None:
    open_store(url(file)).dispose()
    engine = make_engine(url(file))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9998'"))
    engine.dispose()


def test_a_store_of_a_newer_version_is_refused_and_left_alone(file: Path) -> None:
    make_newer(file)
    before = file.read_bytes()
    with pytest.raises(UpgradeRefused, match=r"upgrade-store-newer.*9998") as told:
        open_store(url(file))
    assert told.value.data == {"found": "9998", "newest": NEWEST}
    assert file.read_bytes() == before
    assert copies(file) == []


def test_the_page_of_a_counter_that_may_not_start_says_why_in_both_languages() -> None:
    fault = UpgradeRefused("upgrade-store-newer", found="9998", newest=NEWEST)
    client = not_started(fault).test_client()
    for path in ("/", "/sign-in", "/recent"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "do bản chương trình mới hơn ghi (kho 9998" in answer.text
        assert "written by a newer version of the program (store 9998" in answer.text
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    with client.get("/web/style.css") as style:
        assert style.status_code == 200


@pytest.mark.skipif(os.name != "posix", reason="ended by a signal")
def test_the_command_tells_it_and_serves_the_page_until_it_is_ended(
    tmp_path: Path, world: World
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    state = tmp_path / "counter"
    settings = settings_in(world, state, reader="simulated", port=port)
    assert settings.store_file is not None
    make_newer(settings.store_file)
    command = [sys.executable, "-m", "counter", "run", "--state", str(state)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603
    try:
        answer = _first_answer(f"http://127.0.0.1:{port}/", process)
    finally:
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=20)
    assert answer.status_code == 503
    assert "bản chương trình mới hơn" in answer.text
    assert process.returncode == 2
    assert "newer version of the program" in told


def _first_answer(address: str, process: subprocess.Popen[str]) -> httpx.Response:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            return httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("nobody answers")


# What a revision says that it touches.


@pytest.mark.parametrize("step", _STEPS, ids=REVISIONS)
def test_every_revision_says_what_it_touches(step: object) -> None:
    module = step.module  # type: ignore[attr-defined]
    known = set(metadata.tables)
    assert hasattr(module, TOUCHES), "say which tables' rows it rewrites: touches = (…)"
    assert touched_by(module) <= known


def scripts_in(folder: Path, line: str) -> Path:
    """A copy of the revisions with one more, of which `line` says what it touches."""
    (folder / "versions").mkdir(parents=True)
    for one in (MIGRATIONS / "versions").glob("0*.py"):
        (folder / "versions" / one.name).write_text(one.read_text())
    (folder / "env.py").write_text((MIGRATIONS / "env.py").read_text())
    more = f"""
        revision = "9999"
        down_revision = "{NEWEST}"
        branch_labels = None
        depends_on = None
        {line}

        def upgrade():
            pass

        def downgrade():
            pass
    """
    (folder / "versions" / "9999_more.py").write_text(textwrap.dedent(more))
    return folder


@pytest.fixture
def unsettled(file: Path, world: World) -> Iterator[Engine]:
    engine = open_store(url(file))
    journal = Journal(engine, world.terminal, lambda: world.now)
    journal.append(CashIn(1_000_000, "lan"))
    journal.close()
    yield engine
    engine.dispose()


@pytest.mark.parametrize("line", ['touches = ("outbox",)', 'touches = ("visit", "journal")', ""])
def test_one_that_touches_what_is_unsettled_waits(
    unsettled: Engine, tmp_path: Path, file: Path, line: str
) -> None:
    scripts = scripts_in(tmp_path / "scripts", line)
    with pytest.raises(UpgradeRefused, match=r"confirmations=1"):
        migrate(unsettled, scripts=scripts)
    assert revision_in(file) == NEWEST
    acknowledge(unsettled)
    migrate(unsettled, scripts=scripts)
    assert revision_in(file) == "9999"


@pytest.mark.parametrize("line", ["touches = ()", 'touches = ("visit", "published")'])
def test_one_that_touches_nothing_unsettled_goes_on(
    unsettled: Engine, tmp_path: Path, file: Path, line: str
) -> None:
    migrate(unsettled, scripts=scripts_in(tmp_path / "scripts", line))
    assert revision_in(file) == "9999"
