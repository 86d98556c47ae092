"""One monthly list: what was understood of it, its bad rows and differences, and its way on."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, select

from cardsvc import tables
from cardsvc.current_centre import the_centre, the_news
from cardsvc.lists.bad_rows import bad_rows_sheet, read_mended
from cardsvc.lists.case import Case, find_case, list_row_of, problems_of_list, subject_of, sums_of
from cardsvc.lists.changes import change_of, count_changes
from cardsvc.lists.errors import ListCaseError
from cardsvc.lists.mending import MENDABLE, cells_of, corrections_of, correctors
from cardsvc.lists.reading_notes import problem_of
from cardsvc.lists.reasons import ALLOWED, ChangeReason
from cardsvc.registry.column import Column as ListColumn
from cardsvc.registry.file_kind import MAX_FILE_BYTES
from cardsvc.runs.run import newest_run
from cardsvc.staff.audit import record
from cardsvc.staff.roles import APPROVER, FINANCE, PREPARER
from cardsvc.staff.scope import current_scope
from cardsvc.tables import CaseState, ChangeKind
from cardsvc.web.download import Download
from cardsvc.web.list_form import sent_file
from cardsvc.web.list_words import note_words, problem_words, refusal_words
from cardsvc.web.lists import READERS
from cardsvc.web.proposals import pages_of_subjects
from cardsvc.web.table import Asked, Column, Filter, Option, Table, read_table
from firmware_config.errors import ContractError
from firmware_config.money import parse_vnd
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t
from firmware_config.web.security import MAX_BODY_BYTES, max_body

list_case = Blueprint("list_case", __name__, url_prefix="/lists/<int:case_id>")
pages_of_subjects["list"] = lambda rest: url_for("list_case.page", case_id=int(rest))

ROWS_SHOWN = 10
_change, _problem = tables.list_change.c, tables.list_problem.c


@list_case.get("")
@roles(*READERS)
def page(case_id: int) -> str:
    return _page(case_id)


@list_case.get("/part")
@roles(*READERS)
def part(case_id: int) -> str:
    """Where it stands, with the run that takes it in."""
    with the_centre().reading.begin() as connection:
        case = _seen(connection, case_id)
        run = newest_run(connection, "list", subject_of(case_id))
    return render_template("cardsvc/list_case_part.html", case=case, run=run)


@list_case.get("/rows/<int:row>")
@roles(*READERS)
def row(case_id: int, row: int) -> str:
    return _row_page(case_id, row)


@list_case.post("/rows/<int:row>")
@roles(PREPARER)
def mend(case_id: int, row: int) -> ResponseReturnValue:
    texts: dict[ListColumn, str] = {
        column: request.form[column.value] for column in MENDABLE if column.value in request.form
    }
    try:
        with the_centre().reading.begin() as connection:
            _seen(connection, case_id)
        still_bad = the_centre().lists.mend(case_id, {row: texts}, current_account().user)
    except ListCaseError as fault:
        return _row_page(case_id, row, refusal_words(fault)), 422
    if still_bad:
        return redirect(url_for("list_case.row", case_id=case_id, row=row), 303)
    flash(t("list-said-mended", row=row), "paid")
    return _back(case_id)


@list_case.get("/bad-rows.<kind>")
@roles(PREPARER, APPROVER)
def bad_rows(case_id: int, kind: str) -> ResponseReturnValue:
    centre, user = the_centre(), current_account().user
    with centre.engine.begin() as connection:
        case = _seen(connection, case_id)
        record(connection, user, "list-bad-rows-downloaded", case.subject, centre.clock())
    title = t("list-bad-rows-title", list=case_id)
    with centre.reading.begin() as connection:
        sheet = bad_rows_sheet(connection, case, problem_words, title)
        file = Download.of(kind, sheet)
    return file.response()


@list_case.post("/bad-rows")
@roles(PREPARER)
@max_body(MAX_FILE_BYTES + MAX_BODY_BYTES)
def bring_back(case_id: int) -> ResponseReturnValue:
    """Bad rows that were mended in a spreadsheet."""
    try:
        file, _ = sent_file(request.files.get("file"))
        with the_centre().reading.begin() as connection:
            case = _seen(connection, case_id)
        mended = read_mended(file, case)
        still_bad = the_centre().lists.mend(case_id, mended, current_account().user)
    except ContractError as fault:
        return _page(case_id, refusal_words(fault)), 422
    said = t("list-said-brought-back", rows=len(mended), bad=len(still_bad))
    flash(said, "attention" if still_bad else "paid")
    return _back(case_id)


@list_case.get("/changes")
@roles(*READERS)
def changes(case_id: int) -> str:
    return _changes(case_id)


@list_case.post("/changes")
@roles(PREPARER)
def give_reason(case_id: int) -> ResponseReturnValue:
    """For one person, or for all of the kind that have none."""
    try:
        kind = ChangeKind(request.form.get("kind", ""))
        reason = ChangeReason(request.form.get("reason", ""))
    except ValueError:
        flash(t("list-refusal-list-reason-not-allowed"), "attention")
        return redirect(url_for("list_case.changes", case_id=case_id), 303)
    person = request.form.get("person") or None
    desk, user = the_centre().lists, current_account().user
    back = url_for("list_case.changes", case_id=case_id, kind=kind.value)
    return _done(case_id, lambda: desk.give_reason(case_id, kind, reason, user, person), back)


@list_case.post("/transfer")
@roles(PREPARER, FINANCE)
def announce(case_id: int) -> ResponseReturnValue:
    desk, user = the_centre().lists, current_account().user
    why = request.form.get("why", "")

    def announced() -> None:
        desk.announce(case_id, parse_vnd(request.form.get("transfer", "")), why, user)

    return _done(case_id, announced)


@list_case.post("/submit")
@roles(PREPARER)
def submit(case_id: int) -> ResponseReturnValue:
    """`aside` is how many bad rows the page showed."""
    aside = request.form.get("aside", 0, type=int)
    desk, user = the_centre().lists, current_account().user
    return _done(case_id, lambda: desk.submit(case_id, user, aside))


@list_case.post("/approve")
@roles(APPROVER)
def approve(case_id: int) -> ResponseReturnValue:
    desk, user = the_centre().lists, current_account().user
    return _done(case_id, lambda: desk.approve(case_id, user))


@list_case.post("/return")
@roles(APPROVER)
def give_back(case_id: int) -> ResponseReturnValue:
    desk, user = the_centre().lists, current_account().user
    why = request.form.get("why", "").strip()
    if not why:
        return _page(case_id, t("list-refusal-list-return-without-why")), 422
    return _done(case_id, lambda: desk.give_back(case_id, user, why))


@list_case.post("/withdraw")
@roles(PREPARER)
def withdraw(case_id: int) -> ResponseReturnValue:
    desk, user = the_centre().lists, current_account().user
    return _done(case_id, lambda: desk.withdraw(case_id, user))


def _done(case_id: int, act: Callable[[], object], back: str = "") -> ResponseReturnValue:
    """Do it within the account's scope, and show the case; a refusal is shown on it."""
    with the_centre().reading.begin() as connection:
        _seen(connection, case_id)
    try:
        act()
    except ContractError as fault:
        return _page(case_id, refusal_words(fault)), 409
    the_news().publish("lists")
    the_news().publish("runs")
    return redirect(back, 303) if back else _back(case_id)


def _back(case_id: int) -> ResponseReturnValue:
    return redirect(url_for("list_case.page", case_id=case_id), 303)


def _seen(connection: Connection, case_id: int) -> Case:
    """404 where there is none, or none within the account's scope."""
    try:
        case = find_case(connection, case_id)
    except ListCaseError:
        abort(404)
    if not current_scope().allows(case.terms.province, case.terms.office):
        abort(404)
    return case


def _page(case_id: int, refused: str = "") -> str:
    rates, column = the_centre().rates, tables.list_row.c
    query = select(tables.list_problem).where(
        _problem.list_case == case_id, _problem.row.is_not(None)
    )
    asked = Asked.parse(_problems_table(), request.args)
    with the_centre().reading.begin() as connection:
        case = _seen(connection, case_id)
        first = connection.execute(
            select(tables.list_row)
            .where(column.list_case == case_id, column.is_good)
            .order_by(column.row)
            .limit(ROWS_SHOWN)
        )
        return render_template(
            "cardsvc/list_case.html",
            case=case,
            run=newest_run(connection, "list", subject_of(case_id)),
            refused=refused,
            sums=sums_of(connection, case_id),
            whole=problems_of_list(connection, case_id),
            problems=read_table(connection, query, asked, problem_of),
            changes=count_changes(connection, case_id),
            corrected=len(corrections_of(connection, case_id)),
            hands={case.prepared_by} | correctors(connection, case_id),
            first_rows=[list_row_of(it, rates, case.terms.programme) for it in first],
            problem_words=problem_words,
            note_words=note_words,
            states=CaseState,
        )


def _row_page(case_id: int, number: int, refused: str = "") -> str:
    column = tables.list_row.c
    with the_centre().reading.begin() as connection:
        case = _seen(connection, case_id)
        found = connection.execute(
            select(tables.list_row).where(column.list_case == case_id, column.row == number)
        ).one_or_none()
        if found is None:
            abort(404)
        told = connection.execute(
            select(tables.list_problem)
            .where(_problem.list_case == case_id, _problem.row == number)
            .order_by(_problem.id)
        )
        problems = [problem_of(it) for it in told]
        made = corrections_of(connection, case_id, number)
    cells = cells_of(case, found)
    shown: list[tuple[ListColumn, str, str]] = [
        (heading.column, heading.text, cells.cell(heading.index).text)
        for heading in case.told.columns
        if heading.column in MENDABLE and heading.column is not ListColumn.NUMBER
    ]
    return render_template(
        "cardsvc/list_row.html",
        case=case,
        row=number,
        is_good=found.is_good,
        cells=shown,
        problems=problems,
        problem_words=problem_words,
        corrections=made,
        refused=refused,
    )


def _changes(case_id: int) -> str:
    query = select(tables.list_change).where(_change.list_case == case_id)
    asked = Asked.parse(_changes_table(), request.args)
    with the_centre().reading.begin() as connection:
        case = _seen(connection, case_id)
        return render_template(
            "cardsvc/list_changes.html",
            case=case,
            counts=count_changes(connection, case_id),
            changes=read_table(connection, query, asked, change_of),
            allowed=ALLOWED,
        )


def _problems_table() -> Table:
    return Table(
        columns=(
            Column("row", "list-at-row", _problem.row, is_number=True),
            Column("column", "list-at-column", _problem.heading),
            Column("value", "list-value"),
            Column("reason", "list-reason", _problem.reason),
            Column("mend", "list-mend"),
        ),
        unique=_problem.id,
        first="row",
    )


def _changes_table() -> Table:
    kinds = tuple(
        Option(kind.value, t(f"list-change-{kind}"), _change.kind == kind) for kind in ChangeKind
    )
    known = (
        Option("missing", t("list-change-reason-missing"), _change.reason.is_(None)),
        Option("given", t("list-change-reason-known"), _change.reason.is_not(None)),
    )
    return Table(
        columns=(
            Column("kind", "list-change-kind", _change.kind),
            Column("name", "list-column-name", _change.name),
            Column("number", "list-column-citizen-number", _change.citizen_number, is_number=True),
            Column("was", "list-change-was", _change.was_vnd, is_number=True),
            Column("now", "list-change-now", _change.now_vnd, is_number=True),
            Column("reason", "list-reason", _change.reason),
        ),
        unique=_change.citizen_number,
        first="kind",
        filters=(Filter("kind", "list-change-kind", kinds), Filter("reason", "list-reason", known)),
    )
