"""What a journal says when a receipt is printed again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from firmware_config import cbor
from firmware_config.body.shape import BodyError, is_short


@dataclass(frozen=True, slots=True)
class CopyMade:
    """Copy `number` (from 1) of the receipt that bears the number `receipt_seq`."""

    receipt_seq: int
    number: int
    teller: str

    kind: ClassVar[str] = "copy-made"

    def to_wire(self) -> list[object]:
        return [self.receipt_seq, self.number, self.teller]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [int(seq), int(number), str(teller)] if (
                cbor.is_count(seq) and cbor.is_count(number) and seq and number and is_short(teller)
            ):
                return cls(seq, number, teller)
        raise BodyError("body-malformed")
