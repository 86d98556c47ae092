"""What a centre counts for Prometheus. No label names a person, a card or a terminal: all of them
are closed lists, so that what a scrape costs does not grow with the country."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from cardsvc.centre import Centre
from cardsvc.operation.gauges import Standing
from firmware_config import cbor
from firmware_config.errors import ContractError
from firmware_config.wire import MAX_BATCH_BYTES, Entry

LATENCY_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_HOUR_S, _DAY_S = 3600, 86400
OUTBOX_AGE_S = (60, 600, _HOUR_S, 6 * _HOUR_S, _DAY_S, 3 * _DAY_S, 7 * _DAY_S, 30 * _DAY_S)
"""From a counter that is connected to one that was cut off for a month."""


ACKNOWLEDGED, REFUSED, FAILED = "acknowledged", "refused", "failed"
_OUTCOMES = {
    "terminal-quarantined": "quarantined",
    "terminal-revoked": "revoked",
    "batch-gap": "gap",
    "bad-signature": "bad-signature",
}


def outcome_of(code: str) -> str:
    """What became of a batch that the ledger refused by `code`."""
    return _OUTCOMES.get(code, REFUSED)


class Metrics:
    """One application's own registry: two in one process never mix."""

    def __init__(self, centre: Centre) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._centre = centre
        self.requests = Histogram(
            "chitra_request_seconds",
            "Time until an answer began, by route and kind of status.",
            ("route", "status"),
            buckets=LATENCY_S,
            registry=self._registry,
        )
        self.batches = Counter(
            "chitra_batches",
            "Batches that came to this process, by what became of them.",
            ("outcome",),
            registry=self._registry,
        )
        self.acknowledgements = Counter(
            "chitra_acknowledgements", "Signed acknowledgements sent.", registry=self._registry
        )
        self.payout_lists = Counter(
            "chitra_payout_lists",
            "Payout lists that counters asked for: sent, or unchanged since.",
            ("answer",),
            registry=self._registry,
        )
        self.outbox_age = Histogram(
            "chitra_outbox_age_seconds",
            "How old the oldest entry of an acknowledged batch was.",
            buckets=OUTBOX_AGE_S,
            registry=self._registry,
        )
        self._registry.register(Standing(centre))

    def acknowledged(self, batch: bytes) -> None:
        """A batch's octets, now taken."""
        self.acknowledgements.inc()
        try:
            _, (first, *_) = cbor.decode(batch, max_bytes=MAX_BATCH_BYTES)
            age = self._centre.clock() - Entry.parse(first).at
        except (ContractError, ValueError, TypeError):
            return  # the ledger took it: not ours to judge
        self.outbox_age.observe(max(age.total_seconds(), 0))

    def answered(self, batch: bytes, answer: bytes | ContractError | None) -> None:
        """A batch that came by the broker; None: the ledger could not be asked."""
        match answer:
            case None:
                self.batches.labels(FAILED).inc()
            case bytes():
                self.batches.labels(ACKNOWLEDGED).inc()
                self.acknowledged(batch)
            case refused:
                self.batches.labels(outcome_of(refused.code)).inc()

    def text(self) -> bytes:
        """Prometheus' text format, version 0.0.4."""
        return generate_latest(self._registry)
