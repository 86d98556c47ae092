"""What is to be done by when; somebody's payments suspended, ended or resumed by two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, Row, select

from cardsvc import tables
from cardsvc.current_centre import the_centre
from cardsvc.issuance.stopping import approve_resumption, approve_stop
from cardsvc.registry.calendar.carry_forward import carried_to
from cardsvc.registry.calendar.figures import CalendarError
from cardsvc.registry.calendar.tet import first_day_of_tet, paid_together
from cardsvc.registry.duties import (
    ListDuty,
    ReportDuty,
    Several,
    ending,
    holding_several,
    list_duties,
    report_duties,
    reported_dead,
    suspended,
    uncollected,
)
from cardsvc.registry.people import Person
from cardsvc.registry.standards import rates_now
from cardsvc.registry.stops import (
    Stop,
    StopRefused,
    WantedResumption,
    WantedStop,
    propose_resumption,
    propose_stop,
    stops_of,
    subject_of,
    wanted_by,
)
from cardsvc.staff.audit import record
from cardsvc.staff.proposals import Proposal, ProposalKind, find_proposal, open_proposal
from cardsvc.staff.roles import ADMINISTRATOR, APPROVER, FINANCE, INSPECTOR, PREPARER
from cardsvc.staff.scope import current_scope
from cardsvc.tables import Kind, StopReason
from cardsvc.web.decisions import refused_words, taken_back, written
from cardsvc.web.person_view import found_or_404
from cardsvc.web.person_view import subject_of as trail_subject_of
from cardsvc.web.proposals import pages_of_subjects
from firmware_config.errors import ContractError
from firmware_config.ids import EntitlementId, ProgrammeCode
from firmware_config.period import Period
from firmware_config.vietnamese.dates import month_of, today
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

duties = Blueprint("duties", __name__, url_prefix="/duties")


@dataclass(frozen=True, slots=True)
class Tet:
    """Its first day and the two months that are paid together before it."""

    day: date
    month: Period
    second: Period


@dataclass(frozen=True, slots=True)
class View:
    today: date
    month: Period
    lists: tuple[ListDuty, ...]
    reports: tuple[ReportDuty, ...]
    uncollected: Several
    dead: Several
    several: Several
    ending: Several
    suspended: Several
    tet: Tet | None


@dataclass(frozen=True, slots=True)
class Holding:
    """An open monthly entitlement that is not stopped. `carried` are the months before this one
    that nobody has collected."""

    id: EntitlementId
    programme: ProgrammeCode
    category: str
    amount_vnd: int
    carried: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    person: Person
    holdings: tuple[Holding, ...]
    stops: tuple[Stop, ...]
    proposal: Proposal | None
    wanted: WantedStop | WantedResumption | None
    month: Period

    @property
    def is_stop_wanted(self) -> bool:
        return isinstance(self.wanted, WantedStop)

    @property
    def wanted_holdings(self) -> tuple[Holding | Stop, ...]:
        """What the proposal is about."""
        refs = self.wanted.entitlements if self.wanted else ()
        stops = tuple(one for one in self.stops if one.entitlement in refs)
        return *(one for one in self.holdings if one.id in refs), *stops


@duties.get("")
@roles(PREPARER, APPROVER, FINANCE, INSPECTOR, ADMINISTRATOR)
def page() -> str:
    return render_template("cardsvc/duties.html", view=_view(), figures=the_centre().figures)


@duties.get("/people/<int:person_id>")
@roles(PREPARER, APPROVER, INSPECTOR)
def person(person_id: int) -> str:
    return _person(person_id)


@duties.post("/people/<int:person_id>/stop")
@roles(PREPARER, APPROVER)
def stop(person_id: int) -> ResponseReturnValue:
    form = request.form
    try:
        day = form.get("happened_on", "").strip()
        wanted = WantedStop(
            person_id,
            tuple(EntitlementId.parse(one) for one in form.getlist("entitlement")),
            _reason(form.get("reason", "")),
            _month(form.get("since", ""), "stop-month"),
            _day(day) if day else None,
        )
        return _proposed(person_id, wanted)
    except ContractError as fault:
        return _person(person_id, fault), 422


@duties.post("/people/<int:person_id>/resume")
@roles(PREPARER, APPROVER)
def resume(person_id: int) -> ResponseReturnValue:
    form = request.form
    try:
        wanted = WantedResumption(
            person_id,
            tuple(EntitlementId.parse(one) for one in form.getlist("entitlement")),
            _month(form.get("through", ""), "resume-month"),
            form.get("with_arrears") == "1",
        )
        return _proposed(person_id, wanted)
    except ContractError as fault:
        return _person(person_id, fault), 422


@duties.post("/people/<int:person_id>/<int:proposal_id>/approve")
@roles(APPROVER)
def approve(person_id: int, proposal_id: int) -> ResponseReturnValue:
    centre, user, now = the_centre(), current_account().user, the_centre().clock()
    wanted = _wanted_of(person_id, proposal_id)

    def apply(connection: Connection) -> None:
        if isinstance(wanted, WantedStop):
            approve_stop(connection, centre.scripts, proposal_id, user, now)
            action = "payment-stopped"
        else:
            rates = rates_now(connection, centre.rates)
            approve_resumption(connection, centre.scripts, rates, proposal_id, user, now)
            action = "payment-resumed"
        subject = trail_subject_of(person_id)
        record(connection, user, action, subject, now, proposal=proposal_id)

    return written(apply, "decision-approved", url_for("duties.person", person_id=person_id))


@duties.post("/people/<int:person_id>/<int:proposal_id>/withdraw")
@roles(PREPARER, APPROVER)
def withdraw(person_id: int, proposal_id: int) -> ResponseReturnValue:
    _wanted_of(person_id, proposal_id)
    return taken_back(proposal_id, url_for("duties.person", person_id=person_id))


def _view() -> View:
    centre, scope = the_centre(), current_scope()
    day, figures = today(centre.clock()), centre.figures
    with centre.reading.begin() as connection:
        return View(
            day,
            month_of(day),
            list_duties(connection, scope, day, figures),
            report_duties(connection, scope, day, figures),
            uncollected(connection, scope, day, figures),
            reported_dead(connection, scope, figures),
            holding_several(connection, scope, centre.rates, day, figures),
            ending(connection, scope, day),
            suspended(connection, scope),
            _next_tet(day),
        )


def _next_tet(day: date) -> Tet | None:
    """None past the table's end, which the page says."""
    figures = the_centre().figures
    try:
        year = day.year if day <= first_day_of_tet(day.year, figures) else day.year + 1
        return Tet(first_day_of_tet(year, figures), *paid_together(year, figures))
    except CalendarError:
        return None


def _person(person_id: int, fault: ContractError | None = None) -> str:
    centre = the_centre()
    now = centre.clock()
    held = tables.entitlement.c
    with centre.reading.begin() as connection:
        found = found_or_404(connection, person_id)
        rows = connection.execute(
            select(tables.entitlement)
            .where(
                held.beneficiary == person_id,
                held.kind == Kind.MONTH,
                held.ended_at.is_(None),
            )
            .order_by(held.programme, held.category)
        )
        holdings = tuple(_holding(connection, row, month_of(today(now))) for row in rows)
        stops = stops_of(connection, person_id)
        proposal = open_proposal(connection, ProposalKind.CASE, subject_of(person_id))
    stopped = {one.entitlement for one in stops}
    view = PersonView(
        found,
        tuple(one for one in holdings if one.id not in stopped),
        stops,
        proposal,
        wanted_by(proposal) if proposal else None,
        month_of(today(now)),
    )
    with centre.engine.begin() as connection:
        subject = trail_subject_of(person_id)
        record(connection, current_account().user, "person-viewed", subject, now)
    return render_template(
        "cardsvc/duties_person.html",
        view=view,
        reasons=tuple(StopReason),
        figures=centre.figures,
        asked=request.values,
        refused=refused_words(fault) if fault else "",
    )


def _holding(connection: Connection, row: Row[Any], month: Period) -> Holding:
    due, transfer = tables.due.c, tables.transfer.c
    dues = connection.execute(
        select(due.period, transfer.id.is_not(None).label("is_paid"))
        .select_from(tables.due)
        .outerjoin(tables.transfer, tables.DUE_IS_PAID)
        .where(due.entitlement == row.id)
    ).all()
    owed = {Period(one.period) for one in dues}
    paid = {Period(one.period) for one in dues if one.is_paid}
    programme = ProgrammeCode(row.programme)
    carried = carried_to(month, owed, paid)
    return Holding(EntitlementId(row.id), programme, row.category, row.amount_vnd, carried)


def _proposed(person_id: int, wanted: WantedStop | WantedResumption) -> ResponseReturnValue:
    """Raises `StopRefused`, `StaffError`."""
    user, now = current_account().user, the_centre().clock()
    with the_centre().engine.begin() as connection:
        found_or_404(connection, person_id)
        if isinstance(wanted, WantedStop):
            propose_stop(connection, wanted, user, now)
        else:
            propose_resumption(connection, wanted, user, now)
    flash(t("decision-proposed"), "paid")
    return redirect(url_for("duties.person", person_id=person_id), 303)


def _wanted_of(person_id: int, proposal_id: int) -> WantedStop | WantedResumption:
    """404 for a proposal of somebody else's, or outside the account's scope."""
    with the_centre().reading.begin() as connection:
        found_or_404(connection, person_id)
        try:
            wanted = wanted_by(find_proposal(connection, proposal_id))
        except ContractError:
            abort(404)
    if wanted.beneficiary != person_id:
        abort(404)
    return wanted


def _reason(text: str) -> StopReason:
    try:
        return StopReason(text)
    except ValueError:
        raise StopRefused("stop-reason") from None


def _month(text: str, code: str) -> Period:
    try:
        return Period.parse(text)
    except ContractError:
        raise StopRefused(code) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise StopRefused("stop-day") from None


pages_of_subjects["payments"] = lambda rest: url_for("duties.person", person_id=int(rest))
