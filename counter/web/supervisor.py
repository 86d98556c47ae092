"""What a supervisor has to work through: unsettled payouts, and what the ledger set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template

from counter.web.here import station
from counter.web.names import name_of
from firmware_config.journal_body import Disbursed, Intent
from firmware_config.web.access import roles
from firmware_config.wire import Entry

supervisor = Blueprint("supervisor", __name__)


@dataclass(frozen=True, slots=True)
class Open:
    """A payout of which it is not known whether the card made it."""

    entry: Entry
    intent: Intent
    name: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A payment that the ledger keeps but did not post, with the reason's code."""

    entry: Entry
    payment: Disbursed
    name: str
    reason: str
    at: datetime


@supervisor.get("/supervisor")
@roles("supervisor")
def page() -> str:
    return render_template("counter/supervisor.html", intents=intents(), letters=letters())


def intents() -> list[Open]:
    return [
        Open(entry, entry.body, name_of([entry.body.claim]))
        for entry in station().journal.open_intents()
        if isinstance(entry.body, Intent)
    ]


def letters() -> list[Letter]:
    here = station()
    found = []
    for seq, reason, at in here.outbox.dead_letters():
        entry = here.journal.entry(seq)
        if entry is not None and isinstance(entry.body, Disbursed):
            found.append(Letter(entry, entry.body, name_of([entry.body.claim]), reason, at))
    return found
