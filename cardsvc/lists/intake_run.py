"""The run after approval: a list's people are taken in, and their cards and sheets renewed.

Counters are told of the list only when all of it is there (`publish.publisher`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, exists, select, update

from cardsvc import tables
from cardsvc.db import chunks
from cardsvc.issuance.renewal import renew_media
from cardsvc.issuance.scripts import ScriptDesk
from cardsvc.ledger.paid_early import settle_paid_early
from cardsvc.lists.case import Case, change_case, find_case, list_row_of
from cardsvc.lists.errors import ListCaseError
from cardsvc.registry.intake import ListSource, take_rows
from cardsvc.registry.preview import AcceptedList
from cardsvc.registry.rates import Rates
from cardsvc.registry.standards import rates_now
from cardsvc.runs.run import Step
from cardsvc.tables import CaseState
from firmware_config.clock import Clock

ROWS_AT_A_TIME = 1_000


@dataclass(frozen=True, slots=True)
class Taking:
    """The steps of a run whose subject is `list:<case>`."""

    engine: Engine
    scripts: ScriptDesk
    rates: Rates
    clock: Clock
    rows_at_a_time: int = ROWS_AT_A_TIME

    def step(self, subject: str) -> Step:
        """The next rows, in one transaction; the last step has the list published.

        Raises:
            IntakeRefused: somebody has come to be owed twice since the approval, or may not be.
            ListCaseError: `list-not-approved`.
        """
        now = self.clock()
        with self.engine.begin() as connection:
            case = find_case(connection, int(subject.removeprefix("list:")), for_update=True)
            if case.list_id is None or case.state not in (CaseState.APPROVED, CaseState.SIGNING):
                raise ListCaseError("list-not-approved", list=case.id)
            rows = self._next(connection, case)
            if not rows:
                settle_paid_early(connection, case.list_id, now)
                change_case(connection, case.id, now, state=CaseState.DONE)
                return Step(0, is_finished=True)
            self._take(connection, case, case.list_id, rows, now)
            if case.state is CaseState.APPROVED:
                change_case(connection, case.id, now, state=CaseState.SIGNING)
        return Step(len(rows), is_finished=False)

    def _next(self, connection: Connection, case: Case) -> Sequence[Row[Any]]:
        """Rows not taken yet; all those of a person together."""
        column = tables.list_row.c
        waiting = (column.list_case == case.id, column.is_good, ~column.is_taken)
        query = select(tables.list_row).where(*waiting)
        rows = list(connection.execute(query.order_by(column.row).limit(self.rows_at_a_time)))
        if not rows:
            return ()
        last = rows[-1].row
        for numbers in chunks([row.citizen_number for row in rows]):
            rows += connection.execute(
                query.where(column.citizen_number.in_(numbers), column.row > last)
            )
        return rows

    def _take(
        self,
        connection: Connection,
        case: Case,
        list_id: int,
        rows: Sequence[Row[Any]],
        now: datetime,
    ) -> None:
        rates, column = rates_now(connection, self.rates), tables.list_row.c
        known = tuple(list_row_of(row, rates, case.terms.programme) for row in rows)
        source = ListSource(case.file_name, b"", case.prepared_by)
        accepted = AcceptedList(case.terms, known, ())
        take_rows(connection, list_id, accepted, source, rates, now)
        for some in chunks(rows):
            numbers = [row.row for row in some]
            connection.execute(
                update(tables.list_row)
                .where(column.list_case == case.id, column.row.in_(numbers))
                .values(is_taken=True)
            )
            people = [row.citizen_number for row in some]
            for person in connection.scalars(_holders_of_something_new(list_id, people)).all():
                renew_media(connection, self.scripts, person, now)


def _holders_of_something_new(list_id: int, people: Sequence[str]) -> Any:
    """Who holds a card or a sheet and has an entitlement that this list opened."""
    person, held, due = tables.beneficiary.c, tables.entitlement.c, tables.due.c
    other = tables.due.alias("other").c
    opened = exists().where(
        held.beneficiary == person.id,
        due.entitlement == held.id,
        due.list == list_id,
        ~exists().where(other.entitlement == held.id, other.list != list_id),
    )
    holds = exists().where(tables.record.c.beneficiary == person.id)
    return select(person.id).where(person.citizen_number.in_(people), holds, opened)
