"""The page with the exercises: what is asked, how far one has come, and the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template

from counter.practice.exercises import Outcome, Result, results
from counter.practice.people import PEOPLE
from counter.web.here import station
from firmware_config.record import Record
from firmware_config.web.access import roles
from firmware_config.wire import Entry

_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Row:
    """An exercise as the page shows it. `name` and `citizen` are those of who comes; nobody comes
    to close a shift."""

    result: Result
    name: str
    citizen: str

    @property
    def is_right(self) -> bool:
        return self.result.outcome is Outcome.DONE

    @property
    def is_over(self) -> bool:
        return self.result.outcome is not Outcome.OPEN


def practice_pages(records: Mapping[str, Record]) -> Blueprint:
    """`records` are the people's, by exercise."""
    pages = Blueprint("practice", __name__)

    @pages.get("/practice")
    @roles("teller", "supervisor")
    def page() -> str:
        return render_template("counter/practice.html", rows=rows())

    @pages.get("/practice/rows")
    @roles("teller", "supervisor")
    def part() -> str:
        return render_template("counter/practice_part.html", rows=rows())

    def rows() -> list[Row]:
        people = {person.key: person for person in PEOPLE}
        found = []
        for result in results(_journal(), records):
            person = people.get(result.exercise)
            name, citizen = ("", "") if person is None else (person.name, person.citizen.digits)
            found.append(Row(result, name, citizen))
        return found

    return pages


def _journal() -> Iterator[Entry]:
    journal, first = station().journal, 1
    while entries := journal.entries_from(first, _AT_A_TIME):
        yield from entries
        first = entries[-1].seq + 1
