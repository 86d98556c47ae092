"""One card: stop it, replace it; with four eyes let it pay again, or unlock its PIN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from cardsvc.current_centre import the_centre, the_news
from cardsvc.issuance.card_life import STOPPING, CardLife
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.stopped_cards import Stop, awaited, newest_stop
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.holdings import HeldCard, cards_of
from cardsvc.registry.people import Person, person_of_card
from cardsvc.staff import audit, proposals
from cardsvc.staff.errors import StaffError
from cardsvc.staff.proposals import Proposal, ProposalKind, open_proposal
from cardsvc.staff.roles import APPROVER, INSPECTOR, ISSUER
from cardsvc.tables import OrderReason
from cardsvc.web.card_making import CARDS
from cardsvc.web.person_view import found_or_404
from cardsvc.web.proposals import pages_of_subjects
from cardsvc.web.words import known_in
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

card_page = Blueprint("card_page", __name__, url_prefix="/cards/card/<number>")
_SUBJECT = "card"
ASKED = (ProposalKind.UNBLOCK, ProposalKind.PIN)


@dataclass(frozen=True, slots=True)
class View:
    """`stop` and `awaited` (terminals not heard from) of a stopped card; `asked` waits for a second
    person."""

    card: HeldCard
    person: Person
    stop: Stop | None
    awaited: tuple[str, ...]
    asked: Mapping[ProposalKind, Proposal]


@card_page.get("")
@roles(ISSUER, INSPECTOR, APPROVER)
def page(number: str) -> str:
    card = _card(number)
    with the_centre().engine.begin() as connection:
        view = _view(connection, card)
        user, now = current_account().user, the_centre().clock()
        audit.record(connection, user, "card-seen", f"card:{card}", now)
    return render_template("cardsvc/card_page.html", view=view, reasons=STOPPING)


@card_page.post("/stop")
@roles(ISSUER)
def stop(number: str) -> ResponseReturnValue:
    """It pays nothing more, from now on."""
    return _acted(number, "stopped", lambda card, user: _life().stop(card, _reason(), user))


@card_page.post("/replace")
@roles(ISSUER)
def replace(number: str) -> ResponseReturnValue:
    """The same, and another is ordered."""
    return _acted(number, "replaced", lambda card, user: _life().replace(card, _reason(), user))


@card_page.post("/<any(unblock, pin):kind>")
@roles(ISSUER)
def ask(number: str, kind: str) -> ResponseReturnValue:
    """Ask for it to pay again, or for its PIN's tries; another person decides."""
    what = ProposalKind(kind)

    def act(card: CardId, user: str) -> int:
        if what is ProposalKind.PIN:
            return _life().propose_pin(card, user)
        return _life().propose_unblock(card, user)

    return _acted(number, f"{what}-proposed", act)


@card_page.post("/<any(unblock, pin):kind>/approve")
@roles(APPROVER)
def approve(number: str, kind: str) -> ResponseReturnValue:
    what = ProposalKind(kind)
    return _acted(
        number, f"{what}-approved", lambda card, user: _life().approve(_proposal(card, what), user)
    )


@card_page.post("/<any(unblock, pin):kind>/withdraw")
@roles(APPROVER, ISSUER)
def withdraw(number: str, kind: str) -> ResponseReturnValue:
    """By who asked for it, or refused by who should approve."""
    what = ProposalKind(kind)

    def act(card: CardId, user: str) -> None:
        with the_centre().engine.begin() as connection:
            reason, now = request.form.get("reason", ""), the_centre().clock()
            proposals.withdraw(connection, _proposal(card, what), user, now, reason)

    return _acted(number, f"{what}-withdrawn", act)


def enter() -> None:
    """Have the page of what waits lead here."""
    pages_of_subjects[_SUBJECT] = lambda number: url_for("card_page.page", number=number)


def _view(connection: Connection, card: CardId) -> View:
    try:
        person = person_of_card(connection, card)
    except RegistryError:
        abort(404)
    found_or_404(connection, person.id)
    held = next(one for one in cards_of(connection, person.id) if one.id == card)
    stopped = newest_stop(connection, card)
    waiting = awaited(connection, stopped) if stopped and stopped.is_holding else ()
    found = (open_proposal(connection, kind, f"{_SUBJECT}:{card}") for kind in ASKED)
    asked = {one.kind: one for one in found if one is not None}
    return View(held, person, stopped, waiting, asked)


def _acted(number: str, said: str, act: Callable[[CardId, str], object]) -> ResponseReturnValue:
    card = _card(number)
    with the_centre().reading.begin() as connection:
        _view(connection, card)
    try:
        act(card, current_account().user)
    except (IssuanceError, StaffError) as fault:
        flash(t(f"card-fault-{known_in(fault.code, 'card-fault')}"), "refused")
    else:
        flash(t(f"card-said-{said}"), "paid")
        the_news().publish(CARDS)
    return redirect(url_for("card_page.page", number=str(card)), 303)


def _proposal(card: CardId, kind: ProposalKind) -> int:
    with the_centre().reading.begin() as connection:
        found = open_proposal(connection, kind, f"{_SUBJECT}:{card}")
    if found is None:
        raise StaffError("proposal-not-open")
    return found.id


def _reason() -> OrderReason:
    try:
        return OrderReason(request.form.get("reason", ""))
    except ValueError:
        raise IssuanceError("stop-reason") from None


def _card(number: str) -> CardId:
    try:
        return CardId.parse(number)
    except ContractError:
        abort(404)


def _life() -> CardLife:
    return the_centre().card_life
