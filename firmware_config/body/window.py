"""What a journal says when a supervisor lets a programme be paid outside its days or hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from firmware_config.body.shape import BodyError, is_short
from firmware_config.clock import from_unix, to_unix
from firmware_config.ids import ProgrammeCode


@dataclass(frozen=True, slots=True)
class WindowWaived:
    """At this counter, for everybody, up to `until`. It moves no money; the centre learns of it."""

    programme: ProgrammeCode
    until: datetime
    supervisor: str

    kind: ClassVar[str] = "window-waived"

    def to_wire(self) -> list[object]:
        return [self.programme.text, to_unix(self.until), self.supervisor]

    @classmethod
    def of_wire(cls, body: object) -> Self:
        match body:
            case [str(programme), until, str(supervisor)] if is_short(supervisor):
                return cls(ProgrammeCode(programme), from_unix(until), supervisor)
        raise BodyError("body-malformed")
