"""A journal is one terminal's: a store with another's entries is left alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from counter import tables
from counter.cli import main
from counter.db import open_store
from counter.journal.journal import Journal, JournalError
from counter.settings import Settings
from firmware_config.body.shift import CashIn
from firmware_config.ids import TerminalId
from firmware_config.wire import Entry
from tests.simulators.counter_settings import settings_in
from tests.simulators.world import World

OTHER = TerminalId("T0000002")


def test_a_store_with_another_terminal_s_entries_is_not_opened(
    store: Engine, world: World, journal: Journal
) -> None:
    journal.append(CashIn(1_000, "hoa"))
    with pytest.raises(JournalError) as refused:
        Journal(store, OTHER)
    assert refused.value.code == "journal-of-another-terminal"
    assert refused.value.data == {"found": world.terminal.text, "terminal": OTHER.text}


def test_a_store_of_several_terminals_in_a_file_is_not_opened_by_any(
    store: Engine, world: World, journal: Journal
) -> None:
    (first,) = journal.append_all([CashIn(1_000, "hoa")])
    mixed = Entry.make(OTHER, 2, first.hash, world.now, CashIn(1_000, "hoa"))
    with store.begin() as connection:
        row = {"seq": 2, "at": 0, "kind": "cash-in", "octets": mixed.octets, "hash": mixed.hash}
        connection.execute(tables.journal.insert().values(terminal=OTHER.text, **row))
    for terminal in (world.terminal, OTHER):
        with pytest.raises(JournalError):
            Journal(store, terminal)


def test_it_finds_where_a_time_begins(store: Engine, world: World) -> None:
    now = [world.now]
    journal = Journal(store, world.terminal, lambda: now[0])
    assert journal.first_since(world.now) == 1
    for minutes in (0, 0, 3, 7):
        now[0] = world.now + timedelta(minutes=minutes)
        journal.append(CashIn(1_000, "hoa"))
    found = [journal.first_since(world.now + timedelta(minutes=m)) for m in (-1, 0, 1, 3, 7, 8)]
    assert found == [1, 1, 3, 3, 4, 5]
    journal.close()


@pytest.mark.parametrize("command", ["run", "pending"])
def test_the_command_says_so_in_both_languages(
    tmp_path: Path, world: World, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    settings = counter_on(tmp_path, world)
    engine = open_store(settings.database_url)
    theirs = Journal(engine, OTHER)
    theirs.append(CashIn(1_000, "hoa"))
    theirs.close()
    with pytest.raises(SystemExit) as ended:
        main([command, "--state", str(settings.state)])
    assert ended.value.code == 2
    *_, vietnamese, english = capsys.readouterr().err.splitlines()
    assert "chứa nhật ký của máy quầy T0000002" in vietnamese
    assert "every terminal needs a store of its own" in english
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.journal)) == 1
    engine.dispose()


def counter_on(folder: Path, world: World) -> Settings:
    return settings_in(world, folder / "counter", reader="simulated", scanner_port="", port=8200)
