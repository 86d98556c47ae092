"""One place for a card, as the worker needs it: PC/SC and the simulated tray implement it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

from firmware_config.card.apdu import Connection
from firmware_config.reader.errors import ReaderProblem


@dataclass(frozen=True, slots=True)
class NoReader:
    """There is no reader, and the command that mends it, if one does."""

    problem: ReaderProblem
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class EmptySlot:
    """A reader without a card."""

    reader_name: str


@dataclass(frozen=True, slots=True)
class CardPresent:
    """A reader with a card. `atr` is empty if the card does not answer.

    `tray` differs for every insertion, so that a swap between two looks is seen.
    """

    reader_name: str
    atr: bytes
    tray: int


SlotState: TypeAlias = NoReader | EmptySlot | CardPresent


class Slot(Protocol):
    """All methods but `wake` are called from one thread."""

    @property
    def simulated(self) -> bool: ...

    def wait(self, seen: SlotState | None) -> SlotState:
        """Block until the slot's state is not `seen` or `wake` was called, and return the state.

        With None it returns at once.
        """
        ...

    def wake(self) -> None:
        """Make the present `wait`, or else the next one, return. For any thread."""
        ...

    def connect(self, card: CardPresent) -> Connection:
        """Power the card up and hold it alone, until `disconnect`.

        Raises:
            CardGone: it is out, or does not answer, or is another card than `card`.
            ReaderBusy: `reader-in-use`, another program holds the card.
        """
        ...

    def disconnect(self) -> None:
        """Power the card down, if it was connected. Never raises."""
        ...

    def close(self) -> None:
        """Let go of the reader. Never raises."""
        ...
