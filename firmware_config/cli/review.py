"""`firmware-config check | diff | approve`: a configuration before it is published."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

import click

from firmware_config.bundle.publishing.approval import Approval
from firmware_config.bundle.review.changes import changes
from firmware_config.bundle.review.configuration import Configuration
from firmware_config.bundle.review.finding import ConfigurationFaulty
from firmware_config.bundle.review.fleet import Fleet
from firmware_config.bundle.review.guard import Objection, objections, trial_objections
from firmware_config.bundle.review.words import LANGUAGES, Words
from firmware_config.clock import utc_now
from firmware_config.durable import write_durably
from firmware_config.signing import FileKey

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
in_language = click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0])
on_fleet = click.option("--fleet", type=click.File("rb"), help="What counters last reported.")


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--before", type=FOLDER, help="The configuration in use.")
@on_fleet
@in_language
def check(folder: Path, before: Path | None, fleet: BinaryIO | None, language: str) -> None:
    """Check a configuration; every fault is told with file, line and remedy.

    With the fleet's report it is tried on it: a programme that is off where payments are open, or
    a change that stops all payouts, fails the check.
    """
    configuration = load(folder, language)
    old = None if before is None else load(before, language)
    against = judged(configuration, old, fleet)
    if against:
        tell(against, Words(language, configuration))
        click.echo(Words(language).t("told-objections", count=len(against)), err=True)
        sys.exit(1)
    told = {"number": configuration.number, "provinces": len(configuration.provinces)}
    click.echo(Words(language).t("told-sound", **told))


@click.command()
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@on_fleet
@in_language
def diff(old: Path, new: Path, fleet: BinaryIO | None, language: str) -> None:
    """Tell in words what NEW changes against OLD, and what stands against publishing it."""
    before, after = load(old, language), load(new, language)
    words = Words(language, after)
    found = changes(before, after)
    for one in found:
        click.echo(words.change(one))
    if not found:
        click.echo(words.t("told-no-change"))
    tell(judged(after, before, fleet), words)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--before", type=FOLDER, help="The configuration in use.")
@on_fleet
@click.option("--key", type=FILE, required=True, help="The approver's own.")
@click.option("--out", type=click.Path(path_type=Path), required=True)
@in_language
def approve(
    folder: Path,
    before: Path | None,
    fleet: BinaryIO | None,
    key: Path,
    out: Path,
    language: str,
) -> None:
    """Sign that this configuration may go out in spite of what is told here."""
    configuration = load(folder, language)
    words = Words(language, configuration)
    old = None if before is None else load(before, language)
    against = judged(configuration, old, fleet, must_be_tried=True)
    tell(against, words)
    write_durably(out, Approval.of(configuration, against).sign(FileKey.load(key)), 0o644)
    click.echo(words.t("told-approved", number=configuration.number, count=len(against)))


def load(folder: Path, language: str) -> Configuration:
    """The configuration in `folder`; its faults are told and end the command."""
    try:
        return Configuration.load(folder)
    except ConfigurationFaulty as faulty:
        words = Words(language)
        for one in faulty.findings:
            click.echo(words.finding(one), err=True)
        click.echo(words.t("told-faulty", count=len(faulty.findings)), err=True)
        sys.exit(1)


def judged(
    new: Configuration,
    old: Configuration | None,
    fleet: BinaryIO | None,
    *,
    must_be_tried: bool = False,
) -> tuple[Objection, ...]:
    """`must_be_tried`: where counters run on an `old` one, a trial is not left out unnoticed."""
    now, known = utc_now(), None if fleet is None else Fleet.parse(fleet.read())
    untried = trial_objections(known, now) if must_be_tried and old is not None else ()
    return (*untried, *objections(new, old, known, now))


def tell(against: tuple[Objection, ...], words: Words) -> None:
    for one in against:
        click.echo(f"! {words.objection(one)}", err=True)
