"""Post offices (bưu cục): where people collect."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from cardsvc import tables
from cardsvc.registry.errors import RegistryError
from firmware_config.ids import OfficeId, ProvinceCode


@dataclass(frozen=True, slots=True)
class Office:
    id: OfficeId
    name: str
    province: ProvinceCode


def add_office(connection: Connection, office: Office) -> None:
    """A new office, or a new name for a known one.

    Raises:
        RegistryError: `office-of-another-province`: money is accounted for by province.
    """
    known = connection.execute(
        select(tables.office).where(tables.office.c.id == office.id.text)
    ).one_or_none()
    if known is None:
        row = {"id": office.id.text, "name": office.name, "province": office.province.text}
        connection.execute(insert(tables.office).values(row))
        return
    if known.province != office.province.text:
        raise RegistryError("office-of-another-province", office=office.id.text)
    renamed = update(tables.office).where(tables.office.c.id == office.id.text)
    connection.execute(renamed.values(name=office.name))


def office(connection: Connection, office_id: OfficeId) -> Office:
    """Raises `RegistryError` (`office-unknown`)."""
    row = connection.execute(
        select(tables.office).where(tables.office.c.id == office_id.text)
    ).one_or_none()
    if row is None:
        raise RegistryError("office-unknown", office=office_id.text)
    return Office(office_id, row.name, ProvinceCode(row.province))


def offices(connection: Connection) -> tuple[Office, ...]:
    """All of them in the order of their codes."""
    rows = connection.execute(select(tables.office).order_by(tables.office.c.id))
    return tuple(Office(OfficeId(row.id), row.name, ProvinceCode(row.province)) for row in rows)
