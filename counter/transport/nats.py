"""Batches by the broker (NATS JetStream), all else by HTTP; batches too where the broker is away.

What the broker is told may be told again over HTTP and the other way round: the ledger takes an
entry once. A broker that is full, or whose ledger has not answered yet, is no reason to go round
it: the counter waits, and sends again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from counter.transport import BrokerAway, Fetched, Transport
from counter.transport.broker_line import ANSWER_S, PUBLISH_S, BrokerLine
from counter.transport.broker_pass import BrokerPass
from counter.transport.loop import LoopThread
from firmware_config.broker.address import BrokerAddress
from firmware_config.broker.line import CONNECT_S

AWAY_S = 60.0
"""So long a broker that could not be reached is not tried again: each try would cost seconds."""
_CLOSE_S = 2.0
_log = logging.getLogger(__name__)


class NatsTransport:
    """Beside `centre`, the transport over HTTP, which it closes with itself."""

    def __init__(
        self,
        address: BrokerAddress,
        broker_pass: BrokerPass,
        centre: Transport,
        answer_s: float = ANSWER_S,
        away_s: float = AWAY_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pass = broker_pass
        self._centre = centre
        self._loop = LoopThread("broker")
        self._line = BrokerLine(address, answer_s)
        self._longest_s = len(address.urls) * CONNECT_S + 2 * PUBLISH_S + answer_s
        self._away_s = away_s
        self._away_until = 0.0
        self._monotonic = monotonic

    def send_batch(self, batch: bytes) -> bytes:
        """As `Transport.send_batch`; also `broker-full` and `broker-waiting`: later."""
        if self._monotonic() >= self._away_until:
            try:
                return self._by_broker(batch)
            except BrokerAway as away:
                _log.warning(
                    "broker-away", extra={"fault": away.code, "cause": away.data.get("cause")}
                )
                self._away_until = self._monotonic() + self._away_s
        return self._centre.send_batch(batch)

    def ask(self, path: str, request: bytes) -> bytes:
        return self._centre.ask(path, request)

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        return self._centre.fetch(path, etag)

    def close(self) -> None:
        self._loop.run(self._line.close(), _CLOSE_S)
        self._loop.close()
        self._centre.close()

    def _by_broker(self, batch: bytes) -> bytes:
        credential = self._pass.now()
        try:
            return self._loop.run(self._line.send(credential, batch), self._longest_s)
        except TimeoutError:
            raise BrokerAway("broker-slow") from None
        except BrokerAway as away:
            if away.code == "broker-unreachable":
                self._pass.forget()  # a new one costs one question; an old one may be why
            raise
