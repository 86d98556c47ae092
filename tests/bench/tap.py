"""tap: a card in the reader to the decision, and the terminal proved to it, through pcscd and its
virtual reader.

The card is the software card, so its own cryptography is in the times; the yardstick sends the
very same commands to it through pcscd with nothing else around them. `tap.host_p95_ms` is what is
left of a tap when the time in pcscd and the card is taken away: our own code.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Engine

from counter.db import open_store
from counter.decision.decide import Known, Offer, decide
from counter.decision.presented import read_card
from counter.journal.journal import Journal
from counter.paying.payout import Paid, Payouts
from firmware_config.card.apdu import Connection
from firmware_config.card.session import CardSession
from firmware_config.card.simulator.vpcd import VpcdCard
from firmware_config.card.state import AUTH_NONCE_BYTES
from firmware_config.reader.events import CardInserted, ReaderEvent
from firmware_config.reader.pcsc import PcscSlot
from firmware_config.reader.worker import ReaderWorker
from tests.bench.figure import Figure, microseconds, paired_ratio, percentile, timed
from tests.simulators.knowing import knowing, proof_of
from tests.simulators.pcscd import private_pcscd
from tests.simulators.world import World

_ROUNDS = 400
_WAIT_S = 15.0


class _Recorder:
    """A connection that remembers what went over it, and how long that took."""

    def __init__(self, connection: Connection, sent: list[bytes]) -> None:
        self._connection = connection
        self._sent = sent
        self.seconds = 0.0

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        self._sent.append(apdu)
        began = perf_counter()
        try:
            return self._connection.send_and_receive(apdu)
        finally:
            self.seconds += perf_counter() - began


def run() -> list[Figure]:
    world = World.make()
    issued = world.issue_card()
    known = knowing(world)
    with private_pcscd() as pcscd, VpcdCard(issued.card, port=pcscd.vpcd_port):
        worker = ReaderWorker(PcscSlot())
        try:
            insertion = _inserted(worker)
            proof = proof_of(world)

            def read(connection: Connection) -> None:
                session = CardSession(connection)
                status = session.select()
                presented = read_card(session, status, secrets.token_bytes(AUTH_NONCE_BYTES))
                assert isinstance(decide(presented, known, world.now), Offer)
                assert proof.show(session, status.card) is None

            def with_card(work: Callable[[Connection], object]) -> None:
                worker.run(work, _WAIT_S, insertion=insertion)

            tap_commands: list[bytes] = []
            with_card(lambda connection: read(_Recorder(connection, tap_commands)))

            def bare(connection: Connection) -> None:
                for apdu in tap_commands:
                    connection.send_and_receive(apdu)

            ratio, taps, bare_s = paired_ratio(
                lambda: with_card(read), lambda: with_card(bare), _ROUNDS
            )
            ours = [_ours(with_card, read) for _ in range(_ROUNDS)]
            with TemporaryDirectory() as folder:
                store = open_store(f"sqlite:///{folder}/counter.sqlite")
                commands = _whole_payout(world, worker, known, insertion, store)
        finally:
            worker.close()
    return [
        Figure("tap.p95_ms", percentile(taps, 0.95) * 1000, "ms", None, "lower"),
        Figure("tap.host_p95_ms", percentile(ours, 0.95) * 1000, "ms", 3, "lower"),
        Figure("tap.apdus", commands, "APDUs", 12, "lower"),
        Figure("tap.ratio", ratio, "x", None, "lower", microseconds(bare_s), "µs"),
    ]


def _ours(
    with_card: Callable[[Callable[[Connection], object]], None],
    read: Callable[[Connection], None],
) -> float:
    """Seconds of one tap that were spent neither in pcscd nor in the card."""
    elsewhere = 0.0

    def work(connection: Connection) -> None:
        nonlocal elsewhere
        recorder = _Recorder(connection, [])
        read(recorder)
        elsewhere = recorder.seconds

    return timed(lambda: with_card(work)) - elsewhere


def _inserted(worker: ReaderWorker) -> int:
    events: SimpleQueue[ReaderEvent] = SimpleQueue()
    worker.subscribe(events.put)
    while True:
        event = events.get(timeout=_WAIT_S)
        if isinstance(event, CardInserted):
            return event.insertion


def _whole_payout(
    world: World, worker: ReaderWorker, known: Known, insertion: int, store: Engine
) -> int:
    """How many commands one payout takes, from SELECT to the signed receipt."""
    sent: list[bytes] = []
    journal = Journal(store, world.terminal, lambda: world.now)
    payouts = Payouts(journal, proof_of(world), lambda: world.now)

    def pay(connection: Connection) -> None:
        session = CardSession(_Recorder(connection, sent))
        presented = read_card(session, session.select(), secrets.token_bytes(AUTH_NONCE_BYTES))
        offer = decide(presented, known, world.now)
        assert isinstance(offer, Offer)
        assert isinstance(payouts.pay_chip(session, offer, "123456", "teller"), Paid)

    worker.run(pay, _WAIT_S, insertion=insertion)
    return len(sent)
