"""What a supervisor has to work through: unsettled payouts and reversals, and what the ledger set
aside."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from counter.decide import check_clock
from counter.station import ClockFault
from counter.web.here import station
from counter.web.names import UNKNOWN, name_of
from firmware_config.journal_body import Claim, Disbursed, Intent, Reversed, ScriptApplied
from firmware_config.web.access import current_account, roles
from firmware_config.wire import Entry

_NOT_CONFIRMED = "behind-signed"
_log = logging.getLogger(__name__)

supervisor = Blueprint("supervisor", __name__)


@dataclass(frozen=True, slots=True)
class Open:
    """A payout, or a reversal, of which it is not known whether the card made it."""

    entry: Entry
    intent: Intent
    name: str
    is_reversal: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """An entry that the ledger keeps but did not post, with the reason's code.

    A payment or a reversal has a claim; a script's answer has its card alone.
    """

    entry: Entry
    body: Disbursed | Reversed | ScriptApplied
    name: str
    reason: str
    at: datetime

    @property
    def claim(self) -> Claim | None:
        return None if isinstance(self.body, ScriptApplied) else self.body.claim

    @property
    def is_payment(self) -> bool:
        return isinstance(self.body, Disbursed)


@supervisor.get("/supervisor")
@roles("supervisor")
def page() -> str:
    here = station()
    return render_template(
        "counter/supervisor.html",
        intents=intents(),
        letters=letters(),
        clock=check_clock(here.known(), here.clock()),
        now=here.clock(),
        refused=request.args.get("clock") == _NOT_CONFIRMED,
    )


@supervisor.post("/supervisor/clock")
@roles("supervisor")
def confirm_clock() -> ResponseReturnValue:
    """The time on the page was looked at: the one way out of a clock that is not believed."""
    try:
        station().confirm_clock(current_account().user)
    except ClockFault as fault:
        _log.warning("clock-not-confirmed", extra={"code": fault.code})
        return redirect(url_for("supervisor.page", clock=_NOT_CONFIRMED), 303)
    return redirect(url_for("supervisor.page"), 303)


def intents() -> list[Open]:
    journal = station().journal
    return [
        Open(
            entry,
            entry.body,
            name_of([entry.body.claim]),
            journal.reversing(entry.body.nonce) is not None,
        )
        for entry in journal.open_intents()
        if isinstance(entry.body, Intent)
    ]


def letters() -> list[Letter]:
    here = station()
    found = []
    for seq, reason, at in here.outbox.dead_letters():
        entry = here.journal.entry(seq)
        if entry is None:
            continue
        match entry.body:
            case (Disbursed() | Reversed()) as body:
                found.append(Letter(entry, body, name_of([body.claim]), reason, at))
            case ScriptApplied() as body:
                found.append(Letter(entry, body, UNKNOWN, reason, at))
    return found
