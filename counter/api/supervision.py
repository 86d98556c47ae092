"""What needs a supervisor: the name and the password stand in the request, beside the till's token.

A shift's opening, counting and closing belong here too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask.typing import ResponseReturnValue

from counter.api.blueprint import api
from counter.api.desk import PIN
from counter.api.form import Choice, Text, Truth, Whole
from counter.api.operation import asked, operation
from counter.api.refused import not_done, refused
from counter.api.schemas import REASONS
from counter.api.shapes import (
    Shape,
    findings_shape,
    kind_of,
    moment,
    open_shape,
    state_shape,
    window_shape,
)
from counter.centre.seen_times import ClockFault
from counter.desk.approval import Action, NotApproved, approve
from counter.desk.waivers import WindowFault
from counter.journal.beside import IntentClosed
from counter.paying.closing import Reason, Word, close_by_hand
from counter.store.trouble import StoreTrouble
from counter.web.doctor import the_doctor
from counter.web.here import station
from counter.web.supervisor import intents
from firmware_config.errors import ContractError
from firmware_config.ids import IdError, ProgrammeCode
from firmware_config.web.access import by_token, current_account

_CREDENTIALS = {
    "supervisor": Text("The supervisor's user name.", 64),
    "password": Text("The supervisor's password.", 256, secret=True),
}
_STATUS = {NotApproved.TOO_MANY_FAILURES: 429}
_log = logging.getLogger(__name__)


def _approved(action: Action, then: Callable[[str], ResponseReturnValue]) -> ResponseReturnValue:
    """`then`, given the supervisor's name, if one approves."""
    given = asked()
    account = approve(station().accounts, given["supervisor"], given["password"], action)
    if isinstance(account, NotApproved):
        return refused(account.value, _STATUS.get(account, 403))
    return then(account.user)


@api.post("/reverse")
@by_token
@operation(
    "Take the card's last payout back while the card is in. 200 only when it is taken back.",
    "State",
    body={"number": Whole("The state's `number`."), "pin": PIN, **_CREDENTIALS},
    refusals=(409, 422, 429),
)
def reverse() -> ResponseReturnValue:
    def take_back(supervisor: str) -> ResponseReturnValue:
        given, here = asked(), station()
        try:
            here.desk.reverse(given["number"], given["pin"], current_account().user, supervisor)
        except StoreTrouble:
            raise
        except ContractError as error:
            _log.info("reversal-interrupted", extra={"fault": error.code})
            return refused("card-gone", 409, state=state_shape(*here.desk.shown))
        number, state = here.desk.shown
        return state_shape(number, state) if kind_of(state) == "taken-back" else not_done()

    return _approved(Action.REVERSAL, take_back)


@api.get("/unsettled")
@by_token
@operation(
    "Payouts and reversals of which it is not known whether the card made them.", "Unsettled"
)
def unsettled() -> Shape:
    return {"unsettled": [open_shape(one) for one in intents()]}


@api.post("/unsettled/<nonce>/close")
@by_token
@operation(
    "Close one whose card cannot be asked any more, on the supervisor's word.",
    "Done",
    body={
        "reason": Choice("Why the card cannot be asked.", REASONS),
        "cash_moved": Truth("The cash was handed over or, of a reversal, is back in the drawer."),
        **_CREDENTIALS,
    },
    refusals=(404, 429),
)
def close(nonce: str) -> ResponseReturnValue:
    def do_close(supervisor: str) -> ResponseReturnValue:
        given = asked()
        try:
            word = Word(
                bytes.fromhex(nonce), Reason(given["reason"]), given["cash_moved"], supervisor
            )
            entry = station().desk.close_by_hand(lambda journal: close_by_hand(journal, word))
        except (IntentClosed, ValueError):
            return refused("no-such-intent", 404)
        return {"seq": entry.seq}

    return _approved(Action.CLOSING, do_close)


@api.post("/clock/confirm")
@by_token
@operation(
    "Vouch for this machine's clock, which was looked at.",
    "Done",
    body=_CREDENTIALS,
    refusals=(409, 429),
)
def confirm_clock() -> ResponseReturnValue:
    def confirm(supervisor: str) -> ResponseReturnValue:
        try:
            station().confirm_clock(supervisor)
        except ClockFault as fault:
            _log.warning("clock-not-confirmed", extra={"code": fault.code})
            return refused("clock-behind-signed", 409)
        return {"seq": None}

    return _approved(Action.CLOCK, confirm)


@api.get("/windows")
@by_token
@operation(
    "Payout windows that are closed now and that a supervisor may open for today.", "Windows"
)
def windows() -> Shape:
    return {"windows": [window_shape(one) for one in station().waivers.closed_now()]}


@api.post("/windows/<programme>/waive")
@by_token
@operation(
    "Let a programme be paid today outside its window; the journal keeps who allowed it.",
    "Waived",
    body=_CREDENTIALS,
    refusals=(409, 429),
)
def waive_window(programme: str) -> ResponseReturnValue:
    def waive(supervisor: str) -> ResponseReturnValue:
        try:
            until = station().waive_window(ProgrammeCode(programme), supervisor)
        except IdError:
            return refused("window-open", 409)
        except WindowFault as fault:
            _log.info("window-not-waived", extra={"fault": fault.code})
            return refused(fault.code, 409)
        return {"programme": programme, "until": moment(until)}

    return _approved(Action.WINDOW, waive)


@api.post("/doctor")
@by_token
@operation("Look at the whole machine.", "Findings", body=_CREDENTIALS, refusals=(429,))
def doctor() -> ResponseReturnValue:
    return _approved(Action.DOCTOR, lambda _: findings_shape(the_doctor().examine()))
