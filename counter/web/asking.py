"""A supervisor asks the centre to take an earlier payout back, on the teller's own page."""

from __future__ import annotations

import logging

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from counter.desk.approval import Action, NotApproved, approve
from counter.journal.handout import Handout, handout_of
from counter.paying.asking import AskFault, ask, askable
from counter.web.here import station
from counter.web.names import name_of
from firmware_config.body.asked import AskReason
from firmware_config.web.access import current_account, roles
from firmware_config.web.side import side

asking = Blueprint("asking", __name__)

SAID = frozenset(
    {
        *(f"asking-{code}" for code in NotApproved),
        *("asking-nothing", "asking-unknown", "asking-taken-back", "asking-twice"),
        "asking-no-reason",
    }
)
_log = logging.getLogger(__name__)


@asking.get("/recent/<int:seq>/reversal")
@roles("teller", "supervisor")
def page(seq: int) -> str:
    handout, said = _handout(seq), request.args.get("said")
    return render_template(
        "counter/asking.html",
        handout=handout,
        name=name_of(handout.claims),
        askable=askable(station().journal, handout),
        reasons=tuple(AskReason),
        said=said if said in SAID else None,
    )


@asking.post("/recent/<int:seq>/reversal")
@roles("teller", "supervisor")
def submit(seq: int) -> ResponseReturnValue:
    """The form first: a password is not asked for what could not be done anyway."""
    handout, form = _handout(seq), request.form
    try:
        reason = AskReason(form.get("reason", ""))
    except ValueError:
        return _back(seq, "asking-no-reason")
    user, password = form.get("supervisor", ""), form.get("password", "")
    account = approve(side().accounts, user, password, Action.REVERSAL_ASKED)
    if isinstance(account, NotApproved):
        return _back(seq, f"asking-{account}")
    chosen = set(form.getlist("paid", type=int))
    here = station()
    try:
        ask(here.journal, handout, chosen, reason, current_account().user, account.user)
    except AskFault as fault:
        _log.info("reversal-not-asked", extra={"fault": fault.code, "seq": seq})
        return _back(seq, fault.code)
    here.line.drainer.wake()
    return redirect(url_for("recent.page", said="reversal-asked"), 303)


def _handout(seq: int) -> Handout:
    handout = handout_of(station().journal, seq)
    if handout is None or handout.seq != seq:
        abort(404)
    return handout


def _back(seq: int, said: str) -> ResponseReturnValue:
    return redirect(url_for("asking.page", seq=seq, said=said), 303)
