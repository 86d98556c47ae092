"""A counter is destroyed with 50 confirmations unsent; the cards bring all of them back through two
other counters, posted once, with one case against the terminal that fell silent."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cardsvc import tables
from cardsvc.app import app_of
from cardsvc.case_opening.kind import CaseKind
from cardsvc.cases.case import Case, case_of_row, case_query
from cardsvc.cases.evidence import evidence_of
from cardsvc.centre import Centre
from cardsvc.ledger.books import balances
from cardsvc.reports.progress import open_cases, progress
from cardsvc.staff.scope import EVERYWHERE
from counter.decision.choice import oldest_of
from counter.desk.state import Offered, Told
from counter.paying.payout import Paid
from counter.station import SIMULATED, Station
from counter.transport import Fetched, Transport, TransportError
from counter.transport.http import HttpTransport
from firmware_config.ids import CitizenNumber
from firmware_config.notes import Notes
from firmware_config.period import Period
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.request_proof import Prover, audience_of
from tests.simulators.answering import answering
from tests.simulators.centre_world import (
    BA_DINH,
    NOVEMBER,
    NOW,
    IssuedCard,
    issue_card,
    open_centre,
    row,
    take,
)
from tests.simulators.counter_settings import enrolled_at
from tests.simulators.waiting import wait_until

PEOPLE = 50
DECEMBER = Period.of_month(2026, 12)
FLOAT = Notes.of({500_000: 60})
AMOUNT = 500_000


@dataclass
class Line:
    """A transport that can be cut."""

    to: Transport
    is_cut: bool = False

    def send_batch(self, batch: bytes) -> bytes:
        self._check()
        return self.to.send_batch(batch)

    def ask(self, path: str, request: bytes) -> bytes:
        self._check()
        return self.to.ask(path, request)

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        self._check()
        return self.to.fetch(path, etag)

    def close(self) -> None:
        self.to.close()

    def _check(self) -> None:
        if self.is_cut:
            raise TransportError("unreachable")


@dataclass
class Window:
    """A whole counter with its reader, its folder and its line to the centre."""

    station: Station
    slot: SimulatedSlot
    line: Line
    folder: Path

    def pay(self, card: IssuedCard) -> None:
        self.slot.insert(card.card)
        wait_until(lambda: isinstance(self.station.desk.state, Offered))
        offered = self.station.desk.state
        assert isinstance(offered, Offered)
        one_month = oldest_of(offered.offer, [1])
        self.station.desk.pay_chip(offered.presentation, card.issued.pin, "lan", one_month)
        told = self.station.desk.state
        assert isinstance(told, Told)
        assert isinstance(told.answer, Paid)
        wait_until(lambda: self.station.courier.is_idle)
        self.slot.pull()
        self.station.desk.next_person()

    def unsent(self) -> int:
        return self.station.outbox.pending().confirmations


@dataclass
class Office:
    centre: Centre
    lost: Window
    others: tuple[Window, Window]
    cards: list[IssuedCard]

    def books(self) -> dict[str, int]:
        with self.centre.reading.begin() as connection:
            found = balances(connection)
        assert sum(found.values()) == 0
        return found

    def cases(self) -> list[Case]:
        with self.centre.reading.begin() as connection:
            return [case_of_row(it) for it in connection.execute(case_query(EVERYWHERE))]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with ExitStack() as stack:
        centre = open_centre(tmp_path / "centre")
        stack.callback(centre.close)
        people = [CitizenNumber(f"00114501{number:04}") for number in range(PEOPLE)]
        take(centre, [row(centre, number, months=2) for number in people])
        cards = [issue_card(centre, number) for number in people]
        url = stack.enter_context(answering(app_of(centre)))

        def window(name: str) -> Window:
            folder = tmp_path / name
            settings = enrolled_at(centre, url, folder, name, reader=SIMULATED)
            audience = audience_of(settings.root)
            prover = Prover(settings.terminal, audience, settings.signer(), lambda: NOW)
            line = Line(HttpTransport(url, prover))
            slot = SimulatedSlot()
            told: Callable[[str], None] = lambda part: None  # noqa: E731 - nobody listens
            station = Station(settings, told, slot=slot, transport=line, clock=lambda: NOW)
            stack.callback(station.stop)
            station.start()
            wait_until(lambda: station.published.snapshot.certificate is not None)
            station.shifts.open(FLOAT, "lan")
            made = Window(station, slot, line, folder)
            station.line.drainer.round()
            assert made.unsent() == 0
            return made

        lost = window("T0000001")
        yield Office(centre, lost, (window("T0000002"), window("T0000003")), cards)


@pytest.mark.timeout(300)
def test_fifty_unsent_payouts_of_a_destroyed_counter_come_home_on_the_cards(
    office: Office,
) -> None:
    # November is paid while the line is down, and then the counter burns with its disk.
    office.lost.line.is_cut = True
    for card in office.cards:
        office.lost.pay(card)
    assert office.lost.unsent() == PEOPLE
    assert office.books()["drawer/T0000001"] == FLOAT.total_vnd
    office.lost.station.stop()
    shutil.rmtree(office.lost.folder)

    # In December people go to two other counters.
    for at, card in enumerate(office.cards):
        office.others[at % 2].pay(card)
    for other in office.others:
        other.station.line.drainer.round()
        assert other.unsent() == 0

    paid_vnd, half_vnd = PEOPLE * AMOUNT, PEOPLE // 2 * AMOUNT
    books = office.books()
    assert books["drawer/T0000001"] == FLOAT.total_vnd - paid_vnd
    assert books["drawer/T0000002"] == books["drawer/T0000003"] == FLOAT.total_vnd - half_vnd
    assert books[f"paid/BTXH/01/{BA_DINH.id}/{NOVEMBER}"] == paid_vnd
    assert "suspense/BTXH/01" not in books
    with office.centre.reading.begin() as connection:
        lines = {line.period: (line.paid, line.unpaid) for line in progress(connection)}
        transfer = tables.transfer.c
        each = (
            select(func.count())
            .where(transfer.kind == "paid")
            .group_by(transfer.entitlement, transfer.period)
        )
        assert set(connection.scalars(each)) == {1}
    assert lines == {NOVEMBER: (PEOPLE, 0), DECEMBER: (PEOPLE, 0)}

    (case,) = office.cases()
    assert (case.kind, case.accused) == (CaseKind.SILENT_TERMINAL, "T0000001")
    with office.centre.reading.begin() as connection:
        evidence = evidence_of(connection, case)
        assert [(one.kind, one.cases) for one in open_cases(connection)] == [(case.kind, 1)]
    assert (evidence.carried_total, evidence.carried_vnd) == (PEOPLE, paid_vnd)
    assert {one.by_terminal for one in evidence.carried} == {"T0000002", "T0000003"}
    assert all(other.station.outbox.dead_letters() == [] for other in office.others)
