"""Programmes: in which province each is off, in pilot or in full, and two people changing that."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cardsvc.current_centre import the_centre
from cardsvc.registry.offices import Office, offices
from cardsvc.registry.programme_modes import (
    ModeRefused,
    Setting,
    approve_mode,
    in_force,
    propose_mode,
    proposed_setting,
    settings,
)
from cardsvc.registry.rates import Mode, Programme
from cardsvc.staff.proposals import Proposal, ProposalKind, find_proposal, open_proposals
from cardsvc.staff.roles import ADMINISTRATOR, APPROVER, FINANCE, INSPECTOR, PREPARER
from cardsvc.staff.scope import current_scope
from cardsvc.web.decisions import refused_words, taken_back, written
from cardsvc.web.proposals import pages_of_subjects
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period
from firmware_config.places import Province, province, provinces
from firmware_config.vietnamese.dates import month_of, today
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

programmes = Blueprint("programmes", __name__, url_prefix="/programmes")


@dataclass(frozen=True, slots=True)
class Cell:
    """One programme in one province: now, from a later month, and what is proposed."""

    now: Setting
    later: Setting | None
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class Line:
    province: Province
    cells: tuple[tuple[Programme, Cell], ...]


@dataclass(frozen=True, slots=True)
class View:
    """One place. `proposal` waits for a second person; `past` is newest first."""

    province: Province
    programme: Programme
    now: Setting
    past: tuple[Setting, ...]
    proposal: Proposal | None
    proposed: Setting | None
    offices: tuple[Office, ...]
    month: Period


@programmes.get("")
@roles(ADMINISTRATOR, APPROVER, PREPARER, FINANCE, INSPECTOR)
def page() -> str:
    centre = the_centre()
    month = month_of(today(centre.clock()))
    with centre.reading.begin() as connection:
        known = settings(connection)
        waiting = {one.subject for one in open_proposals(connection, ProposalKind.MODE)}

    def cell(of: Province, programme: Programme) -> Cell:
        now = in_force(known, centre.rates, of.code, programme.code, month)
        later = [one for one in known.get((of.code, programme.code), ()) if _since(one) > month]
        return Cell(now, later[-1] if later else None, now.subject in waiting)

    scope = current_scope()
    lines = tuple(
        Line(one, tuple((it, cell(one, it)) for it in centre.rates.programmes.values()))
        for one in provinces()
        if scope.provinces is None or one.code in scope.provinces
    )
    return render_template(
        "cardsvc/programmes.html",
        lines=lines,
        programmes=tuple(centre.rates.programmes.values()),
        month=month,
    )


@programmes.get("/<place>/<code>")
@roles(ADMINISTRATOR, APPROVER, PREPARER, FINANCE, INSPECTOR)
def one(place: str, code: str) -> str:
    return _one(place, code)


@programmes.post("/<place>/<code>")
@roles(ADMINISTRATOR)
def propose(place: str, code: str) -> ResponseReturnValue:
    of, programme = _place(place, code)
    try:
        mode = Mode(request.form.get("mode", ""))
        since = Period.parse(request.form.get("since", ""))
        chosen = request.form.getlist("office") if mode is Mode.PILOT else []
        picked = frozenset(OfficeId(one) for one in chosen)
    except (ContractError, ValueError):
        return _one(place, code, ModeRefused("mode-malformed")), 422
    wanted = Setting(of.code, programme.code, since, mode, picked)
    user, now = current_account().user, the_centre().clock()
    try:
        with the_centre().engine.begin() as connection:
            propose_mode(connection, the_centre().rates, wanted, user, now)
    except ContractError as fault:
        return _one(place, code, fault), 422
    flash(t("decision-proposed"), "paid")
    return redirect(url_for("programmes.one", place=place, code=code), 303)


@programmes.post("/<place>/<code>/<int:proposal_id>/approve")
@roles(ADMINISTRATOR, APPROVER)
def approve(place: str, code: str, proposal_id: int) -> ResponseReturnValue:
    _check_is_of(place, code, proposal_id)
    user, now = current_account().user, the_centre().clock()
    return written(
        lambda connection: approve_mode(connection, proposal_id, user, now),
        "decision-approved",
        url_for("programmes.one", place=place, code=code),
    )


@programmes.post("/<place>/<code>/<int:proposal_id>/withdraw")
@roles(ADMINISTRATOR, APPROVER)
def withdraw(place: str, code: str, proposal_id: int) -> ResponseReturnValue:
    _check_is_of(place, code, proposal_id)
    return taken_back(proposal_id, url_for("programmes.one", place=place, code=code))


def _one(place: str, code: str, fault: ContractError | None = None) -> str:
    of, programme = _place(place, code)
    centre = the_centre()
    month = month_of(today(centre.clock()))
    with centre.reading.begin() as connection:
        known = settings(connection)
        now = in_force(known, centre.rates, of.code, programme.code, month)
        waiting = [
            it for it in open_proposals(connection, ProposalKind.MODE) if it.subject == now.subject
        ]
        of_province = tuple(it for it in offices(connection) if it.province == of.code)
    proposal = waiting[0] if waiting else None
    view = View(
        of,
        programme,
        now,
        tuple(reversed(known.get((of.code, programme.code), ()))),
        proposal,
        proposed_setting(proposal) if proposal else None,
        of_province,
        month,
    )
    refused = refused_words(fault) if fault else ""
    return render_template(
        "cardsvc/programme.html", view=view, modes=tuple(Mode), refused=refused, form=request.form
    )


def _place(place: str, code: str) -> tuple[Province, Programme]:
    """404 for one that is not known, or outside the account's scope."""
    try:
        of = province(ProvinceCode(place))
        programme = the_centre().rates.programme(ProgrammeCode(code))
    except ContractError:
        abort(404)
    scope = current_scope()
    if scope.provinces is not None and of.code not in scope.provinces:
        abort(404)
    return of, programme


def _check_is_of(place: str, code: str, proposal_id: int) -> None:
    of, programme = _place(place, code)
    try:
        with the_centre().reading.begin() as connection:
            setting = proposed_setting(find_proposal(connection, proposal_id))
    except ContractError:
        abort(404)
    if (setting.province, setting.programme) != (of.code, programme.code):
        abort(404)


def _since(setting: Setting) -> Period:
    assert setting.since is not None  # what was approved has a month
    return setting.since


def _address(rest: str) -> str:
    place, _, code = rest.partition("/")
    return url_for("programmes.one", place=place, code=code)


pages_of_subjects["programme"] = _address
