"""What a payout list tells the teller of people: proxies, payout at home, notes, photos,
deaths."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from cardsvc import tables
from cardsvc.registry.proxies import in_force
from firmware_config.ids import OfficeId
from firmware_config.payout_list import Proxy
from firmware_config.record import CitizenHash


@dataclass(frozen=True, slots=True)
class Counsel:
    """Of one office's people, by the registry's numbers."""

    proxies: dict[int, Proxy] = field(repr=False)
    at_home: frozenset[int]
    notes: dict[int, str] = field(repr=False)
    photos: dict[int, bytes] = field(repr=False)
    dead: frozenset[int]

    @classmethod
    def of_office(cls, connection: Connection, office: OfficeId, today: date) -> Counsel:
        """`today` in Viet Nam: an authorisation that has run out is not told."""
        held = tables.entitlement.c
        people = select(held.beneficiary).where(held.office == office.text)
        proxy, care, person = tables.proxy.c, tables.care.c, tables.beneficiary.c
        standing: Select[Any] = select(proxy.beneficiary, proxy.name, proxy.citizen, proxy.until)
        proxies = connection.execute(
            standing.where(in_force(today), proxy.beneficiary.in_(people))
        ).all()
        cares = connection.execute(select(tables.care).where(care.beneficiary.in_(people))).all()
        photo = tables.photo.c
        photos = connection.execute(
            select(photo.beneficiary, photo.sha256).where(photo.beneficiary.in_(people))
        )
        dead = connection.scalars(
            select(person.id)
            .join(tables.death, tables.death.c.citizen_number == person.citizen_number)
            .where(person.id.in_(people))
        )
        return cls(
            {
                row.beneficiary: Proxy(row.name, CitizenHash.parse(bytes(row.citizen)), row.until)
                for row in proxies
            },
            frozenset(row.beneficiary for row in cares if row.home),
            {row.beneficiary: row.note for row in cares if row.note},
            {row.beneficiary: bytes(row.sha256) for row in photos},
            frozenset(dead),
        )
