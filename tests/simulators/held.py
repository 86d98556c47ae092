"""A card that keeps its answer to itself until it is let go."""

from __future__ import annotations

from threading import Event

from firmware_config.card.profile import Ins
from firmware_config.card.simulator.card import SoftwareCard

_WAIT_S = 10.0


class Held:
    """Answers the command `ins`, after so many of it, only when it is let go; `asked` tells that
    it has been sent."""

    def __init__(self, card: SoftwareCard, ins: Ins, after: int = 0) -> None:
        self.atr = card.atr
        self.power_on = card.power_on
        self.power_off = card.power_off
        self.asked = Event()
        self.let_go = Event()
        self._after = after
        self._card = card
        self._ins = ins

    def transmit(self, apdu: bytes) -> bytes:
        if apdu[1] == self._ins:
            self._after -= 1
            if self._after < 0:
                self.asked.set()
                assert self.let_go.wait(_WAIT_S)
        return self._card.transmit(apdu)
