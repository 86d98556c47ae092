"""The production queue, and the desk where one card after the other is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, Connection

from cardsvc import tables
from cardsvc.current_centre import the_centre, the_news
from cardsvc.issuance.card_face import FaceView, card_face_pdf, card_sheets_pdf
from cardsvc.issuance.card_queue import (
    count_orders,
    expiring_cards,
    expiring_records,
    order_missing,
    order_renewals,
    orders_query,
)
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.expiry import AHEAD, RUN_KIND, count_ending
from cardsvc.issuance.orders import (
    Order,
    cancel,
    find_order,
    hand_part,
    handed,
    next_order,
    order_card,
)
from cardsvc.issuance.pin_letter import LetterView, pin_letter_pdf
from cardsvc.registry.holdings import card_ends_at
from cardsvc.registry.offices import Office, office, offices
from cardsvc.registry.people import Person
from cardsvc.registry.photos import photo_of
from cardsvc.staff import audit
from cardsvc.staff.roles import APPROVER, INSPECTOR, ISSUER
from cardsvc.staff.scope import current_scope
from cardsvc.tables import OrderReason, OrderState, Part, Receiver
from cardsvc.web.card_making import CARDS, make_card
from cardsvc.web.current_pages import pages
from cardsvc.web.person_view import found_or_404
from cardsvc.web.production_table import Line, production_table
from cardsvc.web.table import Asked, TableView, read_table
from cardsvc.web.words import known_in
from firmware_config.clock import to_unix
from firmware_config.reader.status import ReaderStatus
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

production = Blueprint("production", __name__, url_prefix="/cards")

_person = tables.beneficiary.c
_FACE_STATES = (OrderState.READY, OrderState.CARD_HANDED, OrderState.DONE)


@production.get("")
@roles(ISSUER, INSPECTOR, APPROVER)
def page() -> str:
    return render_template("cardsvc/production.html", **_shown())


@production.get("/part")
@roles(ISSUER, INSPECTOR, APPROVER)
def part() -> str:
    return render_template("cardsvc/production_part.html", **_shown())


@production.post("/missing")
@roles(ISSUER)
def missing() -> ResponseReturnValue:
    """Order cards for everybody at an office who has none."""
    wanted = request.form.get("office", "")
    with the_centre().engine.begin() as connection:
        known = [one for one in offices(connection) if one.id.text == wanted]
        if not known or not current_scope().allows(known[0].province, known[0].id):
            abort(404)
        user, now = current_account().user, the_centre().clock()
        ordered = order_missing(connection, known[0].id, user, now)
    return _changed(t("order-said-missing", count=ordered), "paid" if ordered else "attention")


@production.post("/renewals")
@roles(ISSUER)
def renewals() -> ResponseReturnValue:
    """Order cards for those whose cards end soon."""
    now = the_centre().clock()
    with the_centre().engine.begin() as connection:
        user = current_account().user
        ordered = order_renewals(connection, _mine(), now + AHEAD, user, now)
    return _changed(t("order-said-missing", count=ordered), "paid" if ordered else "attention")


@production.post("/records")
@roles(ISSUER)
def records() -> ResponseReturnValue:
    """Renew the records on cards that end soon, everywhere: a script harms nobody's scope."""
    centre, user = the_centre(), current_account().user
    now = centre.clock().replace(microsecond=0)
    with centre.engine.begin() as connection:
        total = count_ending(connection, now)
        if total:
            audit.record(connection, user, "records-renewed", "cards", now, count=total)
    if not total:
        return _changed(t("order-said-missing", count=0), "attention")
    centre.runs.start(RUN_KIND, str(to_unix(now)), total, user)
    return redirect(url_for("runs.page"), 303)


@production.post("/people/<int:person_id>")
@roles(ISSUER)
def order(person_id: int) -> ResponseReturnValue:
    """Put one person into the queue."""
    try:
        with the_centre().engine.begin() as connection:
            found_or_404(connection, person_id)
            user, now = current_account().user, the_centre().clock()
            made = order_card(connection, person_id, OrderReason.FIRST, user, now)
    except IssuanceError as fault:
        flash(t(f"order-fault-{known_in(fault.code, 'order-fault')}"), "refused")
        return redirect(url_for("people.one", person_id=person_id), 303)
    the_news().publish(CARDS)
    return redirect(url_for("production.one", order_id=made), 303)


@production.get("/desk")
@roles(ISSUER)
def desk() -> str:
    """The next card to make, and what lies in the reader."""
    after = request.args.get("after", 0, type=int)
    with the_centre().reading.begin() as connection:
        found = next_order(connection, _mine(), after)
        person = found_or_404(connection, found.person) if found else None
        counted = count_orders(connection, _mine())
    left = counted[OrderState.ORDERED] + counted[OrderState.PERSONALISING]
    return render_template(
        "cardsvc/card_desk.html", order=found, person=person, left=left, reader=_reader()
    )


@production.get("/desk/reader")
@roles(ISSUER)
def reader_part() -> str:
    return render_template("cardsvc/card_desk_reader.html", reader=_reader())


@production.post("/<int:order_id>/make")
@roles(ISSUER)
def make(order_id: int) -> ResponseReturnValue:
    """Make the card that lies ready the one of this order; or go on with it."""
    with the_centre().reading.begin() as connection:
        found, person = _found(connection, order_id)
    if found.state not in (OrderState.ORDERED, OrderState.PERSONALISING):
        flash(t("order-fault-order-state"), "attention")
        return redirect(url_for("production.one", order_id=order_id), 303)
    user = current_account().user
    outcome = make_card(person, user)
    name = pages().outcomes.keep(user, person.id, outcome)
    return redirect(url_for("production.made", order_id=order_id, name=name), 303)


@production.get("/<int:order_id>/made/<name>")
@roles(ISSUER)
def made(order_id: int, name: str) -> ResponseReturnValue:
    """What became of it."""
    with the_centre().reading.begin() as connection:
        found, person = _found(connection, order_id)
    outcome = pages().outcomes.find(name, current_account().user, person.id)
    if outcome is None:
        return redirect(url_for("production.one", order_id=order_id), 303)
    return render_template(
        "cardsvc/card_made.html", order=found, person=person, outcome=outcome, name=name
    )


@production.post("/<int:order_id>/letter/<name>")
@roles(ISSUER)
def letter(order_id: int, name: str) -> ResponseReturnValue:
    """The sealed letter, once: PIN and PUK are on this paper and nowhere else."""
    centre, user = the_centre(), current_account().user
    with centre.reading.begin() as connection:
        _, person = _found(connection, order_id)
        at = office(connection, person.office)
    outcome = pages().outcomes.find(name, user, person.id)
    secrets = outcome.letter.open() if outcome and outcome.letter else None
    if secrets is None:
        flash(t("letter-printed-already"), "attention")
        return redirect(url_for("production.one", order_id=order_id), 303)
    now = centre.clock()
    with centre.engine.begin() as connection:
        audit.record(connection, user, "letter-printed", f"card:{secrets.card}", now)
    simulated = centre.settings.is_simulated
    view = LetterView(person.name, person.address, at.id, at.name, now, simulated)
    return _pdf(pin_letter_pdf(view, secrets), "thu-kin")


@production.get("/<int:order_id>")
@roles(ISSUER, INSPECTOR, APPROVER)
def one(order_id: int) -> str:
    """An order with its card, and what was handed over."""
    with the_centre().reading.begin() as connection:
        found, person = _found(connection, order_id)
        given = handed(connection, order_id)
    return render_template(
        "cardsvc/card_order.html", order=found, person=person, given=given, next_part=_next(found)
    )


@production.post("/<int:order_id>/cancel")
@roles(ISSUER)
def cancel_one(order_id: int) -> ResponseReturnValue:
    return _acted(order_id, lambda connection, user: cancel(connection, order_id, user, _now()))


@production.post("/<int:order_id>/hand")
@roles(ISSUER)
def hand(order_id: int) -> ResponseReturnValue:
    """The card, or then the letter, went to somebody."""
    form = request.form
    try:
        which, receiver = Part(form.get("part", "")), Receiver(form.get("receiver", ""))
    except ValueError:
        abort(400)
    name = form.get("proxy_name", "")
    return _acted(
        order_id,
        lambda connection, user: hand_part(
            connection, order_id, which, receiver, user, _now(), name
        ),
    )


@production.get("/<int:order_id>/face.pdf")
@roles(ISSUER)
def face(order_id: int) -> Response:
    """Front and back of one card."""
    with the_centre().engine.begin() as connection:
        found, person = _found(connection, order_id)
        if found.state not in _FACE_STATES:
            abort(404)
        view = _face(connection, found, person)
        user, now = current_account().user, the_centre().clock()
        audit.record(connection, user, "card-face-printed", f"card:{found.card}", now)
    return _pdf(card_face_pdf(view), f"the-{found.card}")


@production.get("/faces.pdf")
@roles(ISSUER)
def faces() -> Response:
    """The faces of all cards that lie ready, on sheets: of the page of the table that is shown."""
    with the_centre().engine.begin() as connection:
        lines = [line for line in _view(connection).rows if line.order.state is OrderState.READY]
        if not lines:
            abort(404)
        views = [
            _face(connection, line.order, found_or_404(connection, line.order.person))
            for line in lines
        ]
        user, now = current_account().user, the_centre().clock()
        audit.record(connection, user, "card-faces-printed", "cards", now, count=len(views))
    return _pdf(card_sheets_pdf(views), "mat-the")


def _face(connection: Connection, found: Order, person: Person) -> FaceView:
    assert found.card is not None
    photo = photo_of(connection, person.id)
    return FaceView(
        found.card,
        person.name,
        int(person.birth[:4]),
        card_ends_at(connection, found.card),
        office(connection, person.office).name,
        photo.jpeg if photo else None,
        the_centre().settings.is_simulated,
    )


def _shown() -> dict[str, Any]:
    now = the_centre().clock()
    with the_centre().reading.begin() as connection:
        mine = _mine()
        return {
            "view": _view(connection),
            "counted": count_orders(connection, mine),
            "ending": len(expiring_cards(connection, mine, now + AHEAD)),
            "ending_records": expiring_records(connection, mine, now, AHEAD),
            "offices": _my_offices(connection),
        }


def _view(connection: Connection) -> TableView[Line]:
    asked = Asked.parse(production_table(_my_offices(connection)), request.args)
    return read_table(connection, orders_query().where(_mine()), asked, Line.of)


def _my_offices(connection: Connection) -> tuple[Office, ...]:
    scope = current_scope()
    return tuple(one for one in offices(connection) if scope.allows(one.province, one.id))


def _mine() -> ColumnElement[bool]:
    return current_scope().offices_clause(_person.province, _person.office)


def _found(connection: Connection, order_id: int) -> tuple[Order, Person]:
    """404 if there is no such order, or none for this account."""
    try:
        found = find_order(connection, order_id)
    except IssuanceError:
        abort(404)
    return found, found_or_404(connection, found.person)


def _next(found: Order) -> Part | None:
    """What is to be handed over next."""
    return {OrderState.READY: Part.CARD, OrderState.CARD_HANDED: Part.LETTER}.get(found.state)


def _acted(order_id: int, act: Callable[[Connection, str], object]) -> ResponseReturnValue:
    try:
        with the_centre().engine.begin() as connection:
            _found(connection, order_id)
            act(connection, current_account().user)
    except IssuanceError as fault:
        flash(t(f"order-fault-{known_in(fault.code, 'order-fault')}"), "refused")
    the_news().publish(CARDS)
    return redirect(url_for("production.one", order_id=order_id), 303)


def _changed(said: str, kind: str) -> ResponseReturnValue:
    the_news().publish(CARDS)
    flash(said, kind)
    return redirect(url_for("production.page"), 303)


def _reader() -> ReaderStatus | None:
    """None where cards come from the tray."""
    return None if pages().tray is not None else pages().reader.status()


def _now() -> datetime:
    return the_centre().clock()


def _pdf(octets: bytes, name: str) -> Response:
    answer = Response(octets, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
