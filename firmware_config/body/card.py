"""What a card took back, or did for the issuer: with the card's own receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from firmware_config import cbor
from firmware_config.body.payout import NONCE_BYTES
from firmware_config.body.shape import BodyError, is_short
from firmware_config.claim import Claim
from firmware_config.ids import CardId


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
