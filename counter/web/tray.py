"""The simulated reader's tray on the page. Registered only where the reader is simulated."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from counter.readers.tray import Tray, TrayError
from counter.web.here import station
from firmware_config.web.access import current_account, roles

tray = Blueprint("tray", __name__, url_prefix="/tray")


@tray.post("/insert")
@roles("teller", "supervisor")
def insert() -> ResponseReturnValue:
    try:
        _tray().insert(request.form.get("name", ""))
    except TrayError:
        abort(404)
    return _to_desk()


@tray.post("/pull")
@roles("teller", "supervisor")
def pull() -> ResponseReturnValue:
    _tray().pull()
    return _to_desk()


@tray.post("/show")
@roles("teller", "supervisor")
def show() -> ResponseReturnValue:
    """Hold a QR sheet before the scanner."""
    try:
        text = _tray().qr_text(request.form.get("name", ""))
    except TrayError:
        abort(404)
    station().desk.show_text(text, current_account().user)
    return _to_desk()


def _tray() -> Tray:
    found = station().tray
    assert found is not None
    return found


def _to_desk() -> ResponseReturnValue:
    return redirect(url_for("payout.desk"), 303)
