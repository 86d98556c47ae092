"""The holder's PIN, shown to the card."""

from __future__ import annotations

from counter.refusal import Basis, Refusal, Rule
from firmware_config.card.pin import PinBlocked, PinForm, WrongPin
from firmware_config.card.session import CardSession


def show_pin(session: CardSession, pin: str) -> Refusal | None:
    """None if it is right. Raises `CardGone` and `ApduError` from the card."""
    try:
        session.verify_pin(pin)
    except WrongPin as error:
        tries = {"tries_left": error.tries_left}
        return Refusal(Rule.PIN_WRONG, Basis.CARD, data=tries)
    except PinForm:
        return Refusal(Rule.PIN_WRONG, Basis.TELLER)
    except PinBlocked:
        return Refusal(Rule.PIN_BLOCKED, Basis.CARD)
    return None
