"""`cardsvc fleet-report`: what `firmware-config --fleet` tries a configuration on."""

from __future__ import annotations

from pathlib import Path

import click

from cardsvc.cli.context import Told, pass_told
from cardsvc.terminals.fleet_report import fleet_report
from firmware_config.durable import write_durably


@click.command("fleet-report")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_told
def write_fleet_report(told: Told, file: Path) -> None:
    """Write the fleet as it last reported to FILE; it holds no names."""
    with told.centre() as centre:
        now = centre.clock()
        with centre.reading.begin() as connection:
            fleet = fleet_report(connection, centre.keyring.trust(now), now)
    write_durably(file, fleet.encode())
    told.say(told.t("command-fleet-written", counters=len(fleet.counters), file=str(file)))
