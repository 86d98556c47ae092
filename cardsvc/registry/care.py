"""How a person is to be served: at home or not, and a note that the counter shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from sqlalchemy import Connection, select

from cardsvc import tables
from cardsvc.db import insert
from cardsvc.registry import typed
from cardsvc.registry.changes import Author, note_changes
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.people import Person
from cardsvc.registry.people_policy import PeoplePolicy
from cardsvc.tables import PersonField
from firmware_config.payout_list import MAX_NOTE_LETTERS
from firmware_config.vietnamese.dates import today


class HomeReason(StrEnum):
    """Why somebody is paid at home. `AGE` has a least age (`PeoplePolicy.home_age`)."""

    AGE = "age"
    ILLNESS = "illness"


@dataclass(frozen=True, slots=True)
class Care:
    """`note` is empty where there is none."""

    home: HomeReason | None = None
    note: str = field(default="", repr=False)

    @classmethod
    def parse(
        cls, form: Mapping[str, str], person: Person, policy: PeoplePolicy, now: datetime
    ) -> Self:
        """From a form's `home` and `note`.

        Raises:
            TypedError: `typed-too-long`.
            RegistryError: `home-reason`, `home-too-young` with the `age` from which one may ask.
        """
        note = typed.line(form.get("note", ""), "note", MAX_NOTE_LETTERS, is_needed=False)
        told = form.get("home", "")
        if not told:
            return cls(None, note)
        if told not in list(HomeReason):
            raise RegistryError("home-reason", field="home")
        home = HomeReason(told)
        if home is HomeReason.AGE and age(person.birth, today(now)) < policy.home_age:
            raise RegistryError("home-too-young", field="home", age=policy.home_age)
        return cls(home, note)


def age(birth: str, today: date) -> int:
    """Full years. Of whom the register has the year alone: as if born on its last day."""
    month, day = (int(birth[4:6]), int(birth[6:])) if len(birth) == 8 else (12, 31)
    return today.year - int(birth[:4]) - ((today.month, today.day) < (month, day))


def care_of(connection: Connection, person_id: int) -> Care:
    query = select(tables.care).where(tables.care.c.beneficiary == person_id)
    row = connection.execute(query).one_or_none()
    return Care() if row is None else Care(HomeReason(row.home) if row.home else None, row.note)


def keep_care(
    connection: Connection, person_id: int, care: Care, author: Author
) -> tuple[PersonField, ...]:
    """Write what differs; gives which."""
    was = care_of(connection, person_id)
    changed = note_changes(
        connection,
        person_id,
        {
            PersonField.HOME: (was.home or "", care.home or ""),
            PersonField.NOTE: (was.note, care.note),
        },
        author,
    )
    if changed:
        values = {"home": care.home, "note": care.note}
        statement = insert(connection, tables.care).values(beneficiary=person_id, **values)
        connection.execute(
            statement.on_conflict_do_update(index_elements=["beneficiary"], set_=values)
        )
    return changed
