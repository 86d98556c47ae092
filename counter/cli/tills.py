"""`counter till`: the programs of the post's own that may drive this counter."""

from __future__ import annotations

from pathlib import Path

import click

from counter.api.tills import Tills
from counter.cli.options import state_folder
from counter.settings import Settings
from firmware_config.web.accounts import FileAccounts


@click.group()
def till() -> None:
    """A post's own till: a program that drives this counter by its local interface."""


@till.command()
@state_folder
@click.argument("name")
@click.option("--user", required=True, help="The teller it acts for.")
def add(state: Path, name: str, user: str) -> None:
    """Let the till NAME in; prints its token, which is kept nowhere."""
    click.echo(_tills(state).add(name, user))


@till.command("list")
@state_folder
def list_all(state: Path) -> None:
    """The tills there are, and the tellers they act for."""
    for one in _tills(state).all():
        click.echo(f"{one.name} {one.user}")


@till.command()
@state_folder
@click.argument("name")
def remove(state: Path, name: str) -> None:
    """Let the till NAME in no more; that counts at once."""
    _tills(state).remove(name)


def _tills(state: Path) -> Tills:
    settings = Settings.load(state)
    return Tills(settings.tills_file, FileAccounts(settings.accounts_file))
