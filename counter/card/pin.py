"""The holder's PIN, shown to the card."""

from __future__ import annotations

from counter.decision.refusal import Basis, Refusal, Rule
from firmware_config.card.keypad import KeypadFault
from firmware_config.card.pin import PinBlocked, PinForm, WrongPin
from firmware_config.card.session import CardSession


def show_pin(session: CardSession, pin: str | None) -> Refusal | None:
    """None if it is right. A `pin` of None is typed on the reader's keypad, and never known here.

    Raises:
        CardGone, ApduError: from the card.
    """
    try:
        if pin is None:
            session.verify_pin_on_keypad()
        else:
            session.verify_pin(pin)
    except KeypadFault as fault:
        return Refusal(Rule.PIN_NOT_TYPED, Basis.TERMINAL, data={"fault": fault.code})
    except WrongPin as error:
        tries = {"tries_left": error.tries_left}
        return Refusal(Rule.PIN_WRONG, Basis.CARD, data=tries)
    except PinForm:
        return Refusal(Rule.PIN_WRONG, Basis.TELLER)
    except PinBlocked:
        return Refusal(Rule.PIN_BLOCKED, Basis.CARD)
    return None
