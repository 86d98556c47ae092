"""The reader worker over the real PC/SC stack: pyscard, pcscd, vpcd, a software card."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from firmware_config.card.apdu import CardGone, Connection
from firmware_config.card.simulator.vpcd import VpcdCard
from firmware_config.reader.errors import CardSwapped, ReaderBusy, ReaderProblem
from firmware_config.reader.events import CardInserted, CardRemoved, ReaderAbsent, ReaderReady
from firmware_config.reader.pcsc import REMEDY_SERVICE, PcscSlot
from firmware_config.reader.worker import ReaderWorker
from tests.simulators.cards import EchoCard, atr
from tests.simulators.inbox import Inbox
from tests.simulators.pcscd import READER_NAME, Pcscd

pytestmark = pytest.mark.pcsc

ECHO = bytes.fromhex("0001000004AABBCCDD00")
COUNT = bytes.fromhex("0002000000")
SLOW = bytes.fromhex("0003000000")
WAIT_S = 10.0
READY = ReaderReady(f"{READER_NAME} 00 00", simulated=False)
DOWN = ReaderAbsent(ReaderProblem.SERVICE_DOWN, REMEDY_SERVICE)


@pytest.fixture
def inbox(worker: ReaderWorker) -> Inbox:
    """Subscribed, and past the greeting of an empty reader."""
    inbox = Inbox()
    worker.subscribe(inbox)
    assert inbox.take() == [READY]
    return inbox


def send(apdu: bytes) -> Callable[[Connection], tuple[bytes, int]]:
    return lambda connection: connection.send_and_receive(apdu)


def test_inserting_echoing_and_pulling(pcscd: Pcscd, worker: ReaderWorker, inbox: Inbox) -> None:
    with VpcdCard(EchoCard(), port=pcscd.vpcd_port):
        assert inbox.take() == [CardInserted(atr(), 1)]
        assert worker.run(send(ECHO), WAIT_S) == (bytes.fromhex("AABBCCDD"), 0x9000)
        assert [worker.run(send(COUNT), WAIT_S)[0] for _ in range(2)] == [b"\x02", b"\x03"]
    assert inbox.take() == [CardRemoved(1)]
    with pytest.raises(CardGone):
        worker.run(send(ECHO), WAIT_S)


def test_one_apdu_costs_far_less_than_a_delayed_acknowledgement(
    pcscd: Pcscd, worker: ReaderWorker, inbox: Inbox
) -> None:
    def round_trips(connection: Connection) -> list[float]:
        times_s = []
        for _ in range(50):
            began = time.perf_counter()
            connection.send_and_receive(ECHO)
            times_s.append(time.perf_counter() - began)
        return sorted(times_s)

    with VpcdCard(EchoCard(), port=pcscd.vpcd_port):
        inbox.take()
        assert worker.run(round_trips, WAIT_S)[25] < 0.02


def test_a_card_pulled_during_a_command_is_gone_and_comes_back(
    pcscd: Pcscd, worker: ReaderWorker, inbox: Inbox
) -> None:
    card = EchoCard()
    with VpcdCard(card, port=pcscd.vpcd_port) as served:
        inbox.take()
        card.during = served.pull
        with pytest.raises(CardGone):
            worker.run(send(SLOW), WAIT_S)
        assert inbox.take() == [CardRemoved(1)]
        served.insert()
        assert inbox.take() == [CardInserted(atr(), 2)]
        assert worker.run(send(COUNT), WAIT_S, insertion=2)[0] == b"\x01"


def test_two_cards_swapped(pcscd: Pcscd, worker: ReaderWorker, inbox: Inbox) -> None:
    with VpcdCard(EchoCard(b"A"), port=pcscd.vpcd_port):
        inbox.take()
        worker.run(send(ECHO), WAIT_S)
    assert inbox.take() == [CardRemoved(1)]
    other = EchoCard(b"B")
    with VpcdCard(other, port=pcscd.vpcd_port):
        assert inbox.take() == [CardInserted(atr(b"B"), 2)]
        with pytest.raises(CardSwapped):
            worker.run(send(ECHO), WAIT_S, insertion=1)
        assert other.commands == 0


def test_pcscd_killed_and_started_again_finds_the_worker_waiting(
    pcscd: Pcscd, worker: ReaderWorker, inbox: Inbox
) -> None:
    with VpcdCard(EchoCard(), port=pcscd.vpcd_port) as served:
        inbox.take()
        worker.run(send(ECHO), WAIT_S)
        pcscd.kill()
        assert inbox.take(2) == [CardRemoved(1), DOWN]
        pcscd.start()
        served.insert()
        assert inbox.take() == [READY]
        assert inbox.take() == [CardInserted(atr(), 2)]
        assert worker.run(send(COUNT), WAIT_S)[0] == b"\x01"


def test_pcscd_killed_during_a_command_leaves_the_outcome_unknown(
    pcscd: Pcscd, worker: ReaderWorker, inbox: Inbox
) -> None:
    card = EchoCard(during=pcscd.kill)
    with VpcdCard(card, port=pcscd.vpcd_port):
        inbox.take()
        with pytest.raises(CardGone):
            worker.run(send(SLOW), WAIT_S)
        assert card.commands == 1
        assert inbox.take(2) == [CardRemoved(1), DOWN]


def test_a_reader_that_was_unplugged_is_found_again(
    pcscd: Pcscd, worker: ReaderWorker, inbox: Inbox
) -> None:
    pcscd.stop()
    assert inbox.take() == [DOWN]
    pcscd.unplug()
    pcscd.start()
    assert inbox.take() == [ReaderAbsent(ReaderProblem.NO_READER)]
    pcscd.stop()
    assert inbox.take() == [DOWN]
    pcscd.plug()
    pcscd.start()
    assert inbox.take() == [READY]


def test_another_reader_than_the_one_wanted_is_not_taken(pcscd: Pcscd) -> None:
    worker = ReaderWorker(PcscSlot("no such reader"))
    inbox = Inbox()
    worker.subscribe(inbox)
    assert inbox.take() == [ReaderAbsent(ReaderProblem.NO_MATCHING_READER)]
    assert worker.close()


def test_a_card_held_by_another_program_is_told(
    pcscd: Pcscd, worker: ReaderWorker, inbox: Inbox
) -> None:
    other = ReaderWorker(PcscSlot(READER_NAME))
    theirs = Inbox()
    other.subscribe(theirs)
    with VpcdCard(EchoCard(), port=pcscd.vpcd_port):
        inbox.take()
        theirs.take(2)
        other.run(send(ECHO), WAIT_S)
        with pytest.raises(ReaderBusy) as refused:
            worker.run(send(ECHO), WAIT_S)
        assert refused.value.code == "reader-in-use"
        assert other.close()
        assert worker.run(send(COUNT), WAIT_S)[0] == b"\x01"


def test_closing_does_not_hang_whatever_the_worker_waits_for(pcscd: Pcscd) -> None:
    for _ in range(20):
        worker = ReaderWorker(PcscSlot(READER_NAME))
        assert worker.close()
    pcscd.stop()
    worker = ReaderWorker(PcscSlot(READER_NAME))
    inbox = Inbox()
    worker.subscribe(inbox)
    assert inbox.take() == [DOWN]
    began = time.monotonic()
    assert worker.close()
    assert time.monotonic() - began < 1


def test_a_woken_worker_never_loses_a_job(pcscd: Pcscd, worker: ReaderWorker, inbox: Inbox) -> None:
    with VpcdCard(EchoCard(), port=pcscd.vpcd_port):
        inbox.take()
        done: list[int] = []

        def caller() -> None:
            done.extend(worker.run(send(ECHO), WAIT_S)[1] for _ in range(200))

        callers = [threading.Thread(target=caller) for _ in range(3)]
        for thread in callers:
            thread.start()
        for thread in callers:
            thread.join()
        assert done == [0x9000] * 600
