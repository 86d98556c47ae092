"""The table of people: its columns and filters, a row of it, and the same row in a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from cardsvc import tables
from cardsvc.export.sheet import Cell
from cardsvc.registry.offices import Office
from cardsvc.registry.people import Person, people_like, person_of
from cardsvc.registry.people_policy import people_policy
from cardsvc.registry.proxies import in_force
from cardsvc.staff.scope import Scope
from cardsvc.web.table import Column, Filter, Option, Table
from cardsvc.web.words import birth
from firmware_config.ids import OfficeId
from firmware_config.web.language import t

_SOON = timedelta(days=30)

_person, _proxy, _care = tables.beneficiary.c, tables.proxy.c, tables.care.c
FILE_HEADINGS = (
    *("person-name", "person-birth", "person-number", "person-address"),
    *("office-code", "office", "person-home", "person-proxy", "proxy-until"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """`home` is why the money is brought home, or None; `proxy` and `until` of one that stands."""

    person: Person
    home: str | None
    proxy: str | None = field(repr=False)
    until: date | None

    @classmethod
    def of(cls, row: Row[Any]) -> Line:
        return cls(person_of(row), row.home, row.proxy, row.until)

    def cells(self, offices: dict[OfficeId, Office]) -> tuple[Cell, ...]:
        """As `FILE_HEADINGS` has them."""
        person = self.person
        return (
            *(person.name, birth(person.birth), person.citizen_number.digits, person.address),
            *(person.office.text, offices[person.office].name),
            t(f"home-{self.home}") if self.home else None,
            *(self.proxy, self.until),
        )


def people_table(today: date) -> Table:
    """`today` decides which proxies are in force."""
    return Table(
        columns=(
            Column("name", "person-name", _person.folded_name),
            Column("birth", "person-birth", _person.birth, is_number=True),
            Column("number", "person-number", _person.citizen_number, is_number=True),
            Column("address", "person-address"),
            Column("office", "office", _person.office),
        ),
        unique=_person.id,
        first="name",
        filters=(Filter("care", "people-filter", _options(today)),),
    )


def people_query(words: str, office: OfficeId | None, scope: Scope) -> Select[Any]:
    """What is told beside a person is asked for those shown only."""
    standing = select(_proxy.name).where(*_standing()).scalar_subquery()
    until = select(_proxy.until).where(*_standing()).scalar_subquery()
    home = select(_care.home).where(_care.beneficiary == _person.id).scalar_subquery()
    return (
        people_like(words, office)
        .add_columns(home.label("home"), standing.label("proxy"), until.label("until"))
        .where(scope.offices_clause(_person.province, _person.office))
    )


def _options(today: date) -> tuple[Option, ...]:
    with_proxy = select(_proxy.id).where(*_standing())
    busy = (
        select(_proxy.citizen_number)
        .where(in_force(today))
        .group_by(_proxy.citizen_number)
        .having(func.count() >= people_policy().proxy_serves_many)
    )
    at_home = select(_care.home).where(_care.beneficiary == _person.id, _care.home.is_not(None))
    photo = select(tables.photo.c.beneficiary).where(tables.photo.c.beneficiary == _person.id)
    dead = select(tables.death.c.citizen_number).where(
        tables.death.c.citizen_number == _person.citizen_number
    )
    return (
        Option("home", t("people-at-home"), at_home.exists()),
        Option("proxy", t("people-with-proxy"), with_proxy.exists()),
        Option(
            "ending",
            t("people-proxy-ending"),
            with_proxy.where(_proxy.until >= today, _proxy.until < today + _SOON).exists(),
        ),
        Option("over", t("people-proxy-over"), with_proxy.where(_proxy.until < today).exists()),
        Option(
            "busy",
            t("people-proxy-busy"),
            with_proxy.where(in_force(today), _proxy.citizen_number.in_(busy)).exists(),
        ),
        Option("photo", t("people-no-photo"), ~photo.exists()),
        Option("dead", t("people-dead"), dead.exists()),
    )


def _standing() -> tuple[ColumnElement[bool], ...]:
    return _proxy.beneficiary == _person.id, _proxy.ended_at.is_(None)
