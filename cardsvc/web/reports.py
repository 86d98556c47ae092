"""Reconciliation (đối chiếu) and monthly reports (báo cáo chi trả): seen, made, sealed, fetched.

What differs stands above everything else. Finance prepares, another person seals; inspectors read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from cardsvc.current_centre import the_centre, the_news
from cardsvc.registry.calendar.report_deadline import last_reported, report_due_by
from cardsvc.registry.offices import Office, offices
from cardsvc.reports.camt import Statement, write_statement
from cardsvc.reports.communes import communes_of_offices, set_commune
from cardsvc.reports.desk import MAKING, SEALING
from cardsvc.reports.errors import ReportError
from cardsvc.reports.manifest import SealedFile
from cardsvc.reports.postings import HEADINGS, Days, postings
from cardsvc.reports.reconciliation import reconcile
from cardsvc.reports.report import Report, files_of, find_report, replaced_by
from cardsvc.reports.report import reports as every_report
from cardsvc.reports.summary import BOOK, DATA, PAPER
from cardsvc.reports.terms import ReportTerms
from cardsvc.runs.run import Run, newest_run
from cardsvc.staff.audit import record
from cardsvc.staff.proposals import Proposal, ProposalKind, open_proposal
from cardsvc.staff.roles import APPROVER, FINANCE, INSPECTOR
from cardsvc.staff.scope import current_scope
from cardsvc.tables import ReportState
from cardsvc.web.decisions import refused_words, written
from cardsvc.web.download import Download
from cardsvc.web.proposals import pages_of_subjects
from firmware_config import places
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId, ProvinceCode
from firmware_config.vietnamese.dates import month_of, today
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

reports = Blueprint("reports", __name__, url_prefix="/reports")

_MOST_REASON = 200
_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
}
_MOST_DIGITS = 15
_ABOUT_ALL = (PAPER, BOOK, DATA)


@dataclass(frozen=True, slots=True)
class View:
    """One report. `summary` are its files about everything, `lists` those of offices."""

    report: Report
    run: Run | None
    proposal: Proposal | None
    replaced_by: int | None
    summary: tuple[SealedFile, ...]
    lists: tuple[SealedFile, ...]


@reports.get("")
@roles(FINANCE, APPROVER, INSPECTOR)
def page() -> str:
    return _page()


@reports.post("")
@roles(FINANCE)
def prepare() -> ResponseReturnValue:
    """Begin a report; a correction names the sealed one it takes the place of."""
    form = request.form
    try:
        replaces = form.get("replaces", type=_number)
        terms = _terms(form.get("month", ""))
        made = the_centre().reports.prepare(terms, current_account().user, replaces)
    except ContractError as fault:
        return _page(refused_words(fault)), 422
    the_news().publish("reports")
    flash(t("report-begun"), "paid")
    return redirect(url_for("reports.one", report_id=made), 303)


@reports.get("/reconciliation")
@roles(FINANCE, APPROVER, INSPECTOR)
def reconciliation() -> ResponseReturnValue:
    """As the books stand now; nothing is kept."""
    try:
        terms = _terms(request.args.get("month", ""))
    except ReportError as fault:
        return _page(refused_words(fault)), 422
    with the_centre().reading.begin() as connection:
        figures = reconcile(connection, terms)
    return render_template("cardsvc/reconciliation.html", terms=terms, figures=figures)


@reports.get("/<int:report_id>")
@roles(FINANCE, APPROVER, INSPECTOR)
def one(report_id: int) -> str:
    return render_template("cardsvc/report.html", view=_view(report_id))


@reports.get("/<int:report_id>/part")
@roles(FINANCE, APPROVER, INSPECTOR)
def part(report_id: int) -> str:
    return render_template("cardsvc/report_part.html", view=_view(report_id))


@reports.post("/<int:report_id>/submit")
@roles(FINANCE)
def submit(report_id: int) -> ResponseReturnValue:
    user = current_account().user
    return _done(report_id, lambda: the_centre().reports.submit(report_id, user), "report-sent")


@reports.post("/<int:report_id>/approve")
@roles(APPROVER)
def approve(report_id: int) -> ResponseReturnValue:
    user = current_account().user
    return _done(report_id, lambda: the_centre().reports.approve(report_id, user), "report-agreed")


@reports.post("/<int:report_id>/withdraw")
@roles(FINANCE, APPROVER)
def withdraw(report_id: int) -> ResponseReturnValue:
    reason = " ".join(request.form.get("reason", "").split())[:_MOST_REASON]
    user, desk = current_account().user, the_centre().reports
    return _done(report_id, lambda: desk.withdraw(report_id, user, reason), "report-gone")


@reports.get("/<int:report_id>/files/<path:name>")
@roles(FINANCE, APPROVER, INSPECTOR)
def file(report_id: int, name: str) -> Response:
    """One file; they are on disk, and only what the report names is given."""
    view = _view(report_id)
    if name not in {one.name for one in (*view.summary, *view.lists)}:
        abort(404)
    _told(report_id, "report-file-downloaded", name=name)
    plain = f"{view.report.terms.name}-{name.replace('/', '-')}"
    return send_file(
        the_centre().reports.folder_of(report_id) / name,
        mimetype=_TYPES[name.rpartition(".")[2]],
        as_attachment=True,
        download_name=plain,
    )


@reports.get("/<int:report_id>/package")
@roles(FINANCE, APPROVER, INSPECTOR)
def package(report_id: int) -> Response:
    view = _view(report_id)
    if view.report.state is not ReportState.SEALED:
        abort(404)
    _told(report_id, "report-downloaded")
    return send_file(
        the_centre().reports.package_of(report_id),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"bao-cao-{view.report.terms.name}-{report_id}.zip",
    )


@reports.get("/postings.csv")
@roles(FINANCE, INSPECTOR)
def journal() -> ResponseReturnValue:
    """The postings of a province in some days."""
    try:
        terms, days = _terms(_this_month()), _days()
        with the_centre().reading.begin() as connection:
            title = t("postings-title", first=str(days.first), last=str(days.last))
            headings = [t(heading) for heading in HEADINGS]
            made = Download.of("csv", postings(connection, terms, days, title, headings))
    except ContractError as fault:
        return _page(refused_words(fault)), 422
    subject = f"{terms.programme}/{terms.province}"
    _told(subject, "postings-downloaded", rows=made.rows, days=f"{days.first}..{days.last}")
    return made.response()


@reports.get("/statement.xml")
@roles(FINANCE, INSPECTOR)
def statement() -> ResponseReturnValue:
    """The money side as ISO 20022 camt.053."""
    centre = the_centre()
    try:
        terms, days = _terms(_this_month()), _days()
        name = f"{terms.programme} {places.province(terms.province).name}"
        asked = Statement(terms.programme, terms.province, days, centre.clock(), name)
        made = tempfile.TemporaryFile()  # noqa: SIM115 - closed once it is sent
        with centre.reports.reading() as connection:
            entries = write_statement(made, connection, asked)
    except ContractError as fault:
        return _page(refused_words(fault)), 422
    subject = f"{terms.programme}/{terms.province}"
    _told(subject, "statement-downloaded", entries=entries, days=f"{days.first}..{days.last}")
    made.seek(0)
    answer = send_file(
        made, mimetype="application/xml", as_attachment=True, download_name=f"{asked.id}.xml"
    )
    answer.call_on_close(made.close)
    return answer


@reports.post("/communes")
@roles(FINANCE)
def place_office() -> ResponseReturnValue:
    """Say in which commune an office lies."""
    form = request.form

    def place(connection: Connection) -> None:
        office = OfficeId(form.get("office", ""))
        known = {one.id: one for one in offices(connection)}
        if office not in known or not _may_see(known[office].province):
            abort(404)
        set_commune(connection, office, form.get("commune", "").strip())
        now = the_centre().clock()
        subject = f"office:{office}"
        record(connection, current_account().user, "office-placed", subject, now)

    return written(place, "commune-kept", url_for("reports.page"))


def _page(refused: str = "") -> str:
    centre, scope = the_centre(), current_scope()
    day = today(centre.clock())
    month = last_reported(day, centre.figures)
    with centre.reading.begin() as connection:
        known = every_report(connection, scope)
        here = tuple(one for one in offices(connection) if _may_see(one.province))
        communes = communes_of_offices(connection)
    return render_template(
        "cardsvc/reports.html",
        refused=refused,
        reports=known,
        programmes=tuple(centre.rates.programmes),
        provinces=[
            places.province(code) for code in sorted({one.province for one in here}, key=str)
        ],
        offices=here,
        communes=communes,
        choices=_choices(here),
        month=month_of(day),
        due_month=month.plus(1),
        due_by=report_due_by(month.plus(1), centre.figures),
        last=day,
        first=day - timedelta(days=day.day - 1),
        form=request.values,
    )


def _provinces_of(here: Sequence[Office]) -> list[ProvinceCode]:
    return sorted({one.province for one in here}, key=str)


def _choices(here: Sequence[Office]) -> dict[str, str]:
    """Communes by code, of the provinces of these offices."""
    return {
        commune.code: commune.name
        for code in _provinces_of(here)
        for commune in places.communes(code)
    }


def _view(report_id: int) -> View:
    """404 for one of another's province."""
    with the_centre().reading.begin() as connection:
        try:
            report = find_report(connection, report_id)
        except ReportError:
            abort(404)
        if not _may_see(report.terms.province):
            abort(404)
        files = files_of(connection, report_id)
        kind = SEALING if report.state in (ReportState.SEALING, ReportState.SEALED) else MAKING
        return View(
            report,
            newest_run(connection, kind, report.subject),
            open_proposal(connection, ProposalKind.REPORT, report.subject),
            replaced_by(connection, report_id),
            tuple(one for name in _ABOUT_ALL for one in files if one.name == name),
            tuple(one for one in files if one.name not in _ABOUT_ALL),
        )


def _done(report_id: int, work: Callable[[], object], said: str) -> ResponseReturnValue:
    _view(report_id)
    try:
        work()
    except ContractError as fault:
        flash(refused_words(fault), "attention")
    else:
        the_news().publish("reports")
        flash(t(said), "paid")
    return redirect(url_for("reports.one", report_id=report_id), 303)


def _terms(month: str) -> ReportTerms:
    """Raises `ReportError`; 404 for a province outside the account's scope."""
    asked = request.values
    terms = ReportTerms.parse(asked.get("programme", ""), asked.get("province", ""), month)
    if not _may_see(terms.province):
        abort(404)
    return terms


def _number(text: str) -> int:
    """Of a form, for `type`: what is no number of a report counts as none."""
    if len(text) > _MOST_DIGITS:
        raise ValueError(text)
    return int(text)


def _this_month() -> str:
    return str(month_of(today(the_centre().clock())))


def _days() -> Days:
    return Days.parse(request.args.get("first", ""), request.args.get("last", ""))


def _may_see(province: ProvinceCode) -> bool:
    """Reports are of whole provinces."""
    return current_scope().allows(province)


def _told(about: object, action: str, **data: str | int) -> None:
    subject = f"report:{about}" if isinstance(about, int) else str(about)
    centre = the_centre()
    with centre.engine.begin() as connection:
        record(connection, current_account().user, action, subject, centre.clock(), **data)


def _address(rest: str) -> str:
    return url_for("reports.one", report_id=int(rest))


pages_of_subjects["report"] = _address
