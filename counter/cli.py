"""`counter`: make a counter, run it, look at what is unsettled."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from counter.app import MESSAGES, create_app
from counter.db import open_store
from counter.journal import Journal
from counter.outbox import Outbox
from counter.settings import Settings, make_counter
from counter.station import SIMULATED, Station
from firmware_config.errors import ContractError
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.catalogue import LANGUAGES, Catalogue
from firmware_config.web.events import EventStream
from firmware_config.web.serve import Server, serve_until_signal

ROLES = ("teller", "supervisor")

_state = click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The counter's own folder.",
)


@click.group()
def cli() -> None:
    """A payout counter at a post office."""


@cli.command()
@_state
@click.option("--terminal", required=True, help="Eight capital letters or digits.")
@click.option("--office", required=True, help="Six digits.")
@click.option("--office-name", required=True)
@click.option("--centre", "centre_url", required=True, help="http://host:port")
@click.option("--root", required=True, help="The root key's point, 66 hexadecimal digits.")
@click.option("--status", "status_uris", multiple=True, required=True, help="As 01/0.")
@click.option("--province", help="Two digits: whose configuration is fetched.")
@click.option(
    "--configuration-root",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The first root file of the configuration, as the publisher gave it.",
)
@click.option("--reader", default="", help=f"`{SIMULATED}`, or a part of a PC/SC reader's name.")
@click.option("--scanner", "scanner_port", default="", help="A serial port, as /dev/ttyACM0.")
@click.option("--port", default=8200, show_default=True)
@click.option("--key", help="Where the key lies in a token: a PKCS#11 URI. Else it is a file.")
def init(
    state: Path,
    terminal: str,
    office: str,
    office_name: str,
    centre_url: str,
    root: str,
    status_uris: tuple[str, ...],
    province: str | None,
    configuration_root: Path | None,
    reader: str,
    scanner_port: str,
    port: int,
    key: str | None,
) -> None:
    """Make a counter and its key; prints the public key for the centre to register."""
    more = {} if province is None else {"province": province}
    settings = make_counter(
        state,
        terminal=terminal,
        office=office,
        office_name=office_name,
        centre_url=centre_url,
        root=root,
        status_uris=list(status_uris),
        reader=reader,
        scanner_port=scanner_port,
        port=port,
        **({} if key is None else {"key": key}),
        **more,
    )
    if configuration_root is not None:
        settings.configuration_root.write_bytes(configuration_root.read_bytes())
    click.echo(settings.public_key.point.hex())


@cli.command()
@_state
@click.option("--user", required=True)
@click.option("--role", type=click.Choice(ROLES), required=True)
def account(state: Path, user: str, role: str) -> None:
    """Add a teller or a supervisor; prints the password, which is kept nowhere."""
    click.echo(FileAccounts(Settings.load(state).accounts_file).create(user, role))


@cli.command()
@_state
@click.option("--reader", help="In place of the reader in the settings.")
def run(state: Path, reader: str | None) -> None:
    """Serve the teller's page until Ctrl-C."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    settings = Settings.load(state)
    if reader is not None:
        settings = replace(settings, reader=reader)
    hub = EventStream()
    station = Station(settings, hub.publish)
    server = Server(
        create_app(station, hub), host=settings.host, port=settings.port, on_stop=[hub.close]
    )
    station.start()
    click.echo(server.url)
    try:
        serve_until_signal(server)
    finally:
        station.stop()


@cli.command()
@_state
def pending(state: Path) -> None:
    """What the ledger has not confirmed yet."""
    settings = Settings.load(state)
    engine = open_store(settings.database_url)
    journal = Journal(engine, settings.terminal)
    told = Outbox(engine, journal, settings.signer()).pending()
    click.echo(f"confirmations {told.confirmations}")
    click.echo(f"dead letters {told.dead_letters}")
    click.echo(f"acknowledged through {told.acked_through} of {journal.head().seq}")


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
