"""The `cardsvc` command: the centre from an administrator's terminal."""

from __future__ import annotations

import os
from pathlib import Path

import click

from cardsvc.app import MESSAGES
from cardsvc.cli import (
    broker,
    fleet_report,
    issuance,
    keys,
    ledger,
    money,
    registry,
    reports,
    service,
    staff,
    stick,
    upkeep,
)
from cardsvc.cli.context import Told
from cardsvc.settings import Settings
from cardsvc.web.database_trouble import DRIVER, trouble_in
from firmware_config.errors import ContractError
from firmware_config.web.catalogue import LANGUAGES, Catalogue
from firmware_config.web.file_words import command_words


class _Commands(click.Group):
    def invoke(self, context: click.Context) -> object:
        """A disk or a database that does not take what a command writes is told in words."""
        try:
            return super().invoke(context)
        except OSError as error:
            lines = command_words(error, context.params.get("language"))
            if not lines:
                raise
            raise click.ClickException("\n".join(lines)) from None
        except DRIVER as error:
            code = trouble_in(error)
            if code is None:
                raise
            t = Catalogue.load((MESSAGES,)).translator(context.params["language"])
            told = [t(f"error-{code}-{part}") for part in ("what", "why", "do")]
            raise click.ClickException("{}. {} {}".format(*told)) from None


@click.group(cls=_Commands)
@click.option("--state", type=click.Path(path_type=Path), help="Folder; default CARDSVC_STATE.")
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0])
@click.pass_context
def main(context: click.Context, state: Path | None, language: str) -> None:
    """The payout centre: registry, cards, ledger."""
    told = {"CARDSVC_STATE": str(state.absolute())} if state else {}
    catalogue = Catalogue.load((MESSAGES,))
    if context.invoked_subcommand == reports.verify_report.name:  # anywhere, without a centre
        context.obj = reports.Speech(catalogue, language)
        return
    t = catalogue.translator(language)
    try:
        settings = Settings.parse({**os.environ, **told})
    except ContractError as refused:
        raise click.ClickException(t("command-refused", fault=str(refused))) from None
    context.obj = Told(settings, t, language)


for command in (
    service.init,
    service.run,
    service.terminal_group,
    staff.staff_group,
    staff.audit_group,
    registry.office_group,
    registry.import_list,
    registry.show_progress,
    issuance.card_group,
    issuance.issue_qr,
    keys.keys_group,
    stick.stick_group,
    fleet_report.write_fleet_report,
    reports.verify_report,
    ledger.ledger_group,
    money.money_group,
    upkeep.backup,
    upkeep.restore,
    upkeep.retention_group,
    broker.broker_group,
):
    main.add_command(command)
