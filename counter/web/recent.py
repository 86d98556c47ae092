"""The last payouts, to look one up and print its receipt again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask import Blueprint, render_template, request

from counter.centre.outbox import Pending
from counter.journal.handout import Handout, handouts_in
from counter.paying.asking import asked_since
from counter.web.here import station
from counter.web.names import name_of
from firmware_config.web.access import roles

recent = Blueprint("recent", __name__)

SHOWN = 50
SAID = frozenset({"copy-only", "printer-busy", "reversal-asked"})


class Confirmation(StrEnum):
    """What the ledger says of a payout."""

    CONFIRMED = "confirmed"
    PENDING = "pending"
    SET_ASIDE = "set-aside"


@dataclass(frozen=True, slots=True)
class Row:
    handout: Handout
    name: str
    confirmation: Confirmation
    taken_back_vnd: int
    taken_back: tuple[int, ...]
    """The numbers of the receipts of what was taken back of it."""
    asked: bool
    """The centre has been asked to take something of it back."""


@recent.get("/recent")
@roles("teller", "supervisor")
def page() -> str:
    said = request.args.get("said")
    return render_template("counter/recent.html", rows=rows(), said=said if said in SAID else None)


@recent.get("/recent/rows")
@roles("teller", "supervisor")
def part() -> str:
    return render_template("counter/recent_part.html", rows=rows())


def rows() -> list[Row]:
    """Newest first."""
    here = station()
    pending = here.outbox.pending()
    letters = frozenset(seq for seq, _, _ in here.outbox.dead_letters())
    entries = here.journal.latest_payouts(SHOWN)
    first = entries[-1].seq if entries else 1
    taken_back = here.journal.reversals_since(first)
    asked = asked_since(here.journal, first)
    return [
        Row(
            handout,
            name_of(handout.claims),
            confirmation_of(handout, pending, letters),
            handout.amount_vnd_of(frozenset(taken_back)),
            tuple(by for paid, by in sorted(taken_back.items()) if paid in handout.seqs),
            not handout.seqs.isdisjoint(asked),
        )
        for handout in reversed(handouts_in(reversed(entries)))
    ]


def confirmation_of(handout: Handout, pending: Pending, letters: frozenset[int]) -> Confirmation:
    """What is worst among a payout's entries counts."""
    if handout.seqs & letters:
        return Confirmation.SET_ASIDE
    if max(handout.seqs) > pending.acked_through:
        return Confirmation.PENDING
    return Confirmation.CONFIRMED
