"""Inspection: a month's progress as charts, call-backs by lot, what is unusual at counters."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from cardsvc.current_centre import the_centre
from cardsvc.export.sheet import Sheet
from cardsvc.inspection.call_backs import (
    MOST_CALLS,
    Draw,
    calls,
    draw,
    draws,
    find_draw,
    listed,
    publish_seed,
    record_call,
)
from cardsvc.inspection.errors import InspectionError
from cardsvc.inspection.journals import month_of_office
from cardsvc.inspection.month_progress import paid_by_place, this_month
from cardsvc.inspection.patterns import patterns_in, thresholds
from cardsvc.registry.offices import Office, offices
from cardsvc.staff.audit import record
from cardsvc.staff.roles import APPROVER, FINANCE, INSPECTOR
from cardsvc.staff.scope import current_scope
from cardsvc.tables import CallResult
from cardsvc.web.decisions import written
from cardsvc.web.download import Download
from cardsvc.web.words import province
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.money import parse_vnd
from firmware_config.period import Period
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

inspection = Blueprint("inspection", __name__, url_prefix="/inspection")

_READERS = (INSPECTOR, APPROVER, FINANCE)
_LIST_HEADINGS = ("draw-entitlement", "period", "amount", "terminal", "case-entry", "draw-rank")


@inspection.get("")
@roles(*_READERS)
def page() -> str:
    return render_template("cardsvc/inspection.html", **_shown())


@inspection.get("/part")
@roles(*_READERS)
def part() -> str:
    return render_template("cardsvc/inspection_part.html", **_shown())


@inspection.get("/patterns")
@roles(INSPECTOR, APPROVER)
def patterns() -> str:
    """Of one office and month: they are read from journals."""
    month = _month(request.args.get("month", ""))
    with the_centre().reading.begin() as connection:
        known = _offices(connection)
        chosen = next((one for one in known if one.id.text == request.args.get("office")), None)
        found = (
            patterns_in(month_of_office(connection, chosen.id, month), thresholds())
            if chosen
            else ()
        )
    return render_template(
        "cardsvc/patterns.html",
        offices=known,
        chosen=chosen,
        month=month,
        found=found,
        limits=thresholds(),
    )


@inspection.get("/draws")
@roles(*_READERS)
def rounds() -> str:
    scope = current_scope()
    with the_centre().reading.begin() as connection:
        places = {one.province for one in _offices(connection) if scope.allows(one.province)}
        return render_template(
            "cardsvc/draws.html",
            draws=draws(connection, scope),
            provinces=sorted(places, key=lambda it: it.text),
            programmes=sorted(the_centre().rates.programmes, key=lambda it: it.text),
            month=this_month(the_centre().clock()).plus(1),
            most=MOST_CALLS,
        )


@inspection.post("/draws")
@roles(INSPECTOR)
def publish() -> ResponseReturnValue:
    user, now, scope, form = _user(), the_centre().clock(), current_scope(), request.form

    def published(connection: Connection) -> None:
        try:
            of = ProvinceCode(form.get("province", ""))
            programme = ProgrammeCode(form.get("programme", ""))
            period = Period.parse(form.get("period", ""))
        except ContractError:
            raise InspectionError("draw-malformed") from None
        known = programme in the_centre().rates.programmes and scope.allows(of)
        if not known or period.is_one_off:
            raise InspectionError("draw-malformed")
        size = form.get("size", 0, type=int)
        random = secrets.token_bytes
        publish_seed(connection, of, programme, period, size, user, now, random)

    return written(published, "draw-said-published", url_for("inspection.rounds"))


@inspection.get("/draws/<int:draw_id>")
@roles(*_READERS)
def one(draw_id: int) -> str:
    with the_centre().reading.begin() as connection:
        found = _seen(connection, draw_id)
        return render_template(
            "cardsvc/draw.html",
            draw=found,
            calls=calls(connection, draw_id),
            results=tuple(CallResult),
            open_results=(None, CallResult.NOT_REACHED),
        )


@inspection.post("/draws/<int:draw_id>/draw")
@roles(INSPECTOR)
def make_draw(draw_id: int) -> ResponseReturnValue:
    user, now, scope = _user(), the_centre().clock(), current_scope()
    _check_seen(draw_id)
    return written(
        lambda connection: draw(connection, draw_id, user, now, scope),
        "draw-said-drawn",
        url_for("inspection.one", draw_id=draw_id),
    )


@inspection.post("/draws/<int:draw_id>/calls/<int:rank>")
@roles(INSPECTOR)
def called(draw_id: int, rank: int) -> ResponseReturnValue:
    user, now, scope, form = _user(), the_centre().clock(), current_scope(), request.form
    _check_seen(draw_id)

    def recorded(connection: Connection) -> None:
        try:
            result = CallResult(form.get("result", ""))
        except ValueError:
            raise InspectionError("call-result") from None
        told = form.get("told", "").strip()
        try:
            told_vnd = parse_vnd(told) if told else None
        except ContractError:
            raise InspectionError("call-amount") from None
        record_call(connection, draw_id, rank, result, told_vnd, user, now, scope)

    back = url_for("inspection.one", draw_id=draw_id, _anchor=f"call-{rank}")
    return written(recorded, "draw-said-recorded", back)


@inspection.get("/draws/<int:draw_id>/payments.<kind>")
@roles(*_READERS)
def payments(draw_id: int, kind: str) -> Response:
    """All that was drawn from, for whoever repeats the draw."""
    headings = [t(heading) for heading in _LIST_HEADINGS]
    with the_centre().reading.begin() as connection:
        found = _seen(connection, draw_id)
        rows = (
            (row.entitlement.hex(), str(found.period), *row[1:])
            for row in listed(connection, draw_id)
        )
        made = Download.of(kind, Sheet(t("draw-title", number=draw_id), headings, rows))
    with the_centre().engine.begin() as connection:
        now = the_centre().clock()
        user, subject = _user(), found.subject
        record(connection, user, "call-back-downloaded", subject, now, rows=made.rows, kind=kind)
    return made.response()


def _shown() -> dict[str, object]:
    scope, month = current_scope(), _month(request.args.get("month", ""))
    with the_centre().reading.begin() as connection:
        places = sorted({one.province for one in _offices(connection)}, key=lambda it: it.text)
        wanted = request.args.get("province", "")
        chosen = next((one for one in places if one.text == wanted), None)
        if len(places) == 1:
            chosen = places[0]
        found = paid_by_place(connection, month, scope, chosen)
    named = [(one, one.name or province(ProvinceCode(one.code))) for one in found]
    return {"month": month, "provinces": places, "chosen": chosen, "places": named}


def _offices(connection: Connection) -> tuple[Office, ...]:
    scope = current_scope()
    return tuple(one for one in offices(connection) if scope.allows(one.province, one.id))


def _month(text: str) -> Period:
    """This one where the address says none."""
    try:
        found = Period.parse(text)
    except ContractError:
        found = this_month(the_centre().clock())
    return this_month(the_centre().clock()) if found.is_one_off else found


def _seen(connection: Connection, draw_id: int) -> Draw:
    try:
        return find_draw(connection, draw_id, current_scope())
    except InspectionError:
        abort(404)


def _check_seen(draw_id: int) -> None:
    with the_centre().reading.begin() as connection:
        _seen(connection, draw_id)


def _user() -> str:
    return current_account().user
