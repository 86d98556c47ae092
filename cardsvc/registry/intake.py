"""Intake: an accepted payout list becomes people, entitlements and dues, all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from cardsvc import tables
from cardsvc.db import chunks
from cardsvc.ledger.paid_early import settle_paid_early
from cardsvc.registry.changes import Author, told_by_list
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.list_row import ListRow, ListTerms
from cardsvc.registry.offices import office
from cardsvc.registry.owing import Owing
from cardsvc.registry.preview import AcceptedList
from cardsvc.registry.programme_modes import check_list_allowed
from cardsvc.registry.rates import Rates
from cardsvc.registry.stops import finally_stopped
from firmware_config.vietnamese.fold import fold


class IntakeRefused(RegistryError):
    """A list that is not taken: `list-already-imported` with the `list` it was,
    `list-office-of-another-province`; or with the `rows` at fault `list-due-twice`, whose person is
    already owed for one of the periods in that programme, `list-past-the-end` after the `most`
    months that a benefit is paid for, `list-person-stopped` whose payment has ended."""


@dataclass(frozen=True, slots=True)
class ListSource:
    """Where a list came from, for the record: the file as it was, and who brought it in."""

    file_name: str
    octets: bytes = field(repr=False)
    imported_by: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What an import did. `replaced` entitlements ended because amount or category changed."""

    list_id: int
    people: int
    new_people: int
    new_entitlements: int
    replaced: int
    dues: int
    total_vnd: int


def take_list(
    connection: Connection,
    accepted: AcceptedList,
    source: ListSource,
    rates: Rates,
    now: datetime,
) -> Intake:
    """Bring a list into the registry, within the caller's transaction.

    1. The same file is not taken twice, the office is one of the province's, and the programme is
       paid there.
    2. People are entered, or brought up to what the list says of them.
    3. Entitlements go on, end or begin, and dues are owed on them, as `Owing` says.
    4. Nobody is owed twice for one period, past the last month, or after payment has ended.
    5. What was paid before it was due is the payment of its due now.

    Raises:
        IntakeRefused: by 1 and 4; ModeRefused: by 1.
        RegistryError: `office-unknown`; RatesError: `rates-programme-unknown`.
    """
    terms, rows = accepted.terms, accepted.rows
    # 1
    total_vnd = sum(row.total_vnd for row in rows)
    digest = hashlib.sha256(source.octets).digest()
    list_id = enter_list(connection, terms, source, digest, len(rows), total_vnd, now)
    check_list_allowed(connection, rates, terms)
    # 2, 3, 4
    taken = take_rows(connection, list_id, accepted, source, rates, now)
    # 5
    settle_paid_early(connection, list_id, now)
    return taken


def take_rows(
    connection: Connection,
    list_id: int,
    accepted: AcceptedList,
    source: ListSource,
    rates: Rates,
    now: datetime,
) -> Intake:
    """2, 3 and 4 of `take_list` for some of a list's rows: all those of any one person together.

    Raises:
        IntakeRefused: by 4.
    """
    terms = accepted.terms
    # 2
    people, new_people = _enter_people(connection, accepted, list_id, source, now)
    # 3, 4
    by_person: dict[int, list[ListRow]] = {}
    for row in accepted.rows:
        by_person.setdefault(people[row.citizen_number.digits], []).append(row)
    owing = Owing.standing(connection, terms, rates, tuple(by_person))
    for person, rows in by_person.items():
        owing.add(person, rows)
    if owing.rows_owed_twice:
        raise IntakeRefused("list-due-twice", rows=tuple(owing.rows_owed_twice))
    if owing.rows_past_the_end:
        most = rates.programme(terms.programme).most_months
        raise IntakeRefused("list-past-the-end", rows=tuple(owing.rows_past_the_end), most=most)
    _refuse_stopped(connection, terms, by_person)
    owing.write(connection, list_id, now)
    return Intake(
        list_id,
        len(people),
        new_people,
        len(owing.opened),
        len(owing.ended),
        len(owing.dues),
        sum(row.total_vnd for row in accepted.rows),
    )


def _refuse_stopped(
    connection: Connection, terms: ListTerms, by_person: Mapping[int, Sequence[ListRow]]
) -> None:
    """Of whom two people decided that payment has ended, a list says otherwise only after them."""
    rows = []
    for some in chunks(tuple(by_person)):
        ended = finally_stopped(connection, some, terms.programme.text)
        rows += [row.row for person in sorted(ended) for row in by_person[person]]
    if rows:
        raise IntakeRefused("list-person-stopped", rows=tuple(rows))


def enter_list(
    connection: Connection,
    terms: ListTerms,
    source: ListSource,
    digest: bytes,
    rows: int,
    total_vnd: int,
    now: datetime,
) -> int:
    """The list's number. `digest` is the whole file's SHA-256.

    Raises:
        IntakeRefused: `list-already-imported`, `list-office-of-another-province`.
        RegistryError: `office-unknown`.
    """
    known = connection.scalar(
        select(tables.payout_list.c.id).where(tables.payout_list.c.sha256 == digest)
    )
    if known is not None:
        raise IntakeRefused("list-already-imported", list=known)
    if office(connection, terms.office).province != terms.province:
        raise IntakeRefused("list-office-of-another-province", office=terms.office.text)
    values = {
        "file_name": source.file_name,
        "sha256": digest,
        "office": terms.office.text,
        "province": terms.province.text,
        "programme": terms.programme.text,
        "period": terms.period.code,
        "rows": rows,
        "total_vnd": total_vnd,
        "imported_at": now,
        "imported_by": source.imported_by,
    }
    statement = insert(tables.payout_list).values(values).returning(tables.payout_list.c.id)
    return int(connection.execute(statement).scalar_one())


def _enter_people(
    connection: Connection, accepted: AcceptedList, list_id: int, source: ListSource, now: datetime
) -> tuple[dict[str, int], int]:
    """The registry's numbers by citizen number, and how many people are new."""
    terms = accepted.terms
    told = {
        row.citizen_number.digits: {
            "citizen_number": row.citizen_number.digits,
            "name": row.name,
            "folded_name": fold(row.name),
            "birth": row.birth_date.compact,
            "address": row.address,
            "province": terms.province.text,
            "office": terms.office.text,
        }
        for row in accepted.rows
    }
    column = tables.beneficiary.c
    known: dict[str, Row[Any]] = {}
    for numbers in chunks(tuple(told)):
        found = connection.execute(
            select(tables.beneficiary).where(column.citizen_number.in_(numbers))
        )
        known |= {row.citizen_number: row for row in found}
    differing = {
        row.id: (row._asdict(), told[number])
        for number, row in known.items()
        if any(getattr(row, name) != value for name, value in told[number].items())
    }
    changes = told_by_list(connection, differing, list_id, Author(source.imported_by, "", now))
    for person, changed in changes.items():
        connection.execute(update(tables.beneficiary).where(column.id == person).values(changed))
    people = {number: row.id for number, row in known.items()}
    new = [values for number, values in told.items() if number not in known]
    if new:
        entered = connection.execute(
            insert(tables.beneficiary).returning(column.citizen_number, column.id), new
        )
        people |= {row.citizen_number: row.id for row in entered}
    return people, len(new)
