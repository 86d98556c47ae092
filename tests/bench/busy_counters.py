"""Counters on a busy day: their payouts come when people come, whether or not the ledger answers.

Each has what a counter's outbox has: one batch on its way, of all that has gathered since the one
before, settled by the ledger's signature alone, and sent again later and later after a failure.
Journals are made beforehand; what is left to do is to sign batches and to check acknowledgements.
"""

from __future__ import annotations

import asyncio
import random
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol

from counter.centre.outbox import FIRST_RETRY_S, LAST_RETRY_S
from counter.transport import TransportError
from firmware_config.trust import TrustList
from firmware_config.wire import MAX_BATCH_ENTRIES, Acknowledgement, Batch, Entry
from tests.bench.ledger_world import LedgerWorld, Till

SAMPLE_S = 1.0
STUCK_S = 120.0
"""So long without one acknowledgement, and nothing more is expected."""


class Way(Protocol):
    """How a till's batches go out."""

    async def send(self, till: Till, batch: bytes) -> bytes:
        """The ledger's answer. Raises `TransportError`."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A time in which payouts come by chance, `per_s` of them on average."""

    seconds: float
    per_s: float


@dataclass(slots=True)
class Journal:
    """A till's day: its entries, the second in which each was written, and how many are
    acknowledged."""

    till: Till
    entries: tuple[Entry, ...]
    written: Sequence[float]
    through: int = 0
    failures: int = 0

    def gathered(self, now: float) -> int:
        """How many entries there are now, acknowledged or not."""
        return bisect_right(self.written, now)

    def next_batch(self, now: float) -> Batch | None:
        last = min(self.gathered(now), self.through + MAX_BATCH_ENTRIES)
        entries = self.entries[self.through : last]
        return Batch(self.till.id, entries) if entries else None


@dataclass(slots=True)
class Told:
    """What was seen: (written, seconds until acknowledged) of each confirmation; how many waited
    in all outboxes at each second; batches sent; failures by their code."""

    times: list[tuple[float, float]] = field(default_factory=list)
    depths: list[tuple[float, int]] = field(default_factory=list)
    batches: int = 0
    failures: Counter[str] = field(default_factory=Counter)


def journals_of(
    world: LedgerWorld, pieces: Sequence[Piece], chance: random.Random
) -> list[Journal]:
    """A journal for each till of `world`, of the payouts that come in `pieces`."""
    written = [array("d") for _ in world.tills]
    began = 0.0
    for piece in pieces:
        at = began + chance.expovariate(piece.per_s)
        while at < began + piece.seconds:
            chance.choice(written).append(at)
            at += chance.expovariate(piece.per_s)
        began += piece.seconds
    return [
        Journal(till, till.batch(world.payments(till, len(times))).entries if times else (), times)
        for till, times in zip(world.tills, written, strict=True)
    ]


class BusyCounters:
    """All `journals` going out by `way`. `sampled` is called with the second, each second."""

    def __init__(
        self,
        journals: Sequence[Journal],
        way: Way,
        trust: TrustList,
        sampled: Callable[[float], object] = lambda at: None,
    ) -> None:
        self._journals = journals
        self._way = way
        self._trust = trust
        self._sampled = sampled
        self._told = Told()
        self._began = 0.0
        self._moved_at = 0.0

    async def run(self) -> Told:
        """Until all is acknowledged, or for `STUCK_S` nothing was."""
        self._began = perf_counter()
        serving = [asyncio.create_task(self._serve(one)) for one in self._journals]
        looking = asyncio.create_task(self._look())
        done, _ = await asyncio.wait((looking, *serving), return_when=asyncio.FIRST_EXCEPTION)
        for task in (looking, *serving):
            task.cancel()
        await asyncio.gather(looking, *serving, return_exceptions=True)
        for task in done:
            task.result()
        return self._told

    def _now(self) -> float:
        return perf_counter() - self._began

    async def _serve(self, journal: Journal) -> None:
        while journal.through < len(journal.entries):
            batch = journal.next_batch(self._now())
            if batch is None:
                await asyncio.sleep(max(journal.written[journal.through] - self._now(), 0))
                continue
            self._told.batches += 1
            try:
                answer = await self._way.send(journal.till, batch.sign(journal.till.key))
            except TransportError as error:
                journal.failures += 1
                self._told.failures[error.code] += 1
                await asyncio.sleep(_delay_s(journal.failures))
            else:
                journal.failures = 0
                self._settle(journal, batch, answer)

    def _settle(self, journal: Journal, batch: Batch, answer: bytes) -> None:
        told = Acknowledgement.parse(answer, self._trust)
        assert (told.terminal, told.head) == (batch.terminal, batch.head), "of another batch"
        assert (told.through_seq, told.refused) == (batch.last_seq, ()), told
        now, before = self._now(), journal.through
        journal.through += len(batch.entries)
        self._moved_at = now
        self._told.times += [(at, now - at) for at in journal.written[before : journal.through]]

    async def _look(self) -> None:
        while any(one.through < len(one.entries) for one in self._journals):
            now = self._now()
            depth = sum(one.gathered(now) - one.through for one in self._journals)
            self._told.depths.append((now, depth))
            self._sampled(now)
            if depth and now - self._moved_at > STUCK_S:
                raise Stuck(self._told)
            await asyncio.sleep(SAMPLE_S)


class Stuck(AssertionError):
    """Nothing is acknowledged any more."""

    def __init__(self, told: Told) -> None:
        super().__init__(f"at {told.depths[-1]}, failures {dict(told.failures)}")


def _delay_s(failures: int) -> float:
    """As `counter.centre.outbox.Drainer.delay_s`."""
    longest = min(FIRST_RETRY_S * 2.0 ** min(failures - 1, 20), LAST_RETRY_S)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - when to try again, not a key
