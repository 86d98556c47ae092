"""The HTTP transport against centres that behave badly, over real sockets."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from counter.transport import TransportError
from counter.transport.http import HttpTransport
from firmware_config.answer_name import ANSWER_TO, answer_name
from firmware_config.ids import TerminalId
from firmware_config.request_proof import HEADER, Prover, RequestProof
from firmware_config.signing import FileKey

Answer = Callable[[BaseHTTPRequestHandler], None]
PROVER = Prover(TerminalId("T0000001"), "chitra:test", FileKey.new())
PATIENT, HURRIED = (20.0, 40.0), (0.5, 2.0)
"""Seconds for a connection or one read, and for a whole answer."""


@contextmanager
def centre(answer: Answer, patience: tuple[float, float] = PATIENT) -> Iterator[HttpTransport]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections are kept

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def do_GET(self) -> None:
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    with closing(HttpTransport(url, PROVER, *patience)) as transport:
        yield transport
    server.shutdown()
    server.server_close()
    thread.join()


def says(status: int, body: bytes, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def code_of(answer: Answer, patience: tuple[float, float] = PATIENT) -> str:
    with centre(answer, patience) as transport, pytest.raises(TransportError) as caught:
        transport.send_batch(b"batch")
    return caught.value.code


def test_an_answer_is_handed_on_as_it_came() -> None:
    with centre(says(200, b"acknowledged")) as transport:
        assert transport.send_batch(b"batch") == b"acknowledged"


def test_a_document_comes_with_its_tag_and_an_unchanged_one_is_none() -> None:
    with centre(says(200, b"list", ETag='"1"')) as transport:
        fetched = transport.fetch("/api/v1/trust", None)
        assert fetched is not None
        assert (fetched.octets, fetched.etag) == (b"list", '"1"')
    with centre(says(304, b"")) as transport:
        assert transport.fetch("/api/v1/trust", '"1"') is None


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (500, b"", "centre-fault"),
        (503, b"<html>", "centre-fault"),
        (404, b"<html>", "centre-nonsense"),
        (302, b"", "centre-nonsense"),
        (409, b'{"code": "batch-gap"}', "batch-gap"),
        (400, b'{"code": 7}', "centre-nonsense"),
        (400, b'{"code": "<script>"}', "centre-nonsense"),
        (400, b"[]", "centre-nonsense"),
        (400, b"\xff\xfe", "centre-nonsense"),
    ],
)
def test_a_refusal_is_named(status: int, body: bytes, code: str) -> None:
    assert code_of(says(status, body)) == code


def test_a_centre_that_is_slow_is_told_from_one_that_is_not_there() -> None:
    released = threading.Event()

    def silent(handler: BaseHTTPRequestHandler) -> None:
        released.wait(2)

    assert code_of(silent, HURRIED) == "centre-slow"
    released.set()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with (
        closing(HttpTransport(url, PROVER)) as transport,
        pytest.raises(TransportError) as caught,
    ):
        transport.send_batch(b"batch")
    assert caught.value.code == "centre-unreachable"


def test_a_connection_cut_in_the_middle_of_an_answer_is_a_failure() -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b"half")
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    assert code_of(cut) == "centre-unreachable"


def test_a_centre_that_drips_is_slow() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        with suppress(OSError):
            for _ in range(50):
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(0.1)

    assert code_of(drip, HURRIED) == "centre-slow"


def test_an_answer_to_another_request_is_refused_and_its_connection_not_used_again() -> None:
    names: dict[tuple[str, int], str] = {}

    def one_late(handler: BaseHTTPRequestHandler) -> None:
        """On each connection the first answer is right, and every other the one before it."""
        name = answer_name(handler.command, handler.path, handler.headers.get(HEADER))
        told = names.get(handler.client_address, name)
        names[handler.client_address] = name
        says(304 if handler.command == "GET" else 200, b"", **{ANSWER_TO: told})(handler)

    def is_refused(ask: Callable[[], object]) -> bool:
        try:
            ask()
        except TransportError as error:
            return (error.code, error.data["cause"]) == ("centre-nonsense", "answer-of-another")
        return False

    with centre(one_late) as transport:
        asked = [
            *(lambda: transport.fetch("/api/v1/trust", '"1"'),) * 2,  # what is public names itself
            *(lambda: transport.send_batch(b""),) * 4,
            *(lambda: transport.fetch("/api/v1/offices/100000/scripts", '"1"'),) * 2,
        ]
        told = [is_refused(ask) for ask in asked]
    assert told == [False, False, True, False, True, False, True, False]
    assert len(names) == 4


def test_a_gap_says_what_the_ledger_expects() -> None:
    gap = says(409, b'{"code": "batch-gap", "data": {"expected": 7}}')
    with centre(gap) as transport, pytest.raises(TransportError) as caught:
        transport.send_batch(b"batch")
    assert caught.value.data["expected"] == 7


def test_a_wrong_clock_is_told_with_how_far_it_is_off() -> None:
    off = says(401, b'{"code": "proof-clock", "data": {"ahead_s": -7200}}')
    with centre(off) as transport, pytest.raises(TransportError) as caught:
        transport.send_batch(b"batch")
    assert (caught.value.code, caught.value.data["ahead_s"]) == ("proof-clock", -7200)


def test_whatever_is_not_published_for_anyone_is_proved_request_by_request() -> None:
    seen: list[tuple[str, str | None]] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append((handler.path, handler.headers.get(HEADER)))
        says(200, b"")(handler)

    with centre(answer) as transport:
        transport.fetch("/api/v1/trust", None)
        transport.fetch("/api/v1/status/01/0", None)
        transport.fetch("/api/v1/configuration/metadata/timestamp.json", None)
        transport.fetch("/api/v1/offices/100000/payout-list", None)
        transport.ask("/api/v1/holds", b"request")
        transport.send_batch(b"batch")
    assert [header is None for _, header in seen] == [True] * 3 + [False] * 3
    proofs = [RequestProof.parse(header) for _, header in seen[3:]]
    assert len({proof.cti for proof in proofs}) == 3
    for proof, body, method in zip(
        proofs, (b"", b"request", b"batch"), ("GET", "POST", "POST"), strict=True
    ):
        path = seen[3 + proofs.index(proof)][0]
        now = proof.issued_at
        proof.check(PROVER.signer.public_key, "chitra:test", method, path, body, now)


def test_the_centres_time_is_told_on() -> None:
    heard: list[datetime] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    with (
        closing(HttpTransport(url, PROVER, heard=heard.append)) as transport,
        suppress(TransportError),
    ):
        transport.fetch("/nothing-there", None)
    server.shutdown()
    server.server_close()
    assert abs((datetime.now(UTC) - heard[0]).total_seconds()) < 10
