"""When a programme is paid out: the days and hours of the signed configuration. Pure."""

from __future__ import annotations

from datetime import datetime

from firmware_config.bundle.review.plan import Place, ProvincePlan, Window
from firmware_config.ids import OfficeId, ProgrammeCode

_MINUTES_PER_HOUR = 60


def closed_window(
    plan: ProvincePlan, programme: ProgrammeCode, office: OfficeId, at_home: bool, local: datetime
) -> Window | None:
    """The window that `programme` would have to be paid in, when it is none of its times; None
    when it may be paid. `local` is the time in Viet Nam, `at_home` says that the money is brought
    home: then the windows for homes count as well.

    A programme without a window for this kind of place is paid there at any time.
    """
    place = Place.COMMUNE if office in plan.communes else Place.OFFICE
    own = plan.windows_of(programme, place)
    if not own:
        return None
    reach = own + (plan.windows_of(programme, Place.HOME) if at_home else ())
    if any(is_open(window, local) for window in reach):
        return None
    # Whoever may be let in by a supervisor is told so; else what comes next this month.
    ahead = [one for one in own if one.last_day >= local.day] or own
    return next((one for one in own if one.by_supervisor), ahead[0])


def is_open(window: Window, local: datetime) -> bool:
    """On a day of the window, from its first minute up to its last but one."""
    minute = local.hour * _MINUTES_PER_HOUR + local.minute
    return (
        window.first_day <= local.day <= window.last_day
        and window.opens_min <= minute < window.closes_min
    )
