"""The second screen, on the beneficiary's side: months, amount, when to enter the PIN, when to take
the card. No name, no number, no reason of a refusal: others may be looking.

It needs nobody signed in. Its address holds a secret of this counter, and only a browser on this
machine is answered.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from ipaddress import ip_address

from flask import Blueprint, abort, render_template, request

from counter.decision.decide import Offer
from counter.decision.refusal import Refusal, Rule
from counter.desk.state import DeskState, Offered, Reading, Told, Trouble, Waiting
from counter.paying.payout import Paid, Unsettled
from counter.paying.reversal import ReversalUnsettled
from counter.web.here import station
from firmware_config.claim import Claim, Medium
from firmware_config.web.access import public, roles

customer = Blueprint("customer", __name__)


@dataclass(frozen=True, slots=True)
class Side:
    """What the beneficiary sees. `step` names the words of what to do now."""

    step: str
    claims: tuple[Claim, ...] = ()
    tries_left: int | None = None

    @property
    def total_vnd(self) -> int:
        return sum(claim.amount_vnd for claim in self.claims)


@customer.get("/customer")
@roles("teller", "supervisor")
def link() -> str:
    """Where the teller opens the second screen."""
    return render_template("counter/customer_link.html", token=station().display_token)


@customer.get("/customer/<token>")
@public
def page(token: str) -> str:
    check(token)
    return render_template("counter/customer.html", token=token, side=side_now())


@customer.get("/customer/<token>/part")
@public
def part(token: str) -> str:
    check(token)
    return render_template("counter/customer_part.html", side=side_now())


def check(token: str) -> None:
    """404 for whoever may not look: there is nothing here for them."""
    here = request.remote_addr or ""
    expected = station().display_token
    if not hmac.compare_digest(token.encode(), expected.encode()) or not _is_loopback(here):
        abort(404)


def side_now() -> Side:
    here = station()
    return side_of(here.desk.state, card_is_in=here.worker.status().card is not None)


def side_of(state: DeskState, *, card_is_in: bool) -> Side:
    """What goes with `state`. Whatever is refused is the teller's to explain."""
    match state:
        case Waiting() if card_is_in:
            return Side("take-card")
        case Waiting():
            return Side("welcome")
        case Reading():
            return Side("reading")
        case Offered(notice=Refusal(rule=Rule.PIN_WRONG, data=data)):
            tries = data.get("tries_left")
            left = tries if isinstance(tries, int) else None
            return Side("pin-again", _claims(state.paying), left)
        case Offered(offer=Offer(medium=Medium.CHIP)):
            return Side("pin", _claims(state.paying))
        case Offered():
            return Side("identity", _claims(state.paying))
        case Told(answer=Paid() as paid):
            return Side("take-card-and-money" if card_is_in else "take-money", paid.claims)
        case Told(answer=Unsettled() | ReversalUnsettled()):
            return Side("wait-with-card")
        case Told() | Trouble():
            return Side("ask-teller")


def _claims(offer: Offer) -> tuple[Claim, ...]:
    return tuple(due.claim for due in offer.dues)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
