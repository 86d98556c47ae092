"""Corrections of who a person is: name, birth, address. What was is kept (`changes`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, update

from cardsvc import tables
from cardsvc.registry import typed
from cardsvc.registry.birth_date import BirthDate
from cardsvc.registry.changes import Author, note_changes
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.people import Person
from cardsvc.tables import PersonField
from firmware_config.vietnamese.dates import today
from firmware_config.vietnamese.fold import fold

MOST_ADDRESS_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Details:
    """A person's details as they ought to be."""

    name: str = field(repr=False)
    birth: BirthDate = field(repr=False)
    address: str = field(repr=False)

    @classmethod
    def parse(cls, form: Mapping[str, str], person: Person, now: datetime) -> Details:
        """From a form's `name`, `birth` and `address`.

        Raises:
            TypedError: a field that cannot be taken.
            RegistryError: `birth-not-of-number` (the citizen number names another year),
                `birth-in-the-future`.
        """
        name = typed.name(form.get("name", ""), "name")
        birth = typed.birth(form.get("birth", ""), "birth")
        address = typed.line(
            form.get("address", ""), "address", MOST_ADDRESS_LETTERS, is_needed=False
        )
        year = person.citizen_number.birth_year
        if birth.year != year:
            raise RegistryError("birth-not-of-number", field="birth", year=year)
        this_day = today(now)
        if not birth.is_before_end_of(this_day.year, this_day.month):
            raise RegistryError("birth-in-the-future", field="birth")
        return cls(name, birth, address)


def correct(
    connection: Connection, person: Person, details: Details, author: Author
) -> tuple[PersonField, ...]:
    """Write what differs; gives which. Cards and sheets issued before say what they said."""
    birth = details.birth.compact
    changed = note_changes(
        connection,
        person.id,
        {
            PersonField.NAME: (person.name, details.name),
            PersonField.BIRTH: (person.birth, birth),
            PersonField.ADDRESS: (person.address, details.address),
        },
        author,
    )
    if changed:
        written = {
            "name": details.name,
            "folded_name": fold(details.name),
            "birth": birth,
            "address": details.address,
        }
        which = tables.beneficiary.c.id == person.id
        connection.execute(update(tables.beneficiary).where(which).values(written))
    return changed
