"""What must be settled before a store is wiped, moved, or changed by an upgrade."""

from __future__ import annotations

from dataclasses import dataclass

from counter.centre.outbox import Outbox
from counter.journal.journal import Journal


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Counts; false when nothing is. `letters` are what the ledger set aside for people."""

    intents: int
    confirmations: int
    letters: int
    shift_open: bool

    def __bool__(self) -> bool:
        return self.shift_open or self.intents + self.confirmations + self.letters > 0


def unsettled_of(journal: Journal, outbox: Outbox) -> Unsettled:
    pending = outbox.pending()
    return Unsettled(
        len(journal.open_intents()),
        pending.confirmations,
        pending.dead_letters,
        journal.drawer().opened is not None,
    )
