"""peak: the payday peak through the whole centre, and ten times as much on top of it.

Seven hundred confirmations a second for ten minutes from two hundred counters that batch as real
ones do, into PostgreSQL that waits for its disk: by HTTP to `cardsvc run`, and by three JetStream
nodes to two `cardsvc broker consume`. People come by chance and do not wait for the ledger. A
confirmation's time is from its writing to its verified acknowledgement. Then for ten seconds they
come ten times as fast, and the ordinary peak goes on; recovery lasts until no more is waiting than
comes in two seconds. Where the peak does not hold, a search tells what rate does.

The counters are one process; keys and journals are made before. `…_generator` is its share of the
machine's time, which the centre did not have.
"""

from __future__ import annotations

import asyncio
import gc
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from os import cpu_count
from pathlib import Path
from statistics import median
from typing import Any

from firmware_config.clock import utc_now
from firmware_config.request_proof import audience_of
from firmware_config.signing import FileKey
from tests.bench.busy_counters import BusyCounters, Piece, Told, Way, journals_of
from tests.bench.busy_ways import ByBroker, ByHttp
from tests.bench.figure import Figure, percentile, timed
from tests.bench.ledger_world import PROVINCE, LedgerWorld
from tests.bench.processes import used_by
from tests.simulators.centre_process import consuming, served
from tests.simulators.ledger_checker import Checked, check_ledger
from tests.simulators.nats import NatsCluster
from tests.simulators.postgres import Postgres

P99_S = 2.0
"""What a teller's screen may say "not confirmed yet" for."""
BURST, BURST_S, AFTER_S = 10, 10.0, 120.0
CONSUMERS = 2
_TURNS, _TURN_S, _WARM_S, _BARE = 5, 30.0, 10.0, 400
_SAMPLES = 120
_STREAM_BYTES = 512 << 20
_MEMORY_GROWTH = 1.1


@dataclass(frozen=True, slots=True)
class Load:
    """`per_s` confirmations for `minutes` from `counters`. A shorter peak has a shorter burst and
    a shorter search."""

    per_s: float = 700.0
    minutes: float = 10.0
    counters: int = 200
    ways: tuple[str, ...] = ("http", "broker")

    @property
    def seconds(self) -> float:
        return self.minutes * 60

    def at_most(self, seconds: float) -> float:
        return min(seconds, self.seconds)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return (
            Piece(self.seconds, self.per_s),
            Piece(self.at_most(BURST_S), BURST * self.per_s),
            Piece(self.at_most(AFTER_S), self.per_s),
        )


def run(load: Load | None = None) -> list[Figure]:
    load = load or Load()
    figures: list[Figure] = []
    lost = wrong = 0
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        server = Postgres(durable=True)
        stack.callback(server.stop)
        for way in load.ways:
            cluster = NatsCluster() if way == "broker" else None
            try:
                peak, checked = _peak(server, cluster, Path(name) / way, load)
            finally:
                if cluster is not None:
                    cluster.stop()
            figures += figures_of(way, peak, load)
            lost, wrong = lost + checked.lost, wrong + checked.wrong
    return [
        *figures,
        Figure("peak.lost", lost, "", 0, "lower"),
        Figure("peak.wrong", wrong, "", 0, "lower"),
    ]


@dataclass(frozen=True, slots=True)
class Peak:
    """What one way did. Seconds of CPU are of the peak alone. `held_per_s` is the rate asked for
    where that held."""

    told: Told
    held_per_s: float
    memory: Sequence[tuple[float, int]]
    centre_cpu_s: float
    generator_cpu_s: float
    commit_s: float
    check_s: float

    def seconds(self, first: float, last: float) -> list[float]:
        """Until the acknowledgement, of what was written between the two."""
        found = [took for at, took in self.told.times if first <= at < last]
        return found or [float("inf")]

    def growth(self, seconds: float) -> float:
        """The centre's memory at the peak's end against after its first minute."""
        width = min(60.0, seconds / 3)
        early = [size for at, size in self.memory if width <= at < 2 * width]
        late = [size for at, size in self.memory if seconds - width <= at < seconds]
        return median(late) / median(early) if early and late else float("nan")

    def deepest(self, first: float, last: float) -> int:
        return max((depth for at, depth in self.told.depths if first <= at < last), default=0)

    def recovery_s(self, burst_end: float, usual: float) -> float:
        """From the burst's end until no more than `usual` waits."""
        after = [(at, depth) for at, depth in self.told.depths if at >= burst_end]
        over = [at for at, depth in after if depth <= usual] or [at for at, _ in after[-1:]]
        return over[0] - burst_end if over else 0.0


def figures_of(way: str, peak: Peak, load: Load) -> list[Figure]:
    """`held_per_s` on a machine of `cores` is told per core as well."""
    steady, burst, _ = load.pieces
    cores, burst_end = cpu_count() or 1, steady.seconds + burst.seconds
    took = peak.seconds(0, steady.seconds)
    commit_ms = peak.commit_s * 1000
    done = sum(at + one < steady.seconds for at, one in peak.told.times)

    def told(name: str, value: float, unit: str, *bounds: Any) -> Figure:
        gate, better, *yardstick = bounds or (None, "lower")
        return Figure(f"peak.{way}_{name}", value, unit, gate, better, *yardstick)

    return [
        told("per_s", peak.held_per_s, "/s", load.per_s, "higher"),
        told("per_core", peak.held_per_s / cores, "/s", None, "higher"),
        told("p50_ms", percentile(took, 0.5) * 1000, "ms", None, "lower", commit_ms, "ms"),
        told("p95_ms", percentile(took, 0.95) * 1000, "ms", None, "lower", commit_ms, "ms"),
        told(
            *("p99_ms", percentile(took, 0.99) * 1000, "ms"),
            *(P99_S * 1000, "lower", commit_ms, "ms"),
        ),
        told("depth", peak.deepest(0, steady.seconds), ""),
        told("batch", len(peak.told.times) / max(peak.told.batches, 1), ""),
        told("memory", peak.growth(steady.seconds), "x", _MEMORY_GROWTH, "lower"),
        told("memory_mib", peak.memory[-1][1] / 1024**2, "MiB"),
        told(
            *("cpu_ms", peak.centre_cpu_s / max(done, 1) * 1000, "ms"),
            *(None, "lower", peak.check_s * 1000, "ms"),
        ),
        told("generator", peak.generator_cpu_s / (steady.seconds * cores), ""),
        told(
            "burst_p99_ms", percentile(peak.seconds(steady.seconds, burst_end), 0.99) * 1000, "ms"
        ),
        told("burst_depth", peak.deepest(steady.seconds, float("inf")), ""),
        told("recovery_s", peak.recovery_s(burst_end, load.per_s * P99_S), "s"),
        told("failures", peak.told.failures.total(), ""),
    ]


@dataclass(slots=True)
class _Field:
    """One way, ready: the world, how batches go, the centre's processes, and those `others` (the
    database, the broker) whose time counts as the centre's too.

    `sent` and `through` are kept over all runs, for the checker."""

    world: LedgerWorld
    way: Way
    centre: tuple[int, ...]
    others: tuple[int, ...]
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - when
    sent: dict[str, list[bytes]] = field(default_factory=dict)
    through: dict[str, int] = field(default_factory=dict)

    async def run(self, pieces: Sequence[Piece], sampled: Callable[[float], object]) -> Told:
        journals = journals_of(self.world, pieces, self.chance)
        trust = self.world.centre.keyring.trust(utc_now())
        gc.freeze()  # else looking through the journals for garbage would hold up the counters
        try:
            return await BusyCounters(journals, self.way, trust, sampled).run()
        finally:
            gc.unfreeze()
            for one in journals:
                name = one.till.id.text
                self.sent.setdefault(name, []).extend(entry.hash for entry in one.entries)
                self.through[name] = self.through.get(name, 0) + one.through

    async def holds(self, per_s: float, seconds: float) -> bool:
        """Whether nearly all are acknowledged in time when they come at that rate for a while."""
        told = await self.run([Piece(seconds, per_s)], lambda at: None)
        return percentile([took for _, took in told.times] or [0.0], 0.99) <= P99_S


@dataclass(slots=True)
class _Samples:
    """What the centre used, looked at so many times in the peak, which is `until` then."""

    centre: tuple[int, ...]
    others: tuple[int, ...]
    until: float
    memory: list[tuple[float, int]] = field(default_factory=list)
    first: tuple[float, float] | None = None
    last: tuple[float, float] = (0.0, 0.0)
    _next_at: float = 0.0

    def take(self, at: float) -> None:
        if at < self._next_at or at > self.until:
            return
        self._next_at = at + self.until / _SAMPLES
        centre, others = used_by(self.centre), used_by(self.others)
        self.memory.append((at, centre.own_bytes))
        self.last = (centre.cpu_s + others.cpu_s, time.process_time())
        self.first = self.first or self.last

    @property
    def spent(self) -> tuple[float, float]:
        """Seconds of CPU between the first look and the last: the centre's, the counters'."""
        first = self.first or self.last
        return self.last[0] - first[0], self.last[1] - first[1]


def _peak(
    server: Postgres, cluster: NatsCluster | None, folder: Path, load: Load
) -> tuple[Peak, Checked]:
    world = LedgerWorld.open(
        folder, server.new_database(), load.counters, load.counters, clock=utc_now
    )
    with ExitStack() as stack:
        stack.callback(world.close)
        if cluster is None:
            url, pid = stack.enter_context(served(world.centre.settings))
            way: Way = ByHttp(url, audience_of(world.centre.keyring.root))
            field = _Field(world, way, (pid,), (server.pid,))
        else:
            cluster.set_up([PROVINCE], _STREAM_BYTES)
            pids = [
                stack.enter_context(consuming(world.centre.settings, cluster, PROVINCE))
                for _ in range(CONSUMERS)
            ]
            others = (server.pid, *cluster.pids)
            field = _Field(world, ByBroker(cluster), tuple(pids), others)
        peak = asyncio.run(_measured(field, load))
        return peak, check_ledger(world.engine, field.sent, field.through)


async def _measured(field: _Field, load: Load) -> Peak:
    samples = _Samples(field.centre, field.others, load.seconds)
    commit_s, check_s = _commit_s(field.world), _check_s()
    try:
        await field.run([Piece(load.at_most(_WARM_S), load.per_s / 4)], lambda at: None)
        told = await field.run(load.pieces, samples.take)
        steady = [took for at, took in told.times if at < load.seconds] or [0.0]
        is_held = percentile(steady, 0.99) <= P99_S
        held = load.per_s if is_held else await _search(field, load)
    finally:
        await field.way.close()
    return Peak(told, held, samples.memory, *samples.spent, commit_s, check_s)


async def _search(where: _Field, load: Load) -> float:
    """The highest rate under the load's that holds, to a thirty-second part of it."""
    low, high = 0.0, load.per_s
    for _ in range(_TURNS):
        middle = (low + high) / 2
        if await where.holds(middle, load.at_most(_TURN_S)):
            low = middle
        else:
            high = middle
    return low


def _commit_s(world: LedgerWorld) -> float:
    """One row into a table of its own, committed and on disk: the least that a confirmation that
    is acknowledged alone could wait for."""
    with world.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("CREATE TABLE bare (octets bytea)")
        insert = "INSERT INTO bare VALUES (%s)"
        times = [timed(lambda: driver.execute(insert, (bytes(400),))) for _ in range(_BARE)]
        driver.execute("DROP TABLE bare")
    return percentile(times, 0.5)


def _check_s() -> float:
    """One signature checked: the least that each confirmation's receipt costs."""
    key, message = FileKey.new(), bytes(200)
    signature, public = key.sign(message), key.public_key
    return percentile([timed(lambda: public.verify(message, signature)) for _ in range(_BARE)], 0.5)
