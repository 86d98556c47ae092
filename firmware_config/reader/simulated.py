"""A tray in memory in place of a reader: cards are put in and pulled out by a program."""

from __future__ import annotations

import threading
from collections.abc import Callable

from firmware_config.card.apdu import CardGone, Connection, SmartCard
from firmware_config.card.keypad import KeypadFault
from firmware_config.reader.errors import ReaderProblem
from firmware_config.reader.slot import CardPresent, EmptySlot, NoReader, SlotState

READER_NAME = "Simulated reader"

Fingers = Callable[[], str]
"""What somebody types on the keypad until the OK key. May raise `KeypadFault`."""


class SimulatedSlot:
    """`insert`, `pull`, `plug` and `unplug` are for any thread; the rest is `Slot`.

    A card pulled in the middle of a command finishes the command, but the host never hears of
    it: from its side the outcome is unknown, as with a real card.
    """

    simulated = True

    def __init__(self, reader_name: str = READER_NAME, fingers: Fingers | None = None) -> None:
        """With `fingers` the reader has a keypad."""
        self.fingers = fingers
        self._reader_name = reader_name
        self._changed = threading.Condition()
        self._woken = False
        self._plugged = True
        self._card: SmartCard | None = None
        self._atr = b""
        self._tray = 0
        self._powered: SmartCard | None = None
        self._in_command = False

    def insert(self, card: SmartCard) -> None:
        """Put `card` in, in place of any other. Waits for a command in flight to end."""
        with self._changed:
            self._take_out()
            self._changed.wait_for(lambda: not self._in_command)
            self._take_out()  # what another thread put in meanwhile
            self._card, self._atr = card, card.atr
            self._changed.notify_all()

    def pull(self) -> None:
        """Take the card out, also in the middle of a command."""
        with self._changed:
            self._take_out()

    def unplug(self) -> None:
        """Take the reader away, and its card with it."""
        with self._changed:
            self._take_out()
            self._plugged = False

    def plug(self) -> None:
        """Bring the reader back."""
        with self._changed:
            self._plugged = True
            self._changed.notify_all()

    def wait(self, seen: SlotState | None) -> SlotState:
        with self._changed:
            self._changed.wait_for(lambda: self._woken or self._state() != seen)
            self._woken = False
            return self._state()

    def wake(self) -> None:
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def connect(self, card: CardPresent) -> Connection:
        with self._changed:
            if self._card is None or self._tray != card.tray:
                raise CardGone(started=False)
            self._card.power_on()
            self._powered = self._card
            return _Contacts(self, self._tray)

    def disconnect(self) -> None:
        with self._changed:
            self._power_down()

    def close(self) -> None:
        self.disconnect()

    def transmit(self, tray: int, apdu: bytes) -> bytes:
        """One command to the card of insertion `tray`. Raises `CardGone`."""
        with self._changed:
            card = self._powered
            if card is None or tray != self._tray:
                raise CardGone
            self._in_command = True
        try:
            response = card.transmit(apdu)
        finally:
            with self._changed:
                self._in_command = False
                pulled = tray != self._tray
                if pulled:
                    self._power_down()
                self._changed.notify_all()
        if pulled or len(response) < 2:
            raise CardGone
        return response

    def _state(self) -> SlotState:
        if not self._plugged:
            return NoReader(ReaderProblem.NO_READER)
        if self._card is None:
            return EmptySlot(self._reader_name)
        return CardPresent(self._reader_name, self._atr, self._tray)

    def _take_out(self) -> None:
        self._card = None
        self._tray += 1
        if not self._in_command:  # else the command in flight powers it down when it ends
            self._power_down()
        self._changed.notify_all()

    def _power_down(self) -> None:
        if self._powered is not None:
            self._powered.power_off()
            self._powered = None


class _Contacts:
    """The connection to one insertion."""

    def __init__(self, slot: SimulatedSlot, tray: int) -> None:
        self._slot = slot
        self._tray = tray

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        response = self._slot.transmit(self._tray, apdu)
        return response[:-2], int.from_bytes(response[-2:])

    @property
    def has_keypad(self) -> bool:
        return self._slot.fingers is not None

    def verify_on_keypad(self, apdu: bytes, digits: int) -> int:
        if self._slot.fingers is None:
            raise KeypadFault("keypad-missing")
        typed = self._slot.fingers().encode("ascii")
        if len(typed) != digits:
            raise KeypadFault("keypad-too-short")
        _, sw = self.send_and_receive(apdu[:5] + typed + apdu[5 + digits :])
        return sw
