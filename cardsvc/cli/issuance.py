"""The issuance desk: chip cards and QR sheets."""

from __future__ import annotations

from pathlib import Path

import click

from cardsvc.cli import card_life
from cardsvc.cli.context import Told, pass_told
from cardsvc.issuance.card_source import card_in_file, card_in_reader
from cardsvc.issuance.personalising import Step
from cardsvc.issuance.qr_sheet import qr_sheet_pdf
from cardsvc.registry.people import person
from firmware_config.durable import write_durably
from firmware_config.ids import CardId, CitizenNumber


@click.group("card")
def card_group() -> None:
    """Chip cards."""


@card_group.command("issue")
@click.option("--person", "number", required=True, help="The citizen number, 12 digits.")
@click.option("--file", type=click.Path(path_type=Path), help="A simulated card's memory.")
@click.option("--reader", help="A part of a PC/SC reader's name.")
@pass_told
def issue_card(told: Told, number: str, file: Path | None, reader: str | None) -> None:
    """Personalise and activate a card. Interrupted, it goes on when called again."""
    if (file is None) == (reader is None):
        raise click.UsageError("--file / --reader")

    def say_step(step: Step) -> None:
        told.say(told.t(f"step-{step}"))

    with told.centre() as centre:
        with centre.reading.begin() as connection:
            found = person(connection, CitizenNumber(number))
        if file is None:
            source = card_in_reader(reader or "")
        else:
            source = card_in_file(file, centre.keyring.card_master)
        with source as card:
            desk = centre.card_desk(say_step)
            issued = desk.personalise(card, found.id)
            # Told before the card is active: if it is pulled now, the letter is not lost.
            told.say(
                told.t(
                    "command-card-issued",
                    card=issued.card.printed,
                    pin=issued.pin,
                    puk=issued.puk,
                )
            )
            desk.activate(card, issued)
        if file is not None:
            told.say(told.t("command-card-simulated"))


@card_group.command("renew")
@click.option("--card", "number", required=True, help="As printed on it, 16 hex digits.")
@pass_told
def renew_card(told: Told, number: str) -> None:
    """Send a card all that is payable now: a new amount, a new programme, a new year."""
    with told.centre() as centre:
        card = CardId.parse(number)
        queued = centre.scripts.renew(card)
        told.say(told.t("command-script-queued", card=card.printed, number=queued))


for command in (
    card_life.block_card,
    card_life.unblock_card,
    card_life.unblock_pin,
    card_life.approve,
):
    card_group.add_command(command)


@click.command("qr")
@click.option("--person", "number", required=True, help="The citizen number, 12 digits.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@pass_told
def issue_qr(told: Told, number: str, out: Path) -> None:
    """Issue a QR sheet as a PDF."""
    with told.centre() as centre:
        with centre.reading.begin() as connection:
            found = person(connection, CitizenNumber(number))
        write_durably(out, qr_sheet_pdf(centre.issue_paper(found.id).sheet))
        told.say(told.t("command-sheet-written", file=str(out)))
