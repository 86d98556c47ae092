"""What a journal says when a card brought home a receipt that another terminal may never send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from firmware_config.body.shape import BodyError
from firmware_config.ids import CardId


@dataclass(frozen=True, slots=True)
class CarriedReceipt:
    """One of `card`'s own receipts (COSE_Sign1), as it was read from the card's journal.

    It tells of a payout or a reversal at the terminal that the receipt names. It moves nothing in
    the drawer of the terminal that carries it.
    """

    card: CardId
    receipt: bytes

    kind: ClassVar[str] = "carried-receipt"

    def to_wire(self) -> list[object]:
        return [self.card.octets, self.receipt]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [bytes(card), bytes(receipt)]:
                return cls(CardId(card), receipt)
        raise BodyError("body-malformed")
