"""People reported dead. Nothing of theirs is paid while a report stands; it can be taken back.

Payment stops from the month after death (Decree 20/2021 Art. 8); that is decided apart, by two
people. A report only holds: a card in another's hand must not be paid meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from sqlalchemy import Connection, delete, insert, select

from cardsvc import tables
from cardsvc.registry import typed
from cardsvc.registry.changes import Author, note_changes
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.people import Person
from cardsvc.tables import PersonField
from firmware_config.vietnamese.dates import today

MOST_SOURCE_LETTERS = 120


@dataclass(frozen=True, slots=True)
class DeathReport:
    """`source` is who says so: a death certificate's number, the commune, the family."""

    died_on: date
    source: str

    @classmethod
    def parse(cls, form: Mapping[str, str], person: Person, now: datetime) -> Self:
        """From a form's `died_on` and `source`.

        Raises:
            TypedError: a field that cannot be taken.
            RegistryError: `death-in-the-future`, `death-before-birth`.
        """
        died_on = typed.day(form.get("died_on", ""), "died_on")
        source = typed.line(form.get("source", ""), "source", MOST_SOURCE_LETTERS)
        if died_on > today(now):
            raise RegistryError("death-in-the-future", field="died_on")
        if f"{died_on:%Y%m%d}"[: len(person.birth)] < person.birth:
            raise RegistryError("death-before-birth", field="died_on")
        return cls(died_on, source)


def death_of(connection: Connection, person: Person) -> DeathReport | None:
    column = tables.death.c
    query = select(tables.death).where(column.citizen_number == person.citizen_number.digits)
    row = connection.execute(query).one_or_none()
    return None if row is None else DeathReport(date.fromisoformat(row.died_on), row.source)


def report_death(
    connection: Connection, person: Person, report: DeathReport, author: Author
) -> None:
    """Raises `RegistryError` (`death-reported-already`)."""
    if death_of(connection, person) is not None:
        raise RegistryError("death-reported-already")
    values = {
        "citizen_number": person.citizen_number.digits,
        "died_on": report.died_on.isoformat(),
        "source": report.source,
        "entered_by": author.user,
        "entered_at": author.at,
    }
    connection.execute(insert(tables.death).values(values))
    note_changes(connection, person.id, {PersonField.DEATH: ("", _said(report))}, author)


def take_back_death(connection: Connection, person: Person, author: Author) -> None:
    """The person lives. Raises `RegistryError` (`death-not-reported`)."""
    report = death_of(connection, person)
    if report is None:
        raise RegistryError("death-not-reported")
    column = tables.death.c
    connection.execute(
        delete(tables.death).where(column.citizen_number == person.citizen_number.digits)
    )
    note_changes(connection, person.id, {PersonField.DEATH: (_said(report), "")}, author)


def _said(report: DeathReport) -> str:
    return f"{report.died_on:%d/%m/%Y} ({report.source})"
