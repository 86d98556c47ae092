"""A reader without a reader: the contacts of a software card."""

from __future__ import annotations

from types import TracebackType

from firmware_config.card.apdu import SmartCard


class CardConnection:
    """A `Connection` to a powered card. A cut of the power comes up as `CardGone`.

    As a context manager it powers the card off at the end. `sent` counts commands.
    """

    def __init__(self, card: SmartCard) -> None:
        self.card = card
        self.sent = 0
        card.power_on()

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        self.sent += 1
        response = self.card.transmit(apdu)
        return response[:-2], int.from_bytes(response[-2:])

    def close(self) -> None:
        self.card.power_off()

    def __enter__(self) -> CardConnection:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
