"""People: found by name, citizen number or card, and all about one of them.

What was searched for is kept at the centre, so that no name or number gets into an address or a
cookie, and with them into a log, the browser's history or its files.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from cardsvc.api import the_centre
from cardsvc.holdings import DueLine, HeldCard, HeldRecord, cards_of, dues_of, records_of
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.vouchers import payable_entitlements
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.offices import Office, office, offices
from cardsvc.registry.people import (
    MOST_FOUND,
    Person,
    count_people,
    find_people,
    person,
    person_by_id,
    person_of_card,
)
from cardsvc.web.here import INSPECTOR, ISSUER, pages
from cardsvc.web.searches import Search
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, CitizenNumber
from firmware_config.places import Province, province
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

people = Blueprint("people", __name__, url_prefix="/people")

_SEARCH = "people"
_MOST_LETTERS = 100
_MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class View:
    """One person. `fault` is why nothing can be issued, or None."""

    person: Person
    office: Office
    province: Province
    dues: tuple[DueLine, ...]
    cards: tuple[HeldCard, ...]
    records: tuple[HeldRecord, ...]
    fault: IssuanceError | None

    @property
    def owed_vnd(self) -> int:
        return sum(line.amount_vnd for line in self.dues)

    @property
    def paid_vnd(self) -> int:
        return sum(line.amount_vnd for line in self.dues if line.terminal is not None)


@people.get("")
@roles(ISSUER, INSPECTOR)
def page() -> str:
    search = pages().searches.find(str(session.get(_SEARCH, "")), current_account().user)
    words = search.words
    number = max(1, min(request.args.get("page", 1, type=int), _MOST_PAGES))
    with the_centre().reading.begin() as connection:
        known = offices(connection)
        chosen = next((one for one in known if one.id.text == search.office), None)
        at = chosen.id if chosen else None
        total = count_people(connection, words, at)
        found = find_people(connection, words, at, (number - 1) * MOST_FOUND)
    return render_template(
        "cardsvc/people.html",
        words=words,
        chosen=chosen,
        offices={one.id: one for one in known},
        found=found,
        total=total,
        number=number,
        last=max(1, -(-total // MOST_FOUND)),
        first_row=(number - 1) * MOST_FOUND + 1,
    )


@people.post("")
@roles(ISSUER, INSPECTOR)
def search() -> ResponseReturnValue:
    """A whole citizen number or card number leads to its person, anything else to a list."""
    words = " ".join(request.form.get("words", "").split())[:_MOST_LETTERS]
    try:
        with the_centre().reading.begin() as connection:
            found = _by_number(connection, words)
    except RegistryError:
        flash(t("people-said-unknown"), "attention")
        return redirect(url_for("people.page"), 303)
    if found is not None:
        return redirect(url_for("people.one", person_id=found.id), 303)
    kept = Search(words, request.form.get("office", "")[:6])
    session[_SEARCH] = pages().searches.keep(current_account().user, kept)
    return redirect(url_for("people.page"), 303)


@people.get("/<int:person_id>")
@roles(ISSUER, INSPECTOR)
def one(person_id: int) -> str:
    view = view_of(person_id)
    sheet = request.args.get("sheet", "")
    shown = next((held for held in view.records if held.id.hex() == sheet), None)
    return render_template("cardsvc/person.html", view=view, new_sheet=shown)


@people.get("/<int:person_id>/dues")
@roles(ISSUER, INSPECTOR)
def dues_part(person_id: int) -> str:
    return render_template("cardsvc/person_dues_part.html", view=view_of(person_id))


def view_of(person_id: int) -> View:
    """All about one person; 404 if there is none."""
    with the_centre().reading.begin() as connection:
        found = found_or_404(connection, person_id)
        return View(
            found,
            office(connection, found.office),
            province(found.province),
            dues_of(connection, person_id),
            cards_of(connection, person_id),
            records_of(connection, person_id),
            why_nothing_to_issue(connection, found),
        )


def found_or_404(connection: Connection, person_id: int) -> Person:
    try:
        return person_by_id(connection, person_id)
    except RegistryError:
        abort(404)


def _by_number(connection: Connection, words: str) -> Person | None:
    """The person of a citizen or card number; None if `words` is no number.

    Raises:
        RegistryError: `person-unknown`.
    """
    digits = "".join(words.split())
    try:
        return person(connection, CitizenNumber(digits))
    except RegistryError:
        raise
    except ContractError:
        pass
    try:
        return person_of_card(connection, CardId.parse(digits))
    except RegistryError:
        raise
    except ContractError:
        return None


def why_nothing_to_issue(connection: Connection, found: Person) -> IssuanceError | None:
    """Told before a blank card is begun for somebody without money due."""
    try:
        payable_entitlements(connection, found)
    except IssuanceError as fault:
        return fault
    return None
