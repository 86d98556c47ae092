"""The whole way, over real parts: a workbook comes in, a person is paid, the ledger knows.

The card is simulated, but it sits in a real reader stack: pcscd, its virtual reader, pyscard. It
is personalised through a secure channel, and pays for a counter whose certificate it has checked.
The centre answers over HTTP from a real server; both sides keep their books in SQLite files.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.issuance.card_source import card_in_reader
from cardsvc.issuance.scripts import pending_of_card
from cardsvc.ledger.books import balances
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.offices import Office
from cardsvc.registry.people import person
from cardsvc.reports.progress import Progress, progress
from cardsvc.settings import Settings as CentreSettings
from counter.decision.refusal import Refusal, Rule
from counter.desk.desk import Desk
from counter.desk.state import Offered, Told, Waiting
from counter.paying.payout import Paid
from counter.paying.reversal import TakenBack
from counter.station import Station
from demo.payout_list import STANDARD_VND, write_payout_list
from demo.people import TAN_TRAO, Person, people
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.card.simulator.vpcd import VpcdCard
from firmware_config.ids import CardId, OfficeId, ProgrammeCode, TerminalId
from firmware_config.notes import Notes
from firmware_config.period import Period
from tests.simulators.answering import answering
from tests.simulators.blank_cards import blank_card
from tests.simulators.counter_settings import enrolled_at
from tests.simulators.pcscd import Pcscd
from tests.simulators.waiting import wait_until

PERIOD = Period.of_month(2026, 11)
NOW = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)
OFFICE = Office(OfficeId("301040"), "Bưu điện Tân Trào", TAN_TRAO.province)
TERMINAL = TerminalId("TQ000001")


@dataclass
class Province:
    """A centre that is served, a counter with a PC/SC reader, and the people of one list."""

    centre: Centre
    counter: Station
    reader_port: int
    everyone: tuple[Person, ...]

    @property
    def desk(self) -> Desk:
        return self.counter.desk

    def issue_card(self, one: Person) -> tuple[SoftwareCard, str]:
        """Personalise a blank card in the reader; the card and its PIN."""
        card = blank_card(self.centre.keyring.card_master)
        with VpcdCard(card, port=self.reader_port), card_in_reader() as connection:
            issued = self.centre.cards.personalise(connection, self.id_of(one))
            self.centre.cards.activate(connection, issued)
        return card, issued.pin

    def pay(self, pin: str) -> None:
        """Pay what the card in the reader is offered."""
        wait_until(lambda: isinstance(self.desk.state, Offered))
        offered = self.desk.state
        assert isinstance(offered, Offered)
        self.desk.pay_chip(offered.presentation, pin, "giaodich")
        told = self.desk.state
        assert isinstance(told, Told)
        assert isinstance(told.answer, Paid)

    def pending_scripts(self, card: CardId) -> tuple[bytes, ...]:
        with self.centre.reading.begin() as connection:
            return pending_of_card(connection, card)

    def id_of(self, one: Person) -> int:
        with self.centre.reading.begin() as connection:
            return person(connection, one.citizen).id

    def progress(self) -> Progress:
        """The one line of the list's own period for the one office and programme."""
        with self.centre.reading.begin() as connection:
            (line,) = (one for one in progress(connection) if one.period == PERIOD)
        return line


@pytest.fixture
def province(tmp_path: Path, pcscd: Pcscd) -> Iterator[Province]:
    with ExitStack() as stack:
        centre = Centre.open(CentreSettings.of(tmp_path / "centre"), clock=lambda: NOW)
        stack.callback(centre.close)
        centre.add_office(OFFICE)
        url = stack.enter_context(answering(app_of(centre)))
        settings = enrolled_at(centre, url, tmp_path / "counter", TERMINAL.text, OFFICE)
        everyone = people(seed=7, count=30, period=PERIOD)
        import_list(centre, tmp_path / "list.xlsx", everyone)
        counter = Station(settings, lambda part: None, clock=lambda: NOW)
        stack.callback(counter.stop)
        counter.shifts.open(Notes(), "giaodich")  # an empty drawer: the books show payouts alone
        yield Province(centre, counter, pcscd.vpcd_port, everyone)


def import_list(centre: Centre, path: Path, everyone: tuple[Person, ...]) -> None:
    write_payout_list(path, everyone, PERIOD, is_messy=True)
    terms = ListTerms(ProgrammeCode("BTXH"), OFFICE.province, OFFICE.id, PERIOD)
    with path.open("rb") as file:
        case = centre.lists.open_case(file, path.name, terms, "lan")
    centre.lists.announce(case, sum(one.total_vnd(STANDARD_VND) for one in everyone), "", "lan")
    centre.lists.submit(case, "lan")
    centre.lists.approve(case, "hung")
    centre.runs.work_off()


@pytest.mark.pcsc
def test_a_person_on_the_list_is_paid_once_by_chip_and_the_ledger_knows(
    province: Province,
) -> None:
    # The list made debts and no payments yet.
    before = province.progress()
    assert (before.owed, before.paid) == (30, 0)

    # A card is personalised for one of its people, through the reader.
    hoa = next(one for one in province.everyone if one.months == 1 and not one.arrears_months)
    card, pin = province.issue_card(hoa)

    # The counter starts, fetches its lists, and sees the card that is put in.
    province.counter.start()
    wait_until(lambda: province.counter.published.snapshot.certificate is not None)
    with VpcdCard(card, port=province.reader_port):
        wait_until(lambda: isinstance(province.desk.state, Offered))
        offered = province.desk.state
        assert isinstance(offered, Offered)
        assert offered.offer.record.name == hoa.name
        assert offered.offer.total_vnd == hoa.monthly_vnd(500_000)

        # Wrong PIN, right PIN: the screen turns green only then.
        province.desk.pay_chip(offered.presentation, "000000", "giaodich")
        again = province.desk.state
        assert isinstance(again, Offered)
        assert again.notice is not None
        province.desk.pay_chip(again.presentation, pin, "giaodich")
        told = province.desk.state
        assert isinstance(told, Told)
        assert isinstance(told.answer, Paid)

    # The confirmation reaches the ledger, which acknowledges it with its signature.
    wait_until(lambda: province.counter.outbox.pending().confirmations == 0)
    after = province.progress()
    assert (after.paid, after.unpaid) == (1, 29)
    assert after.paid_vnd == hoa.monthly_vnd(500_000)
    assert after.owed_vnd == after.paid_vnd + after.unpaid_vnd
    acknowledged = province.counter.outbox.pending().acked_through
    wait_until(lambda: province.counter.journal.head().seq == acknowledged)

    # The same card again: refused by the card's own memory.
    province.desk.next_person()
    with VpcdCard(card, port=province.reader_port):
        wait_until(lambda: isinstance(province.desk.state, Told))
        refused = province.desk.state
        assert isinstance(refused, Told)
        assert isinstance(refused.answer, Refusal)
        assert refused.answer.rule is Rule.ALREADY_PAID
    assert province.progress().paid == 1


@pytest.mark.pcsc
def test_a_payout_is_taken_back_at_the_counter_and_paid_anew(province: Province) -> None:
    hoa = next(one for one in province.everyone if one.months == 1 and not one.arrears_months)
    card, pin = province.issue_card(hoa)
    province.counter.start()
    wait_until(lambda: province.counter.published.snapshot.certificate is not None)
    with VpcdCard(card, port=province.reader_port):
        province.pay(pin)
        wait_until(lambda: province.progress().paid == 1)

        # The wrong person was paid: a supervisor takes it back, with the holder's PIN.
        number, _ = province.desk.shown
        province.desk.reverse(number, pin, "giaodich", "giamsat")
        told = province.desk.state
        assert isinstance(told, Told)
        assert isinstance(told.answer, TakenBack)
    wait_until(lambda: province.progress().paid == 0)
    with province.centre.reading.begin() as connection:
        assert set(balances(connection).values()) == {0}

    # The period is due again, on the card as in the ledger.
    province.desk.next_person()
    with VpcdCard(card, port=province.reader_port):
        province.pay(pin)
    wait_until(lambda: province.progress().paid == 1)
    assert province.counter.outbox.dead_letters() == []


@pytest.mark.pcsc
def test_a_block_and_its_lifting_reach_the_card_at_the_counter_it_visits(
    province: Province,
) -> None:
    hoa = next(one for one in province.everyone if one.months == 1 and not one.arrears_months)
    card, pin = province.issue_card(hoa)
    with province.centre.reading.begin() as connection:
        of = CardId(connection.execute(select(tables.card.c.id)).scalar_one())
    province.centre.scripts.block(of)
    province.counter.start()
    wait_until(lambda: province.counter.published.snapshot.certificate is not None)
    with VpcdCard(card, port=province.reader_port):
        wait_until(lambda: isinstance(province.desk.state, Told))
        refused = province.desk.state
        assert isinstance(refused, Told)
        assert isinstance(refused.answer, Refusal)
        assert refused.answer.rule is Rule.CARD_NOT_ACTIVE
    province.desk.next_person()

    # Its holder found it again.
    province.centre.scripts.unblock(of)
    province.counter.line.refresh()
    with VpcdCard(card, port=province.reader_port):
        province.pay(pin)
    wait_until(lambda: province.progress().paid == 1)
    wait_until(lambda: not province.pending_scripts(of))


@pytest.mark.pcsc
def test_a_person_with_a_sheet_is_paid_once_and_not_again_by_card(province: Province) -> None:
    lan = next(one for one in province.everyone if one.months == 1 and not one.arrears_months)
    sheet = province.centre.issue_paper(province.id_of(lan)).sheet
    card, _ = province.issue_card(lan)

    province.counter.start()
    wait_until(lambda: province.counter.published.snapshot.certificate is not None)
    province.desk.show_text(sheet.qr_text, "giaodich")
    offered = province.desk.state
    assert isinstance(offered, Offered)
    province.desk.pay_paper(offered.presentation, lan.citizen, "giaodich")
    told = province.desk.state
    assert isinstance(told, Told)
    assert isinstance(told.answer, Paid)
    wait_until(lambda: province.progress().paid == 1)

    province.desk.show_text(sheet.qr_text, "giaodich")
    refused = province.desk.state
    assert isinstance(refused, Told)
    assert isinstance(refused.answer, Refusal)
    assert refused.answer.rule is Rule.ALREADY_PAID
    province.desk.next_person()
    assert isinstance(province.desk.state, Waiting)

    with VpcdCard(card, port=province.reader_port):
        wait_until(lambda: isinstance(province.desk.state, Told))
        refused = province.desk.state
        assert isinstance(refused, Told)
        assert isinstance(refused.answer, Refusal)
        assert refused.answer.rule is Rule.ALREADY_PAID


@pytest.mark.pcsc
def test_a_counter_without_a_centre_pays_and_catches_up_when_it_is_back(
    province: Province,
) -> None:
    hoa = next(one for one in province.everyone if one.months == 1 and not one.arrears_months)
    card, pin = province.issue_card(hoa)
    province.counter.line.refresh()
    assert province.counter.line.centre_fault is None

    # Nothing drains the outbox: the counter has its lists and no network from here on.
    province.counter.desk.start()
    with VpcdCard(card, port=province.reader_port):
        wait_until(lambda: isinstance(province.desk.state, Offered))
        offered = province.desk.state
        assert isinstance(offered, Offered)
        province.desk.pay_chip(offered.presentation, pin, "giaodich")
    assert province.counter.outbox.pending().confirmations == 2  # the open shift and the payout
    assert province.progress().paid == 0

    province.counter.line.drainer.start()
    wait_until(lambda: province.counter.outbox.pending().confirmations == 0)
    assert province.progress().paid == 1
