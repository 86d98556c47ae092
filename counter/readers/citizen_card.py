"""The QR on a citizen card (thẻ căn cước): `ID|old CMND|name|ddmmyyyy|sex|address|issued`.

It is not signed: it identifies, it proves nothing. Newer cards append fields, a keyboard scanner
may garble the name on its way through an input method, and a teller may type the number alone;
so only the first field counts.
"""

from __future__ import annotations

import re

from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber

MAX_TEXT = 1000  # the longest seen is some 200 letters
_SEPARATOR = "|"
_GAPS = re.compile(r"[\s.]+")  # as people group digits when they type


class CitizenCardError(ContractError):
    """`citizen-card-empty`, `citizen-card-old-number` (a CMND, 9 digits) or
    `citizen-card-no-number`. The text itself is never kept."""


def looks_like_one(text: str) -> bool:
    """Whether `text` is a citizen card's and not a record's."""
    return _SEPARATOR in text


def citizen_number(text: str) -> CitizenNumber:
    """The number in a scanned or typed text.

    Raises:
        CitizenCardError: see there.
    """
    first = _GAPS.sub("", text[:MAX_TEXT].split(_SEPARATOR)[0])
    if not first:
        raise CitizenCardError("citizen-card-empty")
    if not (first.isascii() and first.isdigit()) or len(first) not in (9, 12):
        raise CitizenCardError("citizen-card-no-number", length=len(first))
    if len(first) == 9:
        raise CitizenCardError("citizen-card-old-number")
    return CitizenNumber(first)
