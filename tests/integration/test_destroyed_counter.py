"""A counter burns with what it never sent; the cards bring its payouts home through another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.ledger.books import balances
from cardsvc.reports.progress import open_cases, progress
from counter.desk.state import Offered, Told
from counter.paying.payout import Paid
from counter.station import SIMULATED, Station
from firmware_config.ids import CitizenNumber
from firmware_config.notes import Notes
from firmware_config.period import Period
from firmware_config.reader.simulated import SimulatedSlot
from tests.simulators.answering import answering
from tests.simulators.centre_world import (
    NOVEMBER,
    NOW,
    Counter,
    IssuedCard,
    issue_card,
    open_centre,
    row,
    take,
)
from tests.simulators.counter_settings import enrolled_at
from tests.simulators.waiting import wait_until

PEOPLE = 8
DECEMBER = Period.of_month(2026, 12)
FLOAT = Notes.of({500_000: 20})


@dataclass
class Office:
    """A centre that is served, a counter that will be lost, and another beside it."""

    centre: Centre
    lost: Counter
    other: Station
    slot: SimulatedSlot
    cards: list[IssuedCard]

    def pay_here(self, card: IssuedCard) -> None:
        self.slot.insert(card.card)
        wait_until(lambda: isinstance(self.other.desk.state, Offered))
        offered = self.other.desk.state
        assert isinstance(offered, Offered)
        self.other.desk.pay_chip(offered.presentation, card.issued.pin, "lan")
        told = self.other.desk.state
        assert isinstance(told, Told)
        assert isinstance(told.answer, Paid)

    def books(self) -> dict[str, int]:
        with self.centre.reading.begin() as connection:
            found = balances(connection)
        assert sum(found.values()) == 0
        return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with ExitStack() as stack:
        centre = open_centre(tmp_path / "centre")
        stack.callback(centre.close)
        people = [CitizenNumber(f"00114501{number:04}") for number in range(PEOPLE)]
        take(centre, [row(centre, number, months=2) for number in people])
        cards = [issue_card(centre, number) for number in people]
        url = stack.enter_context(answering(app_of(centre)))
        settings = enrolled_at(centre, url, tmp_path / "counter", "T0000002", reader=SIMULATED)
        lost = Counter.enrolled(centre)
        slot = SimulatedSlot()
        other = Station(settings, lambda part: None, slot=slot, clock=lambda: NOW)
        stack.callback(other.stop)
        other.start()
        wait_until(lambda: other.published.snapshot.certificate is not None)
        other.shifts.open(FLOAT, "lan")
        yield Office(centre, lost, other, slot, cards)


def test_every_payout_of_a_counter_that_burnt_is_brought_home_by_the_cards(office: Office) -> None:
    # Everybody is paid one month at a counter that never sends a word, and burns.
    for card in office.cards:
        card.pay(office.lost, NOVEMBER)
    assert "drawer/T0000001" not in office.books()

    # The next month they are paid at another.
    for card in office.cards:
        office.pay_here(card)
        wait_until(lambda: office.other.courier.is_idle)
        office.slot.pull()
        office.other.desk.next_person()
    wait_until(lambda: office.other.outbox.pending().confirmations == 0)

    paid_vnd = PEOPLE * 500_000
    books = office.books()
    assert books["drawer/T0000001"] == -paid_vnd
    assert books["drawer/T0000002"] == FLOAT.total_vnd - paid_vnd
    assert "suspense/BTXH/01" not in books
    with office.centre.reading.begin() as connection:
        lines = {line.period: (line.paid, line.unpaid) for line in progress(connection)}
        cases = [(case.kind, case.cases) for case in open_cases(connection)]
        about = set(connection.scalars(select(tables.exception_case.c.about_terminal)))
    assert lines == {NOVEMBER: (PEOPLE, 0), DECEMBER: (PEOPLE, 0)}
    assert cases == [("silent-terminal", 1)]
    assert about == {"T0000001"}
    assert office.other.outbox.dead_letters() == []


def test_what_the_lost_counter_s_disk_gives_back_later_doubles_nothing(office: Office) -> None:
    office.lost.write(*(card.pay(office.lost, NOVEMBER) for card in office.cards[:3]))
    for card in office.cards[:3]:
        office.pay_here(card)
        wait_until(lambda: office.other.courier.is_idle)
        office.slot.pull()
        office.other.desk.next_person()
    wait_until(lambda: office.other.outbox.pending().confirmations == 0)
    before = office.books()
    office.centre.ledger.ingest(office.lost.id, office.lost.batch())
    assert office.books() == before
    with office.centre.reading.begin() as connection:
        assert list(open_cases(connection)) == []
