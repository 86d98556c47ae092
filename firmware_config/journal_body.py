"""What a journal entry can say. One dataclass a kind; names and citizen numbers never.

A payout is two entries: `Intent`, durable before the card is asked, and `Disbursed`, durable
before the cash leaves. An intent that came to nothing is closed by `Abandoned` with its evidence,
and one whose card cannot be asked any more by `OutcomeUnknown`, on a supervisor's word.
What a card did for the issuer or took back stands here with the card's own receipt. Shifts and
their drawer are in `shift_body`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self, TypeAlias, TypeGuard, get_args

from firmware_config import cbor
from firmware_config.asked_body import ReversalAsked
from firmware_config.body_shape import MAX_TEXT, is_short
from firmware_config.body_shape import BodyError as BodyError
from firmware_config.carried_body import CarriedReceipt
from firmware_config.claim import Claim as Claim
from firmware_config.claim import Medium as Medium
from firmware_config.clock import from_unix, to_unix
from firmware_config.collector import Collector
from firmware_config.copy_body import CopyMade
from firmware_config.errors import ContractError
from firmware_config.ids import RECORD_ID_BYTES, CardId
from firmware_config.shift_body import CashIn as CashIn
from firmware_config.shift_body import CashOut, DrawerCounted, ShiftClosed, ShiftOpened
from firmware_config.window_body import WindowWaived

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


@dataclass(frozen=True, slots=True)
class Reversed:
    """The payout `paid_nonce` taken back on the card, and its cash into the drawer.

    `nonce` is the reversal's own; `receipt` is the card's COSE_Sign1 over it.
    """

    nonce: bytes
    paid_nonce: bytes
    card: CardId
    claim: Claim
    receipt: bytes
    teller: str
    supervisor: str

    kind: ClassVar[str] = "reversed"

    def to_wire(self) -> list[object]:
        return [
            self.nonce,
            self.paid_nonce,
            self.card.octets,
            self.claim.to_wire(),
            self.receipt,
            self.teller,
            self.supervisor,
        ]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [
                bytes(nonce), bytes(paid), bytes(card), claim, bytes(receipt),
                str(teller), str(supervisor),
            ] if (
                len(nonce) == len(paid) == NONCE_BYTES
                and is_short(teller)
                and is_short(supervisor)
            ):  # fmt: skip
                return cls(
                    nonce, paid, CardId(card), Claim.of_wire(claim), receipt, teller, supervisor
                )
        raise BodyError("body-malformed")


@dataclass(frozen=True, slots=True)
class ScriptApplied:
    """A card obeyed the issuer's script `number`; `receipt` is its COSE_Sign1 that says so."""

    card: CardId
    number: int
    receipt: bytes

    kind: ClassVar[str] = "script-applied"

    def to_wire(self) -> list[object]:
        return [self.card.octets, self.number, self.receipt]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [bytes(card), int(number), bytes(receipt)] if cbor.is_count(number):
                return cls(CardId(card), number, receipt)
        raise BodyError("body-malformed")


@dataclass(frozen=True, slots=True)
class ClockConfirmed:
    """A supervisor vouched for the machine's clock, which this terminal did not believe.

    `seen_at` is the latest time it knew. From this entry on its own time counts, also when that
    is earlier: it is the one entry with which a journal's time may go back.
    """

    seen_at: datetime
    supervisor: str

    kind: ClassVar[str] = "clock-confirmed"

    def to_wire(self) -> list[object]:
        return [to_unix(self.seen_at), self.supervisor]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [seen_at, str(supervisor)] if is_short(supervisor):
                return cls(from_unix(seen_at), supervisor)
        raise BodyError("body-malformed")


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
