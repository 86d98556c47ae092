"""A centre's ledger that takes batches, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from cardsvc.ledger.ingest import Ledger
from cardsvc.settings import Settings
from cardsvc.signing.keys import Keyring
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.sqlite import make_engine


def take_batches(
    told: Connection,
    state: Path,
    database_url: str,
    at: datetime,
    deliveries: list[tuple[TerminalId, bytes]],
) -> Iterator[None]:
    """Tell of each delivery its acknowledgement, or the code of why there is none."""
    engine = make_engine(database_url)
    ledger = Ledger(engine, Keyring.open(Settings.of(state).keys, at), lambda: at)
    yield
    for answer in ledger.ingest_all(deliveries):
        told.send(answer.code if isinstance(answer, ContractError) else answer)
    engine.dispose()
