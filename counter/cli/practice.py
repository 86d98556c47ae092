"""`counter practice`: the whole counter for training, on a folder and a centre of its own."""

from __future__ import annotations

from pathlib import Path

import click

from counter.practice.place import open_practice
from counter.practice.serving import serving
from firmware_config.logs import json_lines
from firmware_config.web.serve import Server, serve_until_signal


@click.command()
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The practice's own folder; it is made when it is not there.",
)
@click.option("--port", default=8201, show_default=True)
@click.option("--fresh", is_flag=True, help="Begin anew: people, journal and passwords.")
def practice(state: Path, port: int, fresh: bool) -> None:
    """Serve a practice counter until Ctrl-C. No money, no real cards, no network."""
    click.get_current_context().with_resource(json_lines("info"))
    opened = open_practice(state, port, fresh=fresh)
    served = serving(opened)
    server = Server(
        served.app,
        host=opened.settings.host,
        port=opened.settings.port,
        on_stop=[served.hub.close],
    )
    served.station.start()
    click.echo(f"{server.url}/practice")
    for one in opened.sign_ins:
        click.echo(f"  {one.user:<12} {one.password}")
    try:
        serve_until_signal(server)
    finally:
        served.station.stop()
