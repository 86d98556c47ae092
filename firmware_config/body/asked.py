"""What a journal says when a supervisor asks the centre to take an earlier payout back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self

from firmware_config import cbor
from firmware_config.body.shape import BodyError, is_short


class AskReason(StrEnum):
    """Why a payout should not stand. A closed list: a free text would hold people's names."""

    WRONG_PERSON = "wrong-person"
    WRONG_MONTHS = "wrong-months"
    CASH_NOT_TAKEN = "cash-not-taken"
    CASH_BROUGHT_BACK = "cash-brought-back"
    NOT_ENTITLED = "not-entitled"


@dataclass(frozen=True, slots=True)
class ReversalAsked:
    """A request about the payment in entry `paid_seq` of the same journal. It moves no money: the
    payment stands until the centre has decided."""

    paid_seq: int
    reason: AskReason
    teller: str
    supervisor: str

    kind: ClassVar[str] = "reversal-asked"

    def to_wire(self) -> list[object]:
        return [self.paid_seq, self.reason.value, self.teller, self.supervisor]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [int(paid_seq), str(reason), str(teller), str(supervisor)] if (
                cbor.is_count(paid_seq) and paid_seq and is_short(teller) and is_short(supervisor)
            ):
                return cls(paid_seq, _reason(reason), teller, supervisor)
        raise BodyError("body-malformed")


def _reason(text: str) -> AskReason:
    try:
        return AskReason(text)
    except ValueError:
        raise BodyError("body-malformed") from None
