"""What happens to a card after it was issued. A stop is one person's; what gives something back is
proposed by one and approved by another, each with a password."""

from __future__ import annotations

from collections.abc import Callable

import click

from cardsvc.centre import Centre
from cardsvc.cli.context import Told, pass_told
from cardsvc.cli.signed_in import by, signed_in
from cardsvc.issuance.card_life import STOPPING, CardLife, proposed_card
from cardsvc.registry.people import person_of_card
from cardsvc.staff.account import StaffAccount
from cardsvc.staff.roles import APPROVER, ISSUER
from cardsvc.tables import OrderReason
from firmware_config.ids import CardId

_card = click.option("--card", "number", required=True, help="As printed on it, 16 hex digits.")


@click.command("block")
@_card
@click.option("--reason", type=click.Choice([one.value for one in STOPPING]), required=True)
@by
@pass_told
def block_card(told: Told, number: str, reason: str, user: str) -> None:
    """Have a card pay nothing more, at once."""
    with told.centre() as centre:
        card = CardId.parse(number)
        _check_is_inside(told, centre, card, signed_in(told, centre, user, ISSUER))
        queued = centre.card_life.stop(card, OrderReason(reason), user)
        told.say(told.t("command-script-queued", card=card.printed, number=queued))


@click.command("unblock")
@_card
@by
@pass_told
def unblock_card(told: Told, number: str, user: str) -> None:
    """Propose that a blocked card pay again."""
    _propose(told, number, user, lambda life, card: life.propose_unblock(card, user))


@click.command("unblock-pin")
@_card
@by
@pass_told
def unblock_pin(told: Told, number: str, user: str) -> None:
    """Propose to give a card's PIN its tries back; the PIN stays."""
    _propose(told, number, user, lambda life, card: life.propose_pin(card, user))


@click.command("approve")
@click.argument("number", type=int)
@by
@pass_told
def approve(told: Told, number: int, user: str) -> None:
    """Approve another's proposal, and have it done."""
    with told.centre() as centre:
        account = signed_in(told, centre, user, APPROVER)
        with centre.reading.begin() as connection:
            card = proposed_card(connection, number)
        _check_is_inside(told, centre, card, account)
        centre.card_life.approve(number, user)
        told.say(told.t("command-card-approved", card=card.printed))


def _propose(
    told: Told, number: str, user: str, propose: Callable[[CardLife, CardId], int]
) -> None:
    with told.centre() as centre:
        card = CardId.parse(number)
        _check_is_inside(told, centre, card, signed_in(told, centre, user, ISSUER))
        proposed = propose(centre.card_life, card)
        told.say(told.t("command-card-proposed", card=card.printed, number=str(proposed)))


def _check_is_inside(told: Told, centre: Centre, card: CardId, account: StaffAccount) -> None:
    with centre.reading.begin() as connection:
        holder = person_of_card(connection, card)
    if not account.scope.allows(holder.province, holder.office):
        raise click.ClickException(told.t("command-outside-scope"))
