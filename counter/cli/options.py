"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

state_folder = click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The counter's own folder.",
)
