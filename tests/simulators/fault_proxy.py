"""A line between a counter and its centre that carries HTTP badly, in ways that can be named."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from enum import StrEnum
from http.client import HTTPResponse
from threading import Event, Thread
from urllib.parse import urlsplit

_HEAD_END = b"\r\n\r\n"
_WAIT_S = 10.0
_DRIP_S = 0.05


class Way(StrEnum):
    """What happens to one request or to its answer."""

    WELL = "well"
    CLOSED = "closed before the request is heard"
    HALF_REQUEST = "half of the request arrives"
    UNANSWERED = "the request arrives and the line is closed"
    LATE = "the answer comes when nobody waits for it any more"
    DRIPPED = "the answer comes octet by octet"
    HALF_HEAD = "half of the answer's head comes"
    HALF_ANSWER = "half of the answer comes"
    CUT_SHORT = "half of the answer comes and says it is all"
    CHANGED = "one bit of the answer is another"
    EMPTY = "the answer is empty"
    TWICE_ASKED = "the request arrives twice, and the second answer comes"
    TWICE_ANSWERED = "the answer comes twice"
    ONE_LATE = "the answer comes twice, and all others on that connection one request too late"
    OF_ANOTHER = "the answer to the request before it comes"
    BUSY = "an overloaded gateway answers"
    LOGIN = "a hotel's login page answers"
    MOVED = "somebody says that the centre is elsewhere"


_NOT_THE_CENTRE = {
    Way.BUSY: (503, b"<h1>Service unavailable</h1>"),
    Way.LOGIN: (200, b"<h1>Welcome to our Wi-Fi</h1>"),
    Way.MOVED: (302, b""),
}


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    head: bytes
    body: bytes

    @classmethod
    def of(cls, status: int, body: bytes, headers: tuple[tuple[str, str], ...] = ()) -> _Answer:
        kept = [(name, value) for name, value in headers if name.lower() not in _OURS]
        if status != 304:
            kept.append(("Content-Length", str(len(body))))
        lines = "".join(f"{name}: {value}\r\n" for name, value in kept)
        return cls(status, f"HTTP/1.1 {status} -\r\n{lines}\r\n".encode(), body)

    def with_body(self, body: bytes) -> _Answer:
        found = BytesHeaderParser().parsebytes(self.head.partition(b"\r\n")[2])
        return _Answer.of(self.status, body, tuple(found.items()))

    @property
    def octets(self) -> bytes:
        return self.head + self.body


_OURS = ("content-length", "transfer-encoding", "connection")


class FaultProxy:
    """Listens at `url`; `stop` it at the end. `spoil` says what happens to which request."""

    def __init__(self, centre_url: str) -> None:
        place = urlsplit(centre_url)
        self._centre = (place.hostname or "", place.port or 80)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._way, self._good_before = Way.WELL, 0
        self._before: _Answer | None = None
        self._stopping = Event()
        self.spoiled = 0
        """How many requests something has happened to."""
        Thread(target=self._take, daemon=True).start()

    def spoil(self, way: Way, good_before: int = 0) -> None:
        """The next request goes this `way`, after so many that go well; all others go well."""
        self._way, self._good_before = way, good_before

    def stop(self) -> None:
        self._stopping.set()
        self._listening.close()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(_WAIT_S)
        with client, suppress(OSError):
            while request := _request(client):
                way = self._way_of_next()
                if not self._answer(client, way, request):
                    return
                if way is Way.ONE_LATE:
                    self._lag(client)

    def _lag(self, client: socket.socket) -> None:
        """No answer comes before the next request is there: nobody can tell by listening."""
        while request := _request(client):
            late = self._before
            assert late is not None
            self._before = self._asked(request)
            client.sendall(late.octets)

    def _way_of_next(self) -> Way:
        if self._good_before:
            self._good_before -= 1
            return Way.WELL
        way, self._way = self._way, Way.WELL
        self.spoiled += way is not Way.WELL
        return way

    def _answer(self, client: socket.socket, way: Way, request: bytes) -> bool:
        """Whether the line stays open."""
        if way is Way.CLOSED:
            return False
        if way is Way.HALF_REQUEST:
            with socket.create_connection(self._centre) as centre:
                centre.sendall(request[: len(request) // 2])
            return False
        if way in _NOT_THE_CENTRE:
            status, body = _NOT_THE_CENTRE[way]
            where = (("Location", "http://127.0.0.1:1/"),) if way is Way.MOVED else ()
            client.sendall(_Answer.of(status, body, where).octets)
            return True
        before, answer = self._before, self._asked(request)
        if way is Way.TWICE_ASKED:
            answer = self._asked(request)
        self._before = answer
        return self._give(client, way, answer, before)

    def _give(
        self, client: socket.socket, way: Way, answer: _Answer, before: _Answer | None
    ) -> bool:
        octets, body = answer.octets, answer.body
        match way:
            case Way.UNANSWERED:
                return False
            case Way.LATE:
                self._stopping.wait(_WAIT_S / 5)
                client.sendall(octets)
                return False
            case Way.DRIPPED:
                for at in range(len(octets)):
                    client.sendall(octets[at : at + 1])
                    time.sleep(_DRIP_S)
            case Way.HALF_HEAD:
                client.sendall(octets[: len(answer.head) // 2])
                return False
            case Way.HALF_ANSWER:
                client.sendall(octets[: len(answer.head) + len(body) // 2])
                return False
            case Way.CUT_SHORT:
                client.sendall(answer.with_body(body[: len(body) // 2]).octets)
            case Way.CHANGED:
                middle = len(body) // 2
                changed = bytes((body[middle] ^ 1,)) if body else b""
                client.sendall(answer.head + body[:middle] + changed + body[middle + 1 :])
            case Way.EMPTY:
                client.sendall(answer.with_body(b"").octets)
            case Way.TWICE_ANSWERED:
                client.sendall(octets + octets)
            case Way.OF_ANOTHER:
                client.sendall((before or answer).octets)
            case _:
                client.sendall(octets)
        return True

    def _asked(self, request: bytes) -> _Answer:
        with socket.create_connection(self._centre, timeout=_WAIT_S) as centre:
            centre.sendall(request)
            heard = HTTPResponse(centre, method=request.partition(b" ")[0].decode())
            heard.begin()
            return _Answer.of(heard.status, heard.read(), tuple(heard.getheaders()))


def _request(client: socket.socket) -> bytes:
    """One whole request; empty when there is no other."""
    heard = b""
    while _HEAD_END not in heard:
        piece = client.recv(65536)
        if not piece:
            return b""
        heard += piece
    head, _, body = heard.partition(_HEAD_END)
    told = BytesHeaderParser().parsebytes(head.partition(b"\r\n")[2])
    while len(body) < int(told.get("Content-Length", 0)):
        body += client.recv(65536)
    return head + _HEAD_END + body
