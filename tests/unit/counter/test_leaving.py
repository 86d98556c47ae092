"""Wiping and moving a counter, and what forbids it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.db import open_store
from counter.journal.journal import Journal
from counter.operation.leaving import LeavingRefused, move, wipe
from counter.settings import Settings
from counter.store.backup import chains_in
from firmware_config.body.payout import Intent, Refused
from firmware_config.body.shift import CashIn, ShiftOpened
from firmware_config.claim import Claim, Medium
from firmware_config.ids import EntitlementId, TerminalId
from firmware_config.notes import Notes
from tests.simulators.counter_settings import settings_in
from tests.simulators.world import World


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture
def settings(tmp_path: Path, world: World) -> Settings:
    return settings_in(world, tmp_path / "counter", port=free_port())


@pytest.fixture
def journal(settings: Settings) -> Iterator[Journal]:
    engine = open_store(settings.database_url)
    journal = Journal(engine, settings.terminal)
    journal.append(Refused("held", Medium.CHIP, None, "lan"))
    yield journal
    journal.close()
    engine.dispose()


def an_intent(world: World) -> Intent:
    claim = Claim(EntitlementId.new(), world.programme, world.base, 0b1, 500_000)
    return Intent(b"nonce--1", Medium.CHIP, None, claim, "lan")


def test_a_settled_counter_is_wiped_wholly(settings: Settings, journal: Journal) -> None:
    journal.close()
    wipe(settings, settings.terminal)
    assert not settings.state.exists()


def test_a_settled_counter_is_moved_with_all_it_has(
    settings: Settings, journal: Journal, tmp_path: Path
) -> None:
    head, key = journal.head(), settings.key_file.read_bytes()
    journal.close()
    place = tmp_path / "elsewhere"
    move(settings, place)
    moved = Settings.load(place)
    assert not settings.state.exists()
    assert moved.key_file.read_bytes() == key
    assert moved.store_file == place / "counter.sqlite"
    (chain,) = chains_in(place / "counter.sqlite")
    assert (chain.entries, chain.head) == (head.seq, head.hash)


@pytest.mark.parametrize("what", ["intent", "unconfirmed", "shift"])
def test_nothing_is_wiped_or_moved_while_something_is_unsettled(
    settings: Settings, journal: Journal, world: World, tmp_path: Path, what: str
) -> None:
    match what:
        case "intent":
            journal.append(an_intent(world))
        case "unconfirmed":
            journal.append(CashIn(1_000_000, "lan"))
        case "shift":
            journal.append(ShiftOpened(Notes.of({500_000: 1}), "lan"))
    journal.close()
    with pytest.raises(LeavingRefused, match="leaving-unsettled"):
        wipe(settings, settings.terminal)
    with pytest.raises(LeavingRefused, match="leaving-unsettled"):
        move(settings, tmp_path / "elsewhere")
    assert settings.key_file.exists()
    assert not (tmp_path / "elsewhere").exists()
    assert chains_in(settings.state / "counter.sqlite")


def test_a_running_counter_is_neither_wiped_nor_moved(
    settings: Settings, journal: Journal, tmp_path: Path
) -> None:
    with socket.create_server((settings.host, settings.port)):
        with pytest.raises(LeavingRefused, match="leaving-running"):
            wipe(settings, settings.terminal)
        with pytest.raises(LeavingRefused, match="leaving-running"):
            move(settings, tmp_path / "elsewhere")


def test_another_terminal_s_name_wipes_nothing(settings: Settings, journal: Journal) -> None:
    with pytest.raises(LeavingRefused, match="leaving-not-named"):
        wipe(settings, TerminalId("T0000009"))
    assert settings.state.exists()


def test_a_place_that_is_taken_is_not_written_over(
    settings: Settings, journal: Journal, tmp_path: Path
) -> None:
    with pytest.raises(LeavingRefused, match="leaving-place-taken"):
        move(settings, tmp_path)


def test_a_store_elsewhere_is_left_to_people(
    settings: Settings, journal: Journal, tmp_path: Path
) -> None:
    values = (settings.state / "counter.toml").read_text()
    (settings.state / "counter.toml").write_text(
        values + f'database_url = "sqlite:///{tmp_path}/store.sqlite"\n'
    )
    with pytest.raises(LeavingRefused, match="leaving-elsewhere"):
        wipe(Settings.load(settings.state), settings.terminal)


def test_a_store_whose_place_is_written_down_is_not_moved_from_under_it(
    settings: Settings, journal: Journal, tmp_path: Path
) -> None:
    values = (settings.state / "counter.toml").read_text()
    (settings.state / "counter.toml").write_text(
        values + f'database_url = "sqlite:///{settings.state}/counter.sqlite"\n'
    )
    journal.close()
    with pytest.raises(LeavingRefused, match="leaving-elsewhere"):
        move(Settings.load(settings.state), tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()
    assert chains_in(settings.state / "counter.sqlite")
