"""Every change of what is known of a person: who, when, why, from what to what. Never undone.

The database refuses to change or delete a row (triggers); a correction of a correction is a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select

from cardsvc import tables
from cardsvc.db import chunks
from cardsvc.tables import ChangeSource, PersonField

MOST_SHOWN = 100
MOST_REASON_LETTERS = 200
_FROM_LISTS = (PersonField.NAME, PersonField.BIRTH, PersonField.ADDRESS, PersonField.OFFICE)
_WITH = {PersonField.NAME: ("folded_name",), PersonField.OFFICE: ("province",)}
"""What goes with a field in the registry."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes something, and why; a list has no reason but itself."""

    user: str
    reason: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """`list_id` is the payout list that brought it, or None."""

    what: PersonField
    before: str = field(repr=False)
    after: str = field(repr=False)
    list_id: int | None
    reason: str = field(repr=False)
    changed_by: str
    changed_at: datetime


def note_changes(
    connection: Connection,
    person_id: int,
    changed: Mapping[PersonField, tuple[str, str]],
    author: Author,
) -> tuple[PersonField, ...]:
    """Keep what was and what is; those that are the same are left out. Gives what has changed."""
    differing = {what: told for what, told in changed.items() if told[0] != told[1]}
    rows = [
        {
            "beneficiary": person_id,
            "field": what,
            "before": before,
            "after": after,
            "source": ChangeSource.DESK,
            "reason": author.reason,
            "changed_by": author.user,
            "changed_at": author.at,
        }
        for what, (before, after) in differing.items()
    ]
    if rows:
        connection.execute(insert(tables.person_change), rows)
    return tuple(differing)


def told_by_list(
    connection: Connection,
    differing: Mapping[int, tuple[Mapping[str, str], Mapping[str, str]]],
    list_id: int,
    author: Author,
) -> dict[int, dict[str, str]]:
    """What a list changes of the rows of `beneficiary`, by person, for the caller to write.

    `differing` are people's rows as they are and as the list has them.

    A desk's correction stands against a list that still says what was corrected: the list's maker
    has not heard of it. A list that says something new counts.
    """
    corrected = _corrected(connection, tuple(differing))
    changes: dict[int, dict[str, str]] = {}
    rows = []
    for person_id, (known, says) in differing.items():
        for what in _FROM_LISTS:
            before, after = known[what], says[what]
            if before == after or corrected.get((person_id, what)) == after:
                continue
            written = {column: says[column] for column in (what, *_WITH.get(what, ()))}
            changes.setdefault(person_id, {}).update(written)
            rows.append(
                {
                    "beneficiary": person_id,
                    "field": what,
                    "before": before,
                    "after": after,
                    "source": ChangeSource.LIST,
                    "list": list_id,
                    "reason": author.reason,
                    "changed_by": author.user,
                    "changed_at": author.at,
                }
            )
    if rows:
        connection.execute(insert(tables.person_change), rows)
    return changes


def changes_of(connection: Connection, person_id: int) -> tuple[Change, ...]:
    """The last `MOST_SHOWN`, newest first."""
    column = tables.person_change.c
    query = (
        select(tables.person_change)
        .where(column.beneficiary == person_id)
        .order_by(column.id.desc())
        .limit(MOST_SHOWN)
    )
    return tuple(
        Change(
            PersonField(row.field),
            row.before,
            row.after,
            row.list,
            row.reason,
            row.changed_by,
            row.changed_at,
        )
        for row in connection.execute(query)
    )


def _corrected(
    connection: Connection, people: tuple[int, ...]
) -> dict[tuple[int, PersonField], str]:
    """What lists said before the desk corrected it, where no list has changed it since."""
    column = tables.person_change.c
    said: dict[tuple[int, PersonField], str] = {}
    for some in chunks(people):
        query = select(tables.person_change).where(column.beneficiary.in_(some))
        for row in connection.execute(query.order_by(column.id)):
            key = row.beneficiary, PersonField(row.field)
            if row.source == ChangeSource.LIST:
                said.pop(key, None)
            else:
                said.setdefault(key, row.before)
    return said
