"""Changing what is known of one person: details, proxy, care, photo, death reported.

Who saw the form has seen the person, so that is recorded too.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cardsvc.current_centre import the_centre, the_news
from cardsvc.registry.changes import Author
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.photos import MAX_PHOTO_BYTES, keep_photo, portrait
from cardsvc.staff.audit import record
from cardsvc.staff.roles import ISSUER, PREPARER
from cardsvc.web.person_form import FORMS, Form
from cardsvc.web.person_view import found_or_404, subject_of, viewed
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t
from firmware_config.web.security import MAX_BODY_BYTES, max_body

person_edit = Blueprint("person_edit", __name__, url_prefix="/people/<int:person_id>")


@person_edit.get("/edit/<key>")
@roles(PREPARER, ISSUER)
def page(person_id: int, key: str) -> str:
    return _page(person_id, _form(key))


@person_edit.post("/edit/<key>")
@roles(PREPARER, ISSUER)
def keep(person_id: int, key: str) -> ResponseReturnValue:
    form = _form(key)
    user, now = current_account().user, the_centre().clock()
    try:
        author = form.author(request.form, user, now)
        with the_centre().engine.begin() as connection:
            person = found_or_404(connection, person_id)
            kept = form.keep(connection, person, request.form, author)
            record(connection, user, kept.action, subject_of(person_id), now, **kept.data)
    except RegistryError as fault:
        return _page(person_id, form, request.form, fault), 422
    return _done(person_id)


@person_edit.post("/photo")
@roles(ISSUER)
@max_body(MAX_PHOTO_BYTES + MAX_BODY_BYTES)
def photo(person_id: int) -> ResponseReturnValue:
    file = request.files.get("file")
    user, now = current_account().user, the_centre().clock()
    try:
        jpeg = portrait(file.read() if file else b"")
    except RegistryError as fault:
        flash(_words(fault, None), "refused")
        return redirect(url_for("people.one", person_id=person_id), 303)
    with the_centre().engine.begin() as connection:
        found_or_404(connection, person_id)
        keep_photo(connection, person_id, jpeg, Author(user, "", now))
        record(connection, user, "photo-kept", subject_of(person_id), now)
    return _done(person_id)


def _form(key: str) -> Form:
    """404 for none, 403 for one that is not the account's to fill in."""
    form = FORMS.get(key)
    if form is None:
        abort(404)
    if current_account().role not in form.roles:
        abort(403)
    return form


def _page(
    person_id: int,
    form: Form,
    values: Mapping[str, str] | None = None,
    fault: RegistryError | None = None,
) -> str:
    view = viewed(person_id)
    return render_template(
        "cardsvc/person_edit.html",
        view=view,
        form=form,
        values=form.begin(view) if values is None else values,
        refused=_words(fault, form) if fault else "",
        at_fault=fault.data.get("field") if fault else None,
    )


def _words(fault: RegistryError, form: Form | None) -> str:
    told = {name: str(value) for name, value in fault.data.items()}
    fields = {field.name: field for field in form.all_fields} if form else {}
    if told.get("field") in fields:
        told["field"] = t(fields[told["field"]].label)
    return t(f"person-fault-{fault.code}", **told)


def _done(person_id: int) -> ResponseReturnValue:
    the_news().publish("lists")
    flash(t("person-said-kept"), "paid")
    return redirect(url_for("people.one", person_id=person_id), 303)
