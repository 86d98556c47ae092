"""A supervisor's word on the machine's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from firmware_config.body.shape import BodyError, is_short
from firmware_config.clock import from_unix, to_unix


@dataclass(frozen=True, slots=True)
class ClockConfirmed:
    """A supervisor vouched for the machine's clock, which this terminal did not believe.

    `seen_at` is the latest time it knew. From this entry on its own time counts, also when that
    is earlier: it is the one entry with which a journal's time may go back.
    """

    seen_at: datetime
    supervisor: str

    kind: ClassVar[str] = "clock-confirmed"

    def to_wire(self) -> list[object]:
        return [to_unix(self.seen_at), self.supervisor]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [seen_at, str(supervisor)] if is_short(supervisor):
                return cls(from_unix(seen_at), supervisor)
        raise BodyError("body-malformed")
