"""QR sheets for a whole office: issued in a run, printed as one file after the other.

A run's subject is `<office>:<since>`, the second it began at: who has a sheet of that second or
later is done, so a run that was killed goes on where it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select

from cardsvc import tables
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.qr import issue_paper, paper_again
from cardsvc.issuance.qr_sheet import QrSheetView
from cardsvc.registry.people import person_by_id
from cardsvc.registry.rates import Rates
from cardsvc.runs.run import Step
from cardsvc.signing.keys import Keyring
from cardsvc.tables import CardState
from firmware_config.clock import Clock, from_unix, to_unix
from firmware_config.ids import OfficeId
from firmware_config.journal_body import Medium
from firmware_config.status import Status

RUN_KIND = "sheets"
A_STEP = 25
A_FILE = 200
"""Sheets in one PDF: a file that a browser shows and a printer takes in one go."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The sheets of one office from one run."""

    office: OfficeId
    since: datetime

    def __str__(self) -> str:
        return f"{self.office}:{to_unix(self.since)}"

    @classmethod
    def parse(cls, subject: str) -> Batch:
        """Raises `IssuanceError` (`batch-unknown`)."""
        office, _, since = subject.partition(":")
        if not (since.isascii() and since.isdigit() and len(since) < 12):
            raise IssuanceError("batch-unknown")
        return cls(OfficeId(office), from_unix(int(since)))

    def missing(self) -> Select[Any]:
        """Ids of people at the office who are owed something, hold no chip card that is good, and
        have no sheet of this batch."""
        person, held, card = tables.beneficiary.c, tables.entitlement.c, tables.card.c
        record = tables.record.c
        has_money = select(held.id).where(held.beneficiary == person.id, held.ended_at.is_(None))
        has_card = select(card.id).where(
            card.beneficiary == person.id, card.state == CardState.ACTIVE
        )
        is_done = select(record.id).where(
            record.beneficiary == person.id,
            record.medium == Medium.QR,
            record.issued_at >= self.since,
        )
        return select(person.id).where(
            person.office == self.office.text,
            has_money.exists(),
            ~has_card.exists(),
            ~is_done.exists(),
        )

    def issued(self) -> Select[Any]:
        """People and their sheets of this batch, in the order of names."""
        record, person = tables.record.c, tables.beneficiary
        return (
            select(record.beneficiary, record.id)
            .join(person, person.c.id == record.beneficiary)
            .where(
                person.c.office == self.office.text,
                record.medium == Medium.QR,
                record.status == Status.VALID,
                record.issued_at >= self.since,
            )
            .order_by(person.c.folded_name, record.id)
        )


@dataclass(frozen=True, slots=True)
class SheetRun:
    """Issues the sheets of a batch, so many a step; each revokes its holder's earlier one."""

    engine: Engine
    keyring: Keyring
    rates: Rates
    clock: Clock
    a_step: int = A_STEP

    def step(self, subject: str) -> Step:
        """The next `a_step` sheets, in one transaction. Who is owed nothing now is passed over.

        Raises:
            IssuanceError: `batch-unknown`.
        """
        batch = Batch.parse(subject)
        done, column = 0, tables.beneficiary.c
        with self.engine.begin() as connection:
            people = connection.scalars(
                batch.missing().order_by(column.folded_name, column.id)
            ).all()
            for person_id in people:
                if done == self.a_step:
                    return Step(done, is_finished=False)
                done += self._issue(connection, person_id)
        return Step(done, is_finished=True)

    def _issue(self, connection: Connection, person_id: int) -> int:
        person = person_by_id(connection, person_id)
        try:
            issue_paper(connection, self.keyring, self.rates, person, self.clock())
        except IssuanceError:
            return 0
        return 1


def count_missing(connection: Connection, batch: Batch) -> int:
    counted = select(func.count()).select_from(batch.missing().subquery())
    return connection.execute(counted).scalar_one()


def count_issued(connection: Connection, batch: Batch) -> int:
    counted = select(func.count()).select_from(batch.issued().order_by(None).subquery())
    return connection.execute(counted).scalar_one()


def sheets_of(
    connection: Connection, rates: Rates, batch: Batch, file: int, *, is_simulated: bool
) -> tuple[QrSheetView, ...]:
    """The sheets of the batch's file number `file`, from 1."""
    rows = connection.execute(batch.issued().offset((file - 1) * A_FILE).limit(A_FILE)).all()
    return tuple(
        paper_again(
            connection,
            rates,
            person_by_id(connection, row.beneficiary),
            row.id,
            is_simulated=is_simulated,
        ).sheet
        for row in rows
    )
