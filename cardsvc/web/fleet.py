"""The fleet: every terminal as it last told of itself, what wants a person, how far a roll-out has
come; and the counters that ask to be taken in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cardsvc.current_centre import the_centre
from cardsvc.export.sheet import Sheet
from cardsvc.registry.offices import offices
from cardsvc.staff.audit import record
from cardsvc.staff.roles import ADMINISTRATOR, INSPECTOR
from cardsvc.staff.scope import current_scope
from cardsvc.tables import TerminalRole
from cardsvc.terminals.enrolment_requests import Asking
from cardsvc.terminals.fleet import Alarm, Member, Reached, counted, fleet_query, reached
from cardsvc.terminals.fleet_policy import fleet_policy
from cardsvc.terminals.missing_entries import terminals_lacking
from cardsvc.web.decisions import did
from cardsvc.web.download import Download
from cardsvc.web.fleet_table import FILE_HEADINGS, cells, fleet_table
from cardsvc.web.table import Asked, TableView, every_row, read_table
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId, TerminalId
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

fleet = Blueprint("fleet", __name__, url_prefix="/fleet")


@dataclass(frozen=True, slots=True)
class View:
    """`asking` are those who ask to be taken in; empty for who may not decide about them.
    `lacking` is how many terminals lack entries that the ledger waits for."""

    table: TableView[Member]
    alarms: dict[Alarm, int]
    reached: tuple[Reached, ...]
    asking: tuple[Asking, ...]
    lacking: int


@fleet.get("")
@roles(ADMINISTRATOR, INSPECTOR)
def page() -> str:
    return render_template("cardsvc/fleet.html", view=_view())


@fleet.get("/part")
@roles(ADMINISTRATOR, INSPECTOR)
def part() -> str:
    return render_template("cardsvc/fleet_part.html", view=_view())


@fleet.get("/fleet.<kind>")
@roles(ADMINISTRATOR, INSPECTOR)
def download(kind: str) -> Response:
    """Every terminal that the filters leave, in the order shown."""
    centre, scope, asked = the_centre(), current_scope(), _asked()
    query = fleet_query(fleet_policy(), scope, centre.clock())
    headings = [t(heading) for heading in FILE_HEADINGS]
    with centre.reading.begin() as connection:
        rows = (cells(Member.of(row)) for row in every_row(connection, query, asked))
        made = Download.of(kind, Sheet(t("fleet-title"), headings, rows))
    with centre.engine.begin() as connection:
        user, now = current_account().user, centre.clock()
        record(connection, user, "fleet-downloaded", "fleet", now, rows=made.rows, kind=kind)
    return made.response()


@fleet.get("/asking/<int:asking_id>")
@roles(ADMINISTRATOR)
def asking(asking_id: int) -> str:
    """One counter that asks, with its code and what it may become."""
    centre, scope = the_centre(), current_scope()
    try:
        found = centre.enrolments.find(asking_id, scope)
    except ContractError:
        abort(404)
    with centre.reading.begin() as connection:
        known = [one for one in offices(connection) if scope.allows(one.province, one.id)]
    return render_template(
        "cardsvc/fleet_asking.html",
        one=found,
        offices=known,
        terminal=centre.enrolments.next_id(found.office.province),
        roles=tuple(TerminalRole),
        is_over=found.expires_at <= centre.clock(),
    )


@fleet.post("/asking/<int:asking_id>/approve")
@roles(ADMINISTRATOR)
def approve(asking_id: int) -> ResponseReturnValue:
    form = request.form
    mobile = form.get("role") == TerminalRole.MOBILE.value

    def taken_in() -> None:
        the_centre().enrolments.approve(
            asking_id,
            # What was compared is ticked by hand: without it there is no code to go by.
            form.get("code", "") if form.get("compared") else "",
            TerminalId(form.get("terminal", "").strip().upper()),
            OfficeId(form.get("office", "")),
            TerminalRole.MOBILE if mobile else TerminalRole.COUNTER,
            current_account().user,
            current_scope(),
        )

    here = url_for("fleet.asking", asking_id=asking_id)
    return did(taken_in, "fleet-taken-in", url_for("fleet.page"), here, "fleet")


@fleet.post("/asking/<int:asking_id>/refuse")
@roles(ADMINISTRATOR)
def refuse(asking_id: int) -> ResponseReturnValue:
    code, user, scope = request.form.get("code", ""), current_account().user, current_scope()
    return did(
        lambda: the_centre().enrolments.refuse(asking_id, code, user, scope),
        "fleet-refused",
        url_for("fleet.page"),
        url_for("fleet.asking", asking_id=asking_id),
        "fleet",
    )


def _asked() -> Asked:
    now = the_centre().clock()
    return Asked.parse(fleet_table(fleet_policy(), current_scope(), now), request.args)


def _view() -> View:
    centre, scope, policy = the_centre(), current_scope(), fleet_policy()
    now = centre.clock()
    with centre.reading.begin() as connection:
        query = fleet_query(policy, scope, now)
        shown = read_table(connection, query, _asked(), Member.of)
        alarms = counted(connection, policy, scope, now)
        come = reached(connection, centre.configuration.rollouts(), scope)
        lacking = terminals_lacking(connection, scope)
    may_decide = current_account().role == ADMINISTRATOR
    waiting = centre.enrolments.waiting(scope) if may_decide else ()
    return View(shown, alarms, come, waiting, lacking)
