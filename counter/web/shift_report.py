"""Shifts that are over: the report of one, on the page and on paper, and all of them in order."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from counter.desk.approval import SUPERVISOR
from counter.shift.pdf import ShiftPaper, shift_pdf
from counter.shift.report import ShiftReport, report_of
from counter.shift.shift import ClosedShift
from counter.shift.tables import tables
from counter.shift.xlsx import shift_xlsx
from counter.web.here import station
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import language
from firmware_config.web.side import side

shift_report = Blueprint("shift_report", __name__)

A_PAGE = 30
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@shift_report.get("/shifts")
@roles("supervisor")
def history() -> str:
    """Newest first; `before` is where the page before left off."""
    before = request.args.get("before", type=int)
    shifts = station().shifts
    found = shifts.closed(A_PAGE) if before is None else shifts.closed(A_PAGE, before - 1)
    older = found[-1].opened.seq if len(found) == A_PAGE else None
    return render_template("counter/shifts.html", closed=found, older=older, current=shifts.current)


@shift_report.get("/shifts/<int:opened_seq>")
@roles("teller", "supervisor")
def page(opened_seq: int) -> str:
    report = _report(opened_seq)
    told = tables(report, side().catalogue, language())
    return render_template("counter/shift_closed.html", report=report, tables=told)


@shift_report.get("/shifts/<int:opened_seq>/report.pdf")
@roles("teller", "supervisor")
def pdf(opened_seq: int) -> ResponseReturnValue:
    paper = _paper(_report(opened_seq))
    return _file(shift_pdf(paper), "application/pdf", "inline", f"ca-{paper.number}.pdf")


@shift_report.get("/shifts/<int:opened_seq>/report.xlsx")
@roles("teller", "supervisor")
def xlsx(opened_seq: int) -> ResponseReturnValue:
    paper = _paper(_report(opened_seq))
    return _file(shift_xlsx(paper), _XLSX, "attachment", f"ca-{paper.number}.xlsx")


def _report(opened_seq: int) -> ShiftReport:
    """Of a shift that is over: while it is open its sums would tell what to count."""
    here = station()
    shift = here.shifts.closed_at(opened_seq)
    if shift is None:
        abort(404)
    if not _may_see(shift):
        abort(403)
    entries = here.journal.entries_from(opened_seq, shift.closed.seq - opened_seq + 1)
    return report_of(shift, entries, here.outbox.pending().acked_through)


def _may_see(shift: ClosedShift) -> bool:
    account = current_account()
    return account.role == SUPERVISOR or account.user == shift.opening.teller


def _paper(report: ShiftReport) -> ShiftPaper:
    here, shift = station(), report.shift
    words = side().catalogue
    return ShiftPaper(
        office=here.settings.office,
        office_name=here.settings.office_name,
        terminal=here.settings.terminal,
        number=f"{here.settings.terminal}-{shift.opened.seq:06}",
        teller=shift.opening.teller,
        closed_by=shift.closing.teller,
        supervisor=shift.closing.supervisor or "",
        opened_at=shift.opened.at,
        closed_at=shift.closed.at,
        counted_vnd=shift.closing.counted.total_vnd,
        vi=tables(report, words, "vi"),
        en=tables(report, words, "en"),
        is_simulated=here.worker.status().simulated,
        is_practice=here.settings.practice,
    )


def _file(octets: bytes, mimetype: str, disposition: str, name: str) -> Response:
    answer = Response(octets, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return answer
