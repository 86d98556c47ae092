"""Backups of a store in use, and finding out whether a copy is whole."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from counter.db import open_store
from counter.journal.journal import Journal
from counter.store.backup import BackupFault, back_up, chains_in
from firmware_config.body.payout import Refused
from firmware_config.claim import Medium
from firmware_config.sqlite import sqlite_module
from tests.simulators.world import World

REFUSED = Refused("held", Medium.CHIP, None, "lan")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "counter.sqlite"


@pytest.fixture
def store(file: Path) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture
def journal(store: Engine, world: World) -> Iterator[Journal]:
    journal = Journal(store, world.terminal, lambda: world.now)
    for _ in range(5):
        journal.append(REFUSED)
    yield journal
    journal.close()


def test_a_copy_made_while_the_counter_writes_is_whole(
    journal: Journal, file: Path, tmp_path: Path
) -> None:
    stop = threading.Event()

    def go_on() -> None:
        while not stop.is_set():
            journal.append(REFUSED)

    writing = threading.Thread(target=go_on)
    writing.start()
    try:
        copies = [back_up(file, tmp_path / f"copy-{number}") for number in range(5)]
    finally:
        stop.set()
        writing.join()
    lengths = [chains[0].entries for chains in copies]
    assert lengths == sorted(lengths)
    assert lengths[0] >= 5
    for number, chains in enumerate(copies):
        assert chains_in(tmp_path / f"copy-{number}") == chains
        entry = journal.entry(chains[0].entries)
        assert entry is not None
        assert entry.hash == chains[0].head


def test_a_copy_is_one_file_for_its_owner_alone(
    journal: Journal, file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    back_up(file, folder / "copy")
    chains_in(folder / "copy")
    assert [one.name for one in folder.iterdir()] == ["copy"]
    if os.name == "posix":
        assert (folder / "copy").stat().st_mode & 0o077 == 0


def test_an_older_copy_is_never_overwritten(journal: Journal, file: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(b"last month")
    with pytest.raises(BackupFault, match="backup-exists"):
        back_up(file, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"last month"


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(BackupFault, match="backup-store-absent"):
        back_up(tmp_path / "none", tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


def tampered(file: Path, *statements: str) -> None:
    with closing(sqlite_module().connect(file)) as store:
        triggers = store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            store.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            store.execute(statement)
        store.commit()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM journal WHERE seq = 3", "backup-chain-broken"),
        ("DELETE FROM journal WHERE seq = 1", "backup-chain-broken"),
        ("UPDATE journal SET octets = x'00' WHERE seq = 3", "backup-chain-broken"),
        ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 5", "backup-chain-broken"),
        (
            "UPDATE journal SET octets = (SELECT octets FROM journal WHERE seq = 2) WHERE seq = 3",
            "backup-chain-broken",
        ),
        (
            "INSERT INTO outbox (terminal, seq) SELECT terminal, 9 FROM journal LIMIT 1",
            "backup-incomplete",
        ),
        (
            "INSERT INTO acknowledgement (terminal, through_seq, at, octets) "
            "SELECT terminal, 9, 0, x'00' FROM journal LIMIT 1",
            "backup-incomplete",
        ),
        ("DROP TABLE journal", "backup-"),
    ],
)
def test_a_copy_that_was_tampered_with_is_found_out(
    journal: Journal, file: Path, tmp_path: Path, statement: str, code: str
) -> None:
    back_up(file, tmp_path / "copy")
    tampered(tmp_path / "copy", statement)
    with pytest.raises(BackupFault, match=code):
        chains_in(tmp_path / "copy")


def test_octets_that_are_flipped_anywhere_are_found_out(
    journal: Journal, file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    back_up(file, copy)
    octets = copy.read_bytes()
    entry = journal.entry(3)
    assert entry is not None
    at = octets.index(entry.octets)
    for place in (at, at + len(entry.octets) // 2, at + len(entry.octets) - 1):
        flipped = bytearray(octets)
        flipped[place] ^= 1
        copy.write_bytes(flipped)
        with pytest.raises(BackupFault, match="backup-chain-broken"):
            chains_in(copy)


def test_what_is_no_store_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a database, " * 100)
    with pytest.raises(BackupFault, match="backup-unreadable"):
        chains_in(tmp_path / "text")


def test_a_half_copy_leaves_nothing_behind(journal: Journal, file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "copy.part").write_bytes(b"of a backup that was interrupted")
    tampered(file, "DELETE FROM journal WHERE seq = 2")
    with pytest.raises(BackupFault):
        back_up(file, folder / "copy")
    assert list(folder.iterdir()) == []


def test_any_sqlite_opens_the_copy(journal: Journal, file: Path, tmp_path: Path) -> None:
    back_up(file, tmp_path / "copy")
    with closing(sqlite3.connect(tmp_path / "copy")) as store:
        assert store.execute("PRAGMA journal_mode").fetchone() == ("delete",)
