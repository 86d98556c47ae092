"""Server-sent events (HTML Living Standard §9.2) to the open pages of one process.

An event says that something changed, never what: pages fetch the news through a route with its
own access rule. So events may carry no person's data.
"""

from __future__ import annotations

import queue
import re
import threading
import time
import weakref
from collections.abc import Callable, Iterator

from flask import Response, request

from firmware_config.errors import ContractError

HEARTBEAT_S = 10.0
LONGEST_S = 600.0
"""A stream ends then and the browser asks again, so that its access is checked anew."""
MAX_LISTENERS = 24
"""Each holds a thread of the server (`serve.THREADS` leaves the others for requests)."""
QUEUED_EVENTS = 32
_POLL_S = 0.5
_RETRY_MS = 2000
_NAME = re.compile(r"[a-z][a-z0-9-]*")


class EventStream:
    """One hub for all pages of a side. Safe for threads; `publish` never waits.

    A listener that does not keep up is dropped; its browser comes back and fetches anew.
    """

    def __init__(self, *, heartbeat_s: float = HEARTBEAT_S) -> None:
        self._heartbeat_s = heartbeat_s
        # Weak, so that a stream nobody ever reads (a HEAD request) leaves no listener behind.
        self._listeners: weakref.WeakSet[queue.Queue[str]] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._closed = False

    @property
    def listeners(self) -> int:
        return len(self._listeners)

    def publish(self, event: str, data: str = "") -> None:
        """Tell every page. `event` is a kebab-case word, `data` text such as an id.

        Raises:
            ContractError: `event-name`.
        """
        if not _NAME.fullmatch(event):
            raise ContractError("event-name", event=event)
        text = f"event: {event}\n" + "".join(f"data: {line}\n" for line in data.split("\n")) + "\n"
        with self._lock:
            for listener in tuple(self._listeners):
                try:
                    listener.put_nowait(text)
                except queue.Full:
                    self._listeners.discard(listener)

    def stream(self, gone: Callable[[], bool] = lambda: False) -> Iterator[str]:
        """Text for one page: its events, and a comment when nothing happened for a while.

        `gone` says whether the browser left, so that its thread is free within `_POLL_S`.

        Raises:
            ContractError: `too-many-listeners`, when called, before any text.
        """
        listener: queue.Queue[str] = queue.Queue(QUEUED_EVENTS)
        with self._lock:
            if self._closed or len(self._listeners) >= MAX_LISTENERS:
                raise ContractError("too-many-listeners", limit=MAX_LISTENERS)
            self._listeners.add(listener)
        return self._texts(listener, gone)

    def response(self) -> Response:
        """The answer of an events route; 503 when there are too many listeners."""
        gone = request.environ.get("waitress.client_disconnected", lambda: False)
        try:
            texts = self.stream(gone)
        except ContractError:
            return Response(status=503, headers={"Retry-After": "5"})
        return Response(texts, mimetype="text/event-stream")

    def close(self) -> None:
        """End all streams, so that the server can stop."""
        with self._lock:
            self._closed = True
            self._listeners.clear()

    def _texts(self, listener: queue.Queue[str], gone: Callable[[], bool]) -> Iterator[str]:
        began = told = time.monotonic()
        try:
            yield f"retry: {_RETRY_MS}\n: hello\n\n"
            while listener in self._listeners and not gone():
                try:
                    yield listener.get(timeout=min(_POLL_S, self._heartbeat_s))
                    told = time.monotonic()
                except queue.Empty:
                    now = time.monotonic()
                    if now - began > LONGEST_S:
                        return
                    if now - told >= self._heartbeat_s:
                        told = now
                        yield ": still here\n\n"
        finally:
            with self._lock:
                self._listeners.discard(listener)
