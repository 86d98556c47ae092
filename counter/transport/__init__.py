"""How octets get from a counter to the centre and back. One small interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from firmware_config.errors import ContractError


class TransportError(ContractError):
    """The centre did not take it or did not answer. Nothing is lost: it is sent again.

    `code` is `centre-unreachable`, `centre-slow`, `centre-fault` (5xx), `centre-nonsense` (an
    answer that is none), one of `LATER`, or the centre's own refusal (`batch-gap`,
    `terminal-quarantined`, …).
    """


LATER = frozenset({"broker-full", "broker-waiting"})
"""The broker has as much as it takes, or has a batch that the ledger has not come to yet. The
centre itself may well answer."""


class BrokerAway(ContractError):
    """Batches cannot go by the broker now and go by HTTP: `broker-no-pass`, `broker-unreachable`,
    `broker-broken` (the line, in the middle of it), `broker-no-stream`, `broker-refuses`
    (with the broker's `cause`), `broker-slow`."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A published document and its entity tag."""

    octets: bytes
    etag: str


class Source(Protocol):
    """Where published documents come from."""

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        """A published document, or None when it is still the one named by `etag`.

        Raises:
            TransportError
        """
        ...


class Transport(Source, Protocol):
    """Every method but `close` raises `TransportError`."""

    def send_batch(self, batch: bytes) -> bytes:
        """Deliver a signed batch; the signed acknowledgement."""
        ...

    def ask(self, path: str, request: bytes) -> bytes:
        """Deliver a signed request; the signed answer."""
        ...

    def close(self) -> None: ...
