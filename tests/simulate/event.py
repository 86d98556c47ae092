"""What happens in a history, as data: printed, shrunk, and read back."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Self


class Kind(StrEnum):
    VISIT = "visit"
    """A person comes to a counter, with card, sheet or nothing (`by`)."""
    REVERSE = "reverse"
    """A card's last payout is taken back."""
    BY_HAND = "by-hand"
    """A supervisor closes an open intent whose card cannot be asked."""
    CASH = "cash"
    """Cash into the drawer, or out of it."""
    CLOSE = "close"
    """The drawer is counted, the shift closed, and another opened."""
    SYNC = "sync"
    """The outbox is drained; `fate` is what happens to the messages, one after the other."""
    REFRESH = "refresh"
    """The lists are fetched."""
    PARTITION = "partition"
    """The line to the centre is cut, or mended."""
    DELIVER = "deliver"
    """A message that was under way for long arrives."""
    CLOCK = "clock"
    """A counter's clock jumps by `shift_s`."""
    VOUCH = "vouch"
    """A supervisor vouches for the clock."""
    RESTART = "restart"
    MISCONFIGURE = "misconfigure"
    """A counter is started with another office's settings, or put right again."""
    SWAP_STORE = "swap-store"
    """A counter is started with another counter's store."""
    STEAL = "steal"
    """A counter is stolen with its store, and its terminal revoked."""
    BLOCK = "block"
    UNBLOCK = "unblock"
    HOSTILE = "hostile"
    """A message to the centre that no honest counter sends (`by` says which)."""
    CENTRE_CUT = "centre-cut"
    LIFT = "lift"
    """An officer lifts a terminal's quarantine."""


FATES = ("ok", "drop", "unheard", "twice", "late", "cut", "stale", "garbled")
"""Of a message: delivered; lost; answered with the answer lost; delivered twice; under way for
long; the centre loses power at it; an older answer comes; the answer is garbled."""
FORGERIES = ("forged", "another", "old", "rewritten")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history. `id` stays its own when others are left out.

    Faults: `tear` cuts the card's power at its n-th write, `gone` takes it out at the n-th command
    (`heard`: after it), `swap` puts another in its place there, `cut` is the counter's power.
    """

    id: int
    kind: Kind
    minutes: int = 0
    counter: int = 0
    person: int = 0
    by: str = ""
    months: int = 0
    pin: str = ""
    tear: int = -1
    kept: str = ""
    gone: int = -1
    heard: int = 0
    swap: int = -1
    cut: int = -1
    fate: str = ""
    shift_s: int = 0

    def __str__(self) -> str:
        told = [f"{self.id:4} +{self.minutes}m {self.kind:<12}"]
        for field in fields(self)[3:]:
            value = getattr(self, field.name)
            if value != field.default or field.name == "counter":
                told.append(f"{field.name}={value}")
        return " ".join(told)

    @classmethod
    def parse(cls, line: str) -> Self:
        """A printed line."""
        number, minutes, kind, *rest = line.split()
        given: dict[str, str | int] = {}
        types = {field.name: field.type for field in fields(cls)}
        for part in rest:
            name, _, value = part.partition("=")
            given[name] = int(value) if types[name] == "int" else value
        return cls(int(number), Kind(kind), int(minutes[1:-1]), **given)  # type: ignore[arg-type]


FAULTS: dict[str, object] = {
    "tear": -1,
    "gone": -1,
    "swap": -1,
    "cut": -1,
    "fate": "",
    "pin": "",
}
"""What shrinking tries to leave out of an event, and what it then is."""


def history(events: tuple[Event, ...]) -> str:
    return "\n".join(map(str, events))
