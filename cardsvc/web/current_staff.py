"""What the pages about staff hold, for the request being answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from cardsvc.staff.account import StaffAccount
from cardsvc.staff.accounts import StaffAccounts
from cardsvc.staff.administration import Administration
from cardsvc.staff.sessions import StaffSessions
from cardsvc.web.shown_once import Once
from firmware_config.web.access import current_account

KEY = "cardsvc-staff"


@dataclass(frozen=True, slots=True)
class StaffPages:
    """`totp_required`: whoever has no authenticator app must set one up to sign in. `once` keeps
    what is shown once: temporary passwords and recovery codes."""

    accounts: StaffAccounts
    sessions: StaffSessions
    administration: Administration
    once: Once
    totp_required: bool


def staff_pages() -> StaffPages:
    return cast(StaffPages, current_app.extensions[KEY])


def current_staff() -> StaffAccount:
    """Who asks; 401 when nobody is signed in."""
    return cast(StaffAccount, current_account())
