"""The courier: what a card brings home from other counters, and what it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from counter.desk.state import Told, Waiting
from counter.paying.payout import Paid
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.payout import Disbursed
from firmware_config.card.apdu import SmartCard
from firmware_config.card.profile import Ins
from firmware_config.card.receipt import Kind, SignedReceipt
from firmware_config.ids import TerminalId
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.signing import FileKey
from tests.simulators.station import Centre, Counter
from tests.simulators.waiting import wait_until
from tests.simulators.world import PIN, IssuedCard, World
from tests.unit.counter.teller import Teller

ELSEWHERE = TerminalId("T0000009")


def pay_elsewhere(world: World, card: IssuedCard, month: int) -> None:
    """At a counter that is never heard of again."""
    session = card.session()
    there = world.terminal_identity(ELSEWHERE, key=FileKey.new())
    there.prove(session, card.certificate.card)
    session.verify_pin(PIN)
    order = world.order(card.entitlements[0], nonce=bytes((month,)) * 8, mask=1 << month)
    session.disburse(replace(order, terminal=ELSEWHERE))


def pay_here(counter: Counter, teller: Teller, card: SmartCard) -> None:
    counter.station.line.refresh()
    counter.offer(card)
    teller.pay_by_chip()
    told = counter.wait_for(Told)
    assert isinstance(told.answer, Paid)


def carried(counter: Counter) -> list[SignedReceipt]:
    entries = counter.station.journal.entries_from(1, 100)
    return [
        SignedReceipt.parse(entry.body.receipt)
        for entry in entries
        if isinstance(entry.body, CarriedReceipt)
    ]


def test_receipts_of_another_counter_are_brought_once_oldest_first(
    world: World, centre: Centre, counter: Counter, teller: Teller
) -> None:
    card = centre.issue_card(world.entitlement(payable=0b111))
    pay_elsewhere(world, card, 0)
    pay_elsewhere(world, card, 1)
    pay_here(counter, teller, card.card)
    wait_until(lambda: len(carried(counter)) == 2)
    brought = [one.receipt for one in carried(counter)]
    assert [one.counter for one in brought] == [1, 2]
    assert {(one.kind, one.terminal) for one in brought} == {(Kind.PAYOUT, ELSEWHERE)}
    wait_until(lambda: counter.station.outbox.pending().confirmations == 0)


def test_the_person_is_paid_before_the_card_s_journal_is_read(
    world: World, centre: Centre, counter: Counter, teller: Teller
) -> None:
    card = centre.issue_card(world.entitlement(payable=0b11))
    pay_elsewhere(world, card, 0)
    watched = Watched(card.card, lambda: counter.state)
    pay_here(counter, teller, watched)
    wait_until(lambda: len(carried(counter)) == 1)
    assert watched.shown_at_read == [True]


def test_a_card_that_is_taken_out_ends_the_errand_and_brings_the_rest_next_time(
    world: World, centre: Centre, counter: Counter, teller: Teller
) -> None:
    card = centre.issue_card(world.entitlement(payable=0b1111))
    for month in range(2):
        pay_elsewhere(world, card, month)
    line = centre.lines[-1]
    first_three = replace(line.entitlement, payable=0b0111)
    centre.lines[:] = [replace(line, entitlement=first_three)]
    pay_here(counter, teller, Pulled(card.card, counter.slot, after=1))
    wait_until(lambda: counter.station.worker.status().card is None)
    wait_until(lambda: len(carried(counter)) == 1)
    told = counter.state
    assert isinstance(told, Told)  # the answer stays for the teller

    centre.lines[:] = [line]
    counter.station.desk.next_person()
    counter.wait_for(Waiting)
    pay_here(counter, teller, card.card)
    wait_until(lambda: len(carried(counter)) == 2)
    assert [one.receipt.counter for one in carried(counter)] == [1, 2]


def test_nothing_is_read_of_a_card_that_was_only_ever_paid_here(
    world: World, centre: Centre, counter: Counter, teller: Teller
) -> None:
    card = centre.issue_card()
    watched = Watched(card.card, lambda: counter.state)
    pay_here(counter, teller, watched)
    counter.station.courier.stop()
    assert watched.shown_at_read == []
    assert carried(counter) == []
    kinds = [type(entry.body) for entry in counter.station.journal.entries_from(1, 100)]
    assert kinds.count(Disbursed) == 1


class Watched:
    """A card that notes, at each READ RECORD, whether the screen said that it had paid."""

    def __init__(self, card: SmartCard, state: Callable[[], object]) -> None:
        self.atr = card.atr
        self.power_on = card.power_on
        self.power_off = card.power_off
        self._card = card
        self._state = state
        self.shown_at_read: list[bool] = []

    def transmit(self, apdu: bytes) -> bytes:
        if apdu[1] == Ins.READ_RECORD:
            self.shown_at_read.append(isinstance(self._state(), Told))
        return self._card.transmit(apdu)


class Pulled(Watched):
    """A card that is pulled out once its journal has been read `after` times."""

    def __init__(self, card: SmartCard, slot: SimulatedSlot, after: int) -> None:
        super().__init__(card, lambda: None)
        self._slot = slot
        self._after = after

    def transmit(self, apdu: bytes) -> bytes:
        if apdu[1] == Ins.READ_RECORD:
            if self._after == 0:
                self._slot.pull()
                return b"\x6f\x00"
            self._after -= 1
        return super().transmit(apdu)
