"""A network receipt printer on loopback that understands what we send and keeps what it printed."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass, field
from types import TracebackType

from PIL import Image

_READY = 0x12
_INIT = b"\x1b@"
_FEED = b"\x1bd"
_CUT = b"\x1dV\x00"
_RASTER = b"\x1dv0"
_ASK_NOW = b"\x10\x04"
_ASK_IN_TURN = b"\x1dr\x01"


def strips(octets: bytes) -> tuple[list[Image.Image], int]:
    """The raster strips (GS v 0) and the number of cuts in a whole stream."""
    printed: list[Image.Image] = []
    cuts = at = 0
    while at < len(octets):
        step, strip, cut = _command(octets, at)
        assert step, f"an unknown or unfinished command at {at}: {octets[at : at + 8].hex()}"
        if strip is not None:
            printed.append(strip)
        cuts += cut
        at += step
    return printed, cuts


def joined(printed: list[Image.Image]) -> Image.Image:
    """Strips one below the other, as they lie on the paper."""
    whole = Image.new("1", (printed[0].width, sum(one.height for one in printed)), 1)
    at = 0
    for one in printed:
        whole.paste(one, (0, at))
        at += one.height
    return whole


def _command(octets: bytes, at: int) -> tuple[int, Image.Image | None, int]:
    """Length of the command at `at` (0: not all of it is here), what it prints, whether it cuts."""
    for head, length in ((_INIT, 2), (_FEED, 3), (_CUT, 3)):
        if octets.startswith(head, at):
            return length, None, int(head == _CUT)
    if octets.startswith(_RASTER, at) and len(octets) >= at + 8:
        width = int.from_bytes(octets[at + 4 : at + 6], "little")
        height = int.from_bytes(octets[at + 6 : at + 8], "little")
        data = octets[at + 8 : at + 8 + width * height]
        if len(data) == width * height:
            # In the stream a set bit is a black dot.
            dots = bytes(octet ^ 0xFF for octet in data)
            return 8 + len(data), Image.frombytes("1", (width * 8, height), dots), 0
    return 0, None, 0


@dataclass
class EscposPrinter:
    """Listens on loopback while it is entered.

    `cause` and `paper` are its answers to DLE EOT 2 and 4; `runs_out_after` is how many strips it
    prints before its paper ends; a `mute` one answers nothing.
    """

    cause: int = _READY
    paper: int = _READY
    mute: bool = False
    runs_out_after: int | None = None
    printed: list[Image.Image] = field(default_factory=list)
    cuts: int = 0

    def __enter__(self) -> EscposPrinter:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(0.1)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join(5)
        self._server.close()

    @property
    def address(self) -> str:
        return f"network:127.0.0.1:{self._server.getsockname()[1]}"

    @property
    def page(self) -> Image.Image:
        return joined(self.printed)

    def out_of_paper(self) -> None:
        self.cause, self.paper = _READY | 0x20, _READY | 0x60

    def paper_in(self) -> None:
        self.cause, self.paper, self.runs_out_after = _READY, _READY, None

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                line, _ = self._server.accept()
            except TimeoutError:
                continue
            with line:
                line.settimeout(0.1)
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        held = b""
        while not self._stopping.is_set():
            try:
                octets = line.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                return
            if not octets:
                return
            held = self._take(held + octets, line)

    def _take(self, held: bytes, line: socket.socket) -> bytes:
        """Obey what is whole; what is left."""
        while held:
            if held.startswith(_ASK_NOW) and len(held) >= 3:
                self._say(line, self.cause if held[2] == 2 else self.paper)
                held = held[3:]
            elif self.paper != _READY:
                # Offline: what is to be printed waits, but a question is answered at once.
                asked = held.find(_ASK_NOW)
                if asked < 0 or len(held) < asked + 3:
                    return held
                self._say(line, self.cause if held[asked + 2] == 2 else self.paper)
                held = held[:asked] + held[asked + 3 :]
            elif held.startswith(_ASK_IN_TURN):
                self._say(line, 0)
                held = held[3:]
            else:
                step, strip, cut = _command(held, 0)
                if not step:
                    return held
                held = held[step:]
                self.cuts += cut
                if strip is not None:
                    self.printed.append(strip)
                if len(self.printed) == self.runs_out_after:
                    self.out_of_paper()
        return held

    def _say(self, line: socket.socket, octet: int) -> None:
        if not self.mute:
            line.sendall(bytes((octet,)))
