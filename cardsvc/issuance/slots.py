"""Which slot of a card holds which entitlement, once the card has applied every queued script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from sqlalchemy import Connection, delete, insert, select

from cardsvc import tables
from firmware_config.card.profile import LIMITS
from firmware_config.card.state import Voucher
from firmware_config.ids import CardId, EntitlementId
from firmware_config.period import Period
from firmware_config.record import Entitlement

_FIRST_SEQUENCE = 1


@dataclass(frozen=True, slots=True)
class Held:
    """One slot in use. `sequence` rises with every voucher put there."""

    slot: int
    entitlement: EntitlementId
    base: Period
    sequence: int


@dataclass(frozen=True, slots=True)
class Slots:
    """One card's slots in use."""

    card: CardId
    held: tuple[Held, ...] = ()

    @classmethod
    def of(cls, connection: Connection, card: CardId) -> Self:
        column = tables.card_voucher.c
        rows = connection.execute(
            select(tables.card_voucher).where(column.card == card.octets).order_by(column.slot)
        )
        return cls(
            card,
            tuple(
                Held(row.slot, EntitlementId(row.entitlement), Period(row.base), row.sequence)
                for row in rows
            ),
        )

    def of_entitlement(self, entitlement: EntitlementId) -> Held | None:
        return next((held for held in self.held if held.entitlement == entitlement), None)

    def not_before_their_base(self, entitlements: Iterable[Entitlement]) -> tuple[Entitlement, ...]:
        """`entitlements` as the card can hold them: a voucher's base never falls.

        A period before it, which came back by a reversal, is for another medium to pay.
        """
        able = []
        for one in entitlements:
            held = self.of_entitlement(one.id)
            if held is not None and held.base > one.base:
                payable = one.payable >> held.base.code - one.base.code
                if not payable:
                    continue
                one = Entitlement(one.id, one.programme, held.base, payable, one.amount_vnd)
            able.append(one)
        return tuple(able)

    def placed(self, entitlements: tuple[Entitlement, ...]) -> tuple[Voucher, ...]:
        """A voucher for each: in its own slot, a free one, or one whose entitlement is over."""
        wanted = {one.id for one in entitlements}
        by_slot = {held.slot: held for held in self.held}
        free = iter(
            [slot for slot in range(LIMITS.slots) if slot not in by_slot]
            + [held.slot for held in self.held if held.entitlement not in wanted]
        )
        vouchers = []
        for one in entitlements:
            mine = self.of_entitlement(one.id)
            slot = next(free) if mine is None else mine.slot
            before = by_slot.get(slot)
            sequence = before.sequence + 1 if before else _FIRST_SEQUENCE
            vouchers.append(
                Voucher(slot, one.id, one.base, one.payable, one.amount_vnd, sequence, paid=0)
            )
        return tuple(vouchers)

    def keep(self, connection: Connection, vouchers: tuple[Voucher, ...]) -> None:
        """Write down what the slots of `vouchers` hold from now on."""
        column = tables.card_voucher.c
        connection.execute(
            delete(tables.card_voucher).where(
                column.card == self.card.octets, column.slot.in_([v.slot for v in vouchers])
            )
        )
        connection.execute(
            insert(tables.card_voucher),
            [
                {
                    "card": self.card.octets,
                    "slot": voucher.slot,
                    "entitlement": voucher.entitlement.octets,
                    "base": voucher.base.code,
                    "sequence": voucher.sequence,
                }
                for voucher in vouchers
            ],
        )

    def clear(self, connection: Connection) -> None:
        """Of a card whose personalisation begins again."""
        column = tables.card_voucher.c
        connection.execute(delete(tables.card_voucher).where(column.card == self.card.octets))
