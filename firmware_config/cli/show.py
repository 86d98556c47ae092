"""`firmware-config show | policy`: what a signed document says, what a policy allows."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from firmware_config import cbor, qr
from firmware_config.cose import Sign1
from firmware_config.errors import ContractError
from firmware_config.record import Record
from firmware_config.terminal_policy import TerminalPolicy


@click.command()
@click.argument("file", type=click.File("rb"))
def show(file: BinaryIO) -> None:
    """Tell what a signed document says: COSE octets, or the text of a QR sheet. `-` reads stdin.

    Nothing is verified: a signature counts only with the trust list that a counter has.
    """
    octets = file.read()
    message = Sign1.parse(octets if octets[:1] == b"\xd2" else _from_text(octets))
    click.echo(f"key {message.kid.hex()}")
    click.echo(f"type {message.typ or 'entitlement record or card certificate'}")
    try:
        _tell(Record.parse(message.payload))
    except ContractError:
        click.echo(f"payload {cbor.decode_fixed(message.payload)!r}")
    click.echo("The signature was not checked.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def policy(file: Path) -> None:
    """Check a terminal policy and tell its limits."""
    found = TerminalPolicy.parse(file.read_text(encoding="utf-8"))
    click.echo(f"chip elsewhere, offline: at most {found.chip_elsewhere_limit_vnd} đồng")
    click.echo(f"status lists count for {found.status_age_limit}")
    click.echo(f"trust lists count for {found.trust_age_limit}")
    click.echo(f"the clock may be behind by {found.clock_back_limit}")
    click.echo(f"the clock may be ahead by {found.clock_ahead_limit}")


def _from_text(octets: bytes) -> bytes:
    return qr.from_text(octets.decode("ascii", "replace"))


def _tell(record: Record) -> None:
    # No name and no hash: what is shown here ends up in tickets and chats.
    medium = "chip" if record.is_for_chip else "paper"
    click.echo(f"record {record.id.hex()} for {medium}, office {record.office}")
    click.echo(f"valid {record.not_before:%Y-%m-%d} to {record.expires_at:%Y-%m-%d}")
    click.echo(f"status {record.status.uri} #{record.status.index}")
    for due in record.entitlements:
        months = ", ".join(map(str, due.periods))
        click.echo(f"{due.programme} {due.amount_vnd} đồng each: {months}")
