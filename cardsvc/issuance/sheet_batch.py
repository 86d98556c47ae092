"""QR sheets for a whole office: issued in a run, printed as one file after the other.

A run's subject is `<office>:<since>`, the second it began at: who has a sheet of that second or
later is done, so a run that was killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select

from cardsvc import tables
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.paper_record import paper_again
from cardsvc.issuance.qr_sheet import QrSheetView
from cardsvc.issuance.records import draft_record, keep_record, known_citizen
from cardsvc.issuance.vouchers import payable_entitlements
from cardsvc.registry.people import Person, person_by_id
from cardsvc.registry.rates import Rates
from cardsvc.runs.run import Step
from cardsvc.signing.workers import SigningWorkers
from cardsvc.status.setting import replace_records
from cardsvc.tables import CardState
from firmware_config.claim import Medium
from firmware_config.clock import Clock, from_unix, to_unix
from firmware_config.ids import OfficeId
from firmware_config.record import CitizenHash, Record, StatusRef
from firmware_config.sqlite import for_reading
from firmware_config.status import Status

RUN_KIND = "sheets"
A_STEP = 100
"""Some seconds' work for two processes, where nobody has had a record before."""
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
    workers: SigningWorkers
    clock: Clock
    a_step: int = A_STEP

    def step(self, subject: str) -> Step:
        """The next `a_step` sheets, in one transaction. Who is owed nothing now is passed over.

        Raises:
            IssuanceError: `batch-unknown`.
            TokenFault, KeyFault, WorkersFault: nothing is signed; a later step begins again.
        """
        batch = Batch.parse(subject)
        with for_reading(self.engine).begin() as connection:
            people, is_finished = self._next(connection, batch)
            known = {one.id: known_citizen(connection, one.id) for one in people}
        strangers = [one for one in people if known[one.id] is None]
        # What takes longest, before anybody waits for the transaction.
        made = self.workers.hash_citizens([one.citizen_number for one in strangers])
        known |= dict(zip((one.id for one in strangers), made, strict=True))
        with self.engine.begin() as connection:
            done = self._issue(connection, people, known)
        if is_finished:
            self.workers.close()
        return Step(done, is_finished)

    def _next(self, connection: Connection, batch: Batch) -> tuple[list[Person], bool]:
        """Who comes next, and whether nobody comes after them."""
        column = tables.beneficiary.c
        missing = batch.missing().order_by(column.folded_name, column.id)
        people: list[Person] = []
        for person_id in connection.scalars(missing).all():
            if len(people) == self.a_step:
                return people, False
            person = person_by_id(connection, person_id)
            with suppress(IssuanceError):
                payable_entitlements(connection, person)
                people.append(person)
        return people, True

    def _issue(
        self,
        connection: Connection,
        people: Sequence[Person],
        known: Mapping[int, CitizenHash | None],
    ) -> int:
        now, drafts = self.clock(), dict[int, Record]()
        drawn = set[StatusRef]()
        for person in people:
            with suppress(IssuanceError):  # paid up meanwhile
                draft = draft_record(connection, person, now, citizen=known[person.id], but=drawn)
                drafts[person.id] = draft
                drawn.add(draft.status)
        signed = self.workers.sign(list(drafts.values()), now)
        for (person_id, record), octets in zip(drafts.items(), signed, strict=True):
            keep_record(connection, person_id, record, octets)
            replace_records(connection, person_id, Medium.QR, record.id, now)
        return len(drafts)


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
