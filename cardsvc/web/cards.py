"""Issuing to one person: a QR sheet, and a chip card with its letter's PIN and PUK."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cardsvc.current_centre import the_centre
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.personalising import Step
from cardsvc.issuance.qr_sheet import qr_sheet_pdf
from cardsvc.staff import audit
from cardsvc.staff.roles import ISSUER
from cardsvc.web.card_making import make_card
from cardsvc.web.current_pages import pages
from cardsvc.web.person_view import found_or_404, why_nothing_to_issue
from cardsvc.web.words import known_in
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

cards = Blueprint("cards", __name__, url_prefix="/people/<int:person_id>")


@cards.post("/sheet")
@roles(ISSUER)
def issue_sheet(person_id: int) -> ResponseReturnValue:
    """A new sheet; the person's earlier ones are no longer good."""
    with the_centre().reading.begin() as connection:
        person = found_or_404(connection, person_id)
    try:
        paper = the_centre().issue_paper(person_id)
    except IssuanceError as fault:
        return _refused(person_id, fault)
    tray = pages().tray
    if tray is not None:
        tray.add_sheet(person, paper)
    sheet = paper.record.id.hex()
    _tell("sheet-issued", person_id, sheet)
    return redirect(url_for("people.one", person_id=person_id, sheet=sheet), 303)


@cards.get("/sheets/<record>.pdf")
@roles(ISSUER)
def sheet(person_id: int, record: str) -> Response:
    """The sheet as paper; again when a printer jammed."""
    with the_centre().reading.begin() as connection:
        found_or_404(connection, person_id)
    try:
        paper = the_centre().paper_again(person_id, bytes.fromhex(record))
    except (ValueError, IssuanceError):
        abort(404)
    _tell("sheet-downloaded", person_id, paper.record.id.hex())
    answer = Response(qr_sheet_pdf(paper.sheet), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="phieu-{paper.record.id.hex()}.pdf"'
    return answer


@cards.post("/card")
@roles(ISSUER)
def issue_card(person_id: int) -> ResponseReturnValue:
    """Personalise the card that lies ready, or go on with one that was pulled."""
    with the_centre().reading.begin() as connection:
        person = found_or_404(connection, person_id)
        fault = why_nothing_to_issue(connection, person)
    if fault is not None:
        return _refused(person_id, fault)
    outcome = make_card(person, current_account().user)
    name = pages().outcomes.keep(current_account().user, person_id, outcome)
    return redirect(url_for("cards.card", person_id=person_id, name=name), 303)


@cards.get("/card/<name>")
@roles(ISSUER)
def card(person_id: int, name: str) -> ResponseReturnValue:
    """What became of it. The letter's secrets are on the first showing and on none after.

    Flask answers HEAD with this view too: that shows nothing, so it opens nothing.
    """
    outcome = pages().outcomes.find(name, current_account().user, person_id)
    if outcome is None:
        return redirect(url_for("people.one", person_id=person_id), 303)
    with the_centre().reading.begin() as connection:
        person = found_or_404(connection, person_id)
    return render_template(
        "cardsvc/card.html",
        person=person,
        outcome=outcome,
        all_steps=tuple(Step),
        done=_done(outcome.steps),
        secrets=outcome.letter.open() if outcome.letter and request.method == "GET" else None,
    )


def _tell(action: str, person_id: int, sheet: str) -> None:
    centre, user = the_centre(), current_account().user
    subject = f"beneficiary:{person_id}"
    with centre.engine.begin() as connection:
        audit.record(connection, user, action, subject, centre.clock(), record=sheet)


def _done(told: tuple[Step, ...]) -> tuple[Step, ...]:
    """All up to the last one told: who goes on leaves out what is done."""
    every = tuple(Step)
    return every[: every.index(told[-1]) + 1] if told else ()


def _refused(person_id: int, fault: IssuanceError) -> ResponseReturnValue:
    code = known_in(fault.code, "issue-fault", "-what")
    flash(t(f"issue-fault-{code}-what"), "refused")
    return redirect(url_for("people.one", person_id=person_id), 303)
