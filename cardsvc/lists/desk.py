"""What is done with a case, and by whom. Who had a hand in a list cannot approve it.

draft -> submitted -> approved -> signing -> done; a submitted one may be returned to be mended, and
whoever prepares it may withdraw it until it is approved. Nothing of it is owed, signed or published
before that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from sqlalchemy import Connection, Engine, delete, func, insert, select

from cardsvc import tables
from cardsvc.lists.case import Case, change_case, find_case, problems_of_list, subject_of, sums_of
from cardsvc.lists.changes import compare, count_changes, give_reason
from cardsvc.lists.checks import Checks
from cardsvc.lists.errors import ListCaseError
from cardsvc.lists.mending import correctors, mend_row
from cardsvc.lists.reasons import ChangeReason
from cardsvc.lists.staging import stage
from cardsvc.registry.column import Column
from cardsvc.registry.intake import IntakeRefused, ListSource, enter_list
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.offices import office
from cardsvc.registry.programme_modes import check_list_allowed
from cardsvc.registry.rates import Rates
from cardsvc.registry.standards import rates_now
from cardsvc.runs.runs import Runs
from cardsvc.staff.audit import record
from cardsvc.staff.errors import StaffError
from cardsvc.staff.proposals import ProposalKind, approve, propose, withdraw
from cardsvc.tables import CaseState, ChangeKind
from firmware_config.clock import Clock

RUN_KIND = "list"
MOST_WORDS = 500
_READ_WITHIN = timedelta(hours=1)
"""A reading that takes longer was killed: its rows are swept away."""
_READ_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class ListDesk:
    """Every change is one transaction with its entry in the audit trail."""

    engine: Engine
    runs: Runs
    rates: Rates
    clock: Clock

    def open_case(
        self, file: IO[bytes], file_name: str, terms: ListTerms, user: str, sheet: str | None = None
    ) -> int:
        """Read `file` and keep what was understood of it as a draft: the case's number.

        Raises:
            ListFormatError: the file cannot be read as a list; RatesError.
            ListCaseError: `list-already-a-case` with the `list`, `list-too-many-bad-rows`.
            IntakeRefused: `list-already-imported`, `list-office-of-another-province`.
            ModeRefused: the programme is not paid there; RegistryError: `office-unknown`.
        """
        now, digest = self.clock(), _digest(file)
        with self.engine.begin() as connection:
            rates = rates_now(connection, self.rates)
            check_list_allowed(connection, rates, terms)
            if office(connection, terms.office).province != terms.province:
                raise IntakeRefused("list-office-of-another-province", office=terms.office.text)
            self._sweep(connection, now)
            _refuse_known(connection, digest)
            case_id = _enter(connection, file_name, digest, terms, user, now)
        try:
            read = stage(self.engine, case_id, file, terms, rates, sheet)
            with self.engine.begin() as connection:
                Checks(case_id, terms, rates, read.told).run(connection)
                compare(connection, case_id, terms, rates)
                change_case(
                    connection,
                    case_id,
                    now,
                    state=CaseState.DRAFT,
                    sheet=read.sheet,
                    reading=read.told.to_json(),
                )
                rows = read.told.totals.counted
                record(connection, user, "list-read", subject_of(case_id), now, rows=rows)
        except BaseException:
            with self.engine.begin() as connection:
                _remove(connection, case_id)
            raise
        return case_id

    def mend(
        self, case_id: int, rows: Mapping[int, Mapping[Column, str]], user: str
    ) -> tuple[int, ...]:
        """Correct cells of bad rows. Those that are still bad.

        Raises:
            ListCaseError: `list-unknown`, `list-closed`, `list-row-unknown`, `list-row-is-good`,
                `list-cell-too-long`.
        """
        now = self.clock()
        with self.engine.begin() as connection:
            case = find_case(connection, case_id, for_update=True)
            rates = rates_now(connection, self.rates)
            for number, texts in rows.items():
                mend_row(connection, case, rates, number, texts, user, now)
            self._look_again(connection, case, rates)
            change_case(connection, case_id, now)
            record(connection, user, "list-mended", case.subject, now, rows=len(rows))
            column = tables.list_row.c
            query = select(column.row).where(
                column.list_case == case_id, column.row.in_(list(rows)), ~column.is_good
            )
            return tuple(connection.scalars(query.order_by(column.row)))

    def announce(self, case_id: int, transfer_vnd: int, why: str, user: str) -> None:
        """The amount that was announced to be transferred, and why the list differs from it.

        Raises:
            ListCaseError: `list-unknown`, `list-closed` once approved.
        """
        now = self.clock()
        with self.engine.begin() as connection:
            case = find_case(connection, case_id, for_update=True)
            if not (case.is_open_to_change or case.state is CaseState.SUBMITTED):
                raise ListCaseError("list-closed", list=case_id)
            change_case(
                connection,
                case_id,
                now,
                transfer_vnd=transfer_vnd,
                transfer_why=why[:MOST_WORDS],
                transfer_by=user,
            )
            record(connection, user, "list-transfer", case.subject, now, amount_vnd=transfer_vnd)

    def give_reason(
        self,
        case_id: int,
        kind: ChangeKind,
        reason: ChangeReason,
        user: str,
        citizen_number: str | None = None,
    ) -> int:
        """See `changes.give_reason`. Raises `ListCaseError`, also `list-closed`."""
        now = self.clock()
        with self.engine.begin() as connection:
            case = find_case(connection, case_id, for_update=True)
            if not case.is_open_to_change:
                raise ListCaseError("list-closed", list=case_id)
            given = give_reason(connection, case_id, kind, reason, user, now, citizen_number)
            record(
                connection, user, "list-reason", case.subject, now, reason=reason.value, rows=given
            )
            return given

    def submit(self, case_id: int, user: str, aside: int = 0) -> None:
        """Hand it to the approver, leaving out its `aside` bad rows.

        Raises:
            ListCaseError: `list-unknown`, `list-closed`, `list-whole-faulty`, `list-no-good-row`,
                `list-bad-rows` with how many there are now, `list-reasons-missing`,
                `list-difference-unexplained`.
        """
        now = self.clock()
        with self.engine.begin() as connection:
            case = find_case(connection, case_id, for_update=True)
            if not case.is_open_to_change:
                raise ListCaseError("list-closed", list=case_id)
            self._look_again(connection, case, rates_now(connection, self.rates))
            sums = sums_of(connection, case_id)
            _refuse_unfinished(connection, case, sums.good_vnd)
            if sums.bad != aside:
                raise ListCaseError("list-bad-rows", bad=sums.bad)
            data = {"rows": sums.good, "aside": aside, "total_vnd": sums.good_vnd}
            proposal = propose(connection, ProposalKind.LIST, case.subject, data, user, now)
            change_case(
                connection,
                case_id,
                now,
                state=CaseState.SUBMITTED,
                proposal=proposal,
                returned_why="",
            )

    def approve(self, case_id: int, user: str) -> int:
        """By another person: the list is entered, and a run takes its people in. The run's number.

        Raises:
            StaffError: `same-person` for whoever had a hand in it, `proposal-not-open`.
            ListCaseError: `list-unknown`, `list-not-submitted`, `list-transfer-missing`,
                `list-difference-unexplained`, `list-changed-since` for problems that came since.
            IntakeRefused, ModeRefused: as when it was read.
        """
        now = self.clock()
        with self.engine.begin() as connection:
            case = find_case(connection, case_id, for_update=True)
            if case.state is not CaseState.SUBMITTED or case.proposal is None:
                raise ListCaseError("list-not-submitted", list=case_id)
            if user in {case.prepared_by} | correctors(connection, case_id):
                raise StaffError("same-person", proposal=case.proposal)
            proposal = approve(connection, case.proposal, user, now)
            rates = rates_now(connection, self.rates)
            check_list_allowed(connection, rates, case.terms)
            self._look_again(connection, case, rates)
            sums = sums_of(connection, case_id)
            if (sums.good, sums.good_vnd) != (proposal.data["rows"], proposal.data["total_vnd"]):
                raise ListCaseError("list-changed-since", bad=sums.bad)
            if case.transfer_vnd is None:
                raise ListCaseError("list-transfer-missing")
            _refuse_unfinished(connection, case, sums.good_vnd)
            source = ListSource(case.file_name, b"", case.prepared_by)
            list_id = enter_list(
                connection, case.terms, source, case.sha256, sums.good, sums.good_vnd, now
            )
            change_case(connection, case_id, now, state=CaseState.APPROVED, list=list_id)
            return self.runs.start(RUN_KIND, case.subject, sums.good, user, connection)

    def give_back(self, case_id: int, user: str, why: str) -> None:
        """To be mended, by the approver. Raises `ListCaseError` (`list-not-submitted`)."""
        now = self.clock()
        with self.engine.begin() as connection:
            case = find_case(connection, case_id, for_update=True)
            if case.state is not CaseState.SUBMITTED or case.proposal is None:
                raise ListCaseError("list-not-submitted", list=case_id)
            withdraw(connection, case.proposal, user, now, why)
            change_case(
                connection,
                case_id,
                now,
                state=CaseState.RETURNED,
                proposal=None,
                returned_why=why[:MOST_WORDS],
            )

    def withdraw(self, case_id: int, user: str) -> None:
        """For good: the same file may be brought in again.

        Raises:
            ListCaseError: `list-closed`.
        """
        now = self.clock()
        with self.engine.begin() as connection:
            case = find_case(connection, case_id, for_update=True)
            if case.state is CaseState.SUBMITTED and case.proposal is not None:
                withdraw(connection, case.proposal, user, now, "")
            elif not case.is_open_to_change:
                raise ListCaseError("list-closed", list=case_id)
            change_case(connection, case_id, now, state=CaseState.WITHDRAWN, proposal=None)
            record(connection, user, "list-withdrawn", case.subject, now)

    def _look_again(self, connection: Connection, case: Case, rates: Rates) -> None:
        Checks(case.id, case.terms, rates, case.told).run(connection)
        compare(connection, case.id, case.terms, rates)

    def _sweep(self, connection: Connection, now: datetime) -> None:
        column = tables.list_case.c
        left = select(column.id).where(
            column.state == CaseState.READING, column.prepared_at < now - _READ_WITHIN
        )
        for case_id in connection.scalars(left).all():
            _remove(connection, case_id)


def _refuse_unfinished(connection: Connection, case: Case, good_vnd: int) -> None:
    if problems_of_list(connection, case.id):
        raise ListCaseError("list-whole-faulty")
    if not good_vnd:
        raise ListCaseError("list-no-good-row")
    missing = sum(change.open for change in count_changes(connection, case.id))
    if missing:
        raise ListCaseError("list-reasons-missing", count=missing)
    differs = case.transfer_vnd is not None and case.transfer_vnd != good_vnd
    if differs and not case.transfer_why.strip():
        raise ListCaseError("list-difference-unexplained")


def _digest(file: IO[bytes]) -> bytes:
    digest = hashlib.sha256()
    file.seek(0)
    while octets := file.read(_READ_BYTES):
        digest.update(octets)
    return digest.digest()


def _refuse_known(connection: Connection, digest: bytes) -> None:
    column = tables.list_case.c
    known = connection.scalar(
        select(func.max(column.id)).where(
            column.sha256 == digest, column.state != CaseState.WITHDRAWN
        )
    )
    if known is not None:
        raise ListCaseError("list-already-a-case", list=known)
    taken = tables.payout_list.c
    imported = connection.scalar(select(taken.id).where(taken.sha256 == digest))
    if imported is not None:
        raise IntakeRefused("list-already-imported", list=imported)


def _enter(
    connection: Connection, name: str, digest: bytes, terms: ListTerms, user: str, now: datetime
) -> int:
    values = {
        "state": CaseState.READING,
        "file_name": name,
        "sha256": digest,
        "sheet": "",
        "programme": terms.programme.text,
        "province": terms.province.text,
        "office": terms.office.text,
        "period": terms.period.code,
        "reading": "{}",
        "prepared_by": user,
        "prepared_at": now,
        "changed_at": now,
    }
    entered = insert(tables.list_case).values(values).returning(tables.list_case.c.id)
    return int(connection.execute(entered).scalar_one())


def _remove(connection: Connection, case_id: int) -> None:
    """A case that could not be read."""
    column = tables.list_case.c
    reading = (column.id == case_id) & (column.state == CaseState.READING)
    if connection.execute(select(column.id).where(reading)).first() is None:
        return
    for about in (tables.list_problem, tables.list_change, tables.list_row):
        connection.execute(delete(about).where(about.c.list_case == case_id))
    connection.execute(delete(tables.list_case).where(reading))
