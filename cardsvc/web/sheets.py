"""QR sheets for a whole office, and the files to print them from."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from cardsvc.current_centre import the_centre
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.qr_sheet import qr_sheets_pdf
from cardsvc.issuance.sheet_batch import (
    A_FILE,
    RUN_KIND,
    Batch,
    count_issued,
    count_missing,
    sheets_of,
)
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.offices import Office, office, offices
from cardsvc.runs.errors import RunError
from cardsvc.runs.run import Run, find_run, newest_runs
from cardsvc.staff import audit
from cardsvc.staff.roles import ISSUER
from cardsvc.staff.scope import current_scope
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

sheets = Blueprint("sheets", __name__, url_prefix="/cards/sheets")


@dataclass(frozen=True, slots=True)
class Line:
    """A run with its office. `files` counts the PDFs that hold what it has issued so far."""

    run: Run
    office: Office
    files: int


@sheets.get("")
@roles(ISSUER)
def page() -> str:
    with the_centre().reading.begin() as connection:
        return render_template(
            "cardsvc/sheets.html", lines=_lines(connection), offices=_my_offices(connection)
        )


@sheets.get("/part")
@roles(ISSUER)
def part() -> str:
    with the_centre().reading.begin() as connection:
        return render_template("cardsvc/sheets_part.html", lines=_lines(connection))


@sheets.post("")
@roles(ISSUER)
def start() -> ResponseReturnValue:
    """Begin to issue a sheet to everybody at an office who has no card; the old ones end."""
    centre, user = the_centre(), current_account().user
    now = centre.clock().replace(microsecond=0)
    wanted = request.form.get("office", "")
    with centre.engine.begin() as connection:
        chosen = next((one for one in _my_offices(connection) if one.id.text == wanted), None)
        if chosen is None:
            abort(404)
        batch = Batch(chosen.id, now)
        total = count_missing(connection, batch)
        if total:
            audit.record(connection, user, "sheets-begun", f"office:{wanted}", now, count=total)
    if not total:
        flash(t("sheets-said-nobody"), "attention")
        return redirect(url_for("sheets.page"), 303)
    try:
        centre.runs.start(RUN_KIND, str(batch), total, user)
    except RunError:
        flash(t("sheets-said-running"), "attention")
    return redirect(url_for("sheets.page"), 303)


@sheets.get("/<int:run_id>/<int:file>.pdf")
@roles(ISSUER)
def pdf(run_id: int, file: int) -> Response:
    """Sheets that a run has issued and that are still good."""
    centre = the_centre()
    with centre.engine.begin() as connection:
        try:
            run = find_run(connection, run_id)
            batch = Batch.parse(run.subject) if run.kind == RUN_KIND else None
            at = office(connection, batch.office) if batch else None
        except (RunError, IssuanceError, RegistryError):
            abort(404)
        if batch is None or at is None or not current_scope().allows(at.province, at.id):
            abort(404)
        if file < 1:
            abort(404)
        simulated = centre.settings.is_simulated
        views = sheets_of(connection, centre.rates, batch, file, is_simulated=simulated)
        if not views:
            abort(404)
        user, now = current_account().user, centre.clock()
        subject = f"office:{batch.office}"
        audit.record(connection, user, "sheets-printed", subject, now, count=len(views))
    answer = Response(qr_sheets_pdf(views), mimetype="application/pdf")
    name = f"phieu-{batch.office}-{file}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _lines(connection: Connection) -> tuple[Line, ...]:
    known = {one.id: one for one in _my_offices(connection)}
    found = []
    for run in newest_runs(connection, RUN_KIND):
        batch = Batch.parse(run.subject)
        if batch.office in known:
            files = -(-count_issued(connection, batch) // A_FILE)
            found.append(Line(run, known[batch.office], files))
    return tuple(found)


def _my_offices(connection: Connection) -> tuple[Office, ...]:
    scope = current_scope()
    return tuple(one for one in offices(connection) if scope.allows(one.province, one.id))
