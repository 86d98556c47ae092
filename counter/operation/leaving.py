"""Giving up a counter's store, or taking it elsewhere: only when nothing in it is unsettled."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from counter.centre.outbox import Outbox
from counter.db import open_store
from counter.journal.journal import Journal
from counter.operation.unsettled import unsettled_of
from counter.settings import FILE, Settings
from counter.store.backup import back_up
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId

_LOGS = ("-wal", "-shm", "-journal")


class LeavingRefused(ContractError):
    """`leaving-unsettled` with its counts, `leaving-running`, `leaving-not-named`,
    `leaving-elsewhere` (the store is not in the folder), `leaving-place-taken`."""


def wipe(settings: Settings, named: TerminalId) -> None:
    """Remove the counter from this machine: store, key, accounts, settings. There is no way back.

    `named` is typed by whoever asks for it.

    Raises:
        LeavingRefused
    """
    if named != settings.terminal:
        raise LeavingRefused("leaving-not-named", terminal=settings.terminal.text)
    with _at_rest(settings) as store:
        # The key first: without it a store that is left half removed can send nothing.
        settings.key_file.unlink(missing_ok=True)
        _remove_store(store)
        shutil.rmtree(settings.state)


def move(settings: Settings, place: Path) -> None:
    """Take the whole folder to `place`, which must not exist; the old one is removed once the
    copy's chain has been found whole.

    Raises:
        LeavingRefused, BackupFault
    """
    if place.exists():
        raise LeavingRefused("leaving-place-taken", place=str(place))
    with _at_rest(settings) as store:
        logs = [store.name + suffix for suffix in _LOGS]
        shutil.copytree(
            settings.state, place, ignore=shutil.ignore_patterns(store.name, *logs), symlinks=True
        )
        place.chmod(0o700)
        back_up(store, place / store.name)
        if Settings.load(place).store_file != place / store.name:
            # `database_url` names the old place: somebody must look at it first.
            shutil.rmtree(place)
            raise LeavingRefused("leaving-elsewhere", state=str(settings.state))
        (settings.state / FILE).unlink()
        _remove_store(store)
        shutil.rmtree(settings.state)


@contextmanager
def _at_rest(settings: Settings) -> Iterator[Path]:
    """The store's file, of a counter that does not run and has nothing unsettled."""
    store = settings.store_file
    if store is None or store.parent.resolve() != settings.state.resolve():
        raise LeavingRefused("leaving-elsewhere", state=str(settings.state))
    with stopped(settings):
        _check_settled(settings)
        yield store


@contextmanager
def stopped(settings: Settings) -> Iterator[None]:
    """While the counter does not run, and nobody starts it.

    Raises:
        LeavingRefused: `leaving-running`.
    """
    try:
        held = socket.create_server((settings.host, settings.port))
    except OSError:
        raise LeavingRefused("leaving-running", port=str(settings.port)) from None
    with held:
        yield


def _check_settled(settings: Settings) -> None:
    engine = open_store(settings.database_url)
    try:
        journal = Journal(engine, settings.terminal)
        found = unsettled_of(journal, Outbox(engine, journal, settings.signer()))
    finally:
        engine.dispose()
    if found:
        raise LeavingRefused(
            "leaving-unsettled",
            intents=found.intents,
            confirmations=found.confirmations,
            letters=found.letters,
            shift="open" if found.shift_open else "none",
        )


def _remove_store(store: Path) -> None:
    for name in (store.name, *(store.name + suffix for suffix in _LOGS)):
        store.with_name(name).unlink(missing_ok=True)
