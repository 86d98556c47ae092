"""What a supervisor has to work through: unsettled payouts and reversals, and what the ledger set
aside."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from counter.closing import Reason, Word, close_by_hand
from counter.decide import check_clock
from counter.journal import IntentClosed
from counter.station import ClockFault
from counter.web.here import station
from counter.web.names import UNKNOWN, name_of
from firmware_config.journal_body import (
    Claim,
    Disbursed,
    Intent,
    OutcomeUnknown,
    Reversed,
    ScriptApplied,
)
from firmware_config.web.access import current_account, roles
from firmware_config.wire import Entry

_NOT_CONFIRMED = "behind-signed"
_log = logging.getLogger(__name__)

supervisor = Blueprint("supervisor", __name__)

SAID = frozenset({"intent-closed", "intent-settled", "intent-incomplete"})
_CASH = {"moved": True, "not-moved": False}


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

    What moved or may have moved money has a claim; a script's answer has its card alone.
    """

    entry: Entry
    body: Disbursed | Reversed | OutcomeUnknown | ScriptApplied
    name: str
    reason: str
    at: datetime

    @property
    def claim(self) -> Claim | None:
        return None if isinstance(self.body, ScriptApplied) else self.body.claim

    @property
    def is_payment(self) -> bool:
        return isinstance(self.body, Disbursed)

    @property
    def is_reversal(self) -> bool:
        match self.body:
            case Reversed() | OutcomeUnknown(is_reversal=True):
                return True
        return False


@supervisor.get("/supervisor")
@roles("supervisor")
def page() -> str:
    here = station()
    said = request.args.get("said")
    return render_template(
        "counter/supervisor.html",
        intents=intents(),
        letters=letters(),
        clock=check_clock(here.known(), here.clock()),
        now=here.clock(),
        refused=request.args.get("clock") == _NOT_CONFIRMED,
        reasons=tuple(Reason),
        said=said if said in SAID else None,
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


@supervisor.post("/supervisor/close")
@roles("supervisor")
def close() -> ResponseReturnValue:
    """Close an intent whose card cannot be asked any more."""
    form = request.form
    try:
        word = Word(
            bytes.fromhex(form.get("nonce", "")),
            Reason(form.get("reason", "")),
            _CASH[form.get("cash", "")],
            current_account().user,
        )
    except (ValueError, KeyError):
        return _back("intent-incomplete")
    try:
        station().desk.close_by_hand(lambda journal: close_by_hand(journal, word))
    except IntentClosed:
        return _back("intent-settled")
    return _back("intent-closed")


def _back(said: str) -> ResponseReturnValue:
    return redirect(url_for("supervisor.page", said=said), 303)


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
            case (Disbursed() | Reversed() | OutcomeUnknown()) as body:
                found.append(Letter(entry, body, name_of([body.claim]), reason, at))
            case ScriptApplied() as body:
                found.append(Letter(entry, body, UNKNOWN, reason, at))
    return found
