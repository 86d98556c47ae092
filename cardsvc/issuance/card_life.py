"""A card's life after it was issued: stopped, replaced, let pay again, its PIN unblocked.

One person may stop a card at once; what gives something back takes two. Every method is one
transaction with its line in the audit trail. A stop counts from its commit on: the status list that
tells of it is signed before the method returns, and its script lies ready for every counter.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, select

from cardsvc import tables
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.orders import order_card
from cardsvc.issuance.renewal import renew_media
from cardsvc.issuance.scripts import ScriptDesk
from cardsvc.issuance.stopped_cards import hold, holding_stops, is_over, lift, release
from cardsvc.staff import audit, proposals
from cardsvc.staff.errors import StaffError
from cardsvc.staff.proposals import ProposalKind
from cardsvc.status.lists import StatusLists
from cardsvc.tables import CardState, OrderReason
from firmware_config.clock import Clock
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from firmware_config.sqlite import for_reading

STOPPING = (OrderReason.LOST, OrderReason.STOLEN, OrderReason.DAMAGED)
CENTRE = "centre"
"""The user of what the centre does by itself, in the audit trail."""
_SUBJECT = "card:"
_OF_CARDS = (ProposalKind.UNBLOCK, ProposalKind.PIN)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CardLife:
    """`user` is the account that asks. `IssuanceError`: `card-unknown`; `card-state` with the
    `state` in which that cannot be done."""

    engine: Engine
    scripts: ScriptDesk
    status_lists: StatusLists
    clock: Clock

    def stop(self, card: CardId, reason: OrderReason, user: str) -> int:
        """Have the card pay nothing more, anywhere, from now on.

        A card that was only stopped is not replaced by it: `replace` orders the next one.

        Raises:
            IssuanceError: also `stop-reason`.
        """
        if reason not in STOPPING:
            raise IssuanceError("stop-reason", reason=reason.value)
        now = self.clock()
        with self.engine.begin() as connection:
            number = self.scripts.block_within(connection, card)
            hold(connection, card, reason, user, now)
            audit.record(connection, user, "card-stopped", f"card:{card}", now, reason=reason.value)
        self._publish(card)
        return number

    def replace(self, card: CardId, reason: OrderReason, user: str) -> int:
        """Stop the card, unless that was done, and order another for its holder.

        Raises:
            IssuanceError: also `already-ordered`.
        """
        with for_reading(self.engine).begin() as connection:
            state = _row(connection, card).state
        if state == CardState.ACTIVE and reason in STOPPING:
            self.stop(card, reason, user)
        with self.engine.begin() as connection:
            row = _row(connection, card)
            if row.state not in (CardState.ACTIVE, CardState.BLOCKED):
                raise IssuanceError("card-state", card=str(card), state=row.state)
            return order_card(connection, row.beneficiary, reason, user, self.clock(), card)

    def propose_unblock(self, card: CardId, user: str) -> int:
        """Ask for a stopped card to pay again: another person must approve.

        Raises:
            StaffError: `already-proposed`.
        """
        return self._propose(ProposalKind.UNBLOCK, card, user, CardState.BLOCKED)

    def propose_pin(self, card: CardId, user: str) -> int:
        """The holder still knows the PIN and used up its tries: ask for them to be given back by
        the next counter. Another person must approve.

        Raises:
            StaffError: `already-proposed`.
        """
        return self._propose(ProposalKind.PIN, card, user, CardState.ACTIVE, CardState.BLOCKED)

    def approve(self, proposal: int, user: str) -> CardId:
        """Have done what was proposed for a card; which one that is.

        Raises:
            StaffError: `proposal-unknown` (also of no card), `proposal-not-open`, `same-person`.
        """
        now = self.clock()
        with self.engine.begin() as connection:
            card = proposed_card(connection, proposal)
            approved = proposals.approve(connection, proposal, user, now)
            if approved.kind is ProposalKind.PIN:
                number = self.scripts.unblock_pin_within(connection, card)
                done = "card-pin-unblocked"
            else:
                number = self.scripts.unblock_within(connection, card)
                lift(connection, card, now)
                done = "card-unblocked"
            audit.record(connection, user, done, approved.subject, now, script=number)
        self._publish(card)
        return card

    def let_go(self) -> int:
        """Release what stopped cards hold back where that is over; how many stops that were.

        What is then still unpaid goes to the holder's new card by a script, and onto a new sheet.
        """
        now, released = self.clock(), 0
        with for_reading(self.engine).begin() as connection:
            over = [one for one in holding_stops(connection) if is_over(connection, one, now)]
        for stop in over:
            with self.engine.begin() as connection:
                release(connection, stop, now)
                renewed = self._renewed(connection, stop.card, now)
                audit.record(
                    connection,
                    CENTRE,
                    "card-hold-released",
                    f"card:{stop.card}",
                    now,
                    scripts=renewed,
                )
            released += 1
        return released

    def _propose(self, kind: ProposalKind, card: CardId, user: str, *states: CardState) -> int:
        with self.engine.begin() as connection:
            row = _row(connection, card)
            if row.state not in states:
                raise IssuanceError("card-state", card=str(card), state=row.state)
            subject = f"{_SUBJECT}{card}"
            return proposals.propose(connection, kind, subject, {}, user, self.clock())

    def _renewed(self, connection: Connection, stopped: CardId, now: datetime) -> int:
        """Bring the holder's cards and sheet to what is payable now; how many scripts that took."""
        holder = _row(connection, stopped).beneficiary
        try:
            with connection.begin_nested():
                return renew_media(connection, self.scripts, holder, now).scripts
        except ContractError as fault:
            # The hold is over all the same; what is let go is on the next record.
            _log.error("card-not-renewed", extra={"code": fault.code})
            return 0

    def _publish(self, card: CardId) -> None:
        """Sign the status lists that tell of the card. The stop stands whether or not that works:
        who fetches a list next has it signed then."""
        record, script = tables.record.c, tables.script.c
        with for_reading(self.engine).begin() as connection:
            mine = select(tables.card.c.record).where(tables.card.c.id == card.octets)
            coming = select(script.record).where(script.card == card.octets)
            uris = connection.scalars(
                select(record.status_uri).where(record.id.in_(mine.union(coming))).distinct()
            ).all()
        for uri in uris:
            try:
                self.status_lists.of_uri(uri)
            except ContractError as fault:
                _log.error("status-list-not-signed", extra={"uri": uri, "code": fault.code})


def proposed_card(connection: Connection, proposal: int) -> CardId:
    """The card that a proposal is about.

    Raises:
        StaffError: `proposal-unknown` (also of no card).
    """
    found = proposals.find_proposal(connection, proposal)
    if found.kind not in _OF_CARDS or not found.subject.startswith(_SUBJECT):
        raise StaffError("proposal-unknown", proposal=proposal)
    return CardId.parse(found.subject.removeprefix(_SUBJECT))


def _row(connection: Connection, card: CardId) -> Row[tuple[object, ...]]:
    found = select(tables.card).where(tables.card.c.id == card.octets)
    row = connection.execute(found).one_or_none()
    if row is None:
        raise IssuanceError("card-unknown", card=str(card))
    return row
