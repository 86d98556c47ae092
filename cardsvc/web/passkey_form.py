"""Passkeys on a page: what the browser is told to ask of them, and what comes back in the form.

What was asked waits in the session's signed cookie for one answer, and no longer than the page.
"""

from __future__ import annotations

import json
from typing import Any

from flask import request, session
from sqlalchemy import Connection

from cardsvc.staff.errors import StaffError
from cardsvc.staff.passkeys import Site, State, ask_for_known, ask_for_new
from firmware_config.web.language import t
from firmware_config.web.side import side

_NEW, _KNOWN = "passkey-new", "passkey-known"
_MOST_ANSWER = 16 * 1024
"""A TPM's certificates come with an answer even where none were asked for."""


def site() -> Site:
    """This centre by the address that the browser uses; one that is not ours was turned away."""
    return Site(f"{request.scheme}://{request.host}", t(side().product_id))


def options_for_new(connection: Connection, user: str) -> str:
    """As JSON, for the page."""
    options, state = ask_for_new(connection, user, site())
    session[_NEW] = state
    return json.dumps(options)


def options_for_known(connection: Connection, user: str) -> str:
    """The same; empty for somebody without a passkey."""
    asked = ask_for_known(connection, user, site())
    if asked is None:
        return ""
    options, session[_KNOWN] = asked
    return json.dumps(options)


def asked_for_new() -> State:
    """Raises `StaffError` (`passkey-refused`), also the second time."""
    return _asked(_NEW)


def asked_for_known() -> State:
    """Raises `StaffError` (`passkey-refused`), also the second time."""
    return _asked(_KNOWN)


def answer() -> dict[str, Any]:
    """Raises `StaffError` (`passkey-refused`): there is none, or no JSON."""
    text = request.form.get("passkey", "")
    try:
        told = json.loads(text) if len(text) <= _MOST_ANSWER else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise StaffError("passkey-refused")
    return told


def _asked(name: str) -> State:
    state = session.pop(name, None)
    if not isinstance(state, dict):
        raise StaffError("passkey-refused")
    return state
