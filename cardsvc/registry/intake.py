"""Intake: an accepted payout list becomes people, entitlements and dues, all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from cardsvc import tables
from cardsvc.db import chunks
from cardsvc.ledger.paid_early import settle_paid_early
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.list_row import ListRow, ListTerms
from cardsvc.registry.offices import office
from cardsvc.registry.owing import Owing
from cardsvc.registry.preview import AcceptedList
from cardsvc.registry.rates import Rates
from firmware_config.vietnamese.fold import fold


class IntakeRefused(RegistryError):
    """A list that is not taken: `list-already-imported` with the `list` it was,
    `list-office-of-another-province`, or `list-due-twice` with the `rows` whose person is already
    owed for one of the periods in that programme."""


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

    1. The same file is not taken twice, and the office is one of the province's.
    2. People are entered, or brought up to what the list says of them.
    3. Entitlements go on, end or begin, and dues are owed on them, as `Owing` says.
    4. Nobody is owed twice for one period.
    5. What was paid before it was due is the payment of its due now.

    Raises:
        IntakeRefused: by 1 and 4.
        RegistryError: `office-unknown`; RatesError: `rates-programme-unknown`.
    """
    terms = accepted.terms
    # 1
    list_id = _enter_list(connection, accepted, source, now)
    # 2
    people, new_people = _enter_people(connection, terms, accepted.rows)
    # 3, 4
    by_person: dict[int, list[ListRow]] = {}
    for row in accepted.rows:
        by_person.setdefault(people[row.citizen_number.digits], []).append(row)
    owing = Owing.standing(connection, terms, rates, tuple(by_person))
    for person, rows in by_person.items():
        owing.add(person, rows)
    if owing.rows_owed_twice:
        raise IntakeRefused("list-due-twice", rows=tuple(owing.rows_owed_twice))
    owing.write(connection, list_id, now)
    # 5
    settle_paid_early(connection, list_id, now)
    return Intake(
        list_id,
        len(people),
        new_people,
        len(owing.opened),
        len(owing.ended),
        len(owing.dues),
        sum(row.total_vnd for row in accepted.rows),
    )


def _enter_list(
    connection: Connection, accepted: AcceptedList, source: ListSource, now: datetime
) -> int:
    terms, digest = accepted.terms, hashlib.sha256(source.octets).digest()
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
        "rows": len(accepted.rows),
        "total_vnd": sum(row.total_vnd for row in accepted.rows),
        "imported_at": now,
        "imported_by": source.imported_by,
    }
    statement = insert(tables.payout_list).values(values).returning(tables.payout_list.c.id)
    return int(connection.execute(statement).scalar_one())


def _enter_people(
    connection: Connection, terms: ListTerms, rows: Sequence[ListRow]
) -> tuple[dict[str, int], int]:
    """The registry's numbers by citizen number, and how many people are new."""
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
        for row in rows
    }
    column = tables.beneficiary.c
    known: dict[str, Row[Any]] = {}
    for numbers in chunks(tuple(told)):
        found = connection.execute(
            select(tables.beneficiary).where(column.citizen_number.in_(numbers))
        )
        known |= {row.citizen_number: row for row in found}
    for number, row in known.items():
        if {name: getattr(row, name) for name in told[number]} != told[number]:
            connection.execute(
                update(tables.beneficiary).where(column.id == row.id).values(told[number])
            )
    people = {number: row.id for number, row in known.items()}
    new = [values for number, values in told.items() if number not in known]
    if new:
        entered = connection.execute(
            insert(tables.beneficiary).returning(column.citizen_number, column.id), new
        )
        people |= {row.citizen_number: row.id for row in entered}
    return people, len(new)
