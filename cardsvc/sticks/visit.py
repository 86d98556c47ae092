"""What became of one counter's folder on a stick."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from cardsvc.staff.audit import MAX_SUBJECT, record
from firmware_config.ids import TerminalId
from firmware_config.stick.coming import Refused


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of one counter's folder. `name` is how it was found; `terminal` is None until
    its signature was checked. `refused` is why it, or one of its batches, was not taken; `answer`
    is the file to bring back, None when nobody can be answered."""

    name: str
    terminal: TerminalId | None
    batches: int = 0
    refused: Refused | None = None
    answer: bytes | None = None

    @property
    def code(self) -> str:
        """Of the refusal, empty without one."""
        return "" if self.refused is None else self.refused.code

    def note(self, connection: Connection, user: str, now: datetime) -> None:
        """Write it into the audit trail: `user` brought the stick."""
        subject = f"terminal:{self.name}"[:MAX_SUBJECT]
        told: dict[str, str | int] = {"batches": self.batches, "refused": self.code}
        record(connection, user, "stick-taken", subject, now, **told)
