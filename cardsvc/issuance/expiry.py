"""Records on cards that end soon, renewed by script before they do.

A run's subject is the second it began at; a card to which a longer record is on its way is done.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select

from cardsvc import tables
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.scripts import ScriptDesk
from cardsvc.runs.run import Step
from cardsvc.tables import CardState
from firmware_config.clock import from_unix
from firmware_config.errors import ContractError
from firmware_config.ids import CardId

RUN_KIND = "expiring-records"
AHEAD = timedelta(days=90)
"""Three visits of somebody who comes each month: a card learns of its new record at a counter."""
A_STEP = 25
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RecordRenewal:
    """Queues a renewal script for each card whose record ends within `AHEAD`."""

    engine: Engine
    scripts: ScriptDesk
    a_step: int = A_STEP

    def step(self, subject: str) -> Step:
        """The next `a_step` cards, each in a transaction. Who is owed nothing is passed over.

        Raises:
            IssuanceError: `batch-unknown`.
        """
        if not (subject.isascii() and subject.isdigit() and len(subject) < 12):
            raise IssuanceError("batch-unknown")
        since, done = from_unix(int(subject)), 0
        with self.engine.begin() as connection:
            cards = connection.scalars(_ending(since)).all()
        for card in cards:
            if done == self.a_step:
                return Step(done, is_finished=False)
            done += self._renew(CardId(card))
        return Step(done, is_finished=True)

    def _renew(self, card: CardId) -> int:
        try:
            self.scripts.renew(card)
        except ContractError as fault:
            if fault.code != "nothing-payable":
                _log.error("card-not-renewed", extra={"code": fault.code})
            return 0
        return 1


def count_ending(connection: Connection, since: datetime) -> int:
    """How many cards a run that begins at `since` looks at."""
    counted = select(func.count()).select_from(_ending(since).order_by(None).subquery())
    return connection.execute(counted).scalar_one()


def _ending(since: datetime) -> Select[Any]:
    """Good cards whose records end soon after `since`, with none on the way that lasts longer."""
    card, record, script = tables.card.c, tables.record.c, tables.script.c
    is_coming = (
        select(script.number)
        .join(tables.record, record.id == script.record)
        .where(script.card == card.id, record.expires_at >= since + AHEAD)
        .correlate(tables.card)
    )
    mine = tables.record.alias("mine")
    return (
        select(card.id)
        .join(mine, mine.c.id == card.record)
        .where(
            card.state == CardState.ACTIVE,
            mine.c.expires_at < since + AHEAD,
            ~is_coming.exists(),
        )
        .order_by(mine.c.expires_at, card.id)
    )
