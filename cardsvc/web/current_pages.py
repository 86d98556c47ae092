"""What the pages hold besides the centre, for the request being answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from cardsvc.issuance.desk_reader import DeskReader
from cardsvc.issuance.issuing import Issuing
from cardsvc.issuance.tray import Tray
from cardsvc.web.issuing_outcomes import Outcomes
from cardsvc.web.searches import Searches
from cardsvc.web.uploads import Uploads

KEY = "cardsvc-pages"


@dataclass(frozen=True, slots=True)
class Pages:
    """`tray` is None where cards are real."""

    uploads: Uploads
    issuing: Issuing
    outcomes: Outcomes
    searches: Searches
    tray: Tray | None
    reader: DeskReader


def pages() -> Pages:
    return cast(Pages, current_app.extensions[KEY])
