"""One terminal: what it told, what was set aside from it; revoked or let go on by two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from cardsvc.current_centre import the_centre
from cardsvc.fleet.setting_aside import (
    Change,
    Deed,
    DeedRefused,
    approve_change,
    propose_change,
    revoked_from,
    subject_of,
    terminal_in,
)
from cardsvc.ledger.set_aside import History, histories_of
from cardsvc.staff.proposals import Proposal, ProposalKind, find_proposal, open_proposal
from cardsvc.staff.roles import ADMINISTRATOR, INSPECTOR
from cardsvc.staff.scope import current_scope
from cardsvc.tables import terminal as terminal_table
from cardsvc.terminals.fleet import Member, fleet_query
from cardsvc.terminals.fleet_policy import fleet_policy
from cardsvc.web.decisions import taken_back, written
from cardsvc.web.proposals import pages_of_subjects
from firmware_config.errors import ContractError
from firmware_config.ids import IdError, TerminalId
from firmware_config.telling import Telling
from firmware_config.vietnamese.dates import VIET_NAM
from firmware_config.web.access import current_account, roles

terminals = Blueprint("terminals", __name__, url_prefix="/fleet/terminals")


@dataclass(frozen=True, slots=True)
class View:
    """`telling` is None while it has told nothing; `since` of a revoked one. `change` is what
    `proposal` waits to do."""

    member: Member
    telling: Telling | None
    histories: tuple[History, ...]
    since: datetime | None
    proposal: Proposal | None
    change: Change | None


@terminals.get("/<name>")
@roles(ADMINISTRATOR, INSPECTOR)
def page(name: str) -> str:
    return render_template("cardsvc/terminal.html", view=_view(name))


@terminals.get("/<name>/part")
@roles(ADMINISTRATOR, INSPECTOR)
def part(name: str) -> str:
    return render_template("cardsvc/terminal_part.html", view=_view(name))


@terminals.post("/<name>/<any(revoke, release):deed>")
@roles(ADMINISTRATOR)
def propose(name: str, deed: str) -> ResponseReturnValue:
    terminal, scope = _id(name), current_scope()
    user, now = current_account().user, the_centre().clock()

    def proposed(connection: Connection) -> None:
        since = _since() if deed == Deed.REVOKE else None
        change = Change(Deed(deed), terminal, since)
        propose_change(connection, change, user, scope, now)

    return written(proposed, "decision-proposed", _address(name))


@terminals.post("/<name>/<int:proposal_id>/approve")
@roles(ADMINISTRATOR)
def approve(name: str, proposal_id: int) -> ResponseReturnValue:
    user, scope, now = current_account().user, current_scope(), the_centre().clock()
    return written(
        lambda connection: approve_change(connection, proposal_id, user, scope, now),
        "decision-approved",
        _address(name),
    )


@terminals.post("/<name>/<int:proposal_id>/withdraw")
@roles(ADMINISTRATOR)
def withdraw(name: str, proposal_id: int) -> ResponseReturnValue:
    try:
        with the_centre().reading.begin() as connection:
            change = Change.of(find_proposal(connection, proposal_id))
            terminal_in(connection, change.terminal, current_scope())
    except ContractError:
        abort(404)
    return taken_back(proposal_id, _address(name))


def _view(name: str) -> View:
    centre, scope, terminal = the_centre(), current_scope(), _id(name)
    query = fleet_query(fleet_policy(), scope, centre.clock())
    with centre.reading.begin() as connection:
        row = connection.execute(query.where(terminal_table.c.id == terminal.text)).one_or_none()
        if row is None:
            abort(404)
        proposal = open_proposal(connection, ProposalKind.TERMINAL, subject_of(terminal))
        histories = histories_of(connection, terminal)
        since = revoked_from(connection, terminal)
    telling = centre.tellings.last(terminal)
    change = Change.of(proposal) if proposal else None
    return View(Member.of(row), telling, histories, since, proposal, change)


def _id(name: str) -> TerminalId:
    try:
        return TerminalId(name)
    except IdError:
        abort(404)


def _since() -> datetime | None:
    """The form's moment, by Viet Nam's time; None for the moment of the approval."""
    text = request.form.get("since", "").strip()
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=VIET_NAM)
    except ValueError:
        raise DeedRefused("terminal-deed-malformed") from None


def _address(rest: str) -> str:
    return url_for("terminals.page", name=rest)


pages_of_subjects["terminal"] = _address
