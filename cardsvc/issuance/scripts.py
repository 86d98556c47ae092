"""Scripts for issued cards: what the issuer wants one card to do, queued until it has done it.

Every counter that fetched a script applies it when the card is next put in, and the card's signed
answer comes back through the counter's journal (docs/adr/0007). A card takes its scripts one after
another and none twice, so what is queued here must be what the card can still do by then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, or_, select, update

from cardsvc import tables
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.records import issue_record
from cardsvc.issuance.slots import Slots
from cardsvc.issuance.vouchers import payable_entitlements
from cardsvc.registry.people import person_by_id
from cardsvc.signing.keys import Keyring
from cardsvc.tables import CardState
from cardsvc.terminals.certificates import TerminalCa
from firmware_config.card.profile import LIMITS
from firmware_config.card.script import (
    Block,
    Body,
    ClearPeriods,
    NewEntitlements,
    NewTerminalCa,
    Script,
    Unblock,
    UnblockPin,
)
from firmware_config.clock import Clock
from firmware_config.ids import CardId, EntitlementId, OfficeId, ProvinceCode
from firmware_config.period import Period, mask_of
from firmware_config.signing import PublicKey

_ISSUED = (CardState.ACTIVE, CardState.BLOCKED)


@dataclass(frozen=True, slots=True)
class ScriptDesk:
    """Every method queues one script, or as many as it takes, and tells the last one's number.

    Every method raises `IssuanceError`: `card-unknown`, `card-state` with the `state` in which
    that cannot be done; and `KeyringError` when the card's authority has been revoked.
    """

    engine: Engine
    keyring: Keyring
    clock: Clock

    def block(self, card: CardId) -> int:
        """The card pays nothing more; until it knows, counters are told by its status."""
        with self.engine.begin() as connection:
            return self.block_within(connection, card)

    def block_within(self, connection: Connection, card: CardId) -> int:
        """The same in the caller's transaction."""
        row = _locked(connection, card, CardState.ACTIVE)
        _set_state(connection, card, CardState.BLOCKED)
        return self._queue(connection, row, Block())

    def unblock(self, card: CardId) -> int:
        with self.engine.begin() as connection:
            return self.unblock_within(connection, card)

    def unblock_within(self, connection: Connection, card: CardId) -> int:
        """The same in the caller's transaction."""
        row = _locked(connection, card, CardState.BLOCKED)
        _set_state(connection, card, CardState.ACTIVE)
        return self._queue(connection, row, Unblock())

    def unblock_pin(self, card: CardId) -> int:
        """The holder still knows the PIN and used up its tries."""
        with self.engine.begin() as connection:
            return self.unblock_pin_within(connection, card)

    def unblock_pin_within(self, connection: Connection, card: CardId) -> int:
        """The same in the caller's transaction."""
        return self._queue(connection, _locked(connection, card), UnblockPin())

    def renew(self, card: CardId) -> int:
        """All that is payable now, as a new record with its vouchers: after a rate has changed, a
        programme came or went, or a year is over. The old record counts until the card has the new.

        Raises:
            IssuanceError: also `nothing-payable`, `too-many-entitlements`.
        """
        with self.engine.begin() as connection:
            return self.renew_within(connection, card)

    def renew_within(self, connection: Connection, card: CardId) -> int:
        """`renew` in the caller's transaction."""
        row = _locked(connection, card)
        person = person_by_id(connection, row.beneficiary)
        slots = Slots.of(connection, card)
        payable = slots.not_before_their_base(payable_entitlements(connection, person))
        if not payable:
            raise IssuanceError("nothing-payable")
        record, octets = issue_record(
            connection, self.keyring, person, self.clock(), PublicKey(row.auth_point), payable
        )
        vouchers = slots.placed(payable)
        slots.keep(connection, vouchers)
        number = 0
        for at in range(0, len(vouchers), LIMITS.script_vouchers):
            some = NewEntitlements(vouchers[at : at + LIMITS.script_vouchers], octets)
            number = self._queue(connection, row, some, record.id)
        return number

    def clear(self, card: CardId, entitlement: EntitlementId, periods: Iterable[Period]) -> int:
        """Let periods be paid again, once it is decided that their payment does not count.

        Raises:
            IssuanceError: also `entitlement-not-on-card`.
        """
        with self.engine.begin() as connection:
            row = _locked(connection, card)
            held = Slots.of(connection, card).of_entitlement(entitlement)
            if held is None:
                raise IssuanceError("entitlement-not-on-card", card=str(card))
            mask = mask_of(held.base, periods)
            body = ClearPeriods(held.slot, entitlement, held.base, mask)
            return self._queue(connection, row, body)

    def new_terminal_generation(self) -> int:
        """After a terminal was stolen, or with a new CA: every terminal gets a new certificate and
        every card is told to believe no older one. How many cards that is."""
        now = self.clock()
        with self.engine.begin() as connection:
            ca = TerminalCa.next(connection, self.keyring, now)
            body = NewTerminalCa(ca.key.kid, ca.generation, ca.key)
            column = tables.card.c
            cards = connection.scalars(
                select(column.id).where(column.state.in_(_ISSUED)).order_by(column.id)
            ).all()
            for card in cards:
                self._queue(connection, _locked(connection, CardId(card)), body)
        return len(cards)

    def _queue(
        self, connection: Connection, card: Row[Any], body: Body, record: bytes | None = None
    ) -> int:
        # The card's row is locked: no two scripts get one number, and none is left out.
        column = tables.script.c
        last = connection.scalar(select(func.max(column.number)).where(column.card == card.id))
        script = Script(CardId(card.id), (last or 0) + 1, body)
        connection.execute(
            insert(tables.script).values(
                card=card.id,
                number=script.number,
                kind=script.kind.name.lower().replace("_", "-"),
                octets=script.sign(self.keyring.holder(card.script_kid)),
                record=record,
                queued_at=self.clock(),
            )
        )
        return script.number


def pending_of_card(connection: Connection, card: CardId) -> tuple[bytes, ...]:
    """Signed scripts that the card is not known to have applied, in their order.

    Raises:
        IssuanceError: `card-unknown`.
    """
    _row(connection, card)
    script = tables.script.c
    return tuple(
        connection.scalars(
            select(script.octets)
            .where(script.card == card.octets, script.applied_at.is_(None))
            .order_by(script.number)
        )
    )


def pending_of_office(connection: Connection, office: OfficeId) -> tuple[bytes, ...]:
    """The same of every card whose holder collects at `office`, card by card.

    Of stopped cards also once they are replaced: they may turn up at a counter whose lists are old.
    """
    script, card, person = tables.script.c, tables.card.c, tables.beneficiary.c
    stopped = select(tables.card_stop.c.card).where(tables.card_stop.c.lifted_at.is_(None))
    return tuple(
        connection.scalars(
            select(script.octets)
            .join(tables.card, card.id == script.card)
            .join(tables.beneficiary, person.id == card.beneficiary)
            .where(
                person.office == office.text,
                or_(card.state.in_(_ISSUED), card.id.in_(stopped)),
                script.applied_at.is_(None),
            )
            .order_by(script.card, script.number)
        )
    )


def province_of_card(connection: Connection, card: CardId) -> ProvinceCode:
    """Raises `IssuanceError` (`card-unknown`)."""
    return person_by_id(connection, _row(connection, card).beneficiary).province


def _locked(connection: Connection, card: CardId, *states: CardState) -> Row[Any]:
    found = select(tables.card).where(tables.card.c.id == card.octets).with_for_update()
    row = connection.execute(found).one_or_none()
    if row is None:
        raise IssuanceError("card-unknown", card=str(card))
    if row.state not in (states or _ISSUED):
        raise IssuanceError("card-state", card=str(card), state=row.state)
    return row


def _row(connection: Connection, card: CardId) -> Row[Any]:
    found = select(tables.card).where(tables.card.c.id == card.octets)
    row = connection.execute(found).one_or_none()
    if row is None:
        raise IssuanceError("card-unknown", card=str(card))
    return row


def _set_state(connection: Connection, card: CardId, state: CardState) -> None:
    found = update(tables.card).where(tables.card.c.id == card.octets)
    connection.execute(found.values(state=state))
