"""Batches that threads bring at the same time are taken together, and answered each by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest

from cardsvc.ledger.gathering import TAKERS, TOGETHER, Gathering
from cardsvc.ledger.ingest import Answer, Delivery, IngestRefused
from cardsvc.ledger.transaction import LedgerAway
from firmware_config.ids import TerminalId

WAIT_S = 20.0


class SlowLedger:
    """Answers what `answer` says of each batch, not before it may `go_on`."""

    def __init__(self, answer: Callable[[bytes], Answer]) -> None:
        self.go_on = Event()
        self.taken: list[Sequence[Delivery]] = []
        self._answer = answer

    def ingest_all(self, deliveries: Sequence[Delivery]) -> list[Answer]:
        self.taken.append(deliveries)
        assert self.go_on.wait(WAIT_S)
        return [self._answer(octets) for _, octets in deliveries]


@contextmanager
def bringing(
    ledger: SlowLedger, batches: Sequence[bytes], taken: Callable[[], object] = lambda: None
) -> Iterator[list[Future[bytes]]]:
    """Each of `batches` brought by a thread of its own; no answer before all have come."""
    gathering = Gathering(ledger, taken)
    expected = sum(map(len, ledger.taken)) + len(batches)
    with ThreadPoolExecutor(len(batches)) as threads:
        brought = [
            threads.submit(gathering.ingest, TerminalId(f"T{at:07}"), octets)
            for at, octets in enumerate(batches)
        ]
        while len(gathering._waiting) + sum(map(len, ledger.taken)) < expected:
            Event().wait(0.001)
        ledger.go_on.set()
        yield brought
    gathering.close()


def test_what_comes_meanwhile_is_taken_together() -> None:
    ledger = SlowLedger(lambda octets: b"taken " + octets)
    batches = [str(at).encode() for at in range(TAKERS + 40)]
    with bringing(ledger, batches) as brought:
        assert [one.result(WAIT_S) for one in brought] == [b"taken " + one for one in batches]
    assert len(ledger.taken) <= 2 * TAKERS
    assert sum(map(len, ledger.taken)) == len(batches)


def test_no_transaction_has_more_than_may_wait_for_each_other() -> None:
    ledger = SlowLedger(lambda octets: octets)
    with bringing(ledger, [b"batch"] * (TAKERS + TOGETHER + 1)) as brought:
        assert {one.result(WAIT_S) for one in brought} == {b"batch"}
    assert max(map(len, ledger.taken)) <= TOGETHER


def test_a_refused_batch_keeps_no_other_out() -> None:
    def answer(octets: bytes) -> Answer:
        return IngestRefused("batch-gap", expected=7) if octets == b"late" else octets

    with bringing(SlowLedger(answer), [b"good", b"late", b"good too"]) as (first, late, last):
        assert (first.result(WAIT_S), last.result(WAIT_S)) == (b"good", b"good too")
        with pytest.raises(IngestRefused) as refused:
            late.result(WAIT_S)
    assert refused.value.data == {"expected": 7}


def test_a_ledger_that_is_away_is_told_to_all_and_asked_again_by_the_next() -> None:
    def away(octets: bytes) -> Answer:
        raise LedgerAway("ledger-away", cause="full")

    ledger = SlowLedger(away)
    with bringing(ledger, [b"one", b"two", b"three"]) as brought:
        for one in brought:
            with pytest.raises(LedgerAway, match="ledger-away"):
                one.result(WAIT_S)
    asked = sum(map(len, ledger.taken))
    ledger.go_on.clear()
    with bringing(ledger, [b"four"]) as (fourth,), pytest.raises(LedgerAway):
        fourth.result(WAIT_S)
    assert sum(map(len, ledger.taken)) == asked + 1


def test_what_is_taken_is_answered_even_if_what_follows_fails(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> None:
        raise RuntimeError("scripts")

    with bringing(SlowLedger(lambda octets: octets), [b"batch"], fail) as (brought,):
        assert brought.result(WAIT_S) == b"batch"
    assert "batches-taken-not-told" in caplog.messages
