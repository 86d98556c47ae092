"""What a journal entry can say. One dataclass a kind; names and citizen numbers never."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias, get_args

from firmware_config.body.asked import ReversalAsked
from firmware_config.body.card import Reversed, ScriptApplied
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.clock import ClockConfirmed
from firmware_config.body.copy import CopyMade
from firmware_config.body.payout import Abandoned, Disbursed, Intent, OutcomeUnknown, Refused
from firmware_config.body.shape import MAX_TEXT, BodyError
from firmware_config.body.shift import CashIn, CashOut, DrawerCounted, ShiftClosed, ShiftOpened
from firmware_config.body.window import WindowWaived
from firmware_config.errors import ContractError


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What the centre keeps of a body that it cannot read, of a newer kind or broken: its `kind`
    and its wire form as they came, and the `code` of what is wrong with it.

    No counter writes one. It stands in the chain like any other, so that what follows it counts.
    """

    kind: str
    wire: list[object]
    code: str

    def to_wire(self) -> list[object]:
        return self.wire


Body: TypeAlias = (
    Intent
    | Disbursed
    | Abandoned
    | OutcomeUnknown
    | Refused
    | CashIn
    | Reversed
    | ScriptApplied
    | ClockConfirmed
    | ShiftOpened
    | CashOut
    | DrawerCounted
    | ShiftClosed
    | ReversalAsked
    | CopyMade
    | CarriedReceipt
    | WindowWaived
    | Unreadable
)
_KINDS: dict[str, Any] = {body.kind: body for body in get_args(Body) if body is not Unreadable}


def body_of_wire(kind: str, body: object) -> Body:
    """Raises `BodyError` for another kind or another shape."""
    known = _KINDS.get(kind)
    if known is None:
        raise BodyError("body-unknown-kind", kind=kind[:MAX_TEXT])
    read: Body = known.of_wire(body)
    return read


def kept_body(kind: str, body: list[object]) -> Body:
    """As `body_of_wire`, and `Unreadable` for what that refuses."""
    try:
        return body_of_wire(kind, body)
    except ContractError as fault:
        return Unreadable(kind[:MAX_TEXT], body, fault.code)
