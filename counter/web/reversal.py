"""Taking the last payout back: a supervisor types name and password on the teller's own page."""

from __future__ import annotations

import logging

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from counter.screen import StaleAction
from counter.web.here import station
from counter.web.payout import moved, to_desk
from firmware_config.errors import ContractError
from firmware_config.web.access import current_account, roles
from firmware_config.web.accounts import AccountsError
from firmware_config.web.side import side

reversal = Blueprint("reversal", __name__)

SUPERVISOR = "supervisor"
_log = logging.getLogger(__name__)


@reversal.post("/reverse")
@roles("teller", SUPERVISOR)
def reverse() -> ResponseReturnValue:
    """The supervisor first: without one the card is not even asked."""
    form = request.form
    try:
        account = side().accounts.verify(form.get("supervisor", ""), form.get("password", ""))
    except AccountsError as error:
        _log.info("reversal-not-allowed", extra={"code": error.code})
        return to_desk("reversal-too-many-failures")
    if account is None or account.role != SUPERVISOR:
        return to_desk("reversal-not-supervisor")
    shown, pin = form.get("shown", -1, type=int), form.get("pin", "")
    try:
        station().desk.reverse(shown, pin, current_account().user, account.user)
    except StaleAction:
        return moved()
    except ContractError as error:
        _log.info("reversal-interrupted", extra={"fault": error.code})
        return to_desk("reversal-card-gone")
    return to_desk()
