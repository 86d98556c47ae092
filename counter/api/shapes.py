"""What the interface tells, as JSON: the forms that `schemas` describes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from counter.decision.decide import Offer
from counter.decision.refusal import Refusal
from counter.desk.state import DeskState, Offered, Reading, Told, Trouble, Waiting
from counter.paying.payout import Paid, Unsettled
from counter.paying.reversal import ReversalUnsettled, TakenBack
from counter.web.doctor import Examined, said
from counter.web.here import station
from counter.web.payout import reversible
from counter.web.programme import programme
from counter.web.recent import Row
from counter.web.refusal import code, variables
from counter.web.status import Strip, list_ages
from counter.web.supervisor import Open
from counter.web.words import known_in
from firmware_config.body.card import Reversed
from firmware_config.body.payout import Disbursed
from firmware_config.bundle.review.plan import Window
from firmware_config.claim import Claim
from firmware_config.web.language import t
from firmware_config.wire import Entry

Shape = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    """RFC 3339."""
    return None if at is None else at.isoformat()


def claim_shape(claim: Claim) -> Shape:
    return {
        "programme": claim.programme.text,
        "programme_name": programme(claim.programme),
        "periods": [str(period) for period in claim.periods],
        "amount_vnd": claim.amount_vnd,
    }


def refusal_shape(refusal: Refusal) -> Shape:
    """The rule, what it rests on and how old that is, and the three sentences of the screen."""
    told, rule, as_of = variables(refusal), refusal.rule.value, refusal.as_of
    age_s = None if as_of is None else int((station().clock() - as_of).total_seconds())
    return {
        "rule": rule,
        "basis": refusal.basis.value,
        "as_of": moment(as_of),
        "age_s": age_s,
        "what": t(f"refusal-{rule}-what"),
        "why": t(f"refusal-{rule}-why", **told),
        "do": t(f"refusal-{rule}-do", **told),
        "lookup": code(refusal),
    }


def payment_shape(entry: Entry) -> Shape:
    """A payment or its reversal. `seq` is its number in the journal."""
    assert isinstance(entry.body, Disbursed | Reversed)
    return {"seq": entry.seq, "at": moment(entry.at), **claim_shape(entry.body.claim)}


def state_shape(number: int, state: DeskState) -> Shape:
    """What is in front of the teller; every member is there, null where it does not apply."""
    card, may_reverse = station().worker.status().card, reversible(state)
    told: Shape = {
        "number": number,
        "kind": kind_of(state),
        "card_in": card is not None,
        "reader_fault": state.reader_fault if isinstance(state, Waiting) else None,
        "offer": None,
        "payments": [],
        "total_vnd": None,
        "late": False,
        "refusal": None,
        "reversible": None if may_reverse is None else payment_shape(may_reverse.payment),
        "trouble": None,
    }
    match state:
        case Offered(presentation, offer, _, notice):
            told["offer"] = _offer(presentation, offer)
            told["total_vnd"] = offer.total_vnd
            told["refusal"] = None if notice is None else refusal_shape(notice)
        case Told(answer, late=late, notice=notice):
            told["late"] = late
            told["refusal"] = None if notice is None else refusal_shape(notice)
            told |= _answer(answer)
        case Trouble(fault):
            told["trouble"] = _trouble(fault)
    return told


def kind_of(state: DeskState) -> str:
    match state:
        case Waiting():
            return "waiting"
        case Reading():
            return "reading"
        case Offered():
            return "offered"
        case Trouble():
            return "trouble"
        case Told(Paid()):
            return "paid"
        case Told(Unsettled()):
            return "unsettled"
        case Told(TakenBack()):
            return "taken-back"
        case Told(ReversalUnsettled()):
            return "reversal-unsettled"
    return "refused"


def payout_shape(row: Row) -> Shape:
    """`seq` is the number that the receipt bears."""
    handout = row.handout
    return {
        "seq": handout.seq,
        "at": moment(handout.entries[-1].at),
        "name": row.name,
        "teller": handout.bodies[-1].teller,
        "medium": handout.bodies[-1].medium.value,
        "claims": [claim_shape(claim) for claim in handout.claims],
        "total_vnd": handout.total_vnd,
        "taken_back_vnd": row.taken_back_vnd,
        "confirmation": row.confirmation.value,
    }


def lists_shape(told: Strip) -> Shape:
    return {
        "lists": [
            {"basis": one.basis.value, "as_of": moment(one.as_of), "stale": one.stale}
            for one in list_ages()
        ],
        "configuration": told.configuration.number if told.configuration else 0,
        "last_contact": moment(told.last_contact),
        "centre_fault": told.fault,
    }


def outbox_shape(told: Strip, letters: Iterable[tuple[int, str, datetime]]) -> Shape:
    return {
        "confirmations": told.pending.confirmations,
        "acknowledged_through": told.pending.acked_through,
        "last_acknowledged_at": moment(told.pending.last_ack_at),
        "to_settle": told.to_settle,
        "dead_letters": [
            {"seq": seq, "reason": reason, "at": moment(at)} for seq, reason, at in letters
        ],
    }


def open_shape(one: Open) -> Shape:
    return {
        "nonce": one.intent.nonce.hex(),
        "at": moment(one.entry.at),
        "name": one.name,
        "is_reversal": one.is_reversal,
        "teller": one.intent.teller,
        **claim_shape(one.intent.claim),
    }


def window_shape(window: Window) -> Shape:
    return {
        "programme": window.programme.text,
        "first_day": window.first_day,
        "last_day": window.last_day,
        "hours": window.hours or None,
    }


def findings_shape(examined: Examined) -> Shape:
    return {
        "worst": examined.worst.value,
        "findings": [
            {
                "check": one.finding.check,
                "level": one.finding.level.value,
                "code": one.finding.code,
                "what": one.what,
                "mend": one.mend,
            }
            for one in map(said, examined.findings)
        ],
    }


def _offer(presentation: int, offer: Offer) -> Shape:
    record = offer.record
    return {
        "presentation": presentation,
        "medium": offer.medium.value,
        "name": record.name,
        "birth_year": int(record.birth[:4]),
        "citizen_last4": record.citizen.last4,
        "card": None if offer.card is None else offer.card.printed,
        "claims": [claim_shape(due.claim) for due in offer.dues],
    }


def _answer(answer: Paid | Refusal | Unsettled | TakenBack | ReversalUnsettled) -> Shape:
    match answer:
        case Paid(entries, refused):
            told = _payments(entries, answer.total_vnd)
            return told if refused is None else {**told, "refusal": refusal_shape(refused)}
        case Unsettled(entries=entries):
            # The payments that the card confirmed; no cash leaves before the rest is known.
            return _payments(entries, None)
        case TakenBack(entry):
            return _payments((entry,), answer.claim.amount_vnd)
        case Refusal():
            return {"refusal": refusal_shape(answer)}
    return {}


def _payments(entries: Sequence[Entry], total_vnd: int | None) -> Shape:
    return {"payments": [payment_shape(entry) for entry in entries], "total_vnd": total_vnd}


def _trouble(fault: str) -> Shape:
    told = known_in(fault, "trouble", "-what")
    return {
        "code": fault,
        "what": t(f"trouble-{told}-what"),
        "why": t(f"trouble-{told}-why"),
        "do": t(f"trouble-{told}-do"),
    }
