"""Every way to tear a card out of the field while it works on a command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from firmware_config.card.apdu import CardGone
from firmware_config.card.session import CardSession, WrongPin
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.card.simulator.memory import DATA_AT, TearAt
from firmware_config.card.simulator.store import Store
from tests.simulators.connection import CardConnection
from tests.simulators.world import IssuedCard

Act = Callable[[CardConnection], object]
KEPT: dict[str, Callable[[int], int]] = {
    "none": lambda length: 0,
    "half": lambda length: length // 2,
    "all": lambda length: length,
}


@dataclass(frozen=True, slots=True)
class Cut:
    """A card's memory as a cut of `command` left it; nobody has powered it up since."""

    write: int
    kept: str
    octets: bytes

    def card(self) -> SoftwareCard:
        return SoftwareCard(bytearray(self.octets))


def cuts(octets: bytes, act: Act) -> Iterator[Cut]:
    """Every way to cut `act` on a card whose memory is `octets`."""
    for kept, how_many in KEPT.items():
        write = 0
        while True:
            memory = bytearray(octets)
            card = SoftwareCard(memory)
            connection = CardConnection(card)
            card.store.memory.tear = TearAt(write, how_many)
            try:
                act(connection)
            except CardGone:
                yield Cut(write, kept, bytes(memory))
                write += 1
            else:
                break  # past the last write: the whole command went through


def recovery_cuts(cut: Cut) -> Iterator[Cut]:
    """Every way to cut the power-up that follows `cut`, and the cut itself."""
    yield cut
    for kept, how_many in KEPT.items():
        write = 0
        while True:
            memory = bytearray(cut.octets)
            card = SoftwareCard(memory, TearAt(write, how_many))
            try:
                card.power_on()
            except CardGone:
                with pytest.raises(CardGone):  # and it does not answer half-recovered
                    card.transmit(b"\0\xa4\4\0")
                yield Cut(write, kept, bytes(memory))
                write += 1
            else:
                break


def all_cuts(octets: bytes, act: Act) -> list[Cut]:
    return [again for cut in cuts(octets, act) for again in recovery_cuts(cut)]


def memory_of(card: SoftwareCard) -> bytes:
    """Of a card at rest, when its undo log is empty."""
    return bytes(DATA_AT) + card.store.memory.read(0, Store.LENGTH - DATA_AT)


def opened(card: SoftwareCard, pin: str | None = None) -> CardSession:
    session = CardSession(CardConnection(card))
    session.select()
    if pin is not None:
        session.verify_pin(pin)
    return session


def ready(issued: IssuedCard, connection: CardConnection) -> CardSession:
    """The card in that reader, with the terminal and the PIN proved."""
    session = CardSession(connection)
    issued.terminal.prove(session, session.select().card)
    session.verify_pin(issued.pin)
    return session


def is_pin(session: CardSession, pin: str) -> bool:
    try:
        session.verify_pin(pin)
    except WrongPin:
        return False
    return True
