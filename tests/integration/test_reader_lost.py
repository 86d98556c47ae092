"""The reader lost at every command of a payout: its service killed, or itself unplugged.

The commands are counted, not listed: with each new person the reader is lost one command later,
until a payout ends before that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from counter.desk.screen import StaleAction
from counter.desk.state import Offered, Told
from counter.paying.payout import Paid
from firmware_config.body.payout import Disbursed
from firmware_config.card.apdu import SmartCard
from firmware_config.card.simulator.vpcd import VpcdCard
from firmware_config.reader.pcsc import PcscSlot
from tests.conftest import Count
from tests.simulators.pcscd import READER_NAME, Pcscd
from tests.simulators.station import Centre, Counter
from tests.simulators.world import IssuedCard, World

pytestmark = [pytest.mark.soak, pytest.mark.pcsc]

LEAST = 10
"""Commands of a payout, less than which nothing was seen of it."""
WAIT_S = 60.0


class LosesReader:
    """A card that carries out `left` commands; before the last one's answer the reader is lost."""

    def __init__(self, card: SmartCard, left: int, lose: Callable[[], None]) -> None:
        self.atr, self.power_on, self.power_off = card.atr, card.power_on, card.power_off
        self._card, self._left, self._lose = card, left, lose
        self.was_lost = False

    def transmit(self, apdu: bytes) -> bytes:
        told = self._card.transmit(apdu)
        self._left -= 1
        if self._left == 0:
            self._lose()
            self.was_lost = True
        return told


@dataclass
class Window:
    """A whole counter at a real reader stack."""

    world: World
    counter: Counter
    pcscd: Pcscd

    def serve(self, left: int, lose: Callable[[], None], mend: Callable[[], None]) -> bool:
        """Pay one person, whose reader is lost after `left` commands; whether it was."""
        issued = self.counter.centre.issue_card()
        self.counter.station.line.refresh()
        card = LosesReader(issued.card, left, lose)
        with VpcdCard(card, port=self.pcscd.vpcd_port) as served:
            mended = False
            until = time.monotonic() + WAIT_S
            while not self.is_paid(issued) or not self.counter.station.courier.is_idle:
                assert time.monotonic() < until, f"{left}: {self.counter.state}"
                if card.was_lost and not mended:
                    mend()
                    served.insert()
                    mended = True
                self.pay_what_is_offered(issued)
                time.sleep(0.01)
            if card.was_lost and not mended:
                mend()
        self.counter.wait_for_empty_reader()
        self.counter.station.desk.next_person()
        return card.was_lost

    def pay_what_is_offered(self, issued: IssuedCard) -> None:
        offered = self.counter.state
        if isinstance(offered, Offered):
            with suppress(StaleAction):
                self.counter.station.desk.pay_chip(offered.presentation, issued.pin, "lan")

    def is_paid(self, issued: IssuedCard) -> bool:
        """What the screen says, and so is handed over."""
        told = self.counter.state
        due = issued.entitlements[0].id
        return (
            isinstance(told, Told)
            and isinstance(told.answer, Paid)
            and [claim.entitlement for claim in told.answer.claims] == [due]
        )

    def check(self, people: int) -> None:
        """Each was paid once, and nothing is left open."""
        journal = self.counter.station.journal
        head = journal.head().seq
        bodies = [entry.body for entry in journal.entries_from(1, head)]
        paid = [one.claim.entitlement for one in bodies if isinstance(one, Disbursed)]
        assert len(paid) == len(set(paid)) == people
        assert journal.open_intents() == []


@pytest.fixture
def window(tmp_path: Path, pcscd: Pcscd) -> Iterator[Window]:
    world = World.make()
    counter = Counter(tmp_path, world, Centre(world), slot=PcscSlot(READER_NAME))
    yield Window(world, counter, pcscd)
    counter.stop()


@pytest.mark.timeout(600)
def test_pcscd_killed_at_any_command_of_a_payout_leaves_each_person_paid_once(
    window: Window, count: Count
) -> None:
    people = 1
    while window.serve(people, window.pcscd.kill, window.pcscd.start):
        people += 1
    assert people > LEAST
    window.check(people)
    count(people - 1, "faults: kill -9 of pcscd, after each command of a payout")


@pytest.mark.timeout(600)
def test_a_reader_unplugged_at_any_command_of_a_payout_leaves_each_person_paid_once(
    window: Window, count: Count
) -> None:
    pcscd = window.pcscd

    def unplug() -> None:
        pcscd.kill()
        pcscd.unplug()
        pcscd.start()

    def plug() -> None:
        pcscd.stop()
        pcscd.plug()
        pcscd.start()

    people = 1
    while window.serve(people, unplug, plug):
        people += 1
    assert people > LEAST
    window.check(people)
    count(people - 1, "faults: the reader unplugged, after each command of a payout")
