"""Where the desk finds a card: in a PC/SC reader, or as a simulated card in a file."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cardsvc.issuance.errors import IssuanceError
from firmware_config.card.apdu import Connection
from firmware_config.card.profile import LIMITS
from firmware_config.card.scp03 import MasterKey, diversify
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.reader.errors import ReaderUnavailable
from firmware_config.reader.pcsc import PcscSlot
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.reader.slot import CardPresent, NoReader, Slot


@contextmanager
def card_in_file(path: Path, master: MasterKey) -> Iterator[Connection]:
    """A simulated card whose memory is `path`; a blank one if there is no such file."""
    if not path.exists():
        serial = secrets.token_bytes(LIMITS.serial)
        SoftwareCard.blank_in_file(path, serial, diversify(master, serial))
    tray = SimulatedSlot()
    tray.insert(SoftwareCard.in_file(path))
    with _first_card(tray) as connection:
        yield connection


@contextmanager
def card_in_reader(name_contains: str = "", *, is_waiting: bool = True) -> Iterator[Connection]:
    """The card in the first reader of that name; waits until one is put in, unless told not to.

    Raises:
        ReaderUnavailable: there is no such reader.
        IssuanceError: `card-not-there`, when it does not wait.
        ReaderBusy: another program holds the card.
    """
    with _first_card(PcscSlot(name_contains), is_waiting=is_waiting) as connection:
        yield connection


@contextmanager
def _first_card(slot: Slot, *, is_waiting: bool = True) -> Iterator[Connection]:
    try:
        state = slot.wait(None)
        while not isinstance(state, CardPresent):
            if isinstance(state, NoReader):
                raise ReaderUnavailable(state.problem, state.remedy)
            if not is_waiting:
                raise IssuanceError("card-not-there")
            state = slot.wait(state)
        yield slot.connect(state)
    finally:
        slot.close()
