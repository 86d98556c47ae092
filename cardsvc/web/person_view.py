"""All about one person, for whoever may see people of that office."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from flask import abort
from sqlalchemy import Connection

from cardsvc.current_centre import the_centre
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.vouchers import payable_entitlements
from cardsvc.registry.care import Care, age, care_of
from cardsvc.registry.changes import Change, changes_of
from cardsvc.registry.death_reports import DeathReport, death_of
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.holdings import DueLine, HeldCard, HeldRecord, cards_of, dues_of, records_of
from cardsvc.registry.offices import Office, office
from cardsvc.registry.people import Person, person_by_id
from cardsvc.registry.people_policy import people_policy
from cardsvc.registry.photos import Photo, photo_of
from cardsvc.registry.proxies import Proxy, proxy_of
from cardsvc.staff.audit import Entry, Wanted, entries, record
from cardsvc.staff.roles import INSPECTOR
from cardsvc.staff.scope import current_scope
from firmware_config.places import Province, province
from firmware_config.vietnamese import dates
from firmware_config.web.access import current_account

LOOKS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class View:
    """One person. `fault` is why nothing can be issued, or None; `looks` is who saw and did what,
    newest first, for inspectors alone."""

    person: Person
    office: Office
    province: Province
    today: date
    dues: tuple[DueLine, ...]
    cards: tuple[HeldCard, ...]
    records: tuple[HeldRecord, ...]
    care: Care
    proxy: Proxy | None
    photo: Photo | None
    death: DeathReport | None
    changes: tuple[Change, ...] = field(repr=False)
    looks: tuple[Entry, ...]
    fault: IssuanceError | None

    @property
    def owed_vnd(self) -> int:
        return sum(line.amount_vnd for line in self.dues)

    @property
    def paid_vnd(self) -> int:
        return sum(line.amount_vnd for line in self.dues if line.terminal is not None)

    @property
    def age(self) -> int:
        return age(self.person.birth, self.today)

    @property
    def proxy_serves_many(self) -> bool:
        many = people_policy().proxy_serves_many
        return self.proxy is not None and self.proxy.serves >= many


def subject_of(person_id: int) -> str:
    """How the trail names a person."""
    return f"beneficiary:{person_id}"


def viewed(person_id: int) -> View:
    """All about one person, and the trail told that it was seen; 404 if there is none."""
    now = the_centre().clock()
    view = view_of(person_id)
    with the_centre().engine.begin() as connection:
        record(connection, current_account().user, "person-viewed", subject_of(person_id), now)
    return view


def view_of(person_id: int) -> View:
    """All about one person; 404 if there is none."""
    is_inspector = current_account().role == INSPECTOR
    with the_centre().reading.begin() as connection:
        found = found_or_404(connection, person_id)
        wanted = Wanted(subject=subject_of(person_id))
        today = dates.today(the_centre().clock())
        return View(
            person=found,
            office=office(connection, found.office),
            province=province(found.province),
            today=today,
            dues=dues_of(connection, person_id),
            cards=cards_of(connection, person_id),
            records=records_of(connection, person_id),
            care=care_of(connection, person_id),
            proxy=proxy_of(connection, person_id, today),
            photo=photo_of(connection, person_id),
            death=death_of(connection, found),
            changes=changes_of(connection, person_id),
            looks=entries(connection, wanted, 0, LOOKS_SHOWN) if is_inspector else (),
            fault=why_nothing_to_issue(connection, found),
        )


def found_or_404(connection: Connection, person_id: int) -> Person:
    """The person, if the account's scope holds the office; 404 otherwise."""
    try:
        found = person_by_id(connection, person_id)
    except RegistryError:
        abort(404)
    if not current_scope().allows(found.province, found.office):
        abort(404)
    return found


def why_nothing_to_issue(connection: Connection, found: Person) -> IssuanceError | None:
    """Told before a blank card is begun for somebody without money due."""
    try:
        payable_entitlements(connection, found)
    except IssuanceError as fault:
        return fault
    return None
