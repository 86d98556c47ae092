"""Long runs: how far each is, to be paused and gone on with. The page changes by itself."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cardsvc.current_centre import the_centre
from cardsvc.runs.errors import RunError
from cardsvc.runs.run import Run, newest_runs
from cardsvc.staff.roles import ADMINISTRATOR, APPROVER, FINANCE, INSPECTOR, ISSUER, PREPARER
from firmware_config.web.access import roles
from firmware_config.web.language import t

runs = Blueprint("runs", __name__, url_prefix="/runs")


@runs.get("")
@roles(PREPARER, APPROVER, ISSUER, INSPECTOR, FINANCE, ADMINISTRATOR)
def page() -> str:
    return render_template("cardsvc/runs.html", runs=_newest())


@runs.get("/part")
@roles(PREPARER, APPROVER, ISSUER, INSPECTOR, FINANCE, ADMINISTRATOR)
def part() -> str:
    return render_template("cardsvc/runs_part.html", runs=_newest())


@runs.post("/<int:run_id>/pause")
@roles(APPROVER, ISSUER, ADMINISTRATOR)
def pause(run_id: int) -> ResponseReturnValue:
    return _turned(the_centre().runs.pause, run_id)


@runs.post("/<int:run_id>/resume")
@roles(APPROVER, ISSUER, ADMINISTRATOR)
def resume(run_id: int) -> ResponseReturnValue:
    return _turned(the_centre().runs.resume, run_id)


def _newest() -> tuple[Run, ...]:
    with the_centre().reading.begin() as connection:
        return newest_runs(connection)


def _turned(turn: Callable[[int], None], run_id: int) -> ResponseReturnValue:
    try:
        turn(run_id)
    except RunError as fault:
        flash(t(f"run-said-{fault.code}"), "attention")
    return redirect(url_for("runs.page"), 303)
