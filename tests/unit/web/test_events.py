from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask, Response

from firmware_config.errors import ContractError
from firmware_config.web.access import public
from firmware_config.web.events import MAX_LISTENERS, QUEUED_EVENTS, EventStream
from firmware_config.web.serve import Server
from tests.unit.web.small_side import small_side


def test_an_event_reaches_every_listener() -> None:
    hub = EventStream()
    streams = [hub.stream(), hub.stream()]
    assert [next(one) for one in streams] == ["retry: 2000\n: hello\n\n"] * 2
    hub.publish("reader", "a\nb")
    assert [next(one) for one in streams] == ["event: reader\ndata: a\ndata: b\n\n"] * 2


def test_silence_is_broken_by_a_comment() -> None:
    stream = EventStream(heartbeat_s=0.01).stream()
    next(stream)
    assert next(stream) == ": still here\n\n"


def test_a_listener_that_does_not_keep_up_is_dropped() -> None:
    hub = EventStream()
    slow = hub.stream()
    next(slow)
    for _ in range(QUEUED_EVENTS + 1):
        hub.publish("reader")
    assert hub.listeners == 0
    assert list(slow) == []


def test_a_listener_that_left_is_forgotten() -> None:
    hub = EventStream()
    assert len(list(hub.stream(gone=lambda: True))) == 1
    assert hub.listeners == 0


def test_a_stream_that_nobody_reads_is_no_listener() -> None:
    hub = EventStream()
    hub.stream()
    assert hub.listeners == 0


def test_there_are_only_so_many_listeners_and_none_after_the_end() -> None:
    hub = EventStream()
    streams = [hub.stream() for _ in range(MAX_LISTENERS)]
    with pytest.raises(ContractError, match="too-many-listeners"):
        hub.stream()
    hub.close()
    assert [len(list(one)) for one in streams] == [1] * MAX_LISTENERS
    with pytest.raises(ContractError, match="too-many-listeners"):
        hub.stream()


def test_an_event_s_name_cannot_carry_a_line() -> None:
    with pytest.raises(ContractError, match="event-name"):
        EventStream().publish("reader\ndata: x")


@contextmanager
def served(app: Flask, hub: EventStream) -> Iterator[Server]:
    server = Server(app, on_stop=[hub.close])
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def hub() -> EventStream:
    return EventStream()


@pytest.fixture
def streaming(tmp_path: Path, hub: EventStream) -> Flask:
    app = small_side(tmp_path)

    @app.get("/events")
    @public
    def events() -> Response:
        return hub.response()

    @app.get("/slow")
    @public
    def slow() -> str:
        time.sleep(0.5)
        return "done"

    return app


def connect(server: Server) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=5)


def until(true: object, timeout_s: float = 5) -> bool:
    deadline = time.monotonic() + timeout_s
    while not true() and time.monotonic() < deadline:  # type: ignore[operator]
        time.sleep(0.02)
    return bool(true())  # type: ignore[operator]


def test_waitress_streams_each_event_as_it_happens(streaming: Flask, hub: EventStream) -> None:
    with served(streaming, hub) as server:
        connection = connect(server)
        connection.request("GET", "/events")
        answer = connection.getresponse()
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.read1() == b"retry: 2000\n: hello\n\n"
        for number in range(3):
            hub.publish("outbox", str(number))
            assert answer.read1() == f"event: outbox\ndata: {number}\n\n".encode()
        connection.close()


def test_a_closed_browser_gives_its_thread_back_soon(streaming: Flask, hub: EventStream) -> None:
    with served(streaming, hub) as server:
        connection = connect(server)
        connection.request("GET", "/events")
        answer = connection.getresponse()
        answer.read1()
        assert hub.listeners == 1
        answer.close()
        connection.close()
        assert until(lambda: hub.listeners == 0, timeout_s=3)


def test_stopping_ends_streams_and_lets_a_running_request_finish(
    streaming: Flask, hub: EventStream
) -> None:
    server = Server(streaming, on_stop=[hub.close])
    server.start()
    listening, slow = connect(server), connect(server)
    listening.request("GET", "/events")
    stream = listening.getresponse()
    stream.read1()
    got: list[bytes] = []

    def ask() -> None:
        slow.request("GET", "/slow")
        got.append(slow.getresponse().read())

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.2)
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < 4
    asking.join(5)
    assert got == [b"done"]
    assert stream.read() == b""
    with pytest.raises(ConnectionError):
        connect(server).request("GET", "/open")
    listening.close()
    slow.close()


def test_a_server_that_never_started_stops_as_well(streaming: Flask) -> None:
    Server(streaming).stop()


def test_a_taken_port_is_said_at_once(streaming: Flask) -> None:
    first = Server(streaming)
    try:
        with pytest.raises(OSError, match="in use"):
            Server(streaming, port=int(first.url.rsplit(":", 1)[1]))
    finally:
        first.stop()
