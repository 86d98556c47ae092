"""A card's state as GET DATA tells it and INTERNAL AUTHENTICATE signs it.

life 1 | counter 4 | then for each voucher in use: slot 1 | entitlement 16 | base 2 |
payable 4 | amount per period 4 | sequence 2 | paid 4
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

from firmware_config.card.profile import AUTH_DOMAIN, LIMITS, Life
from firmware_config.errors import ContractError
from firmware_config.ids import EntitlementId
from firmware_config.period import Period, checked_mask, periods_of

_HEAD = struct.Struct(">BI")
VOUCHER = struct.Struct(">16sHIIHI")
AUTH_NONCE_BYTES = 16


class CardStateError(ContractError):
    """Octets that are no card state (`card-state-malformed`)."""


@dataclass(frozen=True, slots=True)
class Voucher:
    """One slot: what may be paid and what has been."""

    slot: int
    entitlement: EntitlementId
    base: Period
    payable: int
    amount_vnd: int
    sequence: int
    paid: int

    @property
    def is_empty(self) -> bool:
        """Whether it is all zeros, as a free slot is."""
        return not any(self.encode())

    @property
    def open_mask(self) -> int:
        return self.payable & ~self.paid

    @property
    def open_periods(self) -> tuple[Period, ...]:
        return periods_of(self.base, self.open_mask)

    def encode(self) -> bytes:
        """Without the slot: what PUT VOUCHER carries."""
        return VOUCHER.pack(
            self.entitlement.octets,
            self.base.code,
            self.payable,
            self.amount_vnd,
            self.sequence,
            self.paid,
        )

    @classmethod
    def parse(cls, slot: int, octets: bytes) -> Voucher:
        """Raises `CardStateError` unless `octets` are 32 and the slot exists; `PeriodError`."""
        if slot >= LIMITS.slots or len(octets) != VOUCHER.size:
            raise CardStateError("card-state-malformed")
        ref, code, payable, amount_vnd, sequence, paid = VOUCHER.unpack(octets)
        base = Period(code)
        checked_mask(base, payable)
        return cls(slot, EntitlementId(ref), base, payable, amount_vnd, sequence, paid)


@dataclass(frozen=True, slots=True)
class CardState:
    """The life cycle, the transaction counter and the vouchers; `octets` is what was signed."""

    life: Life
    counter: int
    vouchers: tuple[Voucher, ...]
    octets: bytes

    @classmethod
    def make(cls, life: Life, counter: int, vouchers: tuple[Voucher, ...]) -> CardState:
        octets = _HEAD.pack(life, counter) + b"".join(
            bytes((voucher.slot,)) + voucher.encode() for voucher in vouchers
        )
        return cls(life, counter, vouchers, octets)

    @classmethod
    def parse(cls, octets: bytes) -> CardState:
        """Raises `CardStateError` for octets that no card sends."""
        size = VOUCHER.size + 1
        if len(octets) < _HEAD.size or (len(octets) - _HEAD.size) % size:
            raise CardStateError("card-state-malformed")
        life, counter = _HEAD.unpack_from(octets)
        items = [octets[at : at + size] for at in range(_HEAD.size, len(octets), size)]
        vouchers = tuple(Voucher.parse(item[0], item[1:]) for item in items)
        if len({voucher.slot for voucher in vouchers}) != len(vouchers):
            raise CardStateError("card-state-malformed")
        try:
            return cls(Life(life), counter, vouchers, octets)
        except ValueError:
            raise CardStateError("card-state-malformed") from None

    def voucher_for(self, entitlement: EntitlementId) -> Voucher | None:
        return next((v for v in self.vouchers if v.entitlement == entitlement), None)


def auth_message(
    card_id: bytes, terminal_nonce: bytes, card_nonce: bytes, state_octets: bytes
) -> bytes:
    """What the AUTH key signs: domain ‖ card id ‖ terminal nonce ‖ card nonce ‖ SHA-256(state)."""
    return (
        AUTH_DOMAIN + card_id + terminal_nonce + card_nonce + hashlib.sha256(state_octets).digest()
    )
