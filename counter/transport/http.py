"""The default transport: HTTPS to the centre, one request a batch."""

from __future__ import annotations

import base64
import json
import re
import time
from datetime import datetime

import httpx

from counter.transport import Fetched, TransportError
from firmware_config.clock import Clock, utc_now
from firmware_config.ids import TerminalId
from firmware_config.signing import Signer
from firmware_config.wire import Access

TIMEOUT_S = 10.0  # of a connection or one read
ANSWER_S = 30.0  # of a whole answer: a centre that drips must not hold a counter
MAX_ANSWER_BYTES = 16 * 1024 * 1024
_PUBLIC = "/api/v1/configuration/"  # anyone may read it: a proof would only cost octets
_CODE = re.compile(r"[a-z0-9-]{1,64}")


class HttpTransport:
    """Speaks to the centre at `base_url`, proving each request with the terminal's key."""

    def __init__(
        self,
        base_url: str,
        terminal: TerminalId,
        signer: Signer,
        clock: Clock = utc_now,
        timeout_s: float = TIMEOUT_S,
        answer_s: float = ANSWER_S,
    ) -> None:
        self._answer_s = answer_s
        self._terminal = terminal
        self._signer = signer
        self._clock = clock
        self._client = httpx.Client(base_url=base_url, timeout=timeout_s, follow_redirects=False)

    def send_batch(self, batch: bytes) -> bytes:
        path = f"/api/v1/terminals/{self._terminal}/batches"
        headers = {"Content-Type": "application/cbor"}
        return self._request("POST", path, headers, batch)[1]

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        headers = {}
        if not path.startswith(_PUBLIC):
            headers["Authorization"] = self._access(path, self._clock())
        if etag:
            headers["If-None-Match"] = etag
        answer, body = self._request("GET", path, headers)
        if answer.status_code == httpx.codes.NOT_MODIFIED:
            return None
        return Fetched(body, answer.headers.get("ETag", ""))

    def close(self) -> None:
        self._client.close()

    def _access(self, path: str, now: datetime) -> str:
        proof = Access(self._terminal, path, now).sign(self._signer)
        return "COSE " + base64.urlsafe_b64encode(proof).decode().rstrip("=")

    def _request(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None
    ) -> tuple[httpx.Response, bytes]:
        until = time.monotonic() + self._answer_s
        try:
            with self._client.stream(method, path, headers=headers, content=body) as answer:
                octets = _bounded(answer, until)
        except httpx.TimeoutException:
            raise TransportError("centre-slow") from None
        except httpx.TransportError as error:
            raise TransportError("centre-unreachable", cause=type(error).__name__) from None
        if answer.status_code in (httpx.codes.OK, httpx.codes.NOT_MODIFIED):
            return answer, octets
        if answer.is_server_error:
            raise TransportError("centre-fault", status=answer.status_code)
        raise _refusal_in(octets, answer.status_code)


def _bounded(answer: httpx.Response, until: float) -> bytes:
    octets = bytearray()
    for piece in answer.iter_bytes():
        octets += piece
        if len(octets) > MAX_ANSWER_BYTES:
            raise TransportError("centre-nonsense", limit=MAX_ANSWER_BYTES)
        if time.monotonic() > until:
            raise TransportError("centre-slow")
    return bytes(octets)


def _refusal_in(octets: bytes, status: int) -> TransportError:
    """The centre's refusal, `{"code": …, "data": {"expected": …}}`, as far as it is one."""
    try:
        told = json.loads(octets)
        code, data = told["code"], told.get("data")
    except (ValueError, KeyError, TypeError):
        return TransportError("centre-nonsense", status=status)
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        return TransportError("centre-nonsense", status=status)
    expected = data.get("expected") if isinstance(data, dict) else None
    return TransportError(code, status=status, expected=expected)
