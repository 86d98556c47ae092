"""A payout is two entries: `Intent`, durable before the card is asked, and `Disbursed`, durable
before the cash leaves.

An intent that came to nothing is closed by `Abandoned` with its evidence, and one whose card cannot
be asked any more by `OutcomeUnknown`, on a supervisor's word. `Refused` is a person told no.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self, TypeGuard

from firmware_config.body.shape import BodyError, is_short
from firmware_config.claim import Claim, Medium
from firmware_config.collector import Collector
from firmware_config.ids import RECORD_ID_BYTES, CardId

NONCE_BYTES = 8
_COLLECTOR, _SUPERVISOR = 1, 2


@dataclass(frozen=True, slots=True)
class Intent:
    """About to pay `claim`. `nonce` names the payout from here on, on the card too.

    `collector` is a proxy; None when the person comes.
    """

    nonce: bytes
    medium: Medium
    card: CardId | None
    claim: Claim
    teller: str
    collector: Collector | None = None

    kind: ClassVar[str] = "intent"

    def to_wire(self) -> list[object]:
        card = None if self.card is None else self.card.octets
        wire = [self.nonce, self.medium.value, card, self.claim.to_wire(), self.teller]
        return wire + _tail(self.collector, None)

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [bytes(nonce), str(medium), card, claim, str(teller), *tail] if len(
                nonce
            ) == NONCE_BYTES and is_short(teller):
                collector, nobody = _of_tail(tail)
                if nobody is None:
                    claimed = Claim.of_wire(claim)
                    return cls(nonce, _medium(medium), _card(card), claimed, teller, collector)
        raise BodyError("body-malformed")


@dataclass(frozen=True, slots=True)
class Disbursed:
    """Paid: the cash may leave. `receipt` is the card's COSE_Sign1, or None without a chip.

    `identity` says what the teller compared: `pin`, or for paper the kind of document whose
    number matched the record (`citizen-card`). `collector` is a proxy; None when the person came.
    A payment by the payout list alone has the `supervisor` who allowed it.

    In its wire form what only some payments have stands in a map at the end: 1 the collector, 2
    the supervisor.
    """

    nonce: bytes
    medium: Medium
    card: CardId | None
    record_id: bytes
    claim: Claim
    receipt: bytes | None
    identity: str
    teller: str
    collector: Collector | None = None
    supervisor: str | None = None

    kind: ClassVar[str] = "disbursed"

    def to_wire(self) -> list[object]:
        return [
            self.nonce,
            self.medium.value,
            None if self.card is None else self.card.octets,
            self.record_id,
            self.claim.to_wire(),
            self.receipt,
            self.identity,
            self.teller,
            *_tail(self.collector, self.supervisor),
        ]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [
                bytes(nonce), str(medium), card, bytes(record_id), claim, receipt,
                str(identity), str(teller), *tail,
            ] if (
                len(nonce) == NONCE_BYTES
                and len(record_id) == RECORD_ID_BYTES
                and (receipt is None or type(receipt) is bytes)
                and is_short(identity)
                and is_short(teller)
            ):  # fmt: skip
                paid = cls(
                    nonce,
                    _medium(medium),
                    _card(card),
                    record_id,
                    Claim.of_wire(claim),
                    receipt,
                    identity,
                    teller,
                    *_of_tail(tail),
                )
                # A second pair of eyes stands in for what was not there to be read.
                if (paid.medium is Medium.LIST) == (paid.supervisor is not None):
                    return paid
        raise BodyError("body-malformed")


@dataclass(frozen=True, slots=True)
class Abandoned:
    """An intent that paid nothing. `evidence` is a code: what showed it."""

    nonce: bytes
    evidence: str
    teller: str

    kind: ClassVar[str] = "abandoned"

    def to_wire(self) -> list[object]:
        return [self.nonce, self.evidence, self.teller]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [bytes(nonce), str(evidence), str(teller)] if (
                len(nonce) == NONCE_BYTES and is_short(evidence) and is_short(teller)
            ):
                return cls(nonce, evidence, teller)
        raise BodyError("body-malformed")


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """A supervisor closed the intent `nonce`; whether the card did what it was asked is not known.

    `cash_moved` is what the supervisor says of the cash: that it was handed over or, where
    `is_reversal`, that it is back in the drawer. `reason` is a code: why the card cannot be asked.
    """

    nonce: bytes
    card: CardId | None
    claim: Claim
    is_reversal: bool
    cash_moved: bool
    reason: str
    teller: str
    supervisor: str

    kind: ClassVar[str] = "outcome-unknown"

    def to_wire(self) -> list[object]:
        return [
            self.nonce,
            None if self.card is None else self.card.octets,
            self.claim.to_wire(),
            self.is_reversal,
            self.cash_moved,
            self.reason,
            self.teller,
            self.supervisor,
        ]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [
                bytes(nonce), card, claim, bool(is_reversal), bool(cash_moved),
                str(reason), str(teller), str(supervisor),
            ] if (
                len(nonce) == NONCE_BYTES
                and is_short(reason)
                and is_short(teller)
                and is_short(supervisor)
            ):  # fmt: skip
                return cls(
                    nonce,
                    _card(card),
                    Claim.of_wire(claim),
                    is_reversal,
                    cash_moved,
                    reason,
                    teller,
                    supervisor,
                )
        raise BodyError("body-malformed")


@dataclass(frozen=True, slots=True)
class Refused:
    """A person was told no. `rule` is the refusal's code."""

    rule: str
    medium: Medium
    record_id: bytes | None
    teller: str

    kind: ClassVar[str] = "refused"

    def to_wire(self) -> list[object]:
        return [self.rule, self.medium.value, self.record_id, self.teller]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [str(rule), str(medium), record_id, str(teller)] if (
                is_short(rule)
                and is_short(teller)
                and (record_id is None or _is_record_id(record_id))
            ):
                return cls(rule, _medium(medium), record_id, teller)
        raise BodyError("body-malformed")


def _tail(collector: Collector | None, supervisor: str | None) -> list[object]:
    told: dict[int, object] = {}
    if collector is not None:
        told[_COLLECTOR] = collector.to_wire()
    if supervisor is not None:
        told[_SUPERVISOR] = supervisor
    return [told] if told else []


def _of_tail(tail: list[object]) -> tuple[Collector | None, str | None]:
    """Raises `BodyError` for what `_tail` would not write."""
    match tail:
        case []:
            return None, None
        case [dict(told)] if told and told.keys() <= {_COLLECTOR, _SUPERVISOR}:
            collector, supervisor = told.get(_COLLECTOR), told.get(_SUPERVISOR)
            named = type(supervisor) is str and is_short(supervisor)
            if named == (_SUPERVISOR in told):
                who = Collector.of_wire(collector) if _COLLECTOR in told else None
                return who, supervisor
    raise BodyError("body-malformed")


def _is_record_id(value: object) -> TypeGuard[bytes]:
    return type(value) is bytes and len(value) == RECORD_ID_BYTES


def _medium(text: str) -> Medium:
    try:
        return Medium(text)
    except ValueError:
        raise BodyError("body-malformed") from None


def _card(value: object) -> CardId | None:
    if value is None:
        return None
    if type(value) is not bytes:
        raise BodyError("body-malformed")
    return CardId(value)
