"""The product's parts that a run is made of; a planted bug is one of them changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from cardsvc.ledger.ingest import Ledger
from cardsvc.signing.keys import Keyring
from counter.centre.outbox import Outbox
from counter.journal.journal import Journal
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.clock import Clock


@dataclass(frozen=True, slots=True)
class Parts:
    journal: type[Journal] = Journal
    outbox: type[Outbox] = Outbox
    ledger: Callable[[Engine, Keyring, Clock], Ledger] = Ledger
    card: type[SoftwareCard] = SoftwareCard


SOUND = Parts()
