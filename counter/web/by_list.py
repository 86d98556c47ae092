"""Paying by the payout list: the person is found by number, and a supervisor types name and
password on the teller's own page."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from counter.decision.choice import ChoiceFault
from counter.decision.proxy import ProxyFault
from counter.desk.approval import Action, NotApproved, approve
from counter.desk.screen import StaleAction
from counter.readers.citizen_card import CitizenCardError, citizen_number
from counter.web.back import moved, to_desk
from counter.web.collector import proxy_now
from counter.web.here import station
from counter.web.offer import chosen_now
from firmware_config.web.access import current_account, roles
from firmware_config.web.side import side

by_list = Blueprint("by_list", __name__)


@by_list.post("/person")
@roles("teller", "supervisor")
def show() -> ResponseReturnValue:
    try:
        number = citizen_number(request.form.get("number", ""))
    except CitizenCardError as error:
        return to_desk(error.code)
    station().desk.show_person(number, current_account().user)
    return to_desk()


@by_list.post("/pay/list")
@roles("teller", "supervisor")
def pay() -> ResponseReturnValue:
    """The supervisor first, and somebody else than the teller."""
    form, teller = request.form, current_account().user
    approved = approve(
        side().accounts,
        form.get("supervisor", ""),
        form.get("password", ""),
        Action.LIST_PAYOUT,
        actor=teller,
    )
    if isinstance(approved, NotApproved):
        return to_desk(f"list-{approved}")
    presentation = form.get("presentation", -1, type=int)
    try:
        chosen, proxy = chosen_now(presentation), proxy_now()
        station().desk.pay_list(presentation, teller, approved.user, chosen, proxy)
    except StaleAction:
        return moved()
    except (ChoiceFault, ProxyFault) as fault:
        return to_desk(fault.code)
    return to_desk()
