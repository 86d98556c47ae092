"""What a reader tells: it is there or not, a card went in or came out.

Each insertion has a number, which never comes again while the worker lives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from firmware_config.reader.errors import ReaderProblem


@dataclass(frozen=True, slots=True)
class ReaderReady:
    """A reader is there, and empty unless a `CardInserted` follows."""

    reader_name: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class ReaderAbsent:
    """No reader. `remedy` is the command that mends it, or empty."""

    reason: ReaderProblem
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class CardInserted:
    """A card is in and answered the reset with `atr`."""

    atr: bytes
    insertion: int


@dataclass(frozen=True, slots=True)
class CardMute:
    """Something is in that does not answer the reset: most often a card the wrong way round."""

    insertion: int


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The insertion is over: the card came out, the reader went, or a command failed."""

    insertion: int


ReaderEvent: TypeAlias = ReaderReady | ReaderAbsent | CardInserted | CardMute | CardRemoved
