"""A line to a server on a Unix socket that can be cut when a certain word has gone over it, or so
many messages."""

from __future__ import annotations

import contextlib
import select
import socket
from collections.abc import Callable
from pathlib import Path
from threading import Thread

_AFTERWARDS_S = 0.3
"""The server has done what it was told by then; its answer is what nobody hears."""


class CutLine:
    """Listens at `place` for connections to the socket at `server`. `stop` it at the end."""

    def __init__(self, place: Path, server: Path) -> None:
        self._server = server
        self._cut_after: bytes | None = None
        self._left: int | None = None
        self._act: Callable[[], None] = lambda: None
        self._servers: list[socket.socket] = []
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(place))
        self._listening.listen()
        Thread(target=self._take, daemon=True).start()

    def cut_after(self, word: bytes) -> None:
        """Let the next message with `word` in it through, and nothing that is answered."""
        self._cut_after = word

    def cut_after_messages(self, number: int, act: Callable[[], None]) -> None:
        """Let so many messages through, the last one unanswered, and `act` before the line is
        closed."""
        self._left, self._act = number, act

    @property
    def was_cut(self) -> bool:
        return self._cut_after is None and self._left is None

    def stop(self) -> None:
        for one in (self._listening, *self._servers):
            one.close()

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        self._servers.append(server)  # left open when the line is cut: it hears nothing of that
        # A closed socket is an OSError to itself and a ValueError to select.
        with client, contextlib.suppress(OSError, ValueError):
            server.connect(str(self._server))
            other = {client: server, server: client}
            while True:
                for sender in select.select([client, server], [], [])[0]:
                    told = sender.recv(65536)
                    if not told:
                        server.close()
                        return
                    other[sender].sendall(told)
                    if sender is client and self._is_last(told):
                        select.select([server], [], [], _AFTERWARDS_S)
                        self._act()
                        return

    def _is_last(self, told: bytes) -> bool:
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                self._left = None
                return True
        if self._cut_after and self._cut_after in told:
            self._cut_after = None
            return True
        return False
