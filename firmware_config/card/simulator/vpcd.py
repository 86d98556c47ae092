"""A software card in vpcd's virtual PC/SC reader (the vsmartcard project).

vpcd listens on every interface and asks for no password: for tests and development only.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from types import TracebackType

from firmware_config.card.apdu import CardGone, SmartCard
from firmware_config.errors import ContractError

VPCD_PORT = 35963  # Debian's /etc/reader.conf.d/vpcd: 0x8C7B
_TIMEOUT_S = 5.0
# pcscd looks for a card every 0.4 s (PCSCLITE_STATUS_POLL_RATE) and vpcd, unlike a real reader,
# remembers nothing in between: a card put in sooner after another is taken for the same.
_EMPTY_AT_LEAST_S = 0.5
_emptied_at: dict[tuple[str, int], float] = {}  # by the reader's address, monotonic seconds

# The protocol: each message is two octets of length, big-endian, then the message. One octet
# alone is a control code; anything longer is a command APDU.
_POWER_OFF, _POWER_ON, _RESET, _GET_ATR = b"\x00", b"\x01", b"\x02", b"\x04"

_APDU_MAX = 4 + 1 + 255 + 1  # a short command, ISO/IEC 7816-4 §5.1 case 4
_WRONG_LENGTH = b"\x67\x00"


class VpcdError(ContractError):
    """`vpcd-unreachable`, or `vpcd-card-still-busy` with a command after it was pulled."""


class VpcdCard:
    """A card that can be put into a virtual reader and pulled out, any number of times.

    `insert` is for one thread at a time; `pull` for any, also the card's own.
    As a context manager it pulls the card at the end.
    """

    def __init__(self, card: SmartCard, host: str = "127.0.0.1", port: int = VPCD_PORT) -> None:
        self._card = card
        self._address = host, port
        self._contacts: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._powered = False

    def insert(self) -> None:
        """Put the card in; nothing happens if it is. Leaves the reader empty for a moment before.

        Raises:
            VpcdError: see there.
        """
        if self._contacts is not None:
            return
        self._wait_for_the_end()
        empty_for_s = time.monotonic() - _emptied_at.get(self._address, -_EMPTY_AT_LEAST_S)
        time.sleep(max(0.0, _EMPTY_AT_LEAST_S - empty_for_s))
        try:
            contacts = socket.create_connection(self._address, _TIMEOUT_S)
        except OSError as error:
            raise VpcdError("vpcd-unreachable", address=self._address) from error
        contacts.settimeout(None)
        self._contacts = contacts
        self._thread = threading.Thread(
            target=self._serve, args=(contacts,), name="vpcd-card", daemon=True
        )
        self._thread.start()

    def pull(self) -> None:
        """Take the card out at once, also in the middle of a command.

        The card finishes the command in flight, but nobody hears its answer.
        """
        contacts, self._contacts = self._contacts, None
        if contacts is not None:
            with contextlib.suppress(OSError):  # the reader may have hung up before
                contacts.shutdown(socket.SHUT_RDWR)
            _emptied_at[self._address] = time.monotonic()

    def __enter__(self) -> VpcdCard:
        self.insert()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.pull()
        self._wait_for_the_end()

    def _wait_for_the_end(self) -> None:
        """Of the insertion before."""
        if self._thread is not None:
            self._thread.join(_TIMEOUT_S)
            if self._thread.is_alive():
                raise VpcdError("vpcd-card-still-busy")

    def _serve(self, contacts: socket.socket) -> None:
        with contacts:
            try:
                while True:
                    answer = self._answer(_receive(contacts))
                    if answer is not None:
                        contacts.sendall(len(answer).to_bytes(2) + answer)
            except (OSError, EOFError, CardGone):
                pass  # pulled, or the reader went away, or the card lost power by itself
            finally:
                self._power(on=False)
                if self._contacts is contacts:
                    self._contacts = None
                    _emptied_at[self._address] = time.monotonic()

    def _answer(self, message: bytes) -> bytes | None:
        if message == _GET_ATR:
            return self._card.atr
        if message in (_POWER_OFF, _POWER_ON, _RESET):
            self._power(on=False)
            if message != _POWER_OFF:
                self._power(on=True)
            return None
        if not self._powered:
            raise CardGone  # as a real one: what was meant for a card before gets no answer
        if len(message) > _APDU_MAX:
            return _WRONG_LENGTH
        return self._card.transmit(message)

    def _power(self, *, on: bool) -> None:
        if on != self._powered:
            self._powered = on
            if on:
                self._card.power_on()
            else:
                self._card.power_off()


def serve(card: SmartCard, host: str = "127.0.0.1", port: int = VPCD_PORT) -> VpcdCard:
    """Put `card` into the virtual reader at `host` and `port`. Raises `VpcdError`."""
    served = VpcdCard(card, host, port)
    served.insert()
    return served


def _receive(contacts: socket.socket) -> bytes:
    return _receive_exactly(contacts, int.from_bytes(_receive_exactly(contacts, 2)))


def _receive_exactly(contacts: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        if hasattr(socket, "TCP_QUICKACK"):
            # vpcd writes length and message apart: a delayed ACK costs 40 ms between them. The
            # kernel forgets the option, so it is set before every read.
            contacts.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        piece = contacts.recv(length - len(received))
        if not piece:
            raise EOFError
        received += piece
    return received
