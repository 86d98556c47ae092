"""The register of deaths: by hand for one person, or a small file of the justice office's."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from cardsvc import tables
from cardsvc.current_centre import the_centre
from cardsvc.lists.deaths import MOST_SOURCE_LETTERS, Death, enter_deaths, read_deaths
from cardsvc.lists.errors import ListCaseError
from cardsvc.registry.file_kind import MAX_FILE_BYTES
from cardsvc.staff.roles import APPROVER, INSPECTOR, PREPARER
from cardsvc.web.list_form import sent_file
from cardsvc.web.list_words import refusal_words
from cardsvc.web.words import count
from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber
from firmware_config.vietnamese.dates import today
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t
from firmware_config.web.security import MAX_BODY_BYTES, max_body

deaths = Blueprint("deaths", __name__, url_prefix="/deaths")


@deaths.get("")
@roles(PREPARER, APPROVER, INSPECTOR)
def page() -> str:
    return _page()


@deaths.post("")
@roles(PREPARER)
@max_body(MAX_FILE_BYTES + MAX_BODY_BYTES)
def enter() -> ResponseReturnValue:
    """A file if one was chosen, or else the one person of the form."""
    centre, user, source = the_centre(), current_account().user, request.form.get("source", "")
    try:
        if not source.strip():
            raise ListCaseError("deaths-without-source")
        chosen = request.files.get("file")
        if chosen is not None and chosen.filename:
            told = read_deaths(sent_file(chosen)[0], centre.clock())
        else:
            told = (_typed(),)
        with centre.engine.begin() as connection:
            entered = enter_deaths(connection, told, source.strip(), user, centre.clock())
    except ContractError as fault:
        return _page(refusal_words(fault)), 422
    said = t("deaths-said-entered", entered=count(entered), known=count(len(told) - entered))
    flash(said, "paid" if entered else "attention")
    return redirect(url_for("deaths.page"), 303)


def _typed() -> Death:
    """Raises `IdError`, `ListCaseError` (`deaths-day`, `deaths-in-the-future`)."""
    number = CitizenNumber(request.form.get("number", "").replace(" ", ""))
    try:
        died_on = date.fromisoformat(request.form.get("died_on", ""))
    except ValueError:
        raise ListCaseError("deaths-day", row=1) from None
    if died_on > today(the_centre().clock()):
        raise ListCaseError("deaths-in-the-future", row=1)
    return Death(number, died_on)


def _page(refused: str = "") -> str:
    with the_centre().reading.begin() as connection:
        known = connection.execute(select(func.count()).select_from(tables.death)).scalar_one()
    return render_template(
        "cardsvc/deaths.html", known=known, refused=refused, most_letters=MOST_SOURCE_LETTERS
    )
