"""Serving a side with waitress: in a thread, on loopback unless told otherwise, cleanly stopped."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

THREADS = 32
"""Up to `events.MAX_LISTENERS` are held by open pages, the rest answer requests."""
CONNECTIONS = 1000
"""At once, and as many more in the kernel's queue: those for whom no thread is free wait."""
STOP_TIMEOUT_S = 5.0


class Server:
    """A running web server. `on_stop` is called first when it stops, as to end event streams.

    `host` is an IPv4 address or a name with one. The socket is bound when this is made, so a
    taken port raises `OSError` at once.
    """

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        max_body_bytes: int = 16 * 1024 * 1024,
        on_stop: Iterable[Callable[[], None]] = (),
    ) -> None:
        self._on_stop = tuple(on_stop)
        # Bound here: waitress would leak its socket and threads when the port is taken.
        listening = socket.create_server((host, port), backlog=CONNECTIONS)
        address = listening.getsockname()
        self._url = f"http://{address[0]}:{address[1]}"
        self._waitress: Any = create_server(
            app,
            sockets=[listening],
            threads=THREADS,
            connection_limit=CONNECTIONS,
            asyncore_use_poll=True,  # `select` knows no more than 1,024 files
            ident="",
            max_request_body_size=max_body_bytes,
            # Lets a stream notice that its browser left (`waitress.client_disconnected`).
            channel_request_lookahead=1,
        )
        self._thread = threading.Thread(target=self._waitress.run, name="web", daemon=True)

    @property
    def url(self) -> str:
        """`http://127.0.0.1:8080`, without a slash at the end."""
        return self._url

    def start(self) -> None:
        """Answer requests in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Take no new connection, let running requests finish for up to `STOP_TIMEOUT_S`, end.

        Waitress closes sockets safely only in its own loop, so the steps run there.
        """
        for close in self._on_stop:
            close()
        if not self._thread.is_alive():
            self._close_all()
            return
        # The server's own `close` would also close the trigger, which is still needed.
        self._in_loop(lambda: wasyncore.dispatcher.close(self._waitress))
        self._waitress.task_dispatcher.shutdown(cancel_pending=False, timeout=STOP_TIMEOUT_S)
        deadline = time.monotonic() + STOP_TIMEOUT_S
        while self._unsent_bytes() and time.monotonic() < deadline:
            time.sleep(0.02)
        with contextlib.suppress(OSError):  # the loop ended by itself and closed its trigger
            self._in_loop(self._close_all)
        self._thread.join(STOP_TIMEOUT_S)

    def _in_loop(self, step: Callable[[], None]) -> None:
        self._waitress.trigger.pull_trigger(step)

    def _unsent_bytes(self) -> int:
        channels = tuple(self._waitress.active_channels.values())
        return sum(channel.total_outbufs_len for channel in channels)

    def _close_all(self) -> None:
        for one in tuple(self._waitress._map.values()):
            one.close()
        self._waitress.task_dispatcher.set_thread_count(0)


def serve_until_signal(*servers: Server, until: Callable[[], bool] = lambda: False) -> bool:
    """Start all, wait in the foreground for SIGINT or SIGTERM, or until it is so, and stop all in
    reverse order. Whether a signal came.

    Must be called from the main thread.
    """
    asked = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        asked.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for server in servers:
            server.start()
        # Windows does not interrupt a wait without a timeout.
        while not asked.wait(1.0) and not until():
            pass
    finally:
        for server in reversed(servers):
            server.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
    return asked.is_set()
