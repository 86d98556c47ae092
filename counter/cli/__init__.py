"""`counter`: make a counter, run it, look after it, and drive it from a post's own till."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click

from counter.app import MESSAGES
from counter.cli import desk, machine, practice, tills, upkeep
from firmware_config.errors import ContractError
from firmware_config.web.catalogue import LANGUAGES, Catalogue


@click.group()
def cli() -> None:
    """A payout counter at a post office."""


for command in (
    *(machine.init, machine.account, machine.run, machine.pending),
    *(upkeep.doctor, upkeep.backup, upkeep.restore_check, upkeep.wipe, upkeep.move),
    tills.till,
    practice.practice,
    *(desk.status, desk.show, desk.present, desk.pay, desk.following, desk.reverse),
    *(desk.recent, desk.receipt, desk.unsettled, desk.close, desk.confirm_clock),
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script: an error of the contract is a line in each language, not a trace."""
    try:
        cli(arguments)
    except ContractError as error:
        for words in _words_for(error):
            click.echo(f"counter: {words}", err=True)
        sys.exit(2)


def _words_for(error: ContractError) -> Iterator[str]:
    catalogue = Catalogue.load((MESSAGES,))
    told = f"fault-{error.code}"
    if told not in catalogue:
        yield str(error)
        return
    for language in LANGUAGES:
        yield catalogue.translator(language)(told, **error.data)
