"""Looking after a counter: is the machine fit, a copy of the store, giving it up or moving it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from counter.app import MESSAGES
from counter.cli.options import state_folder
from counter.doctor.examination import examine
from counter.doctor.finding import Level, worst_of
from counter.doctor.words import mend, name, what
from counter.operation.leaving import LeavingRefused
from counter.operation.leaving import move as move_counter
from counter.operation.leaving import wipe as wipe_counter
from counter.settings import Settings
from counter.store.backup import BackupFault, back_up, chains_in
from firmware_config.ids import TerminalId
from firmware_config.web.catalogue import LANGUAGES, WEB_MESSAGES, Catalogue

_MARKS = {Level.OK: "+", Level.WARN: "!", Level.FAULT: "X"}
_EXIT = {Level.OK: 0, Level.WARN: 1, Level.FAULT: 2}
_file = click.Path(dir_okay=False, path_type=Path)


@click.command()
@state_folder
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
def doctor(state: Path, language: str) -> None:
    """Look at the whole machine, and say how to mend what is wrong.

    The exit status is 0 when all is well, 1 when something is to be looked at, 2 when the counter
    should not pay before it is mended.
    """
    t = Catalogue.load((WEB_MESSAGES, MESSAGES)).translator(language)
    findings = examine(Settings.load(state))
    for finding in findings:
        click.echo(f"{_MARKS[finding.level]} {name(finding, t)}: {what(finding, t)}")
        how = mend(finding, t)
        if how is not None:
            click.echo(f"    {how}")
    sys.exit(_EXIT[worst_of(findings)])


@click.command()
@state_folder
@click.argument("file", type=_file)
def backup(state: Path, file: Path) -> None:
    """Copy the store to FILE while the counter runs, and check the copy."""
    settings = Settings.load(state)
    store = settings.store_file
    if store is None:
        raise BackupFault("backup-postgresql", file=str(file))
    for chain in back_up(store, file):
        click.echo(f"{chain.terminal} {chain.entries} {chain.head.hex()}")


@click.command("restore-check")
@click.argument("file", type=_file)
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="The counter's folder: tells too how far its own journal goes.",
)
def restore_check(file: Path, state: Path | None) -> None:
    """Is the copy FILE whole? Prints each journal's last number and hash."""
    if not file.exists():
        raise BackupFault("backup-store-absent", file=str(file))
    for chain in chains_in(file):
        click.echo(f"{chain.terminal} {chain.entries} {chain.head.hex()}")
    store = None if state is None else Settings.load(state).store_file
    if store is not None and store.exists():
        for chain in chains_in(store):
            click.echo(f"now: {chain.terminal} {chain.entries} {chain.head.hex()}")


@click.command()
@state_folder
@click.option("--terminal", required=True, help="The terminal's id, typed once more.")
def wipe(state: Path, terminal: str) -> None:
    """Remove the counter from this machine; refused while anything is unsettled."""
    wipe_counter(Settings.load(state), TerminalId(terminal))


@click.command()
@state_folder
@click.argument("place", type=click.Path(file_okay=False, path_type=Path))
def move(state: Path, place: Path) -> None:
    """Take the counter's folder to PLACE; refused while anything is unsettled."""
    if place.resolve().is_relative_to(state.resolve()):
        raise LeavingRefused("leaving-place-taken", place=str(place))
    move_counter(Settings.load(state), place)
