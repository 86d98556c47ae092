"""The centre itself: making it ready, running it, who may use it."""

from __future__ import annotations

from dataclasses import replace

import click

from cardsvc.app import app_of
from cardsvc.cli.context import Told, pass_told
from cardsvc.operation.garbage_collection import collect_seldom
from cardsvc.operation.upkeep import Upkeep
from firmware_config.ids import OfficeId, TerminalId
from firmware_config.logs import json_lines
from firmware_config.signing import PublicKey
from firmware_config.web.events import EventStream
from firmware_config.web.serve import Server, serve_until_signal


@click.command()
@pass_told
def init(told: Told) -> None:
    """Make the database and the keys, if they are not there yet."""
    with told.centre() as centre:
        root = centre.keyring.root.point.hex()
        told.say(told.t("command-ready", folder=str(told.settings.state), root=root))


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Default: CARDSVC_PORT.")
@pass_told
def run(told: Told, port: int | None) -> None:
    """Serve pages and terminals until interrupted."""
    settings = told.settings if port is None else replace(told.settings, port=port)
    click.get_current_context().with_resource(json_lines(settings.monitoring.log_level))
    with told.centre() as centre:
        news = EventStream()
        app = app_of(centre, news)
        centre.runs.begin()
        upkeep = Upkeep(
            centre.publisher.status_lists.renew, centre.card_life.let_go, centre.watch.look
        )
        upkeep.begin()
        server = Server(app, host=settings.host, port=settings.port, on_stop=[news.close])
        told.say(told.t("command-listening", address=server.url))
        collect_seldom()
        try:
            serve_until_signal(server)
        finally:
            upkeep.close()


@click.group("terminal")
def terminal_group() -> None:
    """Counters' terminals."""


@terminal_group.command("add")
@click.argument("terminal")
@click.option("--office", required=True)
@click.option("--public-key", required=True, help="The compressed point, hexadecimal.")
@pass_told
def add_terminal(told: Told, terminal: str, office: str, public_key: str) -> None:
    """Enrol a terminal by its public key, and certify it."""
    with told.centre() as centre:
        try:
            key = PublicKey(bytes.fromhex(public_key))
        except ValueError:
            raise click.BadParameter("hexadecimal", param_hint="--public-key") from None
        centre.certificates.enrol(TerminalId(terminal), OfficeId(office), key)
        told.say(told.t("command-terminal-added", terminal=terminal))


@terminal_group.command("new-generation")
@pass_told
def new_generation(told: Told) -> None:
    """Have cards believe no certificate made before: after a terminal was stolen."""
    with told.centre() as centre:
        told.say(told.t("command-new-generation", cards=centre.scripts.new_terminal_generation()))
