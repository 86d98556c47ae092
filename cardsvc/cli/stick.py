"""`cardsvc stick in`: counters without a network, many on one stick."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cardsvc.cli.context import Told, pass_told
from cardsvc.web.stick_words import refusal

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group("stick")
def stick_group() -> None:
    """A stick in place of the network."""


@stick_group.command("in")
@click.argument("stick", type=_FOLDER)
@click.option("--out", type=_FOLDER, required=True, help="Where the answers go; the same stick.")
@pass_told
def take(told: Told, stick: Path, out: Path) -> None:
    """Take in what every counter wrote to STICK, and answer each.

    The exit status is 1 when something was not taken.
    """
    with told.centre() as centre:
        visits = centre.sticks.take_stick(stick, out)
        with centre.engine.begin() as connection:
            for visit in visits:
                visit.note(connection, "cardsvc", centre.clock())
    for visit in visits:
        told.say(told.t("stick-visit", terminal=visit.name, batches=visit.batches))
        if visit.refused is not None:
            told.say(f"  {refusal(visit.refused, told.t)}")
    if any(visit.refused is not None for visit in visits):
        sys.exit(1)
