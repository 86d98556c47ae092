"""Cases: found, given to somebody, looked into, and ended by two people."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from cardsvc.case_opening.errors import CaseError
from cardsvc.case_opening.kind import Resolution
from cardsvc.cases.case import Case, case_of_row, case_query, find_case, history, subject_of
from cardsvc.cases.evidence import evidence_of
from cardsvc.cases.free_text import MAX_LETTERS
from cardsvc.cases.settling import allowed, amount_left, stands_paid
from cardsvc.cases.working import (
    Wanted,
    assign,
    note,
    propose_resolution,
    resolve,
    workers,
)
from cardsvc.current_centre import the_centre
from cardsvc.export.sheet import Sheet
from cardsvc.registry.offices import offices
from cardsvc.staff.audit import record
from cardsvc.staff.proposals import ProposalKind, find_proposal, open_proposal
from cardsvc.staff.roles import APPROVER, FINANCE, INSPECTOR
from cardsvc.staff.scope import current_scope
from cardsvc.web.case_table import FILE_HEADINGS, case_table, cells
from cardsvc.web.decisions import taken_back, written
from cardsvc.web.download import Download
from cardsvc.web.proposals import pages_of_subjects
from cardsvc.web.table import Asked, every_row, read_table
from firmware_config.errors import ContractError
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

cases = Blueprint("cases", __name__, url_prefix="/cases")
pages_of_subjects["case"] = lambda rest: url_for("cases.one", case_id=int(rest))

READERS = (FINANCE, APPROVER, INSPECTOR)


@cases.get("")
@roles(*READERS)
def page() -> str:
    with the_centre().reading.begin() as connection:
        view = read_table(connection, case_query(current_scope()), _asked(connection), case_of_row)
    return render_template("cardsvc/cases.html", view=view)


@cases.get("/cases.<kind>")
@roles(*READERS)
def download(kind: str) -> Response:
    """Every case that the filters leave, in the order shown."""
    headings = [t(heading) for heading in FILE_HEADINGS]
    with the_centre().reading.begin() as connection:
        rows = every_row(connection, case_query(current_scope()), _asked(connection))
        lines = (cells(case_of_row(row)) for row in rows)
        made = Download.of(kind, Sheet(t("case-list-title"), headings, lines))
    with the_centre().engine.begin() as connection:
        user, now = current_account().user, the_centre().clock()
        record(connection, user, "cases-downloaded", "cases", now, rows=made.rows, kind=kind)
    return made.response()


@cases.get("/<int:case_id>")
@roles(*READERS)
def one(case_id: int) -> str:
    with the_centre().reading.begin() as connection:
        case = _seen(connection, case_id)
        proposal = open_proposal(connection, ProposalKind.CASE, subject_of(case_id))
        return render_template(
            "cardsvc/case.html",
            case=case,
            evidence=evidence_of(connection, case),
            history=history(connection, case_id),
            proposal=proposal,
            wanted=Wanted.of(proposal) if proposal else None,
            choices=allowed(connection, case) if case.is_open else (),
            left_vnd=amount_left(connection, case) if case.is_open else 0,
            stands_paid=stands_paid(case),
            workers=workers(connection, case) if case.is_open else (),
            workers_here=(FINANCE, APPROVER),
            most_letters=MAX_LETTERS,
        )


@cases.post("/<int:case_id>/owner")
@roles(FINANCE, APPROVER)
def give(case_id: int) -> ResponseReturnValue:
    """To me, or to whom the form names."""
    user, now, scope = current_account().user, the_centre().clock(), current_scope()
    owner = request.form.get("owner", "").strip() or user
    _check_seen(case_id)
    return written(
        lambda connection: assign(connection, case_id, owner, user, now, scope),
        "case-said-given",
        _page_of(case_id),
    )


@cases.post("/<int:case_id>/notes")
@roles(FINANCE, APPROVER)
def write_note(case_id: int) -> ResponseReturnValue:
    user, now, scope = current_account().user, the_centre().clock(), current_scope()
    words = request.form.get("words", "")
    _check_seen(case_id)
    return written(
        lambda connection: note(connection, case_id, words, user, now, scope),
        "case-said-noted",
        _page_of(case_id),
    )


@cases.post("/<int:case_id>/propose")
@roles(FINANCE, APPROVER)
def propose(case_id: int) -> ResponseReturnValue:
    user, now, scope = current_account().user, the_centre().clock(), current_scope()
    form = request.form
    _check_seen(case_id)

    def proposed(connection: Connection) -> None:
        resolution = _resolution(form.get("resolution", ""))
        why = form.get("why", "")
        propose_resolution(connection, case_id, resolution, why, user, now, scope)

    return written(proposed, "case-said-proposed", _page_of(case_id))


@cases.post("/<int:case_id>/<int:proposal_id>/approve")
@roles(APPROVER)
def approve(case_id: int, proposal_id: int) -> ResponseReturnValue:
    user, now, scope = current_account().user, the_centre().clock(), current_scope()
    _check_proposal(case_id, proposal_id)
    return written(
        lambda connection: resolve(connection, proposal_id, user, now, scope),
        "case-said-resolved",
        _page_of(case_id),
    )


@cases.post("/<int:case_id>/<int:proposal_id>/withdraw")
@roles(FINANCE, APPROVER)
def withdraw(case_id: int, proposal_id: int) -> ResponseReturnValue:
    _check_proposal(case_id, proposal_id)
    return taken_back(proposal_id, _page_of(case_id))


def _asked(connection: Connection) -> Asked:
    """Open ones unless the address says otherwise."""
    scope = current_scope()
    known = [one for one in offices(connection) if scope.allows(one.province, one.id)]
    args: Mapping[str, str] = {"state": "open"} | request.args.to_dict()
    return Asked.parse(case_table(current_account().user, known), args)


def _seen(connection: Connection, case_id: int) -> Case:
    """404 where there is none, or none within the account's scope."""
    try:
        return find_case(connection, case_id, current_scope())
    except CaseError:
        abort(404)


def _check_seen(case_id: int) -> None:
    with the_centre().reading.begin() as connection:
        _seen(connection, case_id)


def _check_proposal(case_id: int, proposal_id: int) -> None:
    """404 for a proposal of another case."""
    with the_centre().reading.begin() as connection:
        _seen(connection, case_id)
        try:
            wanted = Wanted.of(find_proposal(connection, proposal_id))
        except ContractError:
            abort(404)
    if wanted.case != case_id:
        abort(404)


def _resolution(text: str) -> Resolution:
    try:
        return Resolution(text)
    except ValueError:
        raise CaseError("case-resolution", resolution=text[:24]) from None


def _page_of(case_id: int) -> str:
    return url_for("cases.one", case_id=case_id)
