"""The end of a shift: a blind count first, then what should have been there, and the close."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from counter.desk.approval import SUPERVISOR, Action, NotApproved, approve
from counter.journal.drawer import NoShift, ShiftFault
from counter.shift.shift import Closing, Count, Shift
from counter.web.counted import notes_in_form
from counter.web.here import station
from counter.web.shift import back
from firmware_config.body.shape import MAX_TEXT
from firmware_config.body.shift import Explanation
from firmware_config.errors import ContractError
from firmware_config.notes import DENOMINATIONS_VND, NotesError
from firmware_config.web.access import current_account, roles
from firmware_config.web.side import side

shift_close = Blueprint("shift_close", __name__)

# A citizen number, a telephone number, a card's number: none of it belongs in a journal.
_NUMBER = re.compile(r"(?:\d[ .-]?){9,}")


@shift_close.get("/shift/count")
@roles("teller", "supervisor")
def count_page() -> ResponseReturnValue:
    current = _own()
    said = "shift-not-counted" if request.args.get("said") == "shift-not-counted" else None
    return _count_page(current, said=said)


@shift_close.post("/shift/count")
@roles("teller", "supervisor")
def count() -> ResponseReturnValue:
    """Takes the count for good: what should be there is told only on the page it leads to."""
    here, current, account = station(), _own(), current_account()
    try:
        counted = notes_in_form()
        here.desk.while_idle(
            lambda: here.shifts.count(counted, account.user, supervising=_supervises())
        )
    except NoShift:
        raise
    except (NotesError, ShiftFault) as fault:
        return _count_page(current, fault=fault), 422
    return redirect(url_for("shift_close.close_page"), 303)


@shift_close.get("/shift/close")
@roles("teller", "supervisor")
def close_page() -> ResponseReturnValue:
    current = _own()
    if current.count is None:
        return _count_again()
    return _close_page(current, current.count)


@shift_close.post("/shift/close")
@roles("teller", "supervisor")
def close() -> ResponseReturnValue:
    here, form, account = station(), request.form, current_account()
    current = here.shifts.current
    if current is None:
        return _to_closed(form.get("opened", 0, type=int))
    current = _own()
    shown = current.count
    if shown is None or shown.seq != form.get("count", -1, type=int):
        return _count_again()
    note = " ".join(form.get("note", "").split())
    if len(note) > MAX_TEXT or _NUMBER.search(note):
        return _close_page(current, shown, "note"), 422
    explanation = _explanation() if shown.difference_vnd else None
    if shown.difference_vnd and explanation is None:
        return _close_page(current, shown, "explanation"), 422
    supervisor = None
    if here.shifts.needs_approval(shown):
        approved = approve(
            side().accounts,
            form.get("supervisor", ""),
            form.get("password", ""),
            Action.SHIFT_DIFFERENCE,
            actor=current.teller,
        )
        if isinstance(approved, NotApproved):
            return _close_page(current, shown, approved.value), 422
        supervisor = approved.user
    closing = Closing(shown.seq, explanation, note, account.user, supervisor)
    try:
        here.desk.while_idle(
            lambda: here.shifts.close(
                closing, here.outbox.pending().confirmations, supervising=_supervises()
            )
        )
    except NoShift:
        return _to_closed(current.opened_seq)
    except ShiftFault:
        return _count_again()  # money moved between the page and the close
    here.line.drainer.wake()
    return _to_closed(current.opened_seq)


def _own() -> Shift:
    """The open shift, for its own teller or a supervisor.

    Raises:
        NoShift: there is none, or it is somebody else's.
    """
    current = station().shifts.current
    if current is None or (current.teller != current_account().user and not _supervises()):
        raise NoShift
    return current


def _explanation() -> Explanation | None:
    try:
        return Explanation(request.form.get("explanation", ""))
    except ValueError:
        return None


def _supervises() -> bool:
    return current_account().role == SUPERVISOR


def _count_again() -> ResponseReturnValue:
    return redirect(url_for("shift_close.count_page", said="shift-not-counted"), 303)


def _to_closed(opened_seq: int) -> ResponseReturnValue:
    if station().shifts.closed_at(opened_seq) is None:
        return back("no-shift")
    return redirect(url_for("shift_report.page", opened_seq=opened_seq), 303)


def _count_page(
    current: Shift, *, said: str | None = None, fault: ContractError | None = None
) -> str:
    return render_template(
        "counter/shift_count.html",
        shift=current,
        said=said,
        fault=fault,
        typed=request.form,
        denominations=DENOMINATIONS_VND,
    )


def _close_page(current: Shift, shown: Count, fault: str | None = None) -> str:
    here = station()
    told: dict[str, Any] = {
        "shift": current,
        "count": shown,
        "fault": fault,
        "typed": request.form,
        "explanations": tuple(Explanation),
        "needs_approval": here.shifts.needs_approval(shown),
        "limit_vnd": here.policy.drawer_difference_limit_vnd,
        "pending": here.outbox.pending(),
        "unsettled": len(here.journal.open_intents()),
        "max_note": MAX_TEXT,
    }
    return render_template("counter/shift_close.html", **told)
