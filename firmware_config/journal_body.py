"""What a journal entry can say. One dataclass a kind; names and citizen numbers never.

A payout is two entries: `Intent`, durable before the card is asked, and `Disbursed`, durable
before the cash leaves. An intent that came to nothing is closed by `Abandoned` with its evidence,
and one whose card cannot be asked any more by `OutcomeUnknown`, on a supervisor's word.
What a card did for the issuer or took back stands here with the card's own receipt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeAlias, TypeGuard, get_args

from firmware_config import cbor
from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import RECORD_ID_BYTES, CardId, EntitlementId, ProgrammeCode
from firmware_config.money import checked_vnd
from firmware_config.period import Period, checked_mask, periods_of

NONCE_BYTES = 8
MAX_TEXT = 64


class BodyError(ContractError):
    """A body that is not of its kind (`body-malformed`) or of no kind (`body-unknown-kind`)."""


class Medium(StrEnum):
    """What the person brought."""

    CHIP = "chip"
    QR = "qr"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is paid: one entitlement, some of its periods, the whole amount."""

    entitlement: EntitlementId
    programme: ProgrammeCode
    base: Period
    mask: int
    amount_vnd: int

    @property
    def periods(self) -> tuple[Period, ...]:
        return periods_of(self.base, self.mask)

    @property
    def amount_per_period_vnd(self) -> int:
        return self.amount_vnd // len(self.periods)

    def to_wire(self) -> list[object]:
        return [
            self.entitlement.octets,
            self.programme.text,
            self.base.code,
            self.mask,
            self.amount_vnd,
        ]

    @classmethod
    def of_wire(cls, item: Any) -> Self:
        if not cbor.is_row(item, bytes, str, int, int, int):
            raise BodyError("body-malformed")
        ref, programme, base, mask, amount_vnd = item
        period = Period(base)
        months = checked_mask(period, mask).bit_count()
        if months == 0 or checked_vnd(amount_vnd) == 0 or amount_vnd % months:
            raise BodyError("body-malformed")
        return cls(EntitlementId(ref), ProgrammeCode(programme), period, mask, amount_vnd)


@dataclass(frozen=True, slots=True)
class Intent:
    """About to pay `claim`. `nonce` names the payout from here on, on the card too."""

    nonce: bytes
    medium: Medium
    card: CardId | None
    claim: Claim
    teller: str

    kind: ClassVar[str] = "intent"

    def to_wire(self) -> list[object]:
        card = None if self.card is None else self.card.octets
        return [self.nonce, self.medium.value, card, self.claim.to_wire(), self.teller]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [bytes(nonce), str(medium), card, claim, str(teller)] if len(
                nonce
            ) == NONCE_BYTES and _is_short(teller):
                return cls(nonce, _medium(medium), _card(card), Claim.of_wire(claim), teller)
        raise BodyError("body-malformed")


@dataclass(frozen=True, slots=True)
class Disbursed:
    """Paid: the cash may leave. `receipt` is the card's COSE_Sign1, or None without a chip.

    `identity` says what the teller compared: `pin`, or for paper the kind of document whose
    number matched the record (`citizen-card`).
    """

    nonce: bytes
    medium: Medium
    card: CardId | None
    record_id: bytes
    claim: Claim
    receipt: bytes | None
    identity: str
    teller: str

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
        ]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [
                bytes(nonce), str(medium), card, bytes(record_id), claim, receipt,
                str(identity), str(teller),
            ] if (
                len(nonce) == NONCE_BYTES
                and len(record_id) == RECORD_ID_BYTES
                and (receipt is None or type(receipt) is bytes)
                and _is_short(identity)
                and _is_short(teller)
            ):  # fmt: skip
                return cls(
                    nonce,
                    _medium(medium),
                    _card(card),
                    record_id,
                    Claim.of_wire(claim),
                    receipt,
                    identity,
                    teller,
                )
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
                len(nonce) == NONCE_BYTES and _is_short(evidence) and _is_short(teller)
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
                and _is_short(reason)
                and _is_short(teller)
                and _is_short(supervisor)
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
                _is_short(rule)
                and _is_short(teller)
                and (record_id is None or _is_record_id(record_id))
            ):
                return cls(rule, _medium(medium), record_id, teller)
        raise BodyError("body-malformed")


@dataclass(frozen=True, slots=True)
class CashIn:
    """Cash put into the terminal's drawer from the office safe."""

    amount_vnd: int
    teller: str

    kind: ClassVar[str] = "cash-in"

    def to_wire(self) -> list[object]:
        return [self.amount_vnd, self.teller]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [int(amount_vnd), str(teller)] if _is_short(teller):
                return cls(checked_vnd(amount_vnd), teller)
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
                and _is_short(teller)
                and _is_short(supervisor)
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
            case [seen_at, str(supervisor)] if _is_short(supervisor):
                return cls(from_unix(seen_at), supervisor)
        raise BodyError("body-malformed")


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
)
_KINDS: dict[str, type[Body]] = {body.kind: body for body in get_args(Body)}


def body_of_wire(kind: str, body: object) -> Body:
    """Raises `BodyError` for another kind or another shape."""
    known = _KINDS.get(kind)
    if known is None:
        raise BodyError("body-unknown-kind", kind=kind[:MAX_TEXT])
    return known.of_wire(body)


def _is_short(text: str) -> bool:
    return 0 < len(text) <= MAX_TEXT


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
