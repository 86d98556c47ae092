"""Home visits: preparing a route, reading and printing it, setting out and coming back."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from counter.paper.payout_sheet_pdf import Heading
from counter.paper.visit_pdf import visit_pdf
from counter.visit import VisitFault, found_in
from counter.web.here import station
from counter.web.programme import programme_in
from firmware_config.errors import ContractError
from firmware_config.ids import EntitlementId
from firmware_config.payout_list import Line
from firmware_config.web.access import current_account, roles

visit = Blueprint("visit", __name__)

_SAID = frozenset(
    {"visit-prepared", "visit-no-shift", "visit-under-way", "visit-settled", "visit-set-out"}
)
_log = logging.getLogger(__name__)


@visit.get("/visits")
@roles("teller", "supervisor")
def page() -> str:
    return _page()


@visit.post("/visits/choose")
@roles("teller", "supervisor")
def choose() -> ResponseReturnValue:
    """Search, add and take off; or keep the route. The names looked for stand in no address."""
    here, form = station(), request.form
    chosen = _chosen()
    if form.get("do") != "prepare":
        return _page(form.get("q", ""), chosen)
    payout_list = here.published.snapshot.payout_list
    try:
        made = here.visits.prepare(chosen, payout_list, current_account().user)
    except VisitFault as fault:
        return _page(form.get("q", ""), chosen, fault), 422
    return redirect(url_for("visit.one", number=made.number, said="visit-prepared"), 303)


@visit.get("/visits/<int:number>")
@roles("teller", "supervisor")
def one(number: int) -> str:
    """Who is on the route and who has been paid. What it comes to is not said while the shift is
    open: the count at the end is blind."""
    here, said = station(), request.args.get("said")
    try:
        route = here.visits.visit(number)
    except VisitFault:
        abort(404)
    paid = here.journal.paid_periods
    current = here.shifts.current
    return render_template(
        "counter/visit.html",
        visit=route,
        stops=[(stop, stop.unpaid(paid)) for stop in route.stops],
        shift=current,
        is_own=current is not None and here.shifts.is_open_for(current_account().user),
        said=said if said in _SAID else None,
    )


@visit.get("/visits/<int:number>.pdf")
@roles("teller", "supervisor")
def pdf(number: int) -> Response:
    here = station()
    try:
        route = here.visits.visit(number)
    except VisitFault:
        abort(404)
    settings = here.settings
    heading = Heading(
        *(settings.office, settings.office_name, settings.terminal),
        is_simulated=here.worker.status().simulated,
        is_practice=settings.practice,
    )
    octets = visit_pdf(heading, route, lambda code: programme_in(code, "vi"))
    answer = Response(octets, mimetype="application/pdf")
    name = f"chi-tai-nha-{settings.terminal}-{number:04}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@visit.post("/visits/<int:number>/set-out")
@roles("teller", "supervisor")
def set_out(number: int) -> ResponseReturnValue:
    here = station()
    current = here.shifts.current
    is_own = current is not None and here.shifts.is_open_for(current_account().user)
    try:
        here.visits.set_out(number, current.opened_seq if current and is_own else None)
    except VisitFault as fault:
        return _refused(number, fault)
    return redirect(url_for("visit.one", number=number, said="visit-set-out"), 303)


@visit.post("/visits/<int:number>/returned")
@roles("teller", "supervisor")
def returned(number: int) -> ResponseReturnValue:
    """Then the drawer is counted, as at the end of any shift."""
    try:
        station().visits.returned(number)
    except VisitFault as fault:
        return _refused(number, fault)
    return redirect(url_for("shift.page"), 303)


def _refused(number: int, fault: VisitFault) -> ResponseReturnValue:
    if fault.code == "visit-unknown":
        abort(404)
    _log.info("visit-refused", extra={"fault": fault.code})
    return redirect(url_for("visit.one", number=number, said=fault.code), 303)


def _page(
    query: str = "", chosen: tuple[EntitlementId, ...] = (), fault: VisitFault | None = None
) -> str:
    here = station()
    payout_list = here.published.snapshot.payout_list
    picked = [] if payout_list is None else [payout_list.line(of) for of in chosen]
    found = [one for one in found_in(payout_list, query) if one.entitlement.id not in chosen]
    return render_template(
        "counter/visits.html",
        visits=here.visits.latest(),
        list_as_of=None if payout_list is None else payout_list.issued_at,
        query=query,
        picked=[line for line in picked if line is not None],
        total_vnd=sum(_amount_vnd(line) for line in picked if line is not None),
        found=found,
        amount_of=_amount_vnd,
        fault=fault,
    )


def _amount_vnd(line: Line) -> int:
    return line.entitlement.amount_vnd * len(line.entitlement.periods)


def _chosen() -> tuple[EntitlementId, ...]:
    """In the order of the form; what is no entitlement's name is left out."""
    found: dict[EntitlementId, None] = {}
    for text in request.form.getlist("stop"):
        try:
            found[EntitlementId.parse(text)] = None
        except ContractError:
            continue
    return tuple(found)
