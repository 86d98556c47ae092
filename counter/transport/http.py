"""The default transport: HTTPS to the centre, one request a batch."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from counter.transport import Fetched, TransportError
from firmware_config.answer_name import ANSWER_TO, answer_name
from firmware_config.published_paths import CONFIGURATION, TRUST, status_path
from firmware_config.request_proof import HEADER, Prover

TIMEOUT_S = 10.0  # of a connection or one read
ANSWER_S = 30.0  # of a whole answer: a centre that drips must not hold a counter
MAX_ANSWER_BYTES = 16 * 1024 * 1024
# Anyone may read them: a proof would only cost octets.
_PUBLIC = (f"{CONFIGURATION}/", TRUST, status_path(""))
_CODE = re.compile(r"[a-z0-9-]{1,64}")
_TOLD = ("expected", "ahead_s")
"""Numbers that a refusal may bear."""


class HttpTransport:
    """Speaks to the centre at `base_url`, proving each request with the terminal's key."""

    def __init__(
        self,
        base_url: str,
        prover: Prover | None,
        timeout_s: float = TIMEOUT_S,
        answer_s: float = ANSWER_S,
        heard: Callable[[datetime], None] = lambda at: None,
    ) -> None:
        """`prover` is None for a counter that is not taken in yet: it may ask for nothing but what
        is anyone's. `heard` is told the centre's time with each answer that tells it."""
        self._answer_s = answer_s
        self._prover = prover
        self._heard = heard
        self._client = httpx.Client(base_url=base_url, timeout=timeout_s, follow_redirects=False)

    def send_batch(self, batch: bytes) -> bytes:
        assert self._prover is not None
        path = f"/api/v1/terminals/{self._prover.terminal}/batches"
        return self._post(path, "application/cbor", batch)

    def ask(self, path: str, request: bytes) -> bytes:
        return self._post(path, "application/cose", request)

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        headers = {}
        if self._prover is not None and not path.startswith(_PUBLIC):
            headers[HEADER] = self._prover.header("GET", path)
        if etag:
            headers["If-None-Match"] = etag
        answer, body = self._request("GET", path, headers)
        if answer.status_code == httpx.codes.NOT_MODIFIED:
            return None
        return Fetched(body, answer.headers.get("ETag", ""))

    def close(self) -> None:
        self._client.close()

    def _post(self, path: str, kind: str, body: bytes) -> bytes:
        headers = {"Content-Type": kind}
        if self._prover is not None:
            headers[HEADER] = self._prover.header("POST", path, body)
        return self._request("POST", path, headers, body)[1]

    def _request(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None
    ) -> tuple[httpx.Response, bytes]:
        until = time.monotonic() + self._answer_s
        name = answer_name(method, path, headers.get(HEADER))
        try:
            with self._client.stream(method, path, headers=headers, content=body) as answer:
                # An older centre names none. Left unread, the connection is not used again.
                if answer.headers.get(ANSWER_TO, name) != name:
                    raise TransportError("centre-nonsense", cause="answer-of-another")
                octets = _bounded(answer, until)
        except httpx.TimeoutException:
            raise TransportError("centre-slow") from None
        except httpx.TransportError as error:
            raise TransportError("centre-unreachable", cause=type(error).__name__) from None
        at = date_of(answer.headers)
        if at is not None:
            self._heard(at)
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
    except (ValueError, KeyError, TypeError, RecursionError):
        return TransportError("centre-nonsense", status=status)
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        return TransportError("centre-nonsense", status=status)
    numbers = {
        name: data[name] for name in _TOLD if isinstance(data, dict) and type(data.get(name)) is int
    }
    return TransportError(code, status=status, **numbers)


def date_of(headers: Mapping[str, str]) -> datetime | None:
    """The time at the centre when it answered (RFC 9110 §6.6.1), to the second."""
    try:
        return parsedate_to_datetime(headers.get("Date", "")).astimezone(UTC)
    except ValueError:
        return None
