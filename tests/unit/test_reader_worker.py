from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

import pytest

from firmware_config.card.apdu import CardGone, Connection
from firmware_config.reader.errors import (
    CardSwapped,
    JobTimeout,
    ReaderBusy,
    ReaderProblem,
    ReaderUnavailable,
    WorkerClosed,
)
from firmware_config.reader.events import (
    CardInserted,
    CardMute,
    CardRemoved,
    ReaderAbsent,
    ReaderEvent,
    ReaderReady,
)
from firmware_config.reader.pcsc import REMEDY, PcscSlot
from firmware_config.reader.simulated import READER_NAME, SimulatedSlot
from firmware_config.reader.slot import CardPresent, Slot, SlotState
from firmware_config.reader.worker import ReaderWorker
from tests.simulators.cards import EchoCard, atr
from tests.simulators.inbox import Inbox

ECHO = bytes.fromhex("0001000004AABBCCDD00")
COUNT = bytes.fromhex("0002000000")
SLOW = bytes.fromhex("0003000000")
WAIT_S = 5.0
READY = ReaderReady(READER_NAME, simulated=True)


@pytest.fixture
def slot() -> SimulatedSlot:
    return SimulatedSlot()


@pytest.fixture
def worker(slot: SimulatedSlot) -> Iterator[ReaderWorker]:
    worker = ReaderWorker(slot)
    yield worker
    worker.close()


@pytest.fixture
def inbox(worker: ReaderWorker) -> Inbox:
    """Subscribed, and past the greeting of an empty reader."""
    inbox = Inbox()
    worker.subscribe(inbox)
    assert inbox.take() == [READY]
    return inbox


def send(apdu: bytes) -> Callable[[Connection], tuple[bytes, int]]:
    return lambda connection: connection.send_and_receive(apdu)


def in_thread(work: Callable[[], object]) -> Callable[[], object]:
    """Start `work`; the function returned waits for its result or raises its exception."""
    outcome: queue.Queue[tuple[object, BaseException | None]] = queue.Queue()

    def target() -> None:
        try:
            outcome.put((work(), None))
        except BaseException as error:
            outcome.put((None, error))

    threading.Thread(target=target, daemon=True).start()

    def result() -> object:
        value, error = outcome.get(timeout=WAIT_S)
        if error is not None:
            raise error
        return value

    return result


# Events


def test_putting_a_card_in_and_taking_it_out_is_told_in_order(
    slot: SimulatedSlot, inbox: Inbox
) -> None:
    for insertion in (1, 2):
        slot.insert(EchoCard())
        assert inbox.take() == [CardInserted(atr(), insertion)]
        slot.pull()
        assert inbox.take() == [CardRemoved(insertion)]


def test_two_cards_swapped_are_two_insertions(slot: SimulatedSlot, inbox: Inbox) -> None:
    slot.insert(EchoCard(b"A"))
    inbox.take()
    slot.insert(EchoCard(b"B"))
    assert inbox.take(2) == [CardRemoved(1), CardInserted(atr(b"B"), 2)]


def test_a_late_listener_first_learns_the_present_status(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    slot.insert(EchoCard())
    inbox.take()
    late = Inbox()
    worker.subscribe(late)
    assert late.take(2) == [READY, CardInserted(atr(), 1)]
    slot.pull()
    assert late.take() == [CardRemoved(1)]


def test_a_listener_that_left_hears_no_more(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    leaver = Inbox()
    leave = worker.subscribe(leaver)
    leaver.take()
    leave()
    slot.insert(EchoCard())
    inbox.take()
    assert leaver.empty


def test_a_failing_listener_does_not_silence_the_others(
    slot: SimulatedSlot, worker: ReaderWorker, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(event: ReaderEvent) -> None:
        raise ValueError

    worker.subscribe(failing)
    inbox = Inbox()
    worker.subscribe(inbox)
    slot.insert(EchoCard())
    inbox.take(2)
    assert "reader.listener-failed" in caplog.messages


def test_a_card_the_wrong_way_round_is_told_and_takes_no_job(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    mute = EchoCard()
    mute.atr = b""
    slot.insert(mute)
    assert inbox.take() == [CardMute(1)]
    with pytest.raises(CardGone):
        worker.run(send(ECHO), WAIT_S)


def test_unplugging_takes_the_card_along_and_the_reader_comes_back_empty(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    slot.insert(EchoCard())
    inbox.take()
    slot.unplug()
    assert inbox.take(2) == [CardRemoved(1), ReaderAbsent(ReaderProblem.NO_READER)]
    with pytest.raises(ReaderUnavailable) as refused:
        worker.run(send(ECHO), WAIT_S)
    assert refused.value.problem is ReaderProblem.NO_READER
    slot.plug()
    assert inbox.take() == [READY]


def test_the_status_is_what_the_events_said(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    slot.insert(EchoCard())
    inbox.take()
    status = worker.status()
    assert status.reader_name == READY.reader_name
    assert status.simulated is READY.simulated
    assert status.problem is None
    assert status.card is not None
    assert (status.card.insertion, status.card.atr) == (1, atr())


# Jobs


def test_a_job_speaks_with_the_card_on_the_workers_thread(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    slot.insert(EchoCard())
    inbox.take()
    assert worker.run(send(ECHO), WAIT_S) == (bytes.fromhex("AABBCCDD"), 0x9000)
    ours = threading.current_thread()
    assert worker.run(lambda _: threading.current_thread(), WAIT_S) is not ours


def test_the_card_stays_powered_between_jobs(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    slot.insert(EchoCard())
    inbox.take()
    counts = [worker.run(send(COUNT), WAIT_S)[0] for _ in range(3)]
    assert counts == [b"\x01", b"\x02", b"\x03"]


def test_a_jobs_own_exception_reaches_its_caller_and_the_worker_lives(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    slot.insert(EchoCard())
    inbox.take()

    def fail(_: Connection) -> None:
        raise LookupError("of the job")

    with pytest.raises(LookupError, match="of the job"):
        worker.run(fail, WAIT_S)
    assert worker.run(send(COUNT), WAIT_S)[0] == b"\x01"


def test_an_empty_reader_takes_no_job(worker: ReaderWorker, inbox: Inbox) -> None:
    with pytest.raises(CardGone):
        worker.run(send(ECHO), WAIT_S)


def test_a_card_pulled_during_a_command_is_gone_though_it_did_the_command(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    card = EchoCard(during=slot.pull)
    slot.insert(card)
    inbox.take()
    with pytest.raises(CardGone):
        worker.run(send(SLOW), WAIT_S)
    assert card.commands == 1
    assert inbox.take() == [CardRemoved(1)]
    assert not card.powered


def test_a_card_that_fails_a_command_is_another_insertion(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    def lose_power() -> None:
        raise CardGone

    card = EchoCard(during=lose_power)
    slot.insert(card)
    inbox.take()
    with pytest.raises(CardGone):
        worker.run(send(SLOW), WAIT_S, insertion=1)
    assert inbox.take(2) == [CardRemoved(1), CardInserted(atr(), 2)]
    with pytest.raises(CardSwapped) as refused:
        worker.run(send(COUNT), WAIT_S, insertion=1)
    assert refused.value.data == {"expected": 1, "present": 2}
    assert worker.run(send(COUNT), WAIT_S, insertion=2)[0] == b"\x01"


def test_a_card_that_fails_again_and_again_has_to_be_put_in_anew(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    def lose_power() -> None:
        raise CardGone

    card = EchoCard(during=lose_power)
    slot.insert(card)
    for insertion in (1, 2, 3):
        assert inbox.take() == [CardInserted(atr(), insertion)]
        with pytest.raises(CardGone):
            worker.run(send(SLOW), WAIT_S)
        assert inbox.take() == [CardRemoved(insertion)]
    with pytest.raises(CardGone):
        worker.run(send(COUNT), WAIT_S)
    assert inbox.empty
    slot.insert(card)
    assert inbox.take() == [CardInserted(atr(), 4)]


def test_a_job_that_swallows_the_loss_of_the_card_still_ends_the_insertion(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    slot.insert(EchoCard(during=slot.pull))
    inbox.take()

    def swallow(connection: Connection) -> str:
        try:
            connection.send_and_receive(SLOW)
        except CardGone:
            return "outcome unknown"
        return "done"

    assert worker.run(swallow, WAIT_S) == "outcome unknown"
    assert inbox.take() == [CardRemoved(1)]


class WatchedSlot(SimulatedSlot):
    """Tells when the worker was woken, which is when a job has been queued."""

    def __init__(self) -> None:
        super().__init__()
        self.woken = threading.Event()

    def wake(self) -> None:
        super().wake()
        self.woken.set()


def test_a_job_waiting_while_cards_are_swapped_does_not_run_on_the_other_card() -> None:
    slot = WatchedSlot()
    other = EchoCard(b"B")
    go_on = threading.Event()
    card = EchoCard(b"A", during=lambda: go_on.wait(WAIT_S))
    slot.insert(card)
    worker = ReaderWorker(slot)
    inbox = Inbox()
    worker.subscribe(inbox)
    inbox.take(2)
    running = in_thread(lambda: worker.run(send(SLOW), WAIT_S))
    assert card.working.wait(WAIT_S)
    slot.woken.clear()
    waiting = in_thread(lambda: worker.run(send(COUNT), WAIT_S))
    assert slot.woken.wait(WAIT_S)
    slot.pull()
    swapping = in_thread(lambda: slot.insert(other))
    go_on.set()
    with pytest.raises(CardGone):
        running()
    with pytest.raises((CardGone, CardSwapped)):  # as the worker looks before or after the swap
        waiting()
    swapping()
    assert inbox.take(2) == [CardRemoved(1), CardInserted(atr(b"B"), 2)]
    assert other.commands == 0
    worker.close()


def test_a_kept_connection_is_refused_after_its_job(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    slot.insert(EchoCard())
    inbox.take()
    kept = worker.run(lambda connection: connection, WAIT_S)
    with pytest.raises(RuntimeError):
        kept.send_and_receive(ECHO)


def test_a_job_not_begun_in_time_never_runs(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    go_on = threading.Event()
    card = EchoCard(during=lambda: go_on.wait(WAIT_S))
    slot.insert(card)
    inbox.take()
    with pytest.raises(JobTimeout) as running:
        worker.run(send(SLOW), 0.05)
    assert running.value.started
    with pytest.raises(JobTimeout) as waiting:
        worker.run(send(COUNT), 0.05)
    assert not waiting.value.started
    go_on.set()
    assert worker.run(send(COUNT), WAIT_S)[0] == b"\x02"


def test_too_many_waiting_jobs_are_refused(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    go_on = threading.Event()
    card = EchoCard(during=lambda: go_on.wait(WAIT_S))
    slot.insert(card)
    inbox.take()
    waiting = [in_thread(lambda: worker.run(send(SLOW), WAIT_S))]
    assert card.working.wait(WAIT_S)
    for _ in range(16):
        with pytest.raises(JobTimeout):
            worker.run(send(COUNT), 0.001)
    with pytest.raises(ReaderBusy) as refused:
        worker.run(send(COUNT), WAIT_S)
    assert refused.value.code == "reader-queue-full"
    go_on.set()
    waiting[0]()


def test_a_listener_cannot_make_the_worker_wait_for_itself(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    refused = Inbox()

    def listen(event: ReaderEvent) -> None:
        if isinstance(event, CardInserted):
            with pytest.raises(RuntimeError):
                worker.run(send(ECHO), WAIT_S)
            refused(event)

    worker.subscribe(listen)
    slot.insert(EchoCard())
    assert len(refused.take()) == 1


# Closing


def test_closing_ends_the_thread_powers_the_card_down_and_refuses_later_jobs(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    card = EchoCard()
    slot.insert(card)
    inbox.take()
    worker.run(send(ECHO), WAIT_S)
    assert worker.close()
    assert worker.close()
    assert not card.powered
    assert inbox.take(2) == [CardRemoved(1), ReaderAbsent(ReaderProblem.WORKER_STOPPED)]
    with pytest.raises(WorkerClosed):
        worker.run(send(ECHO), WAIT_S)


def test_closing_during_a_command_gives_up_in_time_and_refuses_what_waits(
    slot: SimulatedSlot, worker: ReaderWorker, inbox: Inbox
) -> None:
    go_on = threading.Event()
    card = EchoCard(during=lambda: go_on.wait(WAIT_S))
    slot.insert(card)
    inbox.take()
    running = in_thread(lambda: worker.run(send(SLOW), WAIT_S))
    assert card.working.wait(WAIT_S)
    waiting = in_thread(lambda: worker.run(send(COUNT), WAIT_S))
    assert not worker.close(timeout_s=0.1)
    with pytest.raises(WorkerClosed):
        waiting()
    go_on.set()
    assert running() == (b"", 0x9000)
    assert worker.close()


class FailingSlot(SimulatedSlot):
    """A slot with a bug."""

    def wait(self, seen: SlotState | None) -> SlotState:
        state = super().wait(seen)
        if isinstance(state, CardPresent):
            raise ValueError("a bug in a slot")
        return state


def test_a_fault_of_the_slot_stops_the_worker_and_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    slot = FailingSlot()
    worker = ReaderWorker(slot)
    inbox = Inbox()
    worker.subscribe(inbox)
    inbox.take()
    slot.insert(EchoCard())
    assert inbox.take() == [ReaderAbsent(ReaderProblem.WORKER_STOPPED)]
    assert "reader.worker-failed" in caplog.messages
    with pytest.raises(WorkerClosed):
        worker.run(send(ECHO), WAIT_S)


# PC/SC without its parts


def test_absent_pyscard_is_told_with_its_remedy_and_closing_does_not_hang() -> None:
    def not_installed() -> object:
        raise ModuleNotFoundError("smartcard")

    slot: Slot = PcscSlot(load=not_installed)
    worker = ReaderWorker(slot)
    inbox = Inbox()
    worker.subscribe(inbox)
    assert inbox.take() == [ReaderAbsent(ReaderProblem.PYSCARD_MISSING, REMEDY)]
    with pytest.raises(ReaderUnavailable) as refused:
        worker.run(send(ECHO), WAIT_S)
    assert refused.value.remedy == REMEDY
    assert worker.close()
