"""The cookie by which a browser is known that has signed in before, and where a request comes
from."""

from __future__ import annotations

import secrets

from flask import Response, current_app, request

from cardsvc.staff.devices import know_device, source_of
from cardsvc.staff.place import MOST_OF_ADDRESS, Place, browser_of
from cardsvc.web.current_staff import staff_pages
from firmware_config.sqlite import for_reading

COOKIE = "cardsvc_device"
_AGE_S = 400 * 24 * 3600  # the most that browsers keep a cookie (RFC 6265bis §5.5)


def source(user: str) -> str:
    """For `StaffAccounts.verify`: this browser if it signed in as `user` before, else the
    address."""
    cookie, address = request.cookies.get(COOKIE, ""), request.remote_addr or ""
    with for_reading(staff_pages().accounts.engine).begin() as connection:
        return source_of(connection, user, cookie, address)


def place() -> Place:
    """For `StaffSessions`."""
    return Place(
        (request.remote_addr or "")[:MOST_OF_ADDRESS], browser_of(request.user_agent.string)
    )


def keep_device(answer: Response, user: str) -> None:
    """All that was asked of `user` in this browser was right."""
    accounts = staff_pages().accounts
    cookie = request.cookies.get(COOKIE, "") or secrets.token_urlsafe(32)
    with accounts.engine.begin() as connection:
        know_device(connection, user, cookie, accounts.clock())
    answer.set_cookie(
        COOKIE,
        cookie,
        max_age=_AGE_S,
        httponly=True,
        samesite="Strict",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
