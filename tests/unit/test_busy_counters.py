"""Counters of the payday peak: what they send, and what is told of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from counter.centre.outbox import FIRST_RETRY_S
from counter.transport import TransportError
from firmware_config.body.payout import Disbursed
from firmware_config.claim import Claim, Medium
from firmware_config.ids import CardId, EntitlementId
from firmware_config.signing import FileKey
from firmware_config.trust import Role
from firmware_config.wire import Acknowledgement, Batch
from tests.bench.busy_counters import BusyCounters, Journal, Told
from tests.bench.ledger_world import Till
from tests.bench.peak import Peak
from tests.simulators.awaited import awaited
from tests.simulators.world import World

WORLD = World.make()


class _Centre:
    """Signs for what comes after `answer_s`; first it fails so many times."""

    def __init__(self, answer_s: float, failures: int = 0, head: bytes | None = None) -> None:
        self.sizes: list[int] = []
        self._answer_s, self._failures, self._head = answer_s, failures, head

    async def send(self, till: Till, batch: bytes) -> bytes:
        await asyncio.sleep(self._answer_s)
        if self._failures:
            self._failures -= 1
            raise TransportError("centre-unreachable")
        parsed = Batch.parse(batch, till.id, till.key.public_key)
        self.sizes.append(len(parsed.entries))
        head = self._head or parsed.head
        told = Acknowledgement(till.id, parsed.last_seq, head, WORLD.now)
        return told.sign(WORLD.key(Role.LEDGER_ACK))

    async def close(self) -> None:
        return None


def _journal(*written: float) -> Journal:
    till = Till(WORLD.terminal, WORLD.office, WORLD.now - timedelta(hours=1), FileKey.new())
    claim = Claim(EntitlementId.new(), WORLD.programme, WORLD.base, 1, 500_000)
    body = Disbursed(
        *(bytes(8), Medium.CHIP, CardId.new(), bytes(8), claim, bytes(157), "pin", "lan")
    )
    return Journal(till, till.batch([body] * len(written)).entries, written)


def _run(centre: _Centre, *journals: Journal) -> Told:
    return awaited(BusyCounters(journals, centre, WORLD.trust).run())


def test_what_is_written_while_a_batch_is_away_goes_with_the_next() -> None:
    centre = _Centre(answer_s=0.3)
    told = _run(centre, _journal(0.0, 0.1, 0.2))
    assert centre.sizes == [1, 2]
    assert told.batches == 2


def test_time_counts_from_the_writing_also_while_another_batch_is_away() -> None:
    told = _run(_Centre(answer_s=0.3), _journal(0.0, 0.1))
    (_, first), (_, second) = told.times
    assert first == pytest.approx(0.3, abs=0.15)
    assert second == pytest.approx(0.5, abs=0.15)


def test_a_failure_is_counted_and_the_batch_sent_again_later() -> None:
    told = _run(_Centre(answer_s=0.0, failures=1), _journal(0.0))
    assert told.failures == {"centre-unreachable": 1}
    assert [took >= FIRST_RETRY_S / 2 for _, took in told.times] == [True]


def test_an_acknowledgement_of_something_else_ends_the_run() -> None:
    with pytest.raises(AssertionError, match="of another batch"):
        _run(_Centre(answer_s=0.0, head=bytes(32)), _journal(0.0))


def test_a_journal_is_not_sent_before_it_is_written() -> None:
    journal = _journal(0.0, 5.0)
    batch = journal.next_batch(1.0)
    assert batch is not None
    assert batch.last_seq == 1
    assert _journal(5.0).next_batch(1.0) is None


def _peak(depths: list[tuple[float, int]], memory: list[tuple[float, int]]) -> Peak:
    return Peak(Told(depths=depths), 700.0, memory, 0.0, 0.0, 0.0, 0.0)


def test_recovery_is_over_when_no_more_waits_than_comes_in_two_seconds() -> None:
    depths = [(0.0, 90), (10.0, 900), (20.0, 500), (30.0, 100), (40.0, 0)]
    assert _peak(depths, []).recovery_s(10.0, usual=100) == 20.0


def test_memory_at_the_end_is_against_the_second_minute() -> None:
    memory = [(10.0, 1), (70.0, 200), (130.0, 300), (590.0, 220), (599.0, 220)]
    assert _peak([], memory).growth(600.0) == pytest.approx(1.1)
