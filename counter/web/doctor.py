"""`counter doctor` as a page: run on demand, in bounded time, one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import cast

from flask import Blueprint, Flask, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from counter.doctor.examination import examine
from counter.doctor.finding import Finding, Level, worst_of
from counter.doctor.words import mend, name, what
from counter.web.here import station
from firmware_config.web.access import roles
from firmware_config.web.language import language
from firmware_config.web.side import side

KEY = "counter-doctor"

doctor = Blueprint("doctor", __name__)


@dataclass(frozen=True, slots=True)
class Examined:
    at: datetime
    findings: tuple[Finding, ...]

    @property
    def worst(self) -> Level:
        return worst_of(self.findings)


class Doctor:
    """The last examination of this counter, which its pages share."""

    def __init__(self) -> None:
        self._examining = Lock()
        self.last: Examined | None = None

    def examine(self) -> Examined:
        """Look at everything now; whoever asks meanwhile waits for the turn."""
        here = station()
        with self._examining:
            findings = examine(
                here.settings, reader=here.worker.status, is_running=True, clock=here.clock
            )
            self.last = Examined(here.clock(), findings)
            return self.last


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in the page's language; `mend` is None when there is nothing to do."""

    finding: Finding
    name: str
    what: str
    mend: str | None


def add_to(app: Flask) -> None:
    app.extensions[KEY] = Doctor()
    app.register_blueprint(doctor)


def the_doctor() -> Doctor:
    return cast(Doctor, current_app.extensions[KEY])


def said(finding: Finding) -> Said:
    t = side().catalogue.translator(language())
    return Said(finding, name(finding, t), what(finding, t), mend(finding, t))


@doctor.get("/doctor")
@roles("supervisor")
def page() -> str:
    last = the_doctor().last
    findings = [] if last is None else [said(one) for one in last.findings]
    return render_template("counter/doctor.html", last=last, findings=findings)


@doctor.post("/doctor")
@roles("supervisor")
def run() -> ResponseReturnValue:
    the_doctor().examine()
    return redirect(url_for("doctor.page"), 303)
