"""What is chosen on the page of an offer: the sum follows, and the payment has what was shown."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from counter.decision.choice import ChoiceFault, Chosen, months_of, oldest_of
from counter.decision.decide import Due
from counter.desk.screen import StaleAction
from counter.desk.state import Offered
from counter.web.back import moved, to_desk
from counter.web.here import station
from firmware_config.period import Period
from firmware_config.web.access import LIVE_HEADER, roles

offer = Blueprint("offer", __name__)


@offer.post("/choose")
@roles("teller", "supervisor")
def choose() -> ResponseReturnValue:
    """With the script only the sum changes; the PIN that is being typed stays."""
    presentation = request.form.get("presentation", -1, type=int)
    try:
        chosen = chosen_now(presentation)
        if chosen is None:
            raise ChoiceFault("choice-empty")
        offered = station().desk.choose(presentation, chosen)
    except StaleAction:
        return moved()
    except ChoiceFault as fault:
        return to_desk(fault.code)
    if LIVE_HEADER in request.headers:
        return render_template("counter/sum_part.html", state=offered)
    return to_desk()


def chosen_now(presentation: int) -> Chosen | None:
    """What the form says of the offer on the desk: so many months of each due, in its order.

    Raises:
        StaleAction: another offer is on the desk.
        ChoiceFault: no choice of this offer.
    """
    told = request.form.getlist("months")
    if not told:
        return None
    state = station().desk.state
    if not isinstance(state, Offered) or state.presentation != presentation:
        raise StaleAction
    if not all(one.isascii() and one.isdigit() and len(one) <= 2 for one in told):
        raise ChoiceFault("choice-unknown")
    return oldest_of(state.offer, [int(one) for one in told])


@offer.get("/photo/<sha256>")
@roles("teller", "supervisor")
def photo(sha256: str) -> ResponseReturnValue:
    """The face of the person on the desk; of nobody else."""
    state = station().desk.state
    if not isinstance(state, Offered) or state.offer.advice.photo is None:
        abort(404)
    octets = station().photos.octets(state.offer.advice.photo)
    if octets is None or state.offer.advice.photo.hex() != sha256:
        abort(404)
    return Response(octets, mimetype="image/jpeg")


@offer.app_template_filter()
def photo_url(state: Offered) -> str | None:
    """Where the person's photo is; None if there is none here."""
    digest = state.offer.advice.photo
    if digest is None or station().photos.octets(digest) is None:
        return None
    return url_for("offer.photo", sha256=digest.hex())


@offer.app_template_filter()
def months_chosen(state: Offered) -> tuple[int, ...]:
    """How many months of each due are chosen."""
    return months_of(state.offer, state.chosen)


@offer.app_template_filter()
def has_keypad(state: Offered) -> bool:
    return station().desk.has_keypad(state)


@offer.app_template_filter()
def choices(due: Due, dues: Iterable[Due]) -> list[tuple[int, tuple[Period, ...]]]:
    """How many months of `due`, one of `dues`, may be chosen, and which those are.

    None of it only beside another due; nothing to choose gives nothing.
    """
    periods = due.claim.periods
    least = 0 if len(tuple(dues)) > 1 else 1
    found = [(count, periods[:count]) for count in range(least, len(periods) + 1)]
    return found if len(found) > 1 else []
