"""The teller's shift: opened with a counted float, and the cash that goes in and out meanwhile.

What should be in the drawer is on none of these pages: the count at the end is blind.
"""

from __future__ import annotations

import logging
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from counter.journal.drawer import NoShift, ShiftFault
from counter.shift.shift import Shift
from counter.web.back import to_desk
from counter.web.counted import notes_in_form
from counter.web.here import station
from firmware_config.body.shift import CashReason
from firmware_config.errors import ContractError
from firmware_config.money import MoneyError, parse_vnd
from firmware_config.notes import DENOMINATIONS_VND, NotesError
from firmware_config.web.access import current_account, roles

shift = Blueprint("shift", __name__)

SAID = frozenset(
    {
        "no-shift",
        "shift-open",
        "shift-stale",
        "shift-not-counted",
        "shift-of-another",
        "cash-done",
    }
)
_log = logging.getLogger(__name__)


@shift.before_app_request
def drawer_first() -> ResponseReturnValue | None:
    """A teller without a shift has no use for the desk yet."""
    if request.endpoint != "payout.desk":
        return None
    account = current_account()
    if account.role == "teller" and not station().shifts.is_open_for(account.user):
        return redirect(url_for("shift.page"), 303)
    return None


@shift.app_errorhandler(NoShift)
def no_shift(_: NoShift) -> ResponseReturnValue:
    """Something was to be paid, and there is no drawer to pay it out of."""
    _log.info("no-shift", extra={"endpoint": request.endpoint})
    return back("no-shift")


@shift.get("/shift")
@roles("teller", "supervisor")
def page() -> str:
    return _page()


@shift.post("/shift/open")
@roles("teller", "supervisor")
def open_shift() -> ResponseReturnValue:
    here = station()
    try:
        counted = notes_in_form()
        here.desk.while_idle(lambda: here.shifts.open(counted, current_account().user))
    except NotesError as fault:
        return _page(fault), 422
    except ShiftFault as fault:
        if fault.code == "shift-open":
            return back(fault.code)
        return _page(fault), 422
    here.line.drainer.wake()
    return to_desk()


@shift.post("/shift/cash")
@roles("teller", "supervisor")
def move_cash() -> ResponseReturnValue:
    """Cash in or out. `after` is the last movement that the page showed: a second click, or a page
    left open, moves nothing."""
    here, form, user = station(), request.form, current_account().user
    move = here.shifts.cash_out if form.get("direction") == "out" else here.shifts.cash_in
    try:
        amount_vnd = parse_vnd(form.get("amount", ""))
        reason = CashReason(form.get("reason", ""))
    except MoneyError as fault:
        return _page(fault), 422
    except ValueError:
        return _page(ShiftFault("cash-reason")), 422

    def act() -> None:
        current = here.shifts.current
        if current is not None and form.get("after", -1, type=int) != _last_seq(current):
            raise ShiftFault("shift-stale")
        move(amount_vnd, reason, user)

    try:
        here.desk.while_idle(act)
    except NoShift:
        raise
    except ShiftFault as fault:
        return back(fault.code) if fault.code == "shift-stale" else (_page(fault), 422)
    here.line.drainer.wake()
    return back("cash-done")


def back(said: str) -> ResponseReturnValue:
    """To the shift's page, by 303; `said` is one of `SAID`."""
    return redirect(url_for("shift.page", said=said), 303)


def _page(fault: ContractError | None = None) -> str:
    """The page of the shift as it is; `fault` tells what of the form sent could not be taken."""
    here = station()
    current = here.shifts.current
    told: dict[str, Any] = {"fault": fault, "typed": request.form, "reasons": tuple(CashReason)}
    said = request.args.get("said")
    told["said"] = said if said in SAID else None
    if current is None:
        carried_vnd = here.journal.drawer().balance_vnd
        told |= {"carried_vnd": carried_vnd, "denominations": DENOMINATIONS_VND}
        return render_template("counter/shift_open.html", **told)
    if current.teller != current_account().user:
        return render_template("counter/shift_other.html", shift=current, **told)
    return render_template(
        "counter/shift.html",
        shift=current,
        movements=here.shifts.movements(current.opened_seq),
        after=_last_seq(current),
        **told,
    )


def _last_seq(current: Shift) -> int:
    movements = station().shifts.movements(current.opened_seq)
    return movements[-1].seq if movements else current.opened_seq
