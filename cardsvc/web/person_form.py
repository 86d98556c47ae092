"""The forms about one person: what they ask, what they begin with, and what keeping them does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from cardsvc.registry import typed
from cardsvc.registry.care import Care, HomeReason, keep_care
from cardsvc.registry.changes import MOST_REASON_LETTERS, Author
from cardsvc.registry.corrections import MOST_ADDRESS_LETTERS, Details, correct
from cardsvc.registry.death_reports import (
    MOST_SOURCE_LETTERS,
    DeathReport,
    report_death,
    take_back_death,
)
from cardsvc.registry.people import Person
from cardsvc.registry.people_policy import people_policy
from cardsvc.registry.proxies import (
    MOST_CERTIFIER_LETTERS,
    MOST_DOCUMENT_LETTERS,
    Authorisation,
    end_proxy,
    set_proxy,
)
from cardsvc.staff.roles import ISSUER, PREPARER
from cardsvc.web.person_view import View
from cardsvc.web.words import birth
from firmware_config.payout_list import MAX_NOTE_LETTERS
from firmware_config.record import MAX_NAME_BYTES

_MOST_DATE_LETTERS = 14
_MOST_NUMBER_LETTERS = 15  # twelve digits in groups


@dataclass(frozen=True, slots=True)
class Field:
    """`label` is a message, and so are an option's words beside its value."""

    name: str
    label: str
    most: int = 0
    is_needed: bool = True
    is_wide: bool = False
    is_day: bool = False
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What was done, for the trail: a static word, and data without names or numbers."""

    action: str
    data: dict[str, str | int]


Keep = Callable[[Connection, Person, Mapping[str, str], Author], Kept]


@dataclass(frozen=True, slots=True)
class Form:
    """`key` is its name in addresses, `title` and `hint` are messages."""

    key: str
    title: str
    hint: str
    roles: tuple[str, ...]
    keep: Keep
    fields: tuple[Field, ...] = ()
    begin: Callable[[View], dict[str, str]] = lambda view: {}
    is_reason_needed: bool = True

    @property
    def all_fields(self) -> tuple[Field, ...]:
        reason = Field(
            "reason", "person-reason", MOST_REASON_LETTERS, self.is_reason_needed, is_wide=True
        )
        return (*self.fields, reason)

    def author(self, form: Mapping[str, str], user: str, now: datetime) -> Author:
        """Raises `TypedError`: no reason where one is needed, or one too long."""
        text = form.get("reason", "")
        needed = self.is_reason_needed
        reason = typed.line(text, "reason", MOST_REASON_LETTERS, is_needed=needed)
        return Author(user, reason, now)


def _correct(
    connection: Connection, person: Person, form: Mapping[str, str], author: Author
) -> Kept:
    changed = correct(connection, person, Details.parse(form, person, author.at), author)
    return Kept("person-corrected", {"fields": ",".join(changed)})


def _keep_care(
    connection: Connection, person: Person, form: Mapping[str, str], author: Author
) -> Kept:
    care = Care.parse(form, person, people_policy(), author.at)
    changed = keep_care(connection, person.id, care, author)
    return Kept("care-changed", {"fields": ",".join(changed)})


def _set_proxy(
    connection: Connection, person: Person, form: Mapping[str, str], author: Author
) -> Kept:
    paper = Authorisation.parse(form, person, people_policy(), author.at)
    kept = set_proxy(connection, person, paper, author)
    return Kept("proxy-set", {"proxy": kept.id, "serves": kept.serves})


def _end_proxy(
    connection: Connection, person: Person, form: Mapping[str, str], author: Author
) -> Kept:
    end_proxy(connection, person, author)
    return Kept("proxy-ended", {})


def _report_death(
    connection: Connection, person: Person, form: Mapping[str, str], author: Author
) -> Kept:
    report_death(connection, person, DeathReport.parse(form, person, author.at), author)
    return Kept("death-reported", {})


def _take_back_death(
    connection: Connection, person: Person, form: Mapping[str, str], author: Author
) -> Kept:
    take_back_death(connection, person, author)
    return Kept("death-taken-back", {})


_DETAILS = Form(
    "details",
    "person-edit-details",
    "person-edit-details-hint",
    (PREPARER, ISSUER),
    _correct,
    (
        Field("name", "person-name", MAX_NAME_BYTES),
        Field("birth", "person-birth", _MOST_DATE_LETTERS, is_day=True),
        Field("address", "person-address", MOST_ADDRESS_LETTERS, is_needed=False, is_wide=True),
    ),
    lambda view: {
        "name": view.person.name,
        "birth": birth(view.person.birth),
        "address": view.person.address,
    },
)
_PROXY = Form(
    "proxy",
    "person-edit-proxy",
    "person-edit-proxy-hint",
    (ISSUER,),
    _set_proxy,
    (
        Field("name", "proxy-name", MAX_NAME_BYTES),
        Field("number", "proxy-number", _MOST_NUMBER_LETTERS),
        Field("document", "proxy-document", MOST_DOCUMENT_LETTERS),
        Field("certifier", "proxy-certifier", MOST_CERTIFIER_LETTERS),
        Field("certified_on", "proxy-certified-on", _MOST_DATE_LETTERS, is_day=True),
        Field("until", "proxy-until", _MOST_DATE_LETTERS, is_day=True),
    ),
    is_reason_needed=False,
)
_PROXY_END = Form(
    "proxy-end", "person-edit-proxy-end", "person-edit-proxy-end-hint", (ISSUER,), _end_proxy
)
_CARE = Form(
    "care",
    "person-edit-care",
    "person-edit-care-hint",
    (ISSUER,),
    _keep_care,
    (
        Field(
            "home",
            "person-home",
            is_needed=False,
            options=(
                ("", "home-no"),
                (HomeReason.AGE, "home-age"),
                (HomeReason.ILLNESS, "home-illness"),
            ),
        ),
        Field("note", "person-note", MAX_NOTE_LETTERS, is_needed=False, is_wide=True),
    ),
    lambda view: {"home": view.care.home or "", "note": view.care.note},
    is_reason_needed=False,
)
_DEATH = Form(
    "death",
    "person-edit-death",
    "person-edit-death-hint",
    (PREPARER, ISSUER),
    _report_death,
    (
        Field("died_on", "death-on", _MOST_DATE_LETTERS, is_day=True),
        Field("source", "death-source", MOST_SOURCE_LETTERS),
    ),
    is_reason_needed=False,
)
_DEATH_BACK = Form(
    "death-back",
    "person-edit-death-back",
    "person-edit-death-back-hint",
    (PREPARER, ISSUER),
    _take_back_death,
)

FORMS = {form.key: form for form in (_DETAILS, _PROXY, _PROXY_END, _CARE, _DEATH, _DEATH_BACK)}
"""By the name in the address."""
