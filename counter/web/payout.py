"""The desk's page: what is in front of the teller, and the few things to do with it.

Every POST leads back to the desk with 303, so that Back, reloading and the language switch repeat
nothing. What a POST could not do is told by a word from `SAID` in the address; never by data.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from counter.decision.choice import ChoiceFault
from counter.decision.proxy import ProxyFault
from counter.desk.screen import StaleAction
from counter.desk.state import DeskState, Offered, Reading, Told, Trouble, Waiting
from counter.paying.payout import Paid, Unsettled
from counter.paying.reversal import ReversalUnsettled, Reversible, TakenBack
from counter.readers.citizen_card import CitizenCardError, citizen_number, looks_like_one
from counter.readers.image import MAX_IMAGE_BYTES, ImageError, qr_text
from counter.web.back import moved as moved
from counter.web.back import to_desk as to_desk
from counter.web.collector import proxy_now
from counter.web.here import station
from counter.web.offer import chosen_now
from firmware_config.claim import Medium
from firmware_config.web.access import LIVE_HEADER, current_account, roles
from firmware_config.web.security import MAX_BODY_BYTES, max_body

payout = Blueprint("payout", __name__)

SAID = frozenset(
    {
        "moved",
        "choice-unknown",
        "choice-not-oldest-first",
        "choice-empty",
        "notes-count",
        "list-not-supervisor",
        "list-too-many-failures",
        "list-own-action",
        "proxy-number",
        "proxy-document",
        "proxy-until",
        "scan-empty",
        "scan-citizen-card",
        "image-too-large",
        "image-unreadable",
        "image-without-qr",
        "image-with-several",
        "citizen-card-empty",
        "citizen-card-old-number",
        "citizen-card-no-number",
        "reversal-not-supervisor",
        "reversal-too-many-failures",
        "reversal-card-gone",
        "printer-busy",
    }
)

_OFFERED = {
    Medium.CHIP: "offered_chip",
    Medium.QR: "offered_paper",
    Medium.LIST: "offered_list",
}


@payout.get("/")
@roles("teller", "supervisor")
def desk() -> str:
    here = station()
    number, state = here.desk.shown
    said = request.args.get("said")
    return render_template(
        f"counter/{page_of(state)}.html",
        number=number,
        state=state,
        said=said if said in SAID else None,
        card_left=card_left(state),
        reversible=reversible(state),
        tray=here.tray,
    )


@payout.get("/live")
@roles("teller", "supervisor")
def live() -> str:
    """Sends a page that shows another state than the desk's back to the desk.

    The desk itself is no fragment: a PIN half typed must not be swapped away.
    """
    number, state = station().desk.shown
    has_moved = request.args.get("shown", type=int) != number
    return render_template("counter/live_part.html", moved=has_moved, card_left=card_left(state))


@payout.post("/scan")
@roles("teller", "supervisor")
def scan() -> ResponseReturnValue:
    text = request.form.get("text", "").strip()
    if not text:
        return to_desk("scan-empty")
    if looks_like_one(text):
        return to_desk("scan-citizen-card")
    station().desk.show_text(text, current_account().user)
    return to_desk()


@payout.post("/scan/image")
@roles("teller", "supervisor")
@max_body(MAX_IMAGE_BYTES + MAX_BODY_BYTES)
def scan_image() -> ResponseReturnValue:
    """A picture from a file, or a frame of the camera, which tries again until one is good."""
    try:
        file = request.files.get("file")
        text = qr_text(file.read() if file else b"")
    except ImageError as error:
        if LIVE_HEADER in request.headers:
            return "", 204
        return to_desk(error.code)
    if looks_like_one(text):
        return to_desk("scan-citizen-card")
    station().desk.show_text(text, current_account().user)
    return to_desk()


@payout.post("/pay/chip")
@roles("teller", "supervisor")
def pay_chip() -> ResponseReturnValue:
    presentation = request.form.get("presentation", -1, type=int)
    # A page of a reader with a keypad asks for no PIN.
    pin = None if "keypad" in request.form else request.form.get("pin", "")
    teller = current_account().user
    try:
        chosen, proxy = chosen_now(presentation), proxy_now()
        station().desk.pay_chip(presentation, pin, teller, chosen, proxy)
    except StaleAction:
        return moved()
    except (ChoiceFault, ProxyFault) as fault:
        return to_desk(fault.code)
    return to_desk()


@payout.post("/pay/paper")
@roles("teller", "supervisor")
def pay_paper() -> ResponseReturnValue:
    presentation = request.form.get("presentation", -1, type=int)
    try:
        number = citizen_number(request.form.get("identity", ""))
    except CitizenCardError as error:
        return to_desk(error.code)
    try:
        teller, chosen, proxy = current_account().user, chosen_now(presentation), proxy_now()
        station().desk.pay_paper(presentation, number, teller, chosen, proxy)
    except StaleAction:
        return moved()
    except (ChoiceFault, ProxyFault) as fault:
        return to_desk(fault.code)
    return to_desk()


@payout.post("/next")
@roles("teller", "supervisor")
def next_person() -> ResponseReturnValue:
    try:
        station().desk.next_person(request.form.get("shown", -1, type=int))
    except StaleAction:
        return moved()
    return to_desk()


def page_of(state: DeskState) -> str:
    """The template of a state."""
    match state:
        case Waiting():
            return "waiting"
        case Reading():
            return "reading"
        case Offered(offer=offer):
            return _OFFERED[offer.medium]
        case Told(answer=Paid()):
            return "paid"
        case Told(answer=Unsettled()):
            return "unsettled"
        case Told(answer=TakenBack()):
            return "taken_back"
        case Told(answer=ReversalUnsettled()):
            return "reversal_unsettled"
        case Told():
            return "refused"
        case Trouble():
            return "trouble"


def card_left(state: DeskState) -> bool:
    """Whether the last person's card is still in the reader, so that the next will not fit."""
    return isinstance(state, Waiting) and station().worker.status().card is not None


def reversible(state: DeskState) -> Reversible | None:
    """What may be taken back now: its card is in the reader still."""
    card = station().worker.status().card
    if isinstance(state, Told) and state.reversible is not None and card is not None:
        return state.reversible if card.insertion == state.reversible.insertion else None
    return None
