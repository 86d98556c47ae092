"""The first page: what is owed, paid and unpaid, what stands open, which terminals were heard."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from cardsvc.current_centre import the_centre, the_news
from cardsvc.export.sheet import Cell, Sheet
from cardsvc.registry.offices import Office, offices
from cardsvc.reports.progress import Progress, Suspended, open_cases
from cardsvc.reports.progress import progress as progress_of
from cardsvc.staff.audit import record
from cardsvc.staff.scope import current_scope
from cardsvc.terminals.terminal import Heard, heard_from
from cardsvc.web.download import Download
from cardsvc.web.words import period, programme
from firmware_config.web.access import current_account, staff
from firmware_config.web.language import t

progress = Blueprint("progress", __name__)

_FILE_HEADINGS = (
    *("office-code", "office", "programme", "period", "people", "owed-count", "owed"),
    *("paid-count", "paid", "unpaid-count", "unpaid"),
)


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
@staff
def page() -> str:
    return render_template("cardsvc/progress.html", view=_view())


@progress.get("/progress")
@staff
def part() -> str:
    return render_template("cardsvc/progress_part.html", view=_view())


@progress.get("/progress/progress.<kind>")
@staff
def download(kind: str) -> Response:
    """The lines shown, as a file."""
    view = _view()
    headings = [t(heading) for heading in _FILE_HEADINGS]
    made = Download.of(kind, Sheet(t("progress-title"), headings, map(_cells, view.lines)))
    with the_centre().engine.begin() as connection:
        user, now = current_account().user, the_centre().clock()
        record(connection, user, "progress-downloaded", "progress", now, rows=made.rows, kind=kind)
    return made.response()


@progress.get("/events")
@staff
def events() -> ResponseReturnValue:
    return the_news().response()


def _view() -> View:
    wanted = request.args.get("office", "")
    scope = current_scope()
    with the_centre().reading.begin() as connection:
        known = tuple(one for one in offices(connection) if scope.allows(one.province, one.id))
        mine = {one.id for one in known}
        chosen = next((office for office in known if office.id.text == wanted), None)
        return View(
            known,
            chosen,
            tuple(
                sorted(progress_of(connection, chosen.id if chosen else None, scope), key=_place)
            ),
            open_cases(connection, scope),
            tuple(one for one in heard_from(connection) if one.terminal.office in mine),
        )


def _cells(line: Progress) -> tuple[Cell, ...]:
    """As `_FILE_HEADINGS` has them."""
    return (
        *(line.office.text, line.office_name, programme(line.programme), period(line.period)),
        *(line.people, line.owed, line.owed_vnd, line.paid, line.paid_vnd),
        *(line.unpaid, line.unpaid_vnd),
    )


def _place(line: Progress) -> tuple[str, int, int, bool, str]:
    """By the calendar, newest first: a one-off's code is far from its month's."""
    of = line.period
    return line.office.text, -of.year, -of.month, of.is_one_off, line.programme.text
