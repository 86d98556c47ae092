"""What a payout is of, and on what the person's right to it was shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from firmware_config import cbor
from firmware_config.body.shape import BodyError
from firmware_config.ids import EntitlementId, ProgrammeCode
from firmware_config.money import checked_vnd
from firmware_config.period import Period, checked_mask, periods_of


class Medium(StrEnum):
    """What the person brought."""

    CHIP = "chip"
    QR = "qr"
    LIST = "list"
    """Nothing that could be read: the person is found on the payout list, by number."""


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
        return self.amount_vnd // self.mask.bit_count()

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
