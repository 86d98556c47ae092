"""A reader behind PC/SC: pcsc-lite through pyscard's bare `smartcard.scard`.

The bare interface, because pyscard's monitors poll, die with the daemon, and hide which
insertion a connection belongs to.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from typing import Any

from firmware_config.card.apdu import CardGone, Connection
from firmware_config.card.keypad import (
    KeypadFault,
    checked_sw,
    control_code,
    pin_verify_structure,
)
from firmware_config.reader.errors import ReaderBusy, ReaderProblem
from firmware_config.reader.slot import CardPresent, EmptySlot, NoReader, SlotState

REMEDY = "apt install pcscd libpcsclite-dev gcc pkg-config && pip install 'chitra[pcsc]'"
REMEDY_SERVICE = "apt install pcscd && systemctl enable --now pcscd.socket"

_SERVICE_DOWN = NoReader(ReaderProblem.SERVICE_DOWN, REMEDY_SERVICE)
_PNP = "\\\\?PnP?\\Notification"  # the name that stands for readers coming and going
_RETRY_FIRST_S = 0.1
_RETRY_MAX_S = 2.0
# pcsc-lite before 2.1 counts the readers only once it waits, and so can lose one that comes
# between the listing and the waiting: without a reader, list again at this interval.
_RELIST_MS = 10_000
# SCardCancel does nothing if the other thread is not yet inside SCardGetStatusChange.
_CANCEL_RETRY_S = 0.002
_GET_FEATURE_REQUEST = 3400  # PC/SC part 10 §2.2
_VERIFY_PIN_DIRECT = 0x06


def load_scard() -> Any:
    """pyscard's module, which carries no types. Raises `ImportError`."""
    return importlib.import_module("smartcard.scard")


class PcscSlot:
    """The first reader whose name contains `reader_name_contains`, or the first of all.

    While pcscd is down it is tried again, at intervals growing from 0.1 to 2 seconds.
    """

    simulated = False

    def __init__(
        self, reader_name_contains: str | None = None, *, load: Callable[[], Any] = load_scard
    ) -> None:
        self._wanted = reader_name_contains or ""
        self._load = load
        self._scard: Any = None
        self._context: int | None = None
        self._retry_s = _RETRY_FIRST_S
        self._reader_name = ""
        self._raw_state = 0
        self._epoch = 0  # counts contexts and readers: pcscd counts insertions within one only
        self._card_handle: int | None = None
        self._woken = threading.Event()
        self._unblocked = threading.Event()
        self._unblocked.set()

    def wait(self, seen: SlotState | None) -> SlotState:
        while (state := self._look()) == seen and not self._woken.is_set():
            self._block(state)
        self._woken.clear()
        return state

    def wake(self) -> None:
        self._woken.set()
        while self._woken.is_set() and not self._unblocked.is_set():
            if (context := self._context) is not None:
                self._scard.SCardCancel(context)
            self._unblocked.wait(_CANCEL_RETRY_S)

    def connect(self, card: CardPresent) -> Connection:
        scard = self._scard
        if scard is None or self._context is None:
            raise CardGone(started=False)
        status, handle, protocol = scard.SCardConnect(
            self._context,
            card.reader_name,
            scard.SCARD_SHARE_EXCLUSIVE,
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
        )
        if status == scard.SCARD_E_SHARING_VIOLATION:
            raise ReaderBusy("reader-in-use", reader_name=card.reader_name)
        if status != scard.SCARD_S_SUCCESS:
            raise CardGone(started=False, status=_hex(status))
        self._card_handle = handle
        # Swapped between the look and the connecting?
        now = self._look()
        if not isinstance(now, CardPresent) or now.tray != card.tray:
            self.disconnect()
            raise CardGone(started=False)
        return _CardHandle(scard, handle, protocol)

    def disconnect(self) -> None:
        if self._card_handle is not None:
            self._scard.SCardDisconnect(self._card_handle, self._scard.SCARD_UNPOWER_CARD)
            self._card_handle = None

    def close(self) -> None:
        self.disconnect()
        self._drop_context()

    def _look(self) -> SlotState:
        """The state now, without waiting."""
        if not self._establish():
            if self._scard is None:
                return NoReader(ReaderProblem.PYSCARD_MISSING, REMEDY)
            return _SERVICE_DOWN
        scard = self._scard
        status, names = scard.SCardListReaders(self._context, [])
        if status not in (scard.SCARD_S_SUCCESS, scard.SCARD_E_NO_READERS_AVAILABLE):
            return self._service_lost()
        name = next((name for name in names if self._wanted in name), "")
        if name != self._reader_name:
            self._reader_name = name
            self._epoch += 1
        if not name:
            return NoReader(ReaderProblem.NO_MATCHING_READER if names else ReaderProblem.NO_READER)
        return self._reader_state(name)

    def _reader_state(self, name: str) -> SlotState:
        scard = self._scard
        status, states = scard.SCardGetStatusChange(
            self._context, 0, [(name, scard.SCARD_STATE_UNAWARE)]
        )
        if status == scard.SCARD_E_UNKNOWN_READER:  # unplugged since it was listed
            self._reader_name = ""
            return NoReader(ReaderProblem.NO_READER)
        if status != scard.SCARD_S_SUCCESS:
            return self._service_lost()
        _, self._raw_state, atr = states[0]
        mute = bool(self._raw_state & scard.SCARD_STATE_MUTE)
        if self._raw_state & scard.SCARD_STATE_PRESENT and not atr and not mute:
            # pcscd is about to store the ATR and count the insertion. `_block` must not take
            # this for a state to wait in.
            self._raw_state = scard.SCARD_STATE_EMPTY
        if not self._raw_state & scard.SCARD_STATE_PRESENT:
            return EmptySlot(name)
        tray = self._epoch << 16 | self._raw_state >> 16  # above: pcscd's count of insertions
        return CardPresent(name, b"" if mute else bytes(atr), tray)

    def _service_lost(self) -> NoReader:
        self._drop_context()
        return _SERVICE_DOWN

    def _establish(self) -> bool:
        if self._scard is None:
            try:
                self._scard = self._load()
            except ImportError:
                return False
        if self._context is None:
            scard = self._scard
            status, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
            if status != scard.SCARD_S_SUCCESS:
                return False
            self._context = context
            self._epoch += 1
        return True

    def _drop_context(self) -> None:
        if self._context is not None:
            context, self._context = self._context, None
            self._scard.SCardReleaseContext(context)

    def _block(self, state: SlotState) -> None:
        """Wait until `state`, just seen, may be out of date."""
        if self._scard is None:
            self._woken.wait()
        elif self._context is None:
            self._woken.wait(self._retry_s)
            self._retry_s = min(2 * self._retry_s, _RETRY_MAX_S)
        elif isinstance(state, NoReader):
            self._status_change(_PNP, 0, _RELIST_MS)
        else:
            known = self._raw_state & ~self._scard.SCARD_STATE_CHANGED
            self._status_change(self._reader_name, known, self._scard.INFINITE)

    def _status_change(self, name: str, known: int, timeout_ms: int) -> None:
        scard = self._scard
        self._unblocked.clear()
        try:
            if self._woken.is_set():
                return
            status, states = scard.SCardGetStatusChange(self._context, timeout_ms, [(name, known)])
        finally:
            self._unblocked.set()
        if status in (scard.SCARD_S_SUCCESS, scard.SCARD_E_CANCELLED, scard.SCARD_E_TIMEOUT):
            self._retry_s = _RETRY_FIRST_S
            gone = scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE
            if name != _PNP and states and states[0][1] & gone:
                self._reader_name = ""  # even if it comes back under the same name
        else:
            self._drop_context()


class _CardHandle:
    """The connection to one card."""

    def __init__(self, scard: Any, handle: int, protocol: int) -> None:
        self._scard = scard
        self._handle = handle
        self._protocol = protocol
        self._verify_code = self._control_code(_VERIFY_PIN_DIRECT)

    @property
    def has_keypad(self) -> bool:
        return self._verify_code is not None

    def verify_on_keypad(self, apdu: bytes, digits: int) -> int:
        if self._verify_code is None:
            raise KeypadFault("keypad-missing")
        asked = list(pin_verify_structure(apdu, digits))
        status, response = self._scard.SCardControl(self._handle, self._verify_code, asked)
        if status != self._scard.SCARD_S_SUCCESS or len(response) < 2:
            raise CardGone(status=_hex(status))
        return checked_sw(response[-2] << 8 | response[-1])

    def _control_code(self, feature: int) -> int | None:
        """None also for a driver that knows no control codes at all."""
        request = self._scard.SCARD_CTL_CODE(_GET_FEATURE_REQUEST)
        status, features = self._scard.SCardControl(self._handle, request, [])
        if status != self._scard.SCARD_S_SUCCESS:
            return None
        return control_code(bytes(features), feature)

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        status, response = self._scard.SCardTransmit(self._handle, self._protocol, list(apdu))
        if status != self._scard.SCARD_S_SUCCESS or len(response) < 2:
            raise CardGone(status=_hex(status))
        return bytes(response[:-2]), response[-2] << 8 | response[-1]


def _hex(status: int) -> str:
    return f"{status & 0xFFFFFFFF:08X}"
