"""The desk: cards that hang, swap and come back, and scanners that know no fields."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Event

import pytest

from counter.desk import Desk, Offered, StaleAction, Told, Trouble
from counter.journal import Journal
from counter.payout import Paid, Payouts, Unsettled
from counter.refusal import Refusal, Rule
from firmware_config.card.profile import Ins
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.journal_body import Disbursed
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.reader.worker import ReaderWorker
from tests.simulators.knowing import knowing, listing
from tests.simulators.world import CITIZEN, World

WAIT_S = 5.0


def wait_until(reached: Callable[[], bool]) -> None:
    until = time.monotonic() + WAIT_S
    while not reached():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.005)


@pytest.fixture
def slot() -> SimulatedSlot:
    return SimulatedSlot()


@pytest.fixture
def desk(world: World, journal: Journal, slot: SimulatedSlot) -> Iterator[Desk]:
    worker = ReaderWorker(slot)
    desk = Desk(
        worker,
        journal,
        Payouts(journal, lambda: world.now),
        lambda: knowing(world, history=journal.paid_periods),
        lambda: None,
        lambda: world.now,
        card_timeout_s=0.3,
    )
    desk.start()
    yield desk
    desk.stop()
    worker.close()


class Held:
    """A card that answers one command only when it is let go."""

    def __init__(self, card: SoftwareCard, ins: Ins) -> None:
        self.atr = card.atr
        self.power_on = card.power_on
        self.power_off = card.power_off
        self.let_go = Event()
        self._card = card
        self._ins = ins

    def transmit(self, apdu: bytes) -> bytes:
        if apdu[1] == self._ins:
            assert self.let_go.wait(WAIT_S)
        return self._card.transmit(apdu)


def offered(desk: Desk) -> Offered:
    wait_until(lambda: isinstance(desk.state, Offered))
    assert isinstance(desk.state, Offered)
    return desk.state


def answer(desk: Desk) -> Paid | Refusal | Unsettled:
    wait_until(lambda: isinstance(desk.state, Told))
    assert isinstance(desk.state, Told)
    return desk.state.answer


def test_a_reader_that_hangs_in_disburse_is_unsettled_and_turns_green_if_it_paid(
    world: World, desk: Desk, slot: SimulatedSlot
) -> None:
    issued = world.issue_card()
    held = Held(issued.card, Ins.DISBURSE)
    slot.insert(held)
    desk.pay_chip(offered(desk).presentation, issued.pin, "hoa")
    assert isinstance(answer(desk), Unsettled)
    held.let_go.set()
    wait_until(lambda: isinstance(answer(desk), Paid))
    assert isinstance(desk.state, Told)
    assert desk.state.late


def test_a_reader_that_hangs_before_any_intent_pays_nothing_later(
    world: World, desk: Desk, slot: SimulatedSlot, journal: Journal
) -> None:
    issued = world.issue_card()
    held = Held(issued.card, Ins.VERIFY)
    slot.insert(held)
    desk.pay_chip(offered(desk).presentation, issued.pin, "hoa")
    assert isinstance(desk.state, Trouble)
    held.let_go.set()
    slot.pull()
    slot.insert(issued.card)  # served only once the hung command has ended
    offered(desk)
    assert journal.latest_payouts(1) == []


def test_a_payout_that_a_crash_cut_is_confirmed_when_the_card_comes_back(
    world: World, desk: Desk, slot: SimulatedSlot, journal: Journal
) -> None:
    issued = world.issue_card()
    held = Held(issued.card, Ins.DISBURSE)
    slot.insert(held)
    desk.pay_chip(offered(desk).presentation, issued.pin, "hoa")
    slot.pull()  # the card finishes the command; nobody hears it
    held.let_go.set()
    desk.next_person()
    slot.insert(issued.card)
    paid = answer(desk)
    assert isinstance(paid, Paid)
    assert [entry.body.kind for entry in paid.entries] == [Disbursed.kind]
    assert journal.open_intents() == []


def test_the_offer_of_one_card_is_not_paid_by_the_next(
    world: World, desk: Desk, slot: SimulatedSlot, journal: Journal
) -> None:
    first, second = world.issue_card(), world.issue_card()
    slot.insert(first.card)
    stale = offered(desk)
    slot.insert(second.card)
    wait_until(lambda: offered(desk).presentation != stale.presentation)
    with pytest.raises(StaleAction):
        desk.pay_chip(stale.presentation, first.pin, "hoa")
    assert journal.latest_payouts(1) == []


def test_a_serial_scanner_brings_the_sheet_and_then_the_citizen_card(
    world: World, desk: Desk
) -> None:
    desk.scanned(world.issue_qr().text)
    offered(desk)
    desk.scanned(f"{CITIZEN.digits}||Nguyễn Thị Hồng Hạnh|02011945|Nữ|Hà Nội|01012021")
    assert isinstance(answer(desk), Paid)


def test_a_citizen_card_before_any_sheet_is_not_a_record(world: World, desk: Desk) -> None:
    desk.scanned(f"{CITIZEN.digits}||Nguyễn Thị Hồng Hạnh|02011945|Nữ|Hà Nội|01012021")
    refused = answer(desk)
    assert isinstance(refused, Refusal)
    assert refused.rule is Rule.RECORD_UNREADABLE


def test_somebody_elses_citizen_card_leaves_the_offer_standing(world: World, desk: Desk) -> None:
    desk.scanned(world.issue_qr().text)
    before = offered(desk)
    desk.scanned("001145099999||Trần Thị Lan|02011945|Nữ|Hà Nội|01012021")
    again = offered(desk)
    assert again.presentation != before.presentation
    assert again.notice is not None
    assert again.notice.rule is Rule.IDENTITY_MISMATCH


def test_a_refusal_by_a_list_is_given_by_the_newest_list_only(
    world: World, journal: Journal, slot: SimulatedSlot
) -> None:
    sheet = world.issue_qr()
    lists = [listing(world), listing(world, *sheet.record.entitlements)]

    def freshen() -> bool:
        lists.pop(0)
        return True

    worker = ReaderWorker(slot)
    desk = Desk(
        worker,
        journal,
        Payouts(journal, lambda: world.now),
        lambda: knowing(world, payout_list=lists[0]),
        lambda: None,
        lambda: world.now,
        freshen=freshen,
    )
    desk.show_text(sheet.text)
    assert isinstance(desk.state, Offered)
    assert journal.head().seq == 0
    worker.close()
