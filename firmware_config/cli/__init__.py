"""`firmware-config`: look at what is signed, review a configuration, publish it."""

from __future__ import annotations

import sys

import click

from firmware_config.cli import publishing, review, root, show
from firmware_config.errors import ContractError
from firmware_config.web.file_words import end_command


@click.group()
def cli() -> None:
    """The contract between cards, counters and the centre."""


for command in (
    *(show.show, show.policy),
    *(review.check, review.diff, review.approve),
    *(publishing.create_repository, publishing.publish, publishing.halt, publishing.status),
    root.root,
):
    cli.add_command(command)


def main() -> None:
    """The console script: an error of the contract is one line, not a trace."""
    try:
        cli()
    except ContractError as error:
        click.echo(f"firmware-config: {error}", err=True)
        sys.exit(2)
    except OSError as error:
        end_command("firmware-config", error)
