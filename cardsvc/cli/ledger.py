"""The books, checked from the entries up."""

from __future__ import annotations

import sys

import click

from cardsvc.cli.context import Told, pass_told
from cardsvc.db import newest_schema, schema_of
from cardsvc.operation.backup import BackupFault
from cardsvc.operation.ledger_check.check import check_ledger, count_entries
from cardsvc.operation.ledger_check.finding import Finding
from cardsvc.settings import Settings
from firmware_config.errors import ContractError
from firmware_config.sqlite import make_engine


@click.group("ledger")
def ledger_group() -> None:
    """The ledger."""


@ledger_group.command("verify")
@pass_told
def verify(told: Told) -> None:
    """Work everything out anew from the entries: chains, signatures, receipts, transfers, balances.

    The centre may run meanwhile. Prints what is wrong, with where, and ends with status 1 then.
    """
    try:
        found = verify_database(told, told.settings)
    except ContractError as refused:
        raise click.ClickException(told.t("command-refused", fault=str(refused))) from None
    if found:
        raise click.ClickException(told.t("command-ledger-not-whole", findings=found))


def verify_database(told: Told, settings: Settings) -> int:
    """How many findings were said.

    Raises:
        BackupFault: `schema-behind`, of a database that this program has not brought up to date.
    """
    engine = make_engine(settings.database_url)
    try:
        if schema_of(engine) != newest_schema():
            raise BackupFault("schema-behind", held=schema_of(engine), newest=newest_schema())
        entries, found = count_entries(engine), 0
        with click.progressbar(
            length=entries, label=told.t("command-ledger-checking"), file=sys.stderr
        ) as bar:
            for finding in check_ledger(engine, bar.update):
                found += 1
                told.say(_line(told, finding))
        if not found:
            told.say(told.t("command-ledger-whole", entries=entries))
        return found
    finally:
        engine.dispose()


def _line(told: Told, finding: Finding) -> str:
    line = f"{finding.where or '-'}: {finding.fault.value}: {told.t(f'finding-{finding.fault}')}"
    if finding.expected or finding.found:
        expected, found = finding.expected or "–", finding.found or "–"
        line += " " + told.t("command-finding-differs", expected=expected, found=found)
    return line
