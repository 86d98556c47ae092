"""Beneficiaries: found by citizen number, or by a part of the name however it is typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from cardsvc import tables
from cardsvc.registry.errors import RegistryError
from firmware_config.ids import CardId, CitizenNumber, OfficeId, ProvinceCode
from firmware_config.vietnamese.fold import fold


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


def people_like(words: str = "", office: OfficeId | None = None) -> Select[Any]:
    """The people, in no order, whose folded name holds every one of `words`."""
    column = tables.beneficiary.c
    query = select(tables.beneficiary).where(
        *(column.folded_name.contains(part, autoescape=True) for part in fold(words).split())
    )
    return query.where(column.office == office.text) if office else query


def person_of_card(connection: Connection, card: CardId) -> Person:
    """Raises `RegistryError` (`person-unknown`)."""
    holder = select(tables.card.c.beneficiary).where(tables.card.c.id == card.octets)
    return _one(connection, tables.beneficiary.c.id == holder.scalar_subquery())


def _one(connection: Connection, which: ColumnElement[bool]) -> Person:
    row = connection.execute(select(tables.beneficiary).where(which)).one_or_none()
    if row is None:
        raise RegistryError("person-unknown")
    return person_of(row)


def person_of(row: Row[Any]) -> Person:
    """From a row of `beneficiary`, or one that begins with it."""
    return Person(
        row.id,
        CitizenNumber(row.citizen_number),
        row.name,
        row.birth,
        row.address,
        ProvinceCode(row.province),
        OfficeId(row.office),
    )
