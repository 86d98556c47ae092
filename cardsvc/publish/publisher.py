"""What counters fetch: the trust list, status lists, each office's payout list, card scripts."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, select

from cardsvc import tables
from cardsvc.errors import CentreError
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.scripts import pending_of_card, pending_of_office, province_of_card
from cardsvc.issuance.stopped_cards import held_periods
from cardsvc.ledger.holds import held_now
from cardsvc.ledger.paid_early import waiting_periods
from cardsvc.publish.line_records import Persons
from cardsvc.publish.people_notes import Counsel
from cardsvc.publish.shelf import Shelf
from cardsvc.registry.offices import office
from cardsvc.registry.stops import stopped_since
from cardsvc.signing.document import Document
from cardsvc.signing.keys import Keyring
from cardsvc.status.lists import StatusLists
from cardsvc.tables import CaseState
from cardsvc.terminals.terminal import Terminal
from firmware_config import cbor, script_list
from firmware_config.clock import Clock
from firmware_config.ids import CardId, EntitlementId, OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.payout_list import MAX_LINES, HeldReason, Line, OfficePayoutList
from firmware_config.period import MASK_BITS, Period, mask_of
from firmware_config.record import Entitlement
from firmware_config.sqlite import for_reading
from firmware_config.trust import Role
from firmware_config.vietnamese.dates import month_of, today

_log = logging.getLogger(__name__)


class PublishError(CentreError):
    """`photo-unknown`, or `payout-list-too-long` for one document."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Every method gives the document as of now."""

    engine: Engine
    keyring: Keyring
    clock: Clock
    shelf: Shelf = field(default_factory=Shelf)
    persons: Persons = field(default_factory=Persons)

    def trust_list(self) -> Document:
        now = self.clock()
        content = cbor.encode([key.to_wire() for key in self.keyring.trust(now).keys])

        def sign() -> bytes:
            return self.keyring.trust_list(now)

        return self.shelf.document("trust", content, now, sign)

    @property
    def status_lists(self) -> StatusLists:
        return StatusLists(self.engine, self.keyring, self.clock)

    def status_list(self, province: ProvinceCode, shard: int) -> Document:
        """Raises `StatusListUnknown` for a shard that no record can point to."""
        return self.status_lists.document(province, shard)

    def payout_list(self, office_id: OfficeId) -> Document:
        """All that is due at an office and not paid.

        Raises:
            RegistryError: `office-unknown`.
            PublishError: `payout-list-too-long`.
        """
        now = self.clock()
        with for_reading(self.engine).begin() as connection:
            province = office(connection, office_id).province
            period = _newest_period(connection, office_id, now)
            counsel = Counsel.of_office(connection, office_id, today(now))
            lines = _lines(connection, office_id, counsel, now)
            lines = self.persons.named(connection, office_id, lines)
        if len(lines) > MAX_LINES:
            raise PublishError("payout-list-too-long", lines=len(lines), limit=MAX_LINES)
        content = cbor.encode([period.code, [line.to_wire() for line in lines]])

        def sign() -> bytes:
            listed = OfficePayoutList(office_id, province, period, now, lines)
            return listed.sign(self.keyring.signer(Role.PAYOUT_LIST, now, province))

        return self.shelf.document(f"payout-list/{office_id}", content, now, sign)

    def photo(self, sha256: bytes, office_id: OfficeId) -> Document:
        """The JPEG of that hash, of somebody who is paid at the office.

        Raises:
            PublishError: `photo-unknown`.
        """
        held, photo = tables.entitlement.c, tables.photo.c
        people = select(held.beneficiary).where(held.office == office_id.text)
        query = select(photo.jpeg).where(photo.sha256 == sha256, photo.beneficiary.in_(people))
        with for_reading(self.engine).begin() as connection:
            jpeg = connection.scalars(query.limit(1)).one_or_none()
        if jpeg is None:
            raise PublishError("photo-unknown")
        return Document.of(bytes(jpeg), self.clock())

    def office_scripts(self, office_id: OfficeId) -> Document:
        """What the cards of an office have still to apply.

        Raises:
            RegistryError: `office-unknown`.
        """
        with for_reading(self.engine).begin() as connection:
            office(connection, office_id)
            scripts = pending_of_office(connection, office_id)
        if len(scripts) > script_list.MAX_SCRIPTS:
            _log.warning("scripts-left-off", extra={"office": office_id.text})
        octets = script_list.encode(scripts[: script_list.MAX_SCRIPTS])
        return Document.of(octets, self.clock())

    def card_scripts(self, card: CardId, terminal: Terminal) -> Document:
        """What one card has still to apply, for a terminal of its own province.

        Raises:
            IssuanceError: `card-unknown`, also of another province's.
        """
        with for_reading(self.engine).begin() as connection:
            scripts = pending_of_card(connection, card)
            home = office(connection, terminal.office).province
            if province_of_card(connection, card) != home:
                raise IssuanceError("card-unknown", card=str(card))
        return Document.of(script_list.encode(scripts), self.clock())


def _newest_period(connection: Connection, office_id: OfficeId, now: datetime) -> Period:
    """The newest list's; this month before the first list."""
    taken = tables.payout_list.c
    code = connection.scalar(select(func.max(taken.period)).where(taken.office == office_id.text))
    if code is not None:
        return Period(code)
    return month_of(today(now))


def _on_the_way() -> Select[tuple[int | None]]:
    """Lists that a run is still taking in: a counter gets a list whole."""
    case = tables.list_case.c
    unfinished = (CaseState.APPROVED, CaseState.SIGNING)
    return select(case.list).where(case.state.in_(unfinished), case.list.is_not(None))


def _lines(
    connection: Connection, office_id: OfficeId, counsel: Counsel, now: datetime
) -> tuple[Line, ...]:
    due, held, transfer = tables.due.c, tables.entitlement.c, tables.transfer.c
    person = tables.beneficiary.c
    unpaid: Select[Any] = (
        select(
            *(held.id, held.programme, held.amount_vnd, held.beneficiary),
            *(person.name, due.period),
        )
        .select_from(tables.due)
        .join(tables.entitlement, held.id == due.entitlement)
        .join(tables.beneficiary, person.id == held.beneficiary)
        .outerjoin(tables.transfer, tables.DUE_IS_PAID)
        .where(held.office == office_id.text, transfer.id.is_(None), due.list.not_in(_on_the_way()))
        .order_by(person.folded_name, held.id, due.period)
    )
    of_office = select(held.id).where(held.office == office_id.text)
    waiting = waiting_periods(connection, of_office)
    elsewhere = held_now(connection, of_office, now)
    stops = stopped_since(connection, of_office)
    after_stop = held_periods(connection, of_office)
    payable: dict[bytes, Line] = {}
    held_back: dict[bytes, Line] = {}
    in_order: dict[bytes, None] = {}
    for row in connection.execute(unpaid):
        reason: HeldReason | None = None
        if row.beneficiary in counsel.dead:
            reason = HeldReason.REPORTED_DEAD
        elif row.id in stops and row.period >= stops[row.id].code:
            reason = HeldReason.STOPPED
        elif (row.id, row.period) in waiting:
            reason = HeldReason.SUSPENSE
        elif (row.id, row.period) in after_stop:
            reason = HeldReason.STOPPED_CARD
        elif (row.id, row.period) in elsewhere:
            reason = HeldReason.PAID_ELSEWHERE
        lines = payable if reason is None else held_back
        lines[row.id] = Line(
            _with_period(row, lines.get(row.id)),
            row.name,
            None if reason is None else reason.value,
            counsel.proxies.get(row.beneficiary),
            row.beneficiary in counsel.at_home,
            counsel.notes.get(row.beneficiary, ""),
            photo=counsel.photos.get(row.beneficiary),
        )
        in_order[row.id] = None
    # Each entitlement once, in the order of names: held only if nothing of it is payable.
    return tuple(payable.get(ref) or held_back[ref] for ref in in_order)


def _with_period(row: Row[Any], before: Line | None) -> Entitlement:
    period = Period(row.period)
    base, mask = (before.entitlement.base, before.entitlement.payable) if before else (period, 0)
    # A period that one voucher cannot name beside the oldest comes once that is paid.
    if period.code < base.code + MASK_BITS:
        mask |= mask_of(base, (period,))
    return Entitlement(
        EntitlementId(row.id), ProgrammeCode(row.programme), base, mask, row.amount_vnd
    )
