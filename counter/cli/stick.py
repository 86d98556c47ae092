"""`counter stick out | in`: offices without a network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from counter.centre.configuration import configuration_of
from counter.centre.outbox import Outbox
from counter.centre.published import Published
from counter.centre.seen_times import SeenTimes
from counter.centre.stick import Sticks
from counter.cli.options import state_folder
from counter.db import open_store
from counter.journal.journal import Journal
from counter.operation.leaving import stopped
from counter.settings import Settings
from counter.words import MESSAGES
from firmware_config.clock import utc_now
from firmware_config.terminal_policy import TerminalPolicy
from firmware_config.web.catalogue import LANGUAGES, Catalogue

_place = click.argument("place", type=click.Path(file_okay=False, path_type=Path))


@click.group()
def stick() -> None:
    """A stick in place of the network."""


@stick.command("out")
@state_folder
@_place
@click.option("--from", "first_seq", type=click.IntRange(1), help="The entry a ledger asks for.")
def write(state: Path, place: Path, first_seq: int | None) -> None:
    """Write what is not confirmed to the folder PLACE, also while the counter runs."""
    with _sticks(Settings.load(state)) as sticks:
        written = sticks.write(place, first_seq)
    click.echo(f"confirmations {written.confirmations}")
    click.echo(f"batches {written.batches}")


@stick.command("in")
@state_folder
@_place
def take(state: Path, place: Path) -> None:
    """Take the centre's answer from the folder PLACE. The counter must not run: it has a page.

    The exit status is 1 when something of it was not taken.
    """
    settings = Settings.load(state)
    with stopped(settings), _sticks(settings) as sticks:
        brought = sticks.take(place)
    click.echo(f"acknowledged {brought.acknowledged}")
    click.echo(f"configuration {brought.number}")
    catalogue = Catalogue.load((MESSAGES,))
    for part, code in brought.faults:
        known = code if f"stick-why-{code}" in catalogue else "other"
        for language in LANGUAGES:
            t = catalogue.translator(language)
            why = t(f"stick-why-{known}", code=code, expected=brought.expected)
            click.echo(f"{t(f'stick-part-{part}')}: {why}", err=True)
    if not brought.is_whole:
        sys.exit(1)


@contextmanager
def _sticks(settings: Settings) -> Iterator[Sticks]:
    engine = open_store(settings.database_url)
    try:
        journal = Journal(engine, settings.terminal)
        signer = settings.signer()
        published = Published(
            engine,
            *(settings.root, settings.terminal, signer.public_key, settings.office),
            settings.status_uris,
        )
        configuration = configuration_of(settings, utc_now)
        seen = SeenTimes(
            lambda: published.snapshot,
            lambda: configuration.taken if configuration else None,
            TerminalPolicy.default,
            utc_now,
        )
        yield Sticks(
            settings,
            signer,
            Outbox(engine, journal, signer),
            published,
            configuration,
            lambda: seen.latest(journal),
        )
    finally:
        engine.dispose()
