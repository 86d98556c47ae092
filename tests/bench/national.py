"""national: confirmations by the broker, from the counter to the signed acknowledgement.

`national.ratio` is what goes through three JetStream nodes that flush every message (`always`, R3)
against HTTP, both end to end on this machine, into the same PostgreSQL with fsync on: as many
counters, each sending a batch and waiting for its acknowledgement, and one process that takes
them. `national.backlog_per_s` is a day's backlog while the node that leads and one of two consumers
are killed; it is told and not gated. What must hold there is counted: `national.lost` is
how many acknowledged confirmations the ledger does not hold exactly as they were sent,
`national.wrong` all else that the checker found.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from cardsvc.app import app_of
from counter.transport import Transport, TransportError
from counter.transport.broker_pass import BrokerPass
from counter.transport.http import HttpTransport
from counter.transport.nats import NatsTransport
from firmware_config.broker.credential import Credential
from firmware_config.broker.nkey import Nkey, NkeyKind
from firmware_config.broker.subjects import ProvinceSubjects
from firmware_config.clock import utc_now
from firmware_config.request_proof import Prover, audience_of
from firmware_config.web.serve import Server
from firmware_config.wire import Acknowledgement, Batch
from tests.bench.figure import Figure, percentile, timed
from tests.bench.ledger_world import PROVINCE, LedgerWorld, Till
from tests.simulators.consuming import Consuming, consumer_process
from tests.simulators.ledger_checker import Checked, check_ledger
from tests.simulators.nats import NatsCluster
from tests.simulators.postgres import Postgres

BACKLOG = 200_000
"""A large province's day."""
TILLS, PER_BATCH, ROUNDS = 32, 60, 7
FULL_BATCH = 500
SENDERS = 16
_AGAIN_S = 0.2
_STUCK_S = 120.0
_STREAM_BYTES = 256 << 20


def run() -> list[Figure]:
    server, cluster = Postgres(durable=True), NatsCluster()
    try:
        with tempfile.TemporaryDirectory() as folder:
            ratio = _ratio(server, cluster, Path(folder) / "ratio")
            drained = drain(server, cluster, Path(folder) / "backlog", BACKLOG)
    finally:
        cluster.stop()
        server.stop()
    return [
        *ratio,
        Figure("national.backlog_per_s", drained.per_s, "/s", None, "higher"),
        Figure("national.lost", drained.checked.lost, "", 0, "lower"),
        Figure("national.wrong", drained.checked.wrong, "", 0, "lower"),
    ]


@dataclass(frozen=True, slots=True)
class Drained:
    """A backlog, sent, and what the checker says of it."""

    acknowledged: int
    seconds: float
    checked: Checked

    @property
    def per_s(self) -> float:
        return self.acknowledged / self.seconds


def _ratio(server: Postgres, cluster: NatsCluster, folder: Path) -> list[Figure]:
    http_s: list[float] = []
    broker_s: list[float] = []
    with ExitStack() as stack:
        world = stack.enter_context(_world(server, folder, TILLS))
        cluster.set_up([PROVINCE], _STREAM_BYTES)
        pages = Server(app_of(world.centre))
        pages.start()
        stack.callback(pages.stop)
        stack.enter_context(Consuming(cluster, world.centre.ledger, [PROVINCE]))
        by_http: list[Transport] = [_by_http(world, pages.url, till) for till in world.tills]
        by_broker: list[Transport] = [
            _by_broker(cluster, folder, till, _NoRoad()) for till in world.tills
        ]
        for transport in (*by_http, *by_broker):
            stack.callback(transport.close)
        for number in range(ROUNDS + 1):
            for transports, times in ((by_http, http_s), (by_broker, broker_s)):
                batches = [octets for _, octets in world.deliveries(PER_BATCH)]
                spent_s = timed(lambda: _send_all(transports, batches))  # noqa: B023 - used here
                if number:  # the first one connects
                    times.append(spent_s)
    count = TILLS * PER_BATCH
    slow, quick = percentile(broker_s, 0.5), percentile(http_s, 0.5)
    return [
        Figure("national.per_s", count / slow, "/s", None, "higher"),
        Figure("national.http_per_s", count / quick, "/s", None, "higher"),
        Figure("national.ratio", quick / slow, "", 0.6, "higher", count / quick, "/s"),
    ]


def drain(server: Postgres, cluster: NatsCluster, folder: Path, backlog: int) -> Drained:
    """Send `backlog` confirmations by the broker alone; a node and a consumer die meanwhile."""
    per_till = 4 * FULL_BATCH if backlog >= BACKLOG else backlog // 8
    with _world(server, folder, max(backlog // per_till, 1)) as world:
        cluster.set_up([PROVINCE], _STREAM_BYTES)
        journals = [_Journal.of(world, till, per_till) for till in world.tills]
        consumers = [consumer_process(cluster, world.centre, PROVINCE) for _ in range(2)]
        counted = _Counted()
        try:
            began = time.perf_counter()
            with ThreadPoolExecutor(SENDERS + 1) as pool:
                sending = [
                    pool.submit(_drain_one, world, cluster, folder, one, counted)
                    for one in journals
                ]
                try:
                    counted.wait_for(backlog // 4)
                    killed = cluster.leader(ProvinceSubjects.of(PROVINCE).batch_stream)
                    cluster.kill(killed)
                    counted.wait_for(backlog // 2)
                    consumers[0].kill()
                    counted.wait_for(3 * backlog // 4)
                    cluster.start(killed)
                    counted.wait_for(backlog)
                finally:
                    counted.given_up = True
                for one in sending:
                    one.result()
            seconds = time.perf_counter() - began
        finally:
            for consumer in consumers:
                consumer.kill()
                consumer.wait()
        sent = {
            journal.till.id.text: [
                entry.hash for batch in journal.batches for entry in batch.entries
            ]
            for journal in journals
        }
        through = {journal.till.id.text: journal.through for journal in journals}
        checked = check_ledger(world.engine, sent, through)
        return Drained(sum(through.values()), seconds, checked)


@dataclass(slots=True)
class _Journal:
    """A till's day, and through which entry the ledger has acknowledged it."""

    till: Till
    batches: list[Batch]
    through: int = 0

    @classmethod
    def of(cls, world: LedgerWorld, till: Till, payments: int) -> _Journal:
        bodies = world.payments(till, payments)
        pieces = range(0, payments, FULL_BATCH)
        return cls(till, [till.batch(bodies[at : at + FULL_BATCH]) for at in pieces])

    @property
    def hashes(self) -> list[bytes]:
        return [entry.hash for batch in self.batches for entry in batch.entries]


@dataclass(slots=True)
class _Counted:
    """How many confirmations have been acknowledged, of all tills."""

    done: int = 0
    given_up: bool = False
    _lock: Lock = field(default_factory=Lock)

    def add(self, count: int) -> None:
        with self._lock:
            self.done += count

    def check_going_on(self) -> None:
        """Raises to end a sender when the whole has failed."""
        assert not self.given_up, "the drain was given up"

    def wait_for(self, count: int) -> None:
        moved, before = time.monotonic(), self.done
        while self.done < count:
            if self.done != before:
                moved, before = time.monotonic(), self.done
            assert time.monotonic() - moved < _STUCK_S, f"nothing moves any more at {before}"
            time.sleep(0.05)


def _drain_one(
    world: LedgerWorld, cluster: NatsCluster, folder: Path, journal: _Journal, counted: _Counted
) -> None:
    """As an outbox does: each batch until the ledger's signature says that it has it."""
    trust = world.centre.keyring.trust(world.centre.clock())
    transport = _by_broker(cluster, folder, journal.till, _NoRoad())
    try:
        for batch in journal.batches:
            while journal.through < batch.last_seq:
                try:
                    answer = transport.send_batch(batch.sign(journal.till.key))
                except TransportError:
                    counted.check_going_on()
                    time.sleep(_AGAIN_S)
                    continue
                acknowledgement = Acknowledgement.parse(answer, trust)
                assert acknowledgement.head == batch.head, "of another batch"
                journal.through = acknowledgement.through_seq
                counted.add(len(batch.entries))
    finally:
        transport.close()


class _NoRoad:
    """HTTP that is closed, so that all goes by the broker."""

    def send_batch(self, batch: bytes) -> bytes:
        raise TransportError("centre-unreachable")

    def ask(self, path: str, request: bytes) -> bytes:
        raise TransportError("centre-unreachable")

    def fetch(self, path: str, etag: str | None) -> None:
        raise TransportError("centre-unreachable")

    def close(self) -> None:
        return None


@contextmanager
def _world(server: Postgres, folder: Path, tills: int) -> Iterator[LedgerWorld]:
    folder.mkdir()
    world = LedgerWorld.open(folder / "centre", server.new_database(), tills, tills)
    try:
        yield world
    finally:
        world.close()


def _by_http(world: LedgerWorld, url: str, till: Till) -> HttpTransport:
    centre = world.centre
    audience = audience_of(centre.keyring.root)
    return HttpTransport(url, Prover(till.id, audience, till.key, centre.clock))


def _by_broker(cluster: NatsCluster, folder: Path, till: Till, road: Transport) -> NatsTransport:
    key, file = Nkey.new(NkeyKind.USER), folder / till.id.text
    claim = cluster.authority.let_terminal_in(key.public, till.id, PROVINCE, utc_now())
    file.write_bytes(Credential.parse(claim, key).to_file())
    kept = BrokerPass(file, till.id, road, utc_now)
    return NatsTransport(cluster.address, kept, road, away_s=0.0)


def _send_all(transports: Sequence[Transport], batches: Iterable[bytes]) -> None:
    pairs = zip(transports, batches, strict=True)
    with ThreadPoolExecutor(SENDERS) as pool:
        for answer in pool.map(lambda one: one[0].send_batch(one[1]), pairs):
            assert answer
