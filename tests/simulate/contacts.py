"""A reader's contacts that fail: a card torn at a write, taken out, or changed for another."""

from __future__ import annotations

from collections.abc import Callable

from firmware_config.card.apdu import CardGone, Command, MalformedApdu
from firmware_config.card.order import DISBURSE_ORDER, REVERSE_ORDER
from firmware_config.card.profile import Ins
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.card.simulator.memory import PowerLost, TearAt, no_tear
from tests.simulate.event import Event
from tests.simulate.log import Log
from tests.simulate.power import Power

_KEPT: dict[str, Callable[[int], int]] = {
    "none": lambda length: 0,
    "half": lambda length: length // 2,
    "all": lambda length: length,
}


class Contacts:
    """A `Connection` to `card`, with the faults of `event`; `other` is put in its place."""

    def __init__(
        self, card: SoftwareCard, other: SoftwareCard, event: Event, power: Power, log: Log
    ) -> None:
        self._card, self._other = card, other
        self._event, self._power, self._log = event, power, log
        self._sent = 0
        self._is_gone = False
        card.store.memory.tear = no_tear
        card.power_on()
        if event.tear >= 0:
            card.store.memory.tear = TearAt(event.tear, _KEPT[event.kept])

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        self._power.point("command")
        number, self._sent = self._sent, self._sent + 1
        event, tally = self._event, self._log.tally
        if number == event.swap:
            tally["readers swapped"] += 1
            self.pull()
            self._card = self._other
            self._card.power_on()
        leaves = number == event.gone
        if leaves:
            tally["cards pulled"] += 1
        if self._is_gone or (leaves and not event.heard):
            self._is_gone = True
            raise CardGone
        self._note(apdu)
        try:
            answer = self._card.transmit(apdu)
        except PowerLost:
            tally["cards torn"] += not self._is_gone
            self._is_gone = True
            raise
        self._power.point("answered")
        if leaves:
            self._is_gone = True
            raise CardGone
        return answer[:-2], int.from_bytes(answer[-2:])

    def pull(self) -> None:
        self._card.store.memory.tear = no_tear
        self._card.power_off()

    def _note(self, apdu: bytes) -> None:
        """An order to move money that the card hears from here on."""
        try:
            command = Command.parse(apdu)
        except MalformedApdu:
            return
        order = {Ins.DISBURSE: DISBURSE_ORDER, Ins.REVERSE: REVERSE_ORDER}.get(Ins(command.ins))
        if order is not None and len(command.data) == order.size:
            *_, terminal, nonce, _ = order.unpack(command.data)
            self._log.asked.add((terminal.decode(), nonce))
