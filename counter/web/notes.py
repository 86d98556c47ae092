"""The banknotes of the payout on the screen: suggested, and changed by the teller."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from counter.desk.state import Told
from counter.paying.payout import Paid
from counter.web.back import moved, to_desk
from counter.web.here import station
from firmware_config.notes import DENOMINATIONS_VND, Notes, NotesError
from firmware_config.web.access import LIVE_HEADER, roles

notes = Blueprint("notes", __name__)


@notes.post("/notes")
@roles("teller", "supervisor")
def change() -> ResponseReturnValue:
    number, state = station().desk.shown
    if (
        request.form.get("shown", -1, type=int) != number
        or not isinstance(state, Told)
        or not isinstance(state.answer, Paid)
    ):
        return moved()
    try:
        told = Notes.of({one: _count(one) for one in DENOMINATIONS_VND})
    except NotesError:
        return to_desk("notes-count")
    station().notes_at_hand.tell(state.answer.entries[0].seq, told)
    if LIVE_HEADER in request.headers:
        return render_template("counter/notes_line.html", paid=state.answer)
    return to_desk()


@notes.app_template_filter()
def notes_handed(paid: Paid) -> Notes | None:
    """The notes to hand over; None when there are none that make the amount."""
    return station().notes_at_hand.handed(paid.entries[0].seq, paid.total_vnd)


def _count(denomination_vnd: int) -> int:
    """A field left empty is none. Raises `NotesError`."""
    text = request.form.get(f"n{denomination_vnd}", "").strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise NotesError("notes-count", denomination_vnd=denomination_vnd)
    return int(text)
