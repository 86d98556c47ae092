"""The first page: what is owed, paid and unpaid, what stands open, which terminals were heard."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from cardsvc.api import the_centre, the_news
from cardsvc.progress import Progress, Suspended, open_cases
from cardsvc.progress import progress as progress_of
from cardsvc.registry.offices import Office, offices
from cardsvc.terminals.enrolment import Heard, heard_from
from cardsvc.web.here import INSPECTOR, ISSUER
from firmware_config.web.access import roles

progress = Blueprint("progress", __name__)


@dataclass(frozen=True, slots=True)
class View:
    """`chosen` is the one office shown, or None for all."""

    offices: tuple[Office, ...]
    chosen: Office | None
    lines: tuple[Progress, ...]
    cases: tuple[Suspended, ...]
    heard: tuple[Heard, ...]

    @property
    def owed(self) -> int:
        return sum(line.owed for line in self.lines)

    @property
    def owed_vnd(self) -> int:
        return sum(line.owed_vnd for line in self.lines)

    @property
    def paid(self) -> int:
        return sum(line.paid for line in self.lines)

    @property
    def paid_vnd(self) -> int:
        return sum(line.paid_vnd for line in self.lines)


@progress.get("/")
@roles(ISSUER, INSPECTOR)
def page() -> str:
    return render_template("cardsvc/progress.html", view=_view())


@progress.get("/progress")
@roles(ISSUER, INSPECTOR)
def part() -> str:
    return render_template("cardsvc/progress_part.html", view=_view())


@progress.get("/events")
@roles(ISSUER, INSPECTOR)
def events() -> ResponseReturnValue:
    return the_news().response()


def _view() -> View:
    wanted = request.args.get("office", "")
    with the_centre().reading.begin() as connection:
        known = offices(connection)
        chosen = next((office for office in known if office.id.text == wanted), None)
        return View(
            known,
            chosen,
            tuple(sorted(progress_of(connection, chosen.id if chosen else None), key=_place)),
            open_cases(connection),
            heard_from(connection),
        )


def _place(line: Progress) -> tuple[str, int, int, bool, str]:
    """By the calendar, newest first: a one-off's code is far from its month's."""
    of = line.period
    return line.office.text, -of.year, -of.month, of.is_one_off, line.programme.text
