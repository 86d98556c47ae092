"""A small world around a centre: an office, people on a list, cards, and a terminal's journal."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import func, insert, make_url, select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.db import open_database
from cardsvc.issuance.personalising import Personalised
from cardsvc.issuance.scripts import pending_of_card
from cardsvc.issuance.stopped_cards import HELD_AT_MOST
from cardsvc.registry.birth_date import BirthDate
from cardsvc.registry.intake import Intake, ListSource, take_list
from cardsvc.registry.list_row import ListRow, ListTerms
from cardsvc.registry.offices import Office
from cardsvc.registry.people import Person, person
from cardsvc.registry.preview import AcceptedList
from cardsvc.settings import Settings
from cardsvc.tables import TerminalState
from cardsvc.terminals.terminal import find_terminal
from firmware_config.body.card import Reversed, ScriptApplied
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Disbursed, OutcomeUnknown
from firmware_config.card.apdu import CardGone
from firmware_config.card.order import DisburseOrder, ReverseOrder
from firmware_config.card.session import CardSession
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.claim import Claim, Medium
from firmware_config.clock import to_unix
from firmware_config.ids import CitizenNumber, OfficeId, ProgrammeCode, ProvinceCode, TerminalId
from firmware_config.period import Period, mask_of
from firmware_config.record import Record
from firmware_config.request_proof import HEADER, Prover, audience_of
from firmware_config.signing import FileKey
from firmware_config.telling import Data, Telling
from firmware_config.wire import GENESIS, Batch, Entry
from tests.simulators.blank_cards import blank_card

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HA_NOI = ProvinceCode("01")
BA_DINH = Office(OfficeId("100000"), "Bưu cục Ba Đình", HA_NOI)
CAU_GIAY = Office(OfficeId("113000"), "Bưu cục Cầu Giấy", HA_NOI)
BTXH = ProgrammeCode("BTXH")
NOVEMBER = Period.of_month(2026, 11)
HANH = CitizenNumber("001145012345")
MINH = CitizenNumber("001052067890")


@dataclass(slots=True)
class Hands:
    """A clock that moves when told."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


def open_centre(state: Path, database_url: str | None = None, clock: Hands | None = None) -> Centre:
    """A centre with two offices of one province."""
    settings = Settings.of(state, database_url)
    _lay_tables(settings.database_url)
    centre = Centre.open(settings, clock or Hands())
    for office in (BA_DINH, CAU_GIAY):
        centre.add_office(office)
    return centre


def _lay_tables(database_url: str) -> None:
    """Put a file with all tables where a new SQLite store is to be: sixteen migrations take half a
    second, which a test of something else need not spend."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or url.database is None:
        return
    file = Path(url.database)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_tables())


@cache
def _tables() -> bytes:
    with TemporaryDirectory() as folder:
        settings = Settings.of(Path(folder))
        open_database(settings).dispose()
        database = make_url(settings.database_url).database
        assert database is not None
        return Path(database).read_bytes()


def row(
    centre: Centre,
    number: CitizenNumber = HANH,
    *,
    name: str = "Nguyễn Thị Hồng Hạnh",
    category: str = "K5.4",
    monthly_vnd: int = 500_000,
    months: int = 1,
    arrears_vnd: int = 0,
    at: int = 5,
) -> ListRow:
    """A row as the reader of payout lists gives it."""
    found = centre.rates.category(BTXH, category)
    return ListRow(
        row=at,
        name=name,
        birth_date=BirthDate(number.birth_year),
        citizen_number=number,
        address="Số 5, phường Ba Đình",
        category=found,
        category_text=category,
        coefficient_tenths=10,
        monthly_amount_vnd=monthly_vnd,
        months=months,
        arrears_vnd=arrears_vnd,
        total_vnd=monthly_vnd * months + arrears_vnd,
    )


def take(
    centre: Centre,
    rows: Sequence[ListRow],
    period: Period = NOVEMBER,
    office: Office = BA_DINH,
    octets: bytes | None = None,
) -> Intake:
    """Take in a list of `rows` as a run does, without the way that comes before."""
    terms = ListTerms(BTXH, office.province, office.id, period)
    source = ListSource("danh-sach.xlsx", octets or secrets.token_bytes(16), "officer")
    return take_accepted(centre, AcceptedList(terms, tuple(rows), ()), source)


def take_accepted(centre: Centre, accepted: AcceptedList, source: ListSource) -> Intake:
    with centre.engine.begin() as connection:
        return take_list(connection, accepted, source, centre.rates, centre.clock())


def find(centre: Centre, number: CitizenNumber = HANH) -> Person:
    with centre.reading.begin() as connection:
        return person(connection, number)


class Contacts:
    """A software card, powered. `left` commands later it is pulled, if a number is given."""

    def __init__(self, card: SoftwareCard, left: int | None = None) -> None:
        card.power_on()
        self._card = card
        self._left = left

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        if self._left is not None:
            if self._left == 0:
                raise CardGone
            self._left -= 1
        response = self._card.transmit(apdu)
        return response[:-2], int.from_bytes(response[-2:])


@dataclass(slots=True)
class IssuedCard:
    """A card in somebody's hand."""

    card: SoftwareCard
    issued: Personalised

    def session(self, terminal: Counter | None = None) -> CardSession:
        """The card powered up; ready to pay at `terminal` if one is given."""
        session = CardSession(Contacts(self.card))
        session.select()
        if terminal is not None:
            session.authenticate_terminal(
                terminal.certificate, terminal.id, self.issued.card, terminal.key
            )
            session.verify_pin(self.issued.pin)
        return session

    def reverse(self, terminal: Counter, paid: Disbursed) -> Reversed:
        """What a counter journals once the card took its last payout back."""
        session = self.session(terminal)
        nonce = secrets.token_bytes(8)
        order = ReverseOrder(session.state().counter, terminal.id, nonce, to_unix(NOW))
        receipt = session.reverse(order)
        card = self.issued.card
        return Reversed(nonce, paid.nonce, card, paid.claim, receipt.cose, "lan", "hoa")

    def apply(self, *scripts: bytes) -> tuple[ScriptApplied, ...]:
        """What a counter journals once the card has obeyed `scripts`."""
        session = self.session()
        receipts = [session.put_script(script) for script in scripts]
        card = self.issued.card
        return tuple(ScriptApplied(card, one.receipt.mask, one.cose) for one in receipts)

    def pay(self, terminal: Counter, period: Period = NOVEMBER, slot: int = 0) -> Disbursed:
        """What a counter journals for a payout, made by the card."""
        session = self.session(terminal)
        voucher = session.state().vouchers[slot]
        nonce, mask = secrets.token_bytes(8), mask_of(voucher.base, (period,))
        order = DisburseOrder(slot, mask, voucher.amount_vnd, terminal.id, nonce, to_unix(NOW))
        receipt = session.disburse(order)
        claim = Claim(voucher.entitlement, BTXH, voucher.base, mask, voucher.amount_vnd)
        return Disbursed(
            nonce,
            Medium.CHIP,
            self.issued.card,
            self.issued.record_id,
            claim,
            receipt.cose,
            "pin",
            "lan",
        )


def issue_card(centre: Centre, number: CitizenNumber = HANH) -> IssuedCard:
    card = blank_card(centre.keyring.card_master)
    contacts = Contacts(card)
    issued = centre.cards.personalise(contacts, find(centre, number).id)
    centre.cards.activate(contacts, issued)
    return IssuedCard(card, issued)


def let_go(centre: Centre, clock: Hands, successor: IssuedCard) -> None:
    """Wait out what the card before `successor` may have been paid for (ADR 0009): the counters
    that it was shown at stayed silent, and its successor may pay all of it."""
    clock.forward(HELD_AT_MOST)
    assert centre.card_life.let_go() == 1
    with centre.reading.begin() as connection:
        scripts = pending_of_card(connection, successor.issued.card)
    successor.apply(*scripts)


def pay_paper(record: Record, period: Period = NOVEMBER) -> Disbursed:
    """What a counter journals for a payout on a QR sheet's first entitlement."""
    held = record.entitlements[0]
    claim = Claim(
        held.id, held.programme, held.base, mask_of(held.base, (period,)), held.amount_vnd
    )
    nonce = secrets.token_bytes(8)
    return Disbursed(nonce, Medium.QR, None, record.id, claim, None, "citizen-card", "lan")


def closed_by_hand(
    moved: Disbursed | Reversed, *, cash_moved: bool, reversal: bool = False
) -> OutcomeUnknown:
    """What a counter journals for `moved`, or for its `reversal`, once a supervisor has said
    what became of it."""
    return OutcomeUnknown(
        *(moved.nonce, moved.card, moved.claim, reversal or isinstance(moved, Reversed)),
        *(cash_moved, "card-lost", "lan", "hoa"),
    )


def report_dead(centre: Centre, died_on: date, number: CitizenNumber = HANH) -> None:
    with centre.engine.begin() as connection:
        connection.execute(
            insert(tables.death).values(
                citizen_number=number.digits,
                died_on=died_on.isoformat(),
                source="UBND xã",
                entered_by="officer",
                entered_at=centre.clock(),
            )
        )


def state_of(centre: Centre, counter: Counter) -> TerminalState:
    with centre.reading.begin() as connection:
        return find_terminal(connection, counter.id).state


def rows_in(centre: Centre, table: str) -> int:
    with centre.reading.begin() as connection:
        query = select(func.count()).select_from(tables.metadata.tables[table])
        return connection.execute(query).scalar_one()


@dataclass(slots=True)
class Counter:
    """A terminal with its key and journal."""

    id: TerminalId
    key: FileKey = field(default_factory=FileKey.new)
    entries: list[Entry] = field(default_factory=list)
    certificate: bytes = b""

    @classmethod
    def enrolled(cls, centre: Centre, name: str = "T0000001", office: Office = BA_DINH) -> Counter:
        counter = cls(TerminalId(name))
        counter.certificate = centre.certificates.enrol(
            counter.id, office.id, counter.key.public_key
        )
        return counter

    def write(self, *bodies: Body, at: datetime = NOW) -> tuple[Entry, ...]:
        """The next entries of the journal."""
        for body in bodies:
            previous = self.entries[-1].hash if self.entries else GENESIS
            self.entries.append(Entry.make(self.id, len(self.entries) + 1, previous, at, body))
        return tuple(self.entries[-len(bodies) :])

    def proof(
        self,
        centre: Centre,
        path: str,
        body: bytes = b"",
        method: str = "GET",
        ago: timedelta = timedelta(),
    ) -> dict[str, str]:
        """The header that proves one request to `centre`, made so long `ago`."""
        return {HEADER: self.prover(centre, ago).header(method, path, body)}

    def prover(self, centre: Centre, ago: timedelta = timedelta()) -> Prover:
        """Proves requests to `centre`, by a clock that is `ago` behind."""
        audience = audience_of(centre.keyring.root)
        return Prover(self.id, audience, self.key, lambda: centre.clock() - ago)

    def telling(self, **what: Any) -> Telling:
        """All well, but for `what`."""
        told: dict[str, Any] = {
            "terminal": self.id,
            "told_at": NOW,
            "software": "0.1.0",
            "store_revision": "0006",
            "configuration": 0,
            "roles": {},
            "as_of": dict.fromkeys(Data, NOW),
            "pending": 0,
            "dead_letters": 0,
            "clock_ahead_s": 0,
        }
        return Telling(**told | what)

    def batch(self, first: int = 1, last: int | None = None) -> bytes:
        """Entries `first` … `last` of the journal, signed."""
        return Batch(self.id, tuple(self.entries[first - 1 : last])).sign(self.key)
