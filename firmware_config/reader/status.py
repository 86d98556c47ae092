"""A snapshot of the reader, and the events that lead from one snapshot to the next."""

from __future__ import annotations

from dataclasses import dataclass

from firmware_config.reader.errors import ReaderProblem
from firmware_config.reader.events import (
    CardInserted,
    CardMute,
    CardRemoved,
    ReaderAbsent,
    ReaderEvent,
    ReaderReady,
)


@dataclass(frozen=True, slots=True)
class CardIn:
    """The card now in the reader. `atr` is empty if it does not answer."""

    insertion: int
    atr: bytes


@dataclass(frozen=True, slots=True)
class ReaderStatus:
    """Either `reader_name` or `problem` is set; `card` only with a reader."""

    reader_name: str | None
    simulated: bool
    problem: ReaderProblem | None = None
    remedy: str = ""
    card: CardIn | None = None


def changes(before: ReaderStatus | None, after: ReaderStatus) -> list[ReaderEvent]:
    """What a listener that knew `before` has to be told; None for one that knew nothing."""
    events: list[ReaderEvent] = []
    card_before = before.card if before else None
    if card_before is not None and card_before != after.card:
        events.append(CardRemoved(card_before.insertion))
    if before is None or _reader(before) != _reader(after):
        if after.reader_name is not None:
            events.append(ReaderReady(after.reader_name, after.simulated))
        elif after.problem is not None:
            events.append(ReaderAbsent(after.problem, after.remedy))
    if after.card is not None and after.card != card_before:
        card = after.card
        events.append(
            CardInserted(card.atr, card.insertion) if card.atr else CardMute(card.insertion)
        )
    return events


def _reader(status: ReaderStatus) -> tuple[str | None, ReaderProblem | None]:
    return status.reader_name, status.problem
