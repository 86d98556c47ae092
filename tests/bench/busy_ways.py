"""The two ways of busy counters' batches, many at once in one thread.

By HTTP each request has a connection of its own, as it has behind the proxy that operators are told
to put in front. By the broker each till keeps one, opened with a pass of its own, as counters do:
it is the counter's own code.
"""

from __future__ import annotations

import asyncio
import json
import logging
from urllib.parse import urlsplit

from counter.transport import BrokerAway, TransportError
from counter.transport.broker_line import BrokerLine
from firmware_config.broker.credential import Credential
from firmware_config.broker.nkey import Nkey, NkeyKind
from firmware_config.clock import utc_now
from firmware_config.request_proof import HEADER, Prover
from tests.bench.ledger_world import PROVINCE, Till
from tests.simulators.nats import NatsCluster

_ANSWER_S = 30.0  # `counter.transport.http.ANSWER_S`


class ByHttp:
    """To the centre at `url`, whose proofs are for `audience`."""

    def __init__(self, url: str, audience: str) -> None:
        address = urlsplit(url)
        assert address.hostname is not None
        assert address.port is not None
        self._host, self._port, self._audience = address.hostname, address.port, audience

    async def close(self) -> None:
        """Nothing is kept open."""

    async def send(self, till: Till, batch: bytes) -> bytes:
        path = f"/api/v1/terminals/{till.id}/batches"
        proof = Prover(till.id, self._audience, till.key).header("POST", path, batch)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\nConnection: close\r\n"
            f"Content-Type: application/cbor\r\nContent-Length: {len(batch)}\r\n"
            f"{HEADER}: {proof}\r\n\r\n"
        )
        try:
            async with asyncio.timeout(_ANSWER_S):
                answer = await self._asked(head.encode("ascii") + batch)
        except TimeoutError:
            raise TransportError("centre-slow") from None
        except OSError as error:
            raise TransportError("centre-unreachable", cause=type(error).__name__) from None
        return _body_of(answer)

    async def _asked(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            writer.write(request)
            return await reader.read()
        finally:
            writer.close()


def _body_of(answer: bytes) -> bytes:
    head, _, body = answer.partition(b"\r\n\r\n")
    words = head.split(None, 2)
    if len(words) < 2:
        raise TransportError("centre-unreachable", cause="no-answer")
    status = int(words[1])
    if status == 200:
        return body
    if status >= 500:
        raise TransportError("centre-fault", status=status)
    raise TransportError(json.loads(body)["code"], status=status)


class ByBroker:
    """By `cluster` alone."""

    def __init__(self, cluster: NatsCluster) -> None:
        # At each TLS connection's end asyncio says that nats-py need not have answered.
        logging.getLogger("asyncio").setLevel(logging.ERROR)
        self._cluster = cluster
        self._lines: dict[str, tuple[BrokerLine, Credential]] = {}

    async def close(self) -> None:
        await asyncio.gather(*(line.close() for line, _ in self._lines.values()))

    async def send(self, till: Till, batch: bytes) -> bytes:
        line, credential = self._line_of(till)
        try:
            return await line.send(credential, batch)
        except BrokerAway as away:
            raise TransportError(away.code, **away.data) from None

    def _line_of(self, till: Till) -> tuple[BrokerLine, Credential]:
        kept = self._lines.get(till.id.text)
        if kept is None:
            key, authority = Nkey.new(NkeyKind.USER), self._cluster.authority
            claim = authority.let_terminal_in(key.public, till.id, PROVINCE, utc_now())
            kept = BrokerLine(self._cluster.address), Credential.parse(claim, key)
            self._lines[till.id.text] = kept
        return kept
