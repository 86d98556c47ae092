"""Sixty days of two offices: one is not reached for the first week and only now and then after it,
the other's counter is stolen; clocks are set wrong, the root is turned over twice, a roll-out is
halted and rolled forward. Every payment is right in the end, and every no has its name.

Centre, counters, cards, configuration and stick are real; the network is a real server that a
counter is let through to on some days.
"""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Condition

import pytest
from sqlalchemy import func, select

from cardsvc import tables
from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.ledger.books import balances
from cardsvc.registry.offices import Office
from cardsvc.tables import TerminalState
from cardsvc.terminals.terminal import set_state
from counter.centre.seen_times import ClockFault
from counter.decision.refusal import Refusal
from counter.desk.state import DeskState, Offered, Told
from counter.desk.waivers import WindowFault
from counter.paying.payout import Paid
from counter.station import Station
from counter.transport import Fetched, TransportError
from counter.transport.http import HttpTransport
from firmware_config.bundle.publishing.files import FolderFiles
from firmware_config.bundle.publishing.keys import make_root_keys, make_service_keys
from firmware_config.bundle.publishing.publication import publish, stop
from firmware_config.bundle.publishing.repository import Repository
from firmware_config.bundle.publishing.rings import Ring
from firmware_config.ids import CitizenNumber, OfficeId, ProgrammeCode
from firmware_config.notes import Notes
from firmware_config.period import Period
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.request_proof import Prover, audience_of
from tests.simulators.answering import answering
from tests.simulators.centre_world import (
    BA_DINH,
    BTXH,
    CAU_GIAY,
    HA_NOI,
    Hands,
    IssuedCard,
    issue_card,
    open_centre,
    row,
    take,
)
from tests.simulators.configuration import numbered
from tests.simulators.counter_settings import enrolled_at
from tests.simulators.repository import rotate_root

START = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)  # 09:00 in Viet Nam
DAY = timedelta(days=1)
YEAR = 365 * DAY
NOVEMBER, DECEMBER = Period.of_month(2026, 11), Period.of_month(2026, 12)
PEOPLE = 8
AMOUNT_VND = 500_000
ONLINE_AFTER_THE_WEEK = frozenset((7, 8, 11, 17, 19, 23, 24, 26, 33, 34, 41, 48, 55, 59))
_WAIT_S = 10.0
_PROVINCE = """\
province = "01"

[[programme]]
code = "BTXH"
stage = "full"
"""
_WINDOW = """\

[[window]]
programme = "BTXH"
place = "office"
first_day = 1
last_day = 25
outside = "supervisor"
"""


@dataclass
class Line:
    """A counter's way to the centre, open on some days."""

    real: HttpTransport
    is_open: bool = False

    def send_batch(self, batch: bytes) -> bytes:
        self._check()
        return self.real.send_batch(batch)

    def ask(self, path: str, request: bytes) -> bytes:
        self._check()
        return self.real.ask(path, request)

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        self._check()
        return self.real.fetch(path, etag)

    def close(self) -> None:
        self.real.close()

    def _check(self) -> None:
        if not self.is_open:
            raise TransportError("centre-unreachable")


class Post:
    """A counter of one office, with whoever works there."""

    def __init__(self, folder: Path, centre: Centre, url: str, name: str, office: Office) -> None:
        hands = centre.clock
        assert isinstance(hands, Hands)
        self.skew = timedelta()
        self.settings = enrolled_at(
            centre,
            url,
            folder / name,
            name,
            office,
            province=office.province.text,
            reader="simulated",
        )
        anchor = Repository(FolderFiles(centre.settings.configuration / "repository"))
        self.settings.configuration_root.write_bytes(anchor.root_octets(1))

        def clock() -> datetime:
            return hands.at + self.skew

        prover = Prover(
            self.settings.terminal,
            audience_of(self.settings.root),
            self.settings.signer(),
            clock,
        )
        self.line = Line(HttpTransport(url, prover))
        self.slot = SimulatedSlot()
        self.changed = Condition()
        self.station = Station(
            self.settings, self._told, slot=self.slot, transport=self.line, clock=clock
        )
        self.station.shifts.open(Notes(), "lan")
        self.station.desk.start()
        self.station.courier.start()

    def sync(self) -> None:
        """A day on which the network is there."""
        self.line.is_open = True
        self.station.line.refresh()
        self.station.line.drainer.round()
        self.line.is_open = False
        self.station.line.centre_fault = "centre-unreachable"

    def pay(self, card: IssuedCard) -> str:
        """Put a card in and pay what is offered; what came of it: `paid`, or the rule of the no."""
        self.slot.insert(card.card)
        state = self._wait(Offered, Told)
        if isinstance(state, Offered):
            self.station.desk.pay_chip(state.presentation, card.issued.pin, "lan")
            state = self._wait(Told)
        assert isinstance(state, Told)
        answer = state.answer
        self._leave()
        if isinstance(answer, Refusal):
            return answer.rule.value
        assert isinstance(answer, Paid)
        return "paid"

    def visit(self, card: IssuedCard) -> None:
        """Put a card in and take it out again: it has heard what is new for it."""
        self.slot.insert(card.card)
        self._wait(Offered)
        self._leave()

    def stop(self) -> None:
        self.station.stop()

    def _told(self, part: str) -> None:
        with self.changed:
            self.changed.notify_all()

    def _wait(self, *kinds: type[DeskState]) -> DeskState:
        with self.changed:
            found = self.changed.wait_for(
                lambda: isinstance(self.station.desk.state, kinds), _WAIT_S
            )
        assert found, type(self.station.desk.state).__name__
        return self.station.desk.state

    def _leave(self) -> None:
        self.slot.pull()
        until = time.monotonic() + _WAIT_S
        while self.station.worker.status().card is not None:
            assert time.monotonic() < until
            time.sleep(0.002)
        self.station.desk.next_person()


@dataclass
class Land:
    """Everything, and the day it is."""

    centre: Centre
    hands: Hands
    repository: Repository
    keys: Path
    home: Post
    stolen: Post
    stick: Path
    cards: dict[CitizenNumber, IssuedCard] = field(default_factory=dict)
    outcomes: Tally[str] = field(default_factory=Tally)

    def publish(self, number: int, ring: Ring, province: str, office: OfficeId | None) -> None:
        told = numbered(number, province=province)
        publish(self.repository, make_service_keys(self.keys), told, ring, None, office)

    def rotate_root(self) -> None:
        roots = make_root_keys(self.keys / "root")
        keys = [one.public_key for one in roots]
        rotate_root(self.repository, roots[:2], keys, make_service_keys(self.keys))

    def pay(self, post: Post, citizen: CitizenNumber) -> str:
        came = post.pay(self.cards[citizen])
        self.outcomes[came] += 1
        return came

    def carry_stick(self) -> None:
        self.home.station.sticks.write(self.stick)
        visits = self.centre.sticks.take_stick(self.stick, self.stick)
        assert [visit.code for visit in visits] == [""]
        assert self.home.station.take_stick(self.stick).is_whole


def citizen(number: int) -> CitizenNumber:
    return CitizenNumber(f"0011{40 + number:02}{number:06}")


HOME = tuple(citizen(number) for number in range(PEOPLE))
ELSEWHERE = tuple(citizen(number + PEOPLE) for number in range(3))


@pytest.fixture
def land(tmp_path: Path) -> Iterator[Land]:
    hands = Hands(START)
    with ExitStack() as stack:
        centre = stack.enter_context(closing(open_centre(tmp_path / "centre", clock=hands)))
        place = centre.settings.configuration
        repository = Repository(FolderFiles(place / "repository"), hands)
        service = make_service_keys(place / "keys")
        repository.create(make_root_keys(place / "keys" / "root"), service)
        publish(repository, service, numbered(1, province=_PROVINCE), Ring.COUNTRY)
        url = stack.enter_context(answering(app_of(centre)))
        home = Post(tmp_path, centre, url, "HN000001", BA_DINH)
        stack.callback(home.stop)
        stolen = Post(tmp_path, centre, url, "HN000002", CAU_GIAY)
        stack.callback(stolen.stop)
        (tmp_path / "stick").mkdir()
        made = Land(centre, hands, repository, place / "keys", home, stolen, tmp_path / "stick")
        take_list(centre, NOVEMBER)
        for one in (*HOME, *ELSEWHERE):
            made.cards[one] = issue_card(centre, one)
        yield made


def take_list(centre: Centre, period: Period) -> None:
    for office, people in ((BA_DINH, HOME), (CAU_GIAY, ELSEWHERE)):
        rows = [
            row(centre, one, name=f"Người {at}", at=at) for at, one in enumerate(people, start=5)
        ]
        take(centre, rows, period, office)


def test_sixty_days(land: Land) -> None:
    home, stolen = land.home, land.stolen
    days = {
        0: lambda: first_day(land),
        1: lambda: pay_november(land, HOME[:4]),
        6: lambda: pay_november(land, HOME[4:6]),
        9: lambda: clock_a_year_back(land),
        10: lambda: clock_ten_years_on(land),
        12: lambda: pay_november(land, HOME[6:]),
        15: land.rotate_root,
        17: lambda: land.publish(2, Ring.OFFICE, _PROVINCE, CAU_GIAY.id),
        20: lambda: halt(land),
        22: lambda: land.publish(3, Ring.PROVINCE, _PROVINCE + _WINDOW, None),
        25: lambda: take_list(land.centre, DECEMBER),
        27: lambda: outside_the_window(land),
        30: lambda: stolen_in_the_night(land),
        35: lambda: pay_december(land),
        36: lambda: the_thief_tries(land),
        40: land.rotate_root,
        58: land.carry_stick,
    }
    for day in range(60):
        land.hands.at = START + day * DAY
        if day in ONLINE_AFTER_THE_WEEK:
            home.sync()
        if day < 30 and day % 3 == 0:
            stolen.sync()
        days.get(day, lambda: None)()
        assert not home.station.outbox.dead_letters()
    home.sync()
    every_payment_is_right(land)


def first_day(land: Land) -> None:
    """No network at the home office: it begins with a stick."""
    assert land.home.pay(land.cards[HOME[0]]) == "no-trust"
    land.carry_stick()
    assert land.home.station.known().plan is not None
    assert land.home.station.taken is not None
    assert land.home.station.taken.number == 1


def pay_november(land: Land, people: tuple[CitizenNumber, ...]) -> None:
    for one in people:
        assert land.pay(land.home, one) == "paid"
        assert land.pay(land.home, one) == "already-paid"


def clock_a_year_back(land: Land) -> None:
    home = land.home
    home.skew = -YEAR
    assert land.pay(home, HOME[6]) == "clock-behind"
    with pytest.raises(ClockFault, match="clock-behind-signed"):
        home.station.confirm_clock("boss")  # the centre itself has signed later than that
    online(home)
    assert home.station.line.centre_fault in ("published-in-the-future", "proof-expired")
    assert land.pay(home, HOME[6]) == "clock-behind"
    home.skew = timedelta()


def clock_ten_years_on(land: Land) -> None:
    home = land.home
    home.skew = 10 * YEAR
    assert land.pay(home, HOME[6]) == "clock-ahead"
    home.skew = timedelta()
    # What was written meanwhile did not lift the latest time seen: it pays again by itself.
    assert home.station.known().latest_time_seen <= land.hands.at


def halt(land: Land) -> None:
    assert land.stolen.station.taken is not None
    assert land.stolen.station.taken.number == 2
    stop(land.repository, make_service_keys(land.keys), [HA_NOI])
    assert land.home.station.taken is not None
    assert land.home.station.taken.number == 1


def outside_the_window(land: Land) -> None:
    """The 28th: configuration 3 has come to both, and December is not yet on the cards."""
    home = land.home
    assert [one.station.taken.number for one in (home, land.stolen) if one.station.taken] == [3, 3]
    (one, *_) = ELSEWHERE
    assert land.pay(land.stolen, one) == "outside-window"
    land.stolen.station.waive_window(BTXH, "boss")
    assert land.pay(land.stolen, one) == "paid"
    with pytest.raises(WindowFault, match="window-open"):
        land.stolen.station.waive_window(BTXH, "boss")
    with pytest.raises(WindowFault, match="window-open"):
        home.station.waive_window(ProgrammeCode("NCC"), "boss")


def stolen_in_the_night(land: Land) -> None:
    """Its last payments have arrived; from here on nothing that it sends counts."""
    land.stolen.sync()
    with land.centre.engine.begin() as connection:
        set_state(connection, land.stolen.settings.terminal, TerminalState.REVOKED)
    land.centre.scripts.new_terminal_generation()
    online(land.stolen)
    assert land.stolen.station.line.centre_fault == "terminal-revoked"


def online(post: Post) -> None:
    """What a counter hears when it asks, good or bad."""
    post.line.is_open = True
    post.station.line.drainer.round()
    post.station.line.refresh()
    post.line.is_open = False


def pay_december(land: Land) -> None:
    for one in HOME[:-1]:
        assert land.pay(land.home, one) == "paid"
        assert land.pay(land.home, one) == "already-paid"


def the_thief_tries(land: Land) -> None:
    """A card that has been at an honest counter since the theft believes the stolen one no more,
    and what the thief sends is kept and does not count."""
    land.home.visit(land.cards[HOME[-1]])
    assert land.pay(land.stolen, HOME[-1]) == "terminal-not-trusted-by-card"
    online(land.stolen)
    assert land.stolen.station.line.centre_fault == "terminal-revoked"
    assert land.pay(land.home, HOME[-1]) == "paid"


def every_payment_is_right(land: Land) -> None:
    home = land.home
    assert home.station.outbox.pending().confirmations == 0
    with land.centre.reading.begin() as connection:
        transfer = tables.transfer.c
        paid = connection.execute(
            select(
                transfer.entitlement, transfer.period, func.count(), func.sum(transfer.amount_vnd)
            )
            .where(transfer.period.is_not(None))
            .group_by(transfer.entitlement, transfer.period)
        ).all()
        cases = connection.scalar(select(func.count()).select_from(tables.exception_case))
        assert sum(balances(connection).values()) == 0
    assert {(count, amount) for _, _, count, amount in paid} == {(1, AMOUNT_VND)}
    by_month = Tally(period for _, period, _, _ in paid)
    # One person of the other office was paid November and December together, on the 28th.
    assert by_month == {NOVEMBER.code: PEOPLE + 1, DECEMBER.code: PEOPLE + 1}
    assert cases == 0
    assert land.outcomes["paid"] == 2 * PEOPLE + 1
    taken = home.station.taken
    assert taken is not None
    assert (taken.number, taken.roles["root"].version) == (3, 3)
