"""Making a counter, running it, and what it has not had confirmed."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import click

from counter.app import create_app
from counter.cli.options import state_folder
from counter.db import open_store
from counter.journal import Journal
from counter.outbox import Outbox
from counter.settings import Settings, make_counter
from counter.station import SIMULATED, Station
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.events import EventStream
from firmware_config.web.serve import Server, serve_until_signal

ROLES = ("teller", "supervisor")


@click.command()
@state_folder
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
@click.option("--printer", default="", help="As file:/dev/usb/lp0 or network:192.168.1.9.")
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
    printer: str,
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
        printer=printer,
        port=port,
        **({} if key is None else {"key": key}),
        **more,
    )
    if configuration_root is not None:
        settings.configuration_root.write_bytes(configuration_root.read_bytes())
    click.echo(settings.public_key.point.hex())


@click.command()
@state_folder
@click.option("--user", required=True)
@click.option("--role", type=click.Choice(ROLES), required=True)
def account(state: Path, user: str, role: str) -> None:
    """Add a teller or a supervisor; prints the password, which is kept nowhere."""
    click.echo(FileAccounts(Settings.load(state).accounts_file).create(user, role))


@click.command()
@state_folder
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


@click.command()
@state_folder
def pending(state: Path) -> None:
    """What the ledger has not confirmed yet."""
    settings = Settings.load(state)
    engine = open_store(settings.database_url)
    journal = Journal(engine, settings.terminal)
    told = Outbox(engine, journal, settings.signer()).pending()
    click.echo(f"confirmations {told.confirmations}")
    click.echo(f"dead letters {told.dead_letters}")
    click.echo(f"acknowledged through {told.acked_through} of {journal.head().seq}")
