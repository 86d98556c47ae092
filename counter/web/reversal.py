"""Taking the last payout back: a supervisor types name and password on the teller's own page."""

from __future__ import annotations

import logging

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from counter.desk.approval import SUPERVISOR, Action, NotApproved, approve
from counter.desk.screen import StaleAction
from counter.journal.drawer import NoShift
from counter.store.trouble import StoreTrouble
from counter.web.here import station
from counter.web.payout import moved, to_desk
from firmware_config.errors import ContractError
from firmware_config.web.access import current_account, roles
from firmware_config.web.side import side

reversal = Blueprint("reversal", __name__)

_log = logging.getLogger(__name__)


@reversal.post("/reverse")
@roles("teller", SUPERVISOR)
def reverse() -> ResponseReturnValue:
    """The supervisor first: without one the card is not even asked."""
    form = request.form
    approved = approve(
        side().accounts, form.get("supervisor", ""), form.get("password", ""), Action.REVERSAL
    )
    if isinstance(approved, NotApproved):
        return to_desk(f"reversal-{approved}")
    shown, pin = form.get("shown", -1, type=int), form.get("pin", "")
    try:
        station().desk.reverse(shown, pin, current_account().user, approved.user)
    except StaleAction:
        return moved()
    except (NoShift, StoreTrouble):
        raise
    except ContractError as error:
        _log.info("reversal-interrupted", extra={"fault": error.code})
        return to_desk("reversal-card-gone")
    return to_desk()
