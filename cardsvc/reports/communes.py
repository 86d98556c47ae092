"""In which commune (xã, phường) an office's pay point lies."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from cardsvc import tables
from cardsvc.registry.offices import office as find_office
from cardsvc.reports.errors import ReportError
from firmware_config import places
from firmware_config.ids import OfficeId

_lies = tables.office_commune.c


def set_commune(connection: Connection, office: OfficeId, commune: str) -> None:
    """From now on; reports that are made keep what they say.

    Raises:
        RegistryError: `office-unknown`.
        PlaceError: `commune-unknown`.
        ReportError: `commune-of-another-province`.
    """
    found, known = find_office(connection, office), places.commune(commune)
    if known.province != found.province:
        raise ReportError("commune-of-another-province", commune=commune)
    connection.execute(delete(tables.office_commune).where(_lies.office == office.text))
    connection.execute(insert(tables.office_commune).values(office=office.text, commune=known.code))


def communes_of_offices(connection: Connection) -> Mapping[str, str]:
    """The commune's code by the office's."""
    rows = connection.execute(select(_lies.office, _lies.commune))
    return {row.office: row.commune for row in rows}
