"""Problem documents of this interface, each by its code: what, why and what to do, in words."""

from __future__ import annotations

from typing import Any

from flask import Response

from counter.api.blueprint import api
from counter.api.form import FormError
from counter.api.shapes import Shape, refusal_shape, state_shape
from counter.decision.choice import ChoiceFault
from counter.decision.refusal import Refusal
from counter.desk.screen import StaleAction
from counter.desk.state import Offered, Told
from counter.journal.drawer import NoShift
from counter.paying.payout import Unsettled
from counter.paying.reversal import ReversalUnsettled
from counter.readers.citizen_card import CitizenCardError
from counter.web.here import station
from firmware_config.web.language import t
from firmware_config.web.problem import problem

_STATUS = {"form-not-json": 415}
_MALFORMED, _CONFLICT, _REFUSED = 400, 409, 422


def refused(code: str, status: int, **members: str | Shape) -> Response:
    """The problem `code`, in the words of the messages `api-…`."""
    told: dict[str, Any] = dict(members)
    return problem(status, code, t(f"api-{code}-what"), t(f"api-{code}-do"), **told)


def not_done() -> Response:
    """What was asked did not come about; why is in front of the teller."""
    number, state = station().desk.shown
    shape = state_shape(number, state)
    match state:
        case Told(Refusal() as refusal) | Told(notice=Refusal() as refusal):
            return _no(refusal, shape)
        case Offered(notice=Refusal() as refusal):
            return _no(refusal, shape)
        case Told(Unsettled()):
            return refused("unsettled", _CONFLICT, state=shape)
        case Told(ReversalUnsettled()):
            return refused("reversal-unsettled", _CONFLICT, state=shape)
    if shape["trouble"] is not None:
        told = shape["trouble"]
        detail = f"{told['why']} {told['do']}"
        return problem(_CONFLICT, "trouble", told["what"], detail, state=shape)
    return refused("moved", _CONFLICT, state=shape)


@api.errorhandler(StaleAction)
def _stale(_: StaleAction) -> Response:
    return refused("moved", _CONFLICT, state=state_shape(*station().desk.shown))


@api.errorhandler(NoShift)
def _no_shift(_: NoShift) -> Response:
    return refused("no-shift", _CONFLICT)


@api.errorhandler(ChoiceFault)
def _choice(error: ChoiceFault) -> Response:
    return refused(error.code, _REFUSED)


@api.errorhandler(FormError)
def _form(error: FormError) -> Response:
    told = {name: str(value) for name, value in error.data.items()}
    return refused(error.code, _STATUS.get(error.code, _MALFORMED), **told)


@api.errorhandler(CitizenCardError)
def _identity(error: CitizenCardError) -> Response:
    return problem(_MALFORMED, error.code, t("api-form-member-what"), t(f"said-{error.code}"))


def _no(refusal: Refusal, state: Shape) -> Response:
    told = refusal_shape(refusal)
    return problem(
        _REFUSED,
        "refused",
        told["what"],
        f"{told['why']} {told['do']}",
        rule=told["rule"],
        basis=told["basis"],
        as_of=told["as_of"],
        # A clock that is behind its evidence is a refusal of its own.
        age_s=None if told["age_s"] is None else max(0, told["age_s"]),
        state=state,
    )
