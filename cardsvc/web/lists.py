"""Monthly lists: bringing a file in, and every case with how far it has come.

A file is read at once and becomes a case. Only one in which several sheets hold a list waits with
us until a sheet is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from cardsvc import tables
from cardsvc.current_centre import the_centre, the_news
from cardsvc.lists.case import cases_query
from cardsvc.lists.errors import ListCaseError
from cardsvc.registry.errors import ListFormatError, RegistryError
from cardsvc.registry.file_kind import MAX_FILE_BYTES, open_sheets
from cardsvc.registry.offices import Office, offices
from cardsvc.staff.roles import ADMINISTRATOR, APPROVER, FINANCE, INSPECTOR, ISSUER, PREPARER
from cardsvc.staff.scope import current_scope
from cardsvc.tables import CaseState
from cardsvc.web.current_pages import pages
from cardsvc.web.list_form import FormRefused, ListForm, sent_file
from cardsvc.web.list_words import refusal_words
from cardsvc.web.table import Asked, Column, Filter, Option, Table, read_table
from cardsvc.web.uploads import UploadGone
from firmware_config.ids import ProgrammeCode
from firmware_config.period import Period
from firmware_config.places import province
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t
from firmware_config.web.security import MAX_BODY_BYTES, max_body

lists = Blueprint("lists", __name__, url_prefix="/lists")

READERS = (PREPARER, APPROVER, ISSUER, INSPECTOR, FINANCE, ADMINISTRATOR)
_SEVERAL_LISTS = "several-lists"
_case = tables.list_case.c


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in the table of all."""

    id: int
    state: CaseState
    file_name: str
    office: str
    office_name: str
    programme: ProgrammeCode
    period: Period
    prepared_by: str
    changed_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> CaseLine:
        return cls(
            row.id,
            CaseState(row.state),
            row.file_name,
            row.office,
            row.office_name,
            ProgrammeCode(row.programme),
            Period(row.period),
            row.prepared_by,
            row.changed_at,
        )


@lists.get("")
@roles(*READERS)
def page() -> str:
    return _page(ListForm.blank(the_centre().clock()))


@lists.post("")
@roles(PREPARER)
@max_body(MAX_FILE_BYTES + MAX_BODY_BYTES)
def upload() -> ResponseReturnValue:
    """Read a file as a list, and show what is understood of it."""
    form = ListForm.sent(request.form)
    try:
        file, name = sent_file(request.files.get("file"))
        with the_centre().reading.begin() as connection:
            terms = form.terms(connection)
        if not current_scope().allows(terms.province, terms.office):
            abort(403)
        kept = pages().uploads.keep(file, name, terms)
        return _read(kept.sha256, None)
    except (FormRefused, RegistryError, ListCaseError) as fault:
        return _page(form, refusal_words(fault)), 422


@lists.get("/sheet/<sha256>")
@roles(PREPARER)
def sheets(sha256: str) -> ResponseReturnValue:
    try:
        return _sheets(sha256)
    except UploadGone:
        return _gone()


@lists.post("/sheet/<sha256>")
@roles(PREPARER)
def choose_sheet(sha256: str) -> ResponseReturnValue:
    """Of several sheets in the file, read this one."""
    try:
        kept = pages().uploads.open(sha256)
        if not current_scope().allows(kept.terms.province, kept.terms.office):
            abort(403)
        return _read(sha256, request.form.get("sheet", ""))
    except UploadGone:
        return _gone()
    except (RegistryError, ListCaseError) as fault:
        return _sheets(sha256, refusal_words(fault)), 422


@lists.post("/sheet/<sha256>/drop")
@roles(PREPARER)
def drop(sha256: str) -> ResponseReturnValue:
    pages().uploads.drop(sha256)
    flash(t("list-said-dropped"), "attention")
    return redirect(url_for("lists.page"), 303)


def _read(sha256: str, sheet: str | None) -> ResponseReturnValue:
    """Into a case; the file is kept only while a sheet has to be chosen."""
    uploads = pages().uploads
    kept, user = uploads.open(sha256), current_account().user
    try:
        with kept.path.open("rb") as file:
            desk = the_centre().lists
            case_id = desk.open_case(file, kept.file_name, kept.terms, user, sheet)
    except ListFormatError as fault:
        if fault.code == _SEVERAL_LISTS:
            return redirect(url_for("lists.sheets", sha256=sha256), 303)
        if sheet is None:
            uploads.drop(sha256)
        raise
    except (RegistryError, ListCaseError):
        uploads.drop(sha256)
        raise
    uploads.drop(sha256)
    the_news().publish("lists")
    return redirect(url_for("list_case.page", case_id=case_id), 303)


def _sheets(sha256: str, refused: str = "") -> str:
    kept = pages().uploads.open(sha256)
    with kept.path.open("rb") as file:
        names = [sheet.name for sheet in open_sheets(file)]
    return render_template("cardsvc/list_sheets.html", upload=kept, sheets=names, refused=refused)


def _page(form: ListForm, refused: str = "") -> str:
    scope = current_scope()
    query = cases_query().where(scope.offices_clause(_case.province, _case.office))
    asked = Asked.parse(_table(), request.args)
    with the_centre().reading.begin() as connection:
        known = tuple(one for one in offices(connection) if scope.allows(one.province, one.id))
        cases = read_table(connection, query, asked, CaseLine.of)
    return render_template(
        "cardsvc/lists.html",
        form=form,
        refused=refused,
        programmes=tuple(the_centre().rates.programmes),
        provinces=_provinces(known),
        offices=known,
        cases=cases,
    )


def _provinces(known: tuple[Office, ...]) -> list[object]:
    return [province(code) for code in sorted({one.province for one in known}, key=str)]


def _table() -> Table:
    states = tuple(
        Option(state.value, t(f"list-state-{state}"), _case.state == state)
        for state in CaseState
        if state is not CaseState.READING
    )
    return Table(
        columns=(
            Column("id", "list-number", _case.id, is_number=True),
            Column("file", "list-file", _case.file_name),
            Column("office", "office", _case.office),
            Column("programme", "programme", _case.programme),
            Column("period", "period", _case.period),
            Column("state", "list-state", _case.state),
            Column("changed", "list-changed-at", _case.changed_at),
        ),
        unique=_case.id,
        first="id",
        is_descending=True,
        filters=(Filter("state", "list-state", states),),
    )


def _gone() -> ResponseReturnValue:
    flash(t("list-said-gone"), "attention")
    return redirect(url_for("lists.page"), 303)
