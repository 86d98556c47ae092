"""The station behind the page being made."""

from __future__ import annotations

from typing import cast

from flask import current_app

from counter.station import Station

KEY = "chitra-station"


def station() -> Station:
    return cast(Station, current_app.extensions[KEY])
