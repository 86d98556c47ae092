"""A line to a server on a Unix socket that can be cut when a certain word has gone over it."""

from __future__ import annotations

import contextlib
import select
import socket
from pathlib import Path
from threading import Thread

_AFTERWARDS_S = 0.3
"""The server has done what it was told by then; its answer is what nobody hears."""


class CutLine:
    """Listens at `place` for connections to the socket at `server`. `stop` it at the end."""

    def __init__(self, place: Path, server: Path) -> None:
        self._server = server
        self._cut_after: bytes | None = None
        self._servers: list[socket.socket] = []
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(place))
        self._listening.listen()
        Thread(target=self._take, daemon=True).start()

    def cut_after(self, word: bytes) -> None:
        """Let the next message with `word` in it through, and nothing that is answered."""
        self._cut_after = word

    @property
    def was_cut(self) -> bool:
        return self._cut_after is None

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
        with client, contextlib.suppress(OSError):
            server.connect(str(self._server))
            other = {client: server, server: client}
            while True:
                for sender in select.select([client, server], [], [])[0]:
                    told = sender.recv(65536)
                    if not told:
                        server.close()
                        return
                    other[sender].sendall(told)
                    if sender is client and self._cut_after and self._cut_after in told:
                        self._cut_after = None
                        select.select([server], [], [], _AFTERWARDS_S)
                        return
