"""The stick at the counter: one button writes to it, another takes in what came back.

Where sticks appear is the machine's setting; no path ever comes from a browser.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from counter.centre.stick import Brought, Written
from counter.store.trouble import StoreTrouble
from counter.web.here import station
from firmware_config.errors import ContractError
from firmware_config.web.access import roles

KEY = "counter-stick"

stick = Blueprint("stick", __name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What was last done with a stick. One of them is set."""

    at: datetime
    written: Written | None = None
    brought: Brought | None = None
    fault: ContractError | None = None


class Last:
    """Shared by the pages of this counter."""

    def __init__(self) -> None:
        self.done: Done | None = None


def add_to(app: Flask) -> None:
    app.extensions[KEY] = Last()
    app.register_blueprint(stick)


@stick.get("/stick")
@roles("teller", "supervisor")
def page() -> str:
    here = station()
    place = _place()
    return render_template(
        "counter/stick.html",
        place=place,
        is_there=place.is_dir(),
        pending=here.outbox.pending(),
        done=_last().done,
    )


@stick.post("/stick/out")
@roles("teller", "supervisor")
def write() -> ResponseReturnValue:
    return _do(lambda at: Done(at, written=station().sticks.write(_place())))


@stick.post("/stick/in")
@roles("teller", "supervisor")
def take() -> ResponseReturnValue:
    return _do(lambda at: Done(at, brought=station().take_stick(_place())))


def _do(act: Callable[[datetime], Done]) -> ResponseReturnValue:
    at = station().clock()
    try:
        done = act(at)
    except StoreTrouble:
        raise
    except ContractError as fault:
        done = Done(at, fault=fault)
    _last().done = done
    return redirect(url_for("stick.page"), 303)


def _last() -> Last:
    return cast(Last, current_app.extensions[KEY])


def _place() -> Path:
    """Where a stick appears at this counter; 404 where it has none."""
    place = station().settings.stick
    if place is None:
        abort(404)
    return place
