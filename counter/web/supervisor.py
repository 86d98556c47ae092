"""What a supervisor has to work through: unsettled payouts and reversals, and what the ledger set
aside."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from counter.centre.letters import DeadLetter, LetterFault
from counter.centre.seen_times import ClockFault
from counter.decision.decide import check_clock
from counter.desk.waivers import WindowFault
from counter.journal.beside import IntentClosed
from counter.paper.letter_pdf import letter_pdf
from counter.paper.payout_sheet_pdf import Heading
from counter.paying.closing import Reason, Word, close_by_hand
from counter.store.trouble import StoreTrouble
from counter.web.here import station
from counter.web.names import UNKNOWN, name_of
from counter.web.programme import programme_in
from counter.web.words import known_in
from firmware_config.body.card import Reversed, ScriptApplied
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.payout import Disbursed, Intent, OutcomeUnknown
from firmware_config.claim import Claim
from firmware_config.errors import ContractError
from firmware_config.ids import IdError, ProgrammeCode
from firmware_config.web.access import current_account, roles
from firmware_config.web.side import side
from firmware_config.wire import Entry

_NOT_CONFIRMED = "behind-signed"
_log = logging.getLogger(__name__)

supervisor = Blueprint("supervisor", __name__)

SAID = frozenset(
    {
        *("intent-closed", "intent-settled", "intent-incomplete"),
        *("window-waived", "window-not-waived"),
        *("letters-asked", "letters-not-asked", "letter-on-paper", "letter-closed"),
    }
)
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
    body: Disbursed | Reversed | OutcomeUnknown | ScriptApplied | CarriedReceipt
    name: str
    letter: DeadLetter

    @property
    def claim(self) -> Claim | None:
        return None if isinstance(self.body, ScriptApplied | CarriedReceipt) else self.body.claim

    @property
    def reason(self) -> str:
        return self.letter.reason

    @property
    def at(self) -> datetime:
        return self.letter.at

    @property
    def is_script(self) -> bool:
        return isinstance(self.body, ScriptApplied)

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
    worked_on = letters()
    return render_template(
        "counter/supervisor.html",
        intents=intents(),
        letters=[one for one in worked_on if one.letter.way is None],
        closed_letters=[one for one in worked_on if one.letter.way is not None],
        closed_now=request.args.get("closed", 0, type=int),
        clock=check_clock(here.known(), here.clock()),
        now=here.clock(),
        windows=here.waivers.closed_now(),
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


@supervisor.post("/supervisor/window")
@roles("supervisor")
def waive_window() -> ResponseReturnValue:
    """Let a programme be paid today outside its payout window; the journal keeps who allowed it."""
    try:
        programme = ProgrammeCode(request.form.get("programme", ""))
        station().waive_window(programme, current_account().user)
    except (IdError, WindowFault) as fault:
        _log.info("window-not-waived", extra={"fault": fault.code})
        return _back("window-not-waived")
    return _back("window-waived")


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


@supervisor.post("/supervisor/letters/ask")
@roles("supervisor")
def ask_again() -> ResponseReturnValue:
    """The centre may have mended what was wrong on its side."""
    try:
        closed = station().ask_about_letters(current_account().user)
    except StoreTrouble:
        raise
    except ContractError as fault:
        _log.info("letters-not-asked", extra={"fault": fault.code})
        return _back("letters-not-asked")
    return _back("letters-asked", closed)


@supervisor.post("/supervisor/letters/<int:seq>/paper")
@roles("supervisor")
def on_paper(seq: int) -> ResponseReturnValue:
    """The evidence was handed to the centre: the letter is closed, and stays."""
    try:
        station().letters.handed_over(seq, current_account().user)
    except LetterFault as fault:
        if fault.code == "letter-unknown":
            abort(404)
        return _back("letter-closed")
    return _back("letter-on-paper")


@supervisor.get("/supervisor/letters/<int:seq>.pdf")
@roles("supervisor")
def evidence(seq: int) -> Response:
    here = station()
    letter = next((one for one in here.letters.all() if one.seq == seq), None)
    entry = here.journal.entry(seq)
    if letter is None or entry is None:
        abort(404)
    words = side().catalogue.translator("vi")
    settings = here.settings
    heading = Heading(
        *(settings.office, settings.office_name, settings.terminal),
        is_simulated=here.worker.status().simulated,
        is_practice=settings.practice,
    )
    pdf = letter_pdf(
        *(heading, entry, letter, words(f"letter-{known_in(letter.reason, 'letter')}")),
        lambda code: programme_in(code, "vi"),
        here.clock(),
    )
    answer = Response(pdf, mimetype="application/pdf")
    name = f"chung-cu-{settings.terminal}-{seq:06}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _back(said: str, closed: int | None = None) -> ResponseReturnValue:
    return redirect(url_for("supervisor.page", said=said, closed=closed), 303)


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
    for letter in here.letters.all():
        entry = here.journal.entry(letter.seq)
        if entry is None:
            continue
        match entry.body:
            case (Disbursed() | Reversed() | OutcomeUnknown()) as body:
                found.append(Letter(entry, body, name_of([body.claim]), letter))
            case (ScriptApplied() | CarriedReceipt()) as body:
                found.append(Letter(entry, body, UNKNOWN, letter))
    return found
