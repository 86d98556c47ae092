"""A programme's name, and the months it is paid for, as a page or a receipt says them."""

from __future__ import annotations

from collections.abc import Iterable

from counter.web.here import station
from counter.words import months_in, programme_name
from firmware_config.ids import ProgrammeCode
from firmware_config.period import Period
from firmware_config.web.catalogue import LANGUAGES
from firmware_config.web.language import language
from firmware_config.web.side import side


def programme(code: ProgrammeCode) -> str:
    """The name in the page's language."""
    return programme_in(code, language())


def programme_in(code: ProgrammeCode, chosen: str) -> str:
    """As the program's words call it, or, one newer than they, as the configuration does."""
    taken = station().taken
    known = taken.names.get(code) if taken else None
    if known is not None and f"programme-{code}" not in side().catalogue:
        return known[LANGUAGES.index(chosen)]
    return programme_name(side().catalogue, code, chosen)


def months(periods: Iterable[Period]) -> str:
    """As `months_in`, in the page's language."""
    return months_in(periods, language())
