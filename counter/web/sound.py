"""Which sound goes with what is on the desk; `sound.js` plays it."""

from __future__ import annotations

from counter.decision.refusal import Refusal
from counter.desk.state import DeskState, Offered, Told, Trouble
from counter.paying.payout import Paid
from counter.paying.reversal import TakenBack


def sound_of(state: DeskState) -> str:
    """`paid`, `refused`, `attention`, or nothing where nothing is answered."""
    match state:
        case Told(answer=Paid(), late=False, card_blocked=False) | Told(answer=TakenBack()):
            return "paid"
        case Told(answer=Refusal()):
            return "refused"
        case Told() | Trouble():
            return "attention"
        case Offered(notice=Refusal()):
            return "attention"
        case _:
            return ""
