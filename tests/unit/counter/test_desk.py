"""The desk: cards that hang, swap and come back, and scanners that know no fields."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Event, Thread

import pytest

from counter.centre.published import Snapshot
from counter.decision.decide import Known
from counter.decision.refusal import Refusal, Rule
from counter.desk.desk import Desk
from counter.desk.screen import StaleAction
from counter.desk.state import ChipAnswer, Offered, Reading, Told, Trouble, Waiting
from counter.journal.journal import Journal
from counter.paying.arrival import Arrivals
from counter.paying.payout import Paid, Payouts, Unsettled
from counter.paying.reversal import Reversals
from counter.paying.scripts import CardScripts
from firmware_config.body.payout import Disbursed, Refused
from firmware_config.card.profile import Ins
from firmware_config.claim import Medium
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.reader.worker import ReaderWorker
from tests.simulators.held import Held
from tests.simulators.interrupted import FailsAfterwards
from tests.simulators.knowing import knowing, listing, proof_of
from tests.simulators.station import Centre
from tests.simulators.waiting import wait_until
from tests.simulators.world import CITIZEN, World

WAIT_S = 5.0


@pytest.fixture
def slot() -> SimulatedSlot:
    return SimulatedSlot()


def desk_of(
    world: World,
    journal: Journal,
    worker: ReaderWorker,
    known: Callable[[], Known] | None = None,
    freshen: Callable[[], bool] = lambda: False,
    who: Callable[[], str | None] = lambda: "hoa",
) -> Desk:
    proof = proof_of(world)

    def clock() -> datetime:
        return world.now

    def usual() -> Known:
        return knowing(world, history=journal.paid_periods, is_unsettled=journal.is_unsettled)

    knows = known or usual
    payouts = Payouts(journal, proof, clock)
    reversals = Reversals(journal, proof, lambda: world.trust, clock)
    lists = Snapshot(world.trust, {}, None, None)
    scripts = CardScripts(journal, lambda: lists, Centre(world), lambda: True)
    return Desk(
        worker,
        journal,
        payouts,
        reversals,
        Arrivals(journal, payouts, reversals, scripts, knows),
        knows,
        lambda: None,
        clock,
        who=who,
        freshen=freshen,
        card_timeout_s=0.3,
    )


@pytest.fixture
def worker(slot: SimulatedSlot) -> Iterator[ReaderWorker]:
    worker = ReaderWorker(slot)
    yield worker
    worker.close()


@pytest.fixture
def desk(world: World, journal: Journal, worker: ReaderWorker) -> Iterator[Desk]:
    desk = desk_of(world, journal, worker)
    desk.start()
    yield desk
    desk.stop()


def offered(desk: Desk) -> Offered:
    wait_until(lambda: isinstance(desk.state, Offered))
    assert isinstance(desk.state, Offered)
    return desk.state


def answer(desk: Desk) -> ChipAnswer:
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


def test_a_scan_while_nobody_is_signed_in_is_said_and_not_heeded(
    world: World, journal: Journal, worker: ReaderWorker
) -> None:
    who: list[str | None] = [None]
    desk = desk_of(world, journal, worker, who=lambda: who[0])
    sheet = world.issue_qr()
    desk.scanned(sheet.text)
    assert isinstance(desk.state, Waiting)
    assert desk.state.scanned_by_nobody
    who[0] = "hoa"
    desk.scanned(sheet.text)
    before = offered(desk)
    who[0] = None
    desk.scanned(f"{CITIZEN.digits}||Nguyễn Thị Hồng Hạnh|02011945|Nữ|Hà Nội|01012021")
    assert offered(desk) is before
    assert journal.head().seq == 0


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
    world: World, journal: Journal, worker: ReaderWorker
) -> None:
    sheet = world.issue_qr()
    lists = [listing(world), listing(world, *sheet.record.entitlements)]

    def freshen() -> bool:
        lists.pop(0)
        return True

    desk = desk_of(world, journal, worker, lambda: knowing(world, payout_list=lists[0]), freshen)
    desk.show_text(sheet.text, "hoa")
    assert isinstance(desk.state, Offered)
    assert journal.head().seq == 0


def slow(world: World, journal: Journal, worker: ReaderWorker, let_go: Event) -> Desk:
    """A desk that refuses by its lists, while the centre keeps its newest to itself."""
    lists = [listing(world)]
    return desk_of(
        world,
        journal,
        worker,
        lambda: knowing(world, payout_list=lists[0]),
        lambda: let_go.wait(WAIT_S),
    )


def test_a_card_pulled_out_while_the_centre_is_asked_ends_the_asking(
    world: World, journal: Journal, worker: ReaderWorker, slot: SimulatedSlot
) -> None:
    let_go = Event()
    desk = slow(world, journal, worker, let_go)
    desk.start()
    try:
        slot.insert(world.issue_card().card)
        wait_until(lambda: isinstance(desk.state, Reading))
        time.sleep(0.2)
        slot.pull()
        wait_until(lambda: isinstance(desk.state, Waiting))
        let_go.set()
        time.sleep(0.2)
        assert isinstance(desk.state, Waiting)
        assert journal.head().seq == 0
    finally:
        desk.stop()


def test_a_card_that_comes_while_the_centre_is_asked_about_a_sheet_has_its_turn(
    world: World, journal: Journal, worker: ReaderWorker, slot: SimulatedSlot
) -> None:
    let_go = Event()
    desk = slow(world, journal, worker, let_go)
    desk.start()
    try:
        asking = Thread(target=desk.show_text, args=(world.issue_qr().text, "hoa"))
        asking.start()
        wait_until(lambda: desk.state == Reading(None))
        slot.insert(world.issue_card().card)
        wait_until(lambda: isinstance(desk.state, Reading) and desk.state.insertion is not None)
        let_go.set()
        asking.join(WAIT_S)
        assert isinstance(answer(desk), Refusal)
        (only,) = journal.entries_from(1, 9)
        assert isinstance(only.body, Refused)
        assert only.body.medium is Medium.CHIP
    finally:
        desk.stop()


def test_an_unsettled_card_payout_is_not_paid_again_by_sheet(
    world: World, desk: Desk, slot: SimulatedSlot, journal: Journal
) -> None:
    due = world.entitlement()
    issued = world.issue_card(due)
    held = Held(issued.card, Ins.DISBURSE)
    slot.insert(held)
    desk.pay_chip(offered(desk).presentation, issued.pin, "hoa")
    slot.pull()
    desk.next_person()
    desk.show_text(world.issue_qr(due).text, "hoa")
    refused = answer(desk)
    assert isinstance(refused, Refusal)
    assert refused.rule is Rule.UNSETTLED
    held.let_go.set()


def test_the_next_card_waits_until_the_money_on_the_screen_is_dealt_with(
    world: World, desk: Desk, slot: SimulatedSlot
) -> None:
    first, second = world.issue_card(), world.issue_card()
    slot.insert(first.card)
    desk.pay_chip(offered(desk).presentation, first.pin, "hoa")
    green = answer(desk)
    slot.insert(second.card)
    time.sleep(0.3)
    assert answer(desk) is green
    desk.next_person()
    assert offered(desk).offer.card == second.certificate.card


def test_a_card_that_bounces_after_it_paid_does_not_turn_the_screen_red(
    world: World, desk: Desk, slot: SimulatedSlot
) -> None:
    issued = world.issue_card()
    slot.insert(issued.card)
    desk.pay_chip(offered(desk).presentation, issued.pin, "hoa")
    slot.pull()
    slot.insert(issued.card)
    time.sleep(0.3)
    assert isinstance(answer(desk), Paid)


def test_an_error_after_the_card_has_committed_is_a_payment(
    world: World, desk: Desk, slot: SimulatedSlot
) -> None:
    issued = world.issue_card()
    slot.insert(FailsAfterwards(issued.card, Ins.DISBURSE))
    desk.pay_chip(offered(desk).presentation, issued.pin, "hoa")
    assert isinstance(answer(desk), Paid)


def test_two_dues_of_which_one_is_unsettled_are_told_as_one_sum_once(
    world: World, desk: Desk, slot: SimulatedSlot
) -> None:
    issued = world.issue_card(world.entitlement(), world.entitlement(amount_vnd=300_000))
    held = Held(issued.card, Ins.DISBURSE, after=1)
    slot.insert(held)
    desk.pay_chip(offered(desk).presentation, issued.pin, "hoa")
    unsettled = answer(desk)
    assert isinstance(unsettled, Unsettled)
    assert len(unsettled.entries) == 1
    held.let_go.set()
    wait_until(lambda: isinstance(answer(desk), Paid))
    paid = answer(desk)
    assert isinstance(paid, Paid)
    assert paid.total_vnd == 800_000


def test_what_was_confirmed_is_told_when_an_unsettled_answer_is_left(
    world: World, desk: Desk, slot: SimulatedSlot
) -> None:
    issued = world.issue_card(world.entitlement(), world.entitlement(amount_vnd=300_000))
    held = Held(issued.card, Ins.DISBURSE, after=1)
    slot.insert(held)
    desk.pay_chip(offered(desk).presentation, issued.pin, "hoa")
    assert isinstance(answer(desk), Unsettled)
    desk.next_person()
    part = answer(desk)
    assert isinstance(part, Paid)
    assert part.total_vnd == 500_000
    held.let_go.set()
    time.sleep(0.3)
    desk.next_person()
    rest = answer(desk)
    assert isinstance(rest, Paid)
    assert rest.total_vnd == 300_000


def test_after_a_power_cut_the_last_payout_is_shown_once_more(
    world: World, journal: Journal, worker: ReaderWorker, slot: SimulatedSlot, desk: Desk
) -> None:
    desk.show_text(world.issue_qr().text, "hoa")
    desk.pay_paper(offered(desk).presentation, CITIZEN, "hoa")
    again = desk_of(world, journal, worker)
    again.start()
    told = again.state
    assert isinstance(told, Told)
    assert isinstance(told.answer, Paid)
    assert told.late
    again.next_person()
    assert not isinstance(again.state, Told)
    again.stop()
