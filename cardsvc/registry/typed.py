"""What somebody types about a person into a form of ours, tidied and held against its bounds.

Letters are composed (NFC) and spaces single. `field` names the form's field in the error.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from cardsvc.registry.birth_date import BirthDate
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.identity import is_name
from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber
from firmware_config.record import MAX_NAME_BYTES

_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_YEAR = re.compile(r"\d{4}")


class TypedError(RegistryError):
    """A field that cannot be taken: `typed-missing`, `typed-too-long` with `most`,
    `typed-not-a-name`, `typed-not-a-day`, `typed-not-12-digits`; always with `field`."""


def line(text: str, field: str, most: int, *, is_needed: bool = True) -> str:
    """One line of at most `most` letters, without signs that cannot be seen."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    tidy = "".join(letter for letter in tidy if unicodedata.category(letter)[0] != "C")
    if is_needed and not tidy:
        raise TypedError("typed-missing", field=field)
    if len(tidy) > most:
        raise TypedError("typed-too-long", field=field, most=most)
    return tidy


def name(text: str, field: str) -> str:
    """A person's name, as long as a signed record can hold."""
    tidy = line(text, field, MAX_NAME_BYTES)
    if not is_name(tidy):
        raise TypedError("typed-not-a-name", field=field)
    if len(tidy.encode()) > MAX_NAME_BYTES:
        raise TypedError("typed-too-long", field=field, most=MAX_NAME_BYTES)
    return tidy


def citizen_number(text: str, field: str) -> CitizenNumber:
    try:
        return CitizenNumber(re.sub(r"[\s.]", "", text))
    except ContractError:
        raise TypedError("typed-not-12-digits", field=field) from None


def day(text: str, field: str) -> date:
    """`5/11/2026`, or `2026-11-05` as browsers send it."""
    found, iso = _DAY.fullmatch(text.strip()), _ISO.fullmatch(text.strip())
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise TypedError("typed-not-a-day", field=field)


def birth(text: str, field: str) -> BirthDate:
    """A day, or a bare year."""
    try:
        if _YEAR.fullmatch(text.strip()):
            return BirthDate(int(text.strip()))
        return BirthDate.of(day(text, field))
    except TypedError:
        raise
    except RegistryError:
        raise TypedError("typed-not-a-day", field=field) from None
