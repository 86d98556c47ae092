"""Cards that leave the reader, or fail, at one command."""

from __future__ import annotations

from firmware_config.card.apdu import CardGone, SmartCard
from firmware_config.card.profile import Ins
from tests.simulators.connection import CardConnection


class Interrupted:
    """A connection that loses the card at one command, which the card may have heard."""

    def __init__(self, card: SmartCard, ins: Ins, *, heard: bool) -> None:
        self._inner = CardConnection(card)
        self._ins = ins
        self._heard = heard
        self._gone = False

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        self._gone |= apdu[1] == self._ins
        if not self._gone:
            return self._inner.send_and_receive(apdu)
        if self._heard and apdu[1] == self._ins:
            self._inner.send_and_receive(apdu)
        raise CardGone


class FailsAfterwards:
    """A card that carries one command out and then answers with an error."""

    def __init__(self, card: SmartCard, ins: Ins) -> None:
        self.atr = card.atr
        self.power_on = card.power_on
        self.power_off = card.power_off
        self._card = card
        self._ins = ins

    def transmit(self, apdu: bytes) -> bytes:
        told = self._card.transmit(apdu)
        return b"\x6f\x00" if apdu[1] == self._ins else told
