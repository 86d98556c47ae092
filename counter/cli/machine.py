"""Making a counter, running it, and what it has not had confirmed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from counter.app import create_app
from counter.centre.newcomer import Newcomer
from counter.centre.outbox import Outbox
from counter.cli.enrolling import serve_until_enrolled
from counter.cli.options import state_folder
from counter.db import UpgradeRefused, open_store
from counter.journal.journal import Journal
from counter.settings import Settings, make_counter
from counter.station import SIMULATED, Station
from counter.store.opening import StoreNotOpened
from counter.web.not_started import not_started
from counter.words import fault_words
from firmware_config.logs import json_lines
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.events import EventStream
from firmware_config.web.serve import Server, serve_until_signal

ROLES = ("teller", "supervisor")


@click.command()
@state_folder
@click.option("--terminal", help="Eight capital letters or digits, of one that the centre added.")
@click.option("--office", required=True, help="Six digits.")
@click.option("--office-name", help="Of one that the centre added.")
@click.option("--place", default="", help="What people there call the counter; told to the centre.")
@click.option("--centre", "centre_url", required=True, help="http://host:port")
@click.option("--root", required=True, help="The root key's point, 66 hexadecimal digits.")
@click.option("--status", "status_uris", multiple=True, help="As 01/0, of one that was added.")
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
@click.option(
    "--broker",
    "broker_urls",
    multiple=True,
    help="A node of the broker, as tls://broker1.example.vn:4222; once for each. None: HTTP only.",
)
@click.option("--broker-ca", help="A file: whose certificates the nodes have.")
@click.option("--key", help="Where the key lies in a token: a PKCS#11 URI. Else it is a file.")
def init(
    state: Path,
    terminal: str | None,
    office: str,
    office_name: str | None,
    place: str,
    centre_url: str,
    root: str,
    status_uris: tuple[str, ...],
    province: str | None,
    configuration_root: Path | None,
    reader: str,
    scanner_port: str,
    printer: str,
    port: int,
    broker_urls: tuple[str, ...],
    broker_ca: str | None,
    key: str | None,
) -> None:
    """Make a counter and its key.

    Without --terminal it is a new one: `counter enrol`, or its first start, asks the centre to
    take it in. With --terminal, --office-name and --status it prints its public key, for the
    centre to add by hand.
    """
    told: dict[str, str | int] = {
        "centre_url": centre_url,
        "root": root,
        "reader": reader,
        "scanner_port": scanner_port,
        "printer": printer,
        "port": port,
        "office": office,
        **({} if key is None else {"key": key}),
        **({} if broker_ca is None else {"broker_ca": broker_ca}),
    }
    if terminal is None:
        Newcomer.make(state, place=place, **told)
        _take_root(state, configuration_root)
        return
    if not office_name or not status_uris:
        raise click.UsageError("--terminal wants --office-name and --status too")
    settings = make_counter(
        state,
        terminal=terminal,
        office_name=office_name,
        status_uris=list(status_uris),
        **({"broker_urls": list(broker_urls)} if broker_urls else {}),
        **told,
        **({} if province is None else {"province": province}),
    )
    _take_root(state, configuration_root)
    click.echo(settings.public_key.point.hex())


def _take_root(state: Path, configuration_root: Path | None) -> None:
    if configuration_root is not None:
        Settings.configuration_root_in(state).write_bytes(configuration_root.read_bytes())


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
    """Serve the teller's page until Ctrl-C; first the code of a counter that is new."""
    click.get_current_context().with_resource(json_lines("info"))
    if Newcomer.is_in(state) and not serve_until_enrolled(state):
        return
    settings = Settings.load(state)
    if reader is not None:
        settings = replace(settings, reader=reader)
    hub = EventStream()
    try:
        station = Station(settings, hub.publish)
    except (UpgradeRefused, StoreNotOpened) as refused:
        # Told on the page too: the teller's browser is open already. It ends as it did before.
        for words in fault_words(refused):
            click.echo(words, err=True)
        page = Server(not_started(refused), host=settings.host, port=settings.port)
        serve_until_signal(page)
        raise
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
