"""Payout lists: those brought in, and bringing one in by upload, preview and acceptance.

Between the steps the file lies with us. Each step reads and checks it anew; of the browser only
the file's name (its hash) and the button pressed count.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cardsvc.api import the_centre, the_news
from cardsvc.registry.errors import ListFormatError, RegistryError
from cardsvc.registry.file import MAX_FILE_BYTES, read_sheets
from cardsvc.registry.intake import Intake, ListSource
from cardsvc.registry.offices import offices
from cardsvc.registry.payout_list import read_payout_list
from cardsvc.registry.preview import ListRefused, Preview
from cardsvc.registry.taken import taken_lists
from cardsvc.web.here import INSPECTOR, ISSUER, pages
from cardsvc.web.list_form import FormRefused, ListForm, octets_of
from cardsvc.web.list_words import note_groups, problem_words, refusal_words
from cardsvc.web.problems_csv import problems_csv
from cardsvc.web.uploads import Upload, UploadGone
from cardsvc.web.words import count
from firmware_config.money import format_vnd
from firmware_config.places import province
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t
from firmware_config.web.security import MAX_BODY_BYTES, max_body

lists = Blueprint("lists", __name__, url_prefix="/lists")

ROWS_SHOWN = 10
PROBLEMS_SHOWN = 200
NOTES_SHOWN = 20
"""Of each group, and as many groups."""
_SEVERAL_LISTS = "several-lists"


@lists.get("")
@roles(ISSUER, INSPECTOR)
def page() -> str:
    return _page(ListForm.blank(the_centre().clock()))


@lists.post("")
@roles(ISSUER)
@max_body(MAX_FILE_BYTES + MAX_BODY_BYTES)
def upload() -> ResponseReturnValue:
    """Keep a file that can be read as a list, and show what is understood of it."""
    form = ListForm.sent(request.form)
    try:
        file = request.files.get("file")
        octets = octets_of(file)
        with the_centre().reading.begin() as connection:
            terms = form.terms(connection)
        try:
            read_payout_list(octets, terms, the_centre().rates)
        except ListFormatError as fault:
            if fault.code != _SEVERAL_LISTS:
                raise
    except (FormRefused, RegistryError) as fault:
        return _page(form, refusal_words(fault)), 422
    kept = pages().uploads.keep(octets, file.filename or "" if file else "", terms)
    return _to_preview(kept.sha256)


@lists.get("/preview/<sha256>")
@roles(ISSUER)
def preview(sha256: str) -> ResponseReturnValue:
    try:
        return _preview(pages().uploads.open(sha256))
    except UploadGone:
        return _gone()


@lists.post("/preview/<sha256>/sheet")
@roles(ISSUER)
def choose_sheet(sha256: str) -> ResponseReturnValue:
    """Of several sheets in the file, read this one."""
    try:
        kept = pages().uploads.open(sha256)
    except UploadGone:
        return _gone()
    chosen = request.form.get("sheet", "")
    if chosen not in {sheet.name for sheet in read_sheets(kept.octets)}:
        abort(400)
    pages().uploads.choose_sheet(kept, chosen)
    return _to_preview(sha256)


@lists.get("/preview/<sha256>/problems.csv")
@roles(ISSUER)
def problems(sha256: str) -> ResponseReturnValue:
    try:
        kept = pages().uploads.open(sha256)
        understood = _read(kept)
    except UploadGone:
        return _gone()
    except RegistryError:
        return _to_preview(sha256)
    answer = Response(problems_csv(understood.problems), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="loi-{sha256[:8]}.csv"'
    return answer


@lists.post("/preview/<sha256>/accept")
@roles(ISSUER)
def accept(sha256: str) -> ResponseReturnValue:
    """All of the list, or, if the button said so, its good rows.

    `mark` and `aside` are what the page showed: a page about another upload of the file, or about
    another number of bad rows, accepts nothing.
    """
    try:
        kept = pages().uploads.open(sha256)
    except UploadGone:
        return _gone()
    aside = request.form.get("aside", -1, type=int)
    try:
        understood = _read(kept)
        if request.form.get("mark") != kept.mark or aside not in (0, len(understood.bad_rows)):
            flash(t("list-said-changed"), "attention")
            return _to_preview(sha256)
        accepted = understood.accepted(set_aside_bad_rows=aside > 0)
        source = ListSource(kept.file_name, kept.octets, current_account().user)
        taken = the_centre().import_list(accepted, source)
    except ListRefused:
        return _to_preview(sha256)
    except RegistryError as fault:
        return _preview(kept, refusal_words(fault)), 409
    pages().uploads.drop(sha256)
    the_news().publish("lists")
    flash(_taken_words(taken, aside), "paid")
    return redirect(url_for("lists.page"), 303)


@lists.post("/preview/<sha256>/drop")
@roles(ISSUER)
def drop(sha256: str) -> ResponseReturnValue:
    pages().uploads.drop(sha256)
    flash(t("list-said-dropped"), "attention")
    return redirect(url_for("lists.page"), 303)


def _page(form: ListForm, refused: str = "") -> str:
    with the_centre().reading.begin() as connection:
        known, taken = offices(connection), taken_lists(connection)
    return render_template(
        "cardsvc/lists.html",
        form=form,
        refused=refused,
        programmes=tuple(the_centre().rates.programmes),
        provinces=[province(code) for code in sorted({one.province for one in known}, key=str)],
        offices=known,
        taken=taken,
    )


def _preview(kept: Upload, refused: str = "") -> str:
    try:
        understood = _read(kept)
    except RegistryError as fault:
        # Read once before it was kept: what is left to say is which sheet.
        sheets = [sheet.name for sheet in read_sheets(kept.octets)]
        return render_template(
            "cardsvc/list_sheets.html", upload=kept, sheets=sheets, refused=refusal_words(fault)
        )
    return render_template(
        "cardsvc/list_preview.html",
        upload=kept,
        preview=understood,
        refused=refused,
        good_vnd=sum(row.total_vnd for row in understood.rows),
        first_rows=understood.rows[:ROWS_SHOWN],
        problems=understood.problems[:PROBLEMS_SHOWN],
        problem_words=problem_words,
        groups=note_groups(understood.notes),
        notes_shown=NOTES_SHOWN,
    )


def _read(kept: Upload) -> Preview:
    return read_payout_list(kept.octets, kept.terms, the_centre().rates, sheet_name=kept.sheet)


def _taken_words(taken: Intake, aside: int) -> str:
    return t(
        "list-said-taken",
        people=count(taken.people),
        new=count(taken.new_people),
        dues=count(taken.dues),
        total=format_vnd(taken.total_vnd),
        aside=aside,
    )


def _to_preview(sha256: str) -> ResponseReturnValue:
    return redirect(url_for("lists.preview", sha256=sha256), 303)


def _gone() -> ResponseReturnValue:
    flash(t("list-said-gone"), "attention")
    return redirect(url_for("lists.page"), 303)
