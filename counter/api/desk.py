"""What is in front of the teller, and the few things to do with it."""

from __future__ import annotations

from threading import BoundedSemaphore

from flask.typing import ResponseReturnValue

from counter.api.blueprint import api
from counter.api.form import Counts, Text, Whole
from counter.api.operation import asked, asked_query, operation
from counter.api.refused import not_done, refused
from counter.api.shapes import Shape, kind_of, state_shape
from counter.decision.choice import Chosen, oldest_of
from counter.desk.screen import StaleAction
from counter.desk.state import Offered
from counter.readers.citizen_card import citizen_number, looks_like_one
from counter.web.here import station
from firmware_config.period import MASK_BITS
from firmware_config.qr import MAX_DIGITS
from firmware_config.record import MAX_ENTITLEMENTS
from firmware_config.web.access import by_token, current_account

LONGEST_WAIT_S = 25
MAX_WAITING = 4
"""Each holds a thread of the server; one more is answered at once."""
MAX_PIN = 12
_waiting = BoundedSemaphore(MAX_WAITING)

_PRESENTATION = Whole("The offer's `presentation`: an offer that is gone is not paid.")
_MONTHS = Counts(
    "How many months of each of the offer's claims, the oldest first; without it, all.",
    MAX_ENTITLEMENTS,
    MASK_BITS,
    optional=True,
)
_NUMBER = Whole("The state's `number`: what is shown no more is not acted on.")
PIN = Text("The holder's PIN. It goes to the card and is kept nowhere.", MAX_PIN, secret=True)


@api.get("/state")
@by_token
@operation(
    "What is in front of the teller; with `after`, once it is something else.",
    "State",
    query={
        "after": Whole("The `number` of the state that is known."),
        "wait_s": Whole("The longest time to wait, in seconds.", LONGEST_WAIT_S),
    },
)
def state() -> ResponseReturnValue:
    given = asked_query()
    after, wait_s = given["after"], given["wait_s"] or 0
    if after is not None and wait_s and _waiting.acquire(blocking=False):
        try:
            station().desk.wait_past(after, float(wait_s))
        finally:
            _waiting.release()
    return _shown()


@api.post("/present")
@by_token
@operation(
    "Present the text of a QR sheet. A card is presented by putting it into the reader.",
    "State",
    body={"text": Text("As the scanner read it.", 2 * MAX_DIGITS)},
    refusals=(409, 422),
)
def present() -> ResponseReturnValue:
    text: str = asked()["text"].strip()
    if looks_like_one(text):
        return refused("citizen-card-first", 422)
    station().desk.show_text(text, current_account().user)
    return _shown_if("offered")


@api.post("/pay/chip")
@by_token
@operation(
    "Pay what the card in the reader is offered. 200 only when it is paid: cash may leave.",
    "State",
    body={"presentation": _PRESENTATION, "pin": PIN, "months": _MONTHS},
    refusals=(409, 422),
)
def pay_chip() -> ResponseReturnValue:
    given = asked()
    desk, presentation, teller = station().desk, given["presentation"], current_account().user
    desk.pay_chip(presentation, given["pin"], teller, _chosen(presentation, given.get("months")))
    return _shown_if("paid")


@api.post("/pay/paper")
@by_token
@operation(
    "Pay what a QR sheet is offered. 200 only when it is paid: cash may leave.",
    "State",
    body={
        "presentation": _PRESENTATION,
        "identity": Text(
            "The text of the citizen card's QR code, or its twelve digits.", 1024, secret=True
        ),
        "months": _MONTHS,
    },
    refusals=(409, 422),
)
def pay_paper() -> ResponseReturnValue:
    given = asked()
    desk, presentation, teller = station().desk, given["presentation"], current_account().user
    number = citizen_number(given["identity"])
    desk.pay_paper(presentation, number, teller, _chosen(presentation, given.get("months")))
    return _shown_if("paid")


@api.post("/next")
@by_token
@operation(
    "Clear the screen for the next person, once the money of this one has been dealt with.",
    "State",
    body={"number": _NUMBER},
    refusals=(409,),
)
def next_person() -> ResponseReturnValue:
    station().desk.next_person(asked()["number"])
    return _shown()


def _chosen(presentation: int, months: list[int] | None) -> Chosen | None:
    """What `months` choose of the offer. Raises `StaleAction` or `ChoiceFault`."""
    if months is None:
        return None
    state = station().desk.state
    if not isinstance(state, Offered) or state.presentation != presentation:
        raise StaleAction
    return oldest_of(state.offer, months)


def _shown() -> Shape:
    return state_shape(*station().desk.shown)


def _shown_if(kind: str) -> ResponseReturnValue:
    number, state = station().desk.shown
    return state_shape(number, state) if kind_of(state) == kind else not_done()
