"""`counter`: make a counter, run it, look after it, and drive it from a post's own till."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from counter.cli import desk, enrolling, machine, practice, stick, tills, upkeep
from counter.words import fault_words
from firmware_config.errors import ContractError
from firmware_config.web.file_words import end_command


@click.group()
def cli() -> None:
    """A payout counter at a post office."""


for command in (
    *(machine.init, enrolling.enrol, machine.account, machine.run, machine.pending),
    *(upkeep.doctor, upkeep.backup, upkeep.restore_check, upkeep.wipe, upkeep.move),
    tills.till,
    stick.stick,
    practice.practice,
    *(desk.status, desk.show, desk.present, desk.pay, desk.following, desk.reverse),
    *(desk.recent, desk.receipt, desk.unsettled, desk.close, desk.confirm_clock),
    *(desk.windows, desk.waive_window),
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script: an error of the contract is a line in each language, not a trace."""
    try:
        cli(arguments)
    except ContractError as error:
        for words in fault_words(error):
            click.echo(f"counter: {words}", err=True)
        sys.exit(2)
    except OSError as error:
        end_command("counter", error)
