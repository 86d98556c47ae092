"""Proxies: who may collect for a person, by a certified paper, until when.

Social Insurance Law 2024 Art. 10: the authorisation is in writing, certified, and good for twelve
months at most (`PeoplePolicy`). One proxy serving many people is a warning sign, so it is counted.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from cardsvc import tables
from cardsvc.registry import typed
from cardsvc.registry.changes import Author, note_changes
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.people import Person
from cardsvc.registry.people_policy import PeoplePolicy
from cardsvc.tables import PersonField
from firmware_config.ids import CitizenNumber
from firmware_config.record import CitizenHash
from firmware_config.vietnamese import dates

MOST_DOCUMENT_LETTERS = 40
MOST_CERTIFIER_LETTERS = 120


@dataclass(frozen=True, slots=True)
class Authorisation:
    """What the paper says. `document` is its own number; `until` its last day."""

    name: str = field(repr=False)
    citizen_number: CitizenNumber
    document: str
    certifier: str
    certified_on: date
    until: date

    @classmethod
    def parse(
        cls, form: Mapping[str, str], person: Person, policy: PeoplePolicy, now: datetime
    ) -> Self:
        """From a form's `name`, `number`, `document`, `certifier`, `certified_on` and `until`.

        Raises:
            TypedError: a field that cannot be taken.
            RegistryError: `proxy-is-the-person`, `proxy-certified-later` (than today),
                `proxy-expired`, `proxy-ends-before`, `proxy-too-long` with the most `months`; each
                with the `field` at fault.
        """
        told = cls(
            typed.name(form.get("name", ""), "name"),
            typed.citizen_number(form.get("number", ""), "number"),
            typed.line(form.get("document", ""), "document", MOST_DOCUMENT_LETTERS),
            typed.line(form.get("certifier", ""), "certifier", MOST_CERTIFIER_LETTERS),
            typed.day(form.get("certified_on", ""), "certified_on"),
            typed.day(form.get("until", ""), "until"),
        )
        today = dates.today(now)
        if told.citizen_number == person.citizen_number:
            raise RegistryError("proxy-is-the-person", field="number")
        if told.certified_on > today:
            raise RegistryError("proxy-certified-later", field="certified_on")
        if told.until < told.certified_on:
            raise RegistryError("proxy-ends-before", field="until")
        if told.until > months_later(told.certified_on, policy.proxy_months):
            raise RegistryError("proxy-too-long", field="until", months=policy.proxy_months)
        if told.until < today:
            raise RegistryError("proxy-expired", field="until")
        return told


@dataclass(frozen=True, slots=True)
class Proxy:
    """A standing proxy. `serves` counts the people it may collect for today."""

    id: int
    paper: Authorisation
    citizen: CitizenHash = field(repr=False)
    set_by: str
    set_at: datetime
    serves: int

    def is_over(self, today: date) -> bool:
        return self.paper.until < today


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last where it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def set_proxy(
    connection: Connection, person: Person, paper: Authorisation, author: Author
) -> Proxy:
    """In place of the one before, whose row stays as it was."""
    today = dates.today(author.at)
    before = proxy_of(connection, person.id, today)
    _end(connection, person.id, author)
    values = {
        "beneficiary": person.id,
        "name": paper.name,
        "citizen_number": paper.citizen_number.digits,
        "citizen": CitizenHash.of(paper.citizen_number).encode(),
        "document": paper.document,
        "certifier": paper.certifier,
        "certified_on": paper.certified_on,
        "until": paper.until,
        "set_by": author.user,
        "set_at": author.at,
    }
    connection.execute(insert(tables.proxy).values(values))
    after = proxy_of(connection, person.id, today)
    assert after is not None
    told = {PersonField.PROXY: (_said(before), _said(after))}
    note_changes(connection, person.id, told, author)
    return after


def end_proxy(connection: Connection, person: Person, author: Author) -> None:
    """Raises `RegistryError` (`proxy-unknown`) if there is none."""
    before = proxy_of(connection, person.id, dates.today(author.at))
    if before is None:
        raise RegistryError("proxy-unknown")
    _end(connection, person.id, author)
    note_changes(connection, person.id, {PersonField.PROXY: (_said(before), "")}, author)


def proxy_of(connection: Connection, person_id: int, today: date) -> Proxy | None:
    """The standing one, also if its paper has run out."""
    column = tables.proxy.c
    others = tables.proxy.alias("others")
    serves = (
        select(func.count(others.c.beneficiary.distinct()))
        .where(
            others.c.citizen_number == column.citizen_number,
            others.c.ended_at.is_(None),
            others.c.until >= today,
        )
        .scalar_subquery()
    )
    query = select(tables.proxy, serves.label("serves")).where(
        column.beneficiary == person_id, column.ended_at.is_(None)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _proxy(row)


def in_force(today: date) -> ColumnElement[bool]:
    """Of a proxy: it stands and its paper is good today."""
    return tables.proxy.c.ended_at.is_(None) & (tables.proxy.c.until >= today)


def _end(connection: Connection, person_id: int, author: Author) -> None:
    column = tables.proxy.c
    connection.execute(
        update(tables.proxy)
        .where(column.beneficiary == person_id, column.ended_at.is_(None))
        .values(ended_by=author.user, ended_at=author.at)
    )


def _said(proxy: Proxy | None) -> str:
    """For the history: the name, the end of the number, the last day."""
    if proxy is None:
        return ""
    paper = proxy.paper
    return f"{paper.name} (…{paper.citizen_number.last4}), {paper.until:%d/%m/%Y}"


def _proxy(row: Row[Any]) -> Proxy:
    paper = Authorisation(
        row.name,
        CitizenNumber(row.citizen_number),
        row.document,
        row.certifier,
        row.certified_on,
        row.until,
    )
    return Proxy(
        row.id, paper, CitizenHash.parse(bytes(row.citizen)), row.set_by, row.set_at, row.serves
    )
