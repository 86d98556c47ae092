"""Beneficiaries: found by citizen number, or by a part of the name however it is typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from cardsvc import tables
from cardsvc.registry.errors import RegistryError
from firmware_config.ids import CardId, CitizenNumber, OfficeId, ProvinceCode
from firmware_config.vietnamese.fold import fold

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Person:
    """A beneficiary. `id` is the registry's own number; `birth` is `yyyymmdd` or `yyyy`."""

    id: int
    citizen_number: CitizenNumber
    name: str = field(repr=False)
    birth: str = field(repr=False)
    address: str = field(repr=False)
    province: ProvinceCode
    office: OfficeId


def person(connection: Connection, citizen_number: CitizenNumber) -> Person:
    """Raises `RegistryError` (`person-unknown`)."""
    return _one(connection, tables.beneficiary.c.citizen_number == citizen_number.digits)


def person_by_id(connection: Connection, person_id: int) -> Person:
    """Raises `RegistryError` (`person-unknown`)."""
    return _one(connection, tables.beneficiary.c.id == person_id)


def find_people(
    connection: Connection, words: str = "", office: OfficeId | None = None, skip: int = 0
) -> tuple[Person, ...]:
    """Up to `MOST_FOUND` people, by name, whose folded name holds every one of `words`; the first
    `skip` of them left out."""
    column = tables.beneficiary.c
    query = select(tables.beneficiary).where(*_matching(words, office))
    page = query.order_by(column.folded_name, column.id).offset(skip).limit(MOST_FOUND)
    return tuple(_person(row) for row in connection.execute(page))


def count_people(connection: Connection, words: str = "", office: OfficeId | None = None) -> int:
    """How many `find_people` would find in all."""
    query = select(func.count()).select_from(tables.beneficiary)
    return connection.execute(query.where(*_matching(words, office))).scalar_one()


def person_of_card(connection: Connection, card: CardId) -> Person:
    """Raises `RegistryError` (`person-unknown`)."""
    holder = select(tables.card.c.beneficiary).where(tables.card.c.id == card.octets)
    return _one(connection, tables.beneficiary.c.id == holder.scalar_subquery())


def _matching(words: str, office: OfficeId | None) -> list[ColumnElement[bool]]:
    column = tables.beneficiary.c
    parts = fold(words).split()
    matching = [column.folded_name.contains(part, autoescape=True) for part in parts]
    return [*matching, column.office == office.text] if office else matching


def _one(connection: Connection, which: ColumnElement[bool]) -> Person:
    row = connection.execute(select(tables.beneficiary).where(which)).one_or_none()
    if row is None:
        raise RegistryError("person-unknown")
    return _person(row)


def _person(row: Row[Any]) -> Person:
    return Person(
        row.id,
        CitizenNumber(row.citizen_number),
        row.name,
        row.birth,
        row.address,
        ProvinceCode(row.province),
        OfficeId(row.office),
    )
