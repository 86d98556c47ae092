"""The way of a monthly report: finance prepares it, another person seals it.

What it says is written down in one transaction (`dues.freeze`), so that its papers, made office by
office in a run, agree with each other whatever counters send meanwhile. A sealed report is never
changed: what was wrong is told by a later one that names it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from cardsvc import tables
from cardsvc.registry.rates import Rates
from cardsvc.reports.dues import freeze, sealed_reports
from cardsvc.reports.errors import ReportError
from cardsvc.reports.manifest import Manifest, SealedFile, digest_of
from cardsvc.reports.office_list import Place, file_names, write_office
from cardsvc.reports.package import write_package
from cardsvc.reports.reconciliation import reconcile_report
from cardsvc.reports.report import Report, files_of, find_report
from cardsvc.reports.signed_rows import signed_rows
from cardsvc.reports.summary import BOOK, DATA, PAPER, Heading, write_summary
from cardsvc.reports.terms import ReportTerms
from cardsvc.reports.unexplained import open_cases
from cardsvc.runs.run import Step
from cardsvc.runs.runs import Runs
from cardsvc.signing.keys import Keyring
from cardsvc.staff.audit import record
from cardsvc.staff.proposals import ProposalKind, approve, open_proposal, propose, withdraw
from cardsvc.tables import ReportState
from firmware_config import places
from firmware_config.clock import Clock
from firmware_config.file_trouble import writing
from firmware_config.sqlite import for_reading
from firmware_config.trust import Role
from firmware_config.vietnamese.dates import month_of, today

MAKING, SEALING = "report", "report-seal"
"""The kinds of its two runs."""
_PIECE_BYTES = 1 << 20
_report, _row = tables.report.c, tables.report_row.c


@dataclass(frozen=True, slots=True)
class ReportDesk:
    """`folder` holds a folder of files for each report, and the package once it is sealed."""

    engine: Engine
    keyring: Keyring
    runs: Runs
    rates: Rates
    clock: Clock
    folder: Path
    is_simulated: bool = False

    def prepare(self, terms: ReportTerms, user: str, replaces: int | None = None) -> int:
        """Write the dues down and begin the run that makes the files; the report's id.

        1. The month has begun, and no other report of the programme and province is under way.
        2. A correction takes the place of the newest sealed one, and is about the same month.
        3. Any other is about a later month than the newest.
        4. There is something to report.

        What it does not explain becomes a case.

        Raises:
            ReportError: `report-month-ahead`, `report-open` by 1; `report-not-sealed`,
                `report-followed`, `report-terms` by 2; `report-month-closed` by 3;
                `report-empty` by 4.
        """
        now = self.clock().replace(microsecond=0)
        with self._snapshot(self.engine) as connection:
            # 1
            if terms.month > month_of(today(now)):
                raise ReportError("report-month-ahead", month=str(terms.month))
            sealed = sealed_reports(connection, terms.programme, terms.province)
            # 2, 3
            if replaces is not None:
                _check_replaced(connection, replaces, terms, sealed)
                sealed = sealed[:-1]
            elif sealed:
                newest = find_report(connection, sealed[-1])
                if terms.month <= newest.terms.month:
                    month = str(newest.terms.month)
                    raise ReportError("report-month-closed", report=newest.id, month=month)
            report_id = self._enter(connection, terms, sealed, replaces, user, now)
            rows = freeze(connection, report_id, terms, sealed)
            # 4
            if not rows:
                raise ReportError("report-empty")
            previous = sealed[-1] if sealed else None
            figures = reconcile_report(connection, report_id, terms, previous)
            connection.execute(
                update(tables.report)
                .where(_report.id == report_id)
                .values(rows=rows, figures=json.dumps(figures.to_json(), ensure_ascii=False))
            )
        # Apart: in a snapshot the trail's head may be an older one.
        with self.engine.begin() as connection:
            subject = f"report:{report_id}"
            record(connection, user, "report-prepared", subject, now, rows=rows)
            open_cases(connection, report_id, terms, figures.differences, now)
            self.runs.start(MAKING, subject, rows, user, connection)
        return report_id

    def make(self, subject: str) -> Step:
        """One office's list; after the last, the summary."""
        report_id = _id_of(subject)
        with for_reading(self.engine).begin() as connection:
            report = find_report(connection, report_id)
            if report.state is not ReportState.MAKING:
                return Step(0, is_finished=True)  # withdrawn meanwhile
            made = {one.name for one in files_of(connection, report_id)}
            offices = connection.scalars(
                select(_row.office)
                .where(_row.report == report_id)
                .group_by(_row.office)
                .order_by(_row.office)
            ).all()
            office = next((one for one in offices if file_names(one)[0] not in made), None)
            folder = self.folder_of(report_id)
            if office is not None:
                rows = write_office(
                    folder,
                    self._place(connection, report, office),
                    signed_rows(connection, report_id, office),
                )
        if office is None:
            self._finish(report, folder)
            return Step(0, is_finished=True)
        with self.engine.begin() as connection:
            _enter_files(connection, report_id, folder, file_names(office))
        return Step(rows, is_finished=False)

    def submit(self, report_id: int, user: str) -> int:
        """Ask another person to seal it; the proposal's id. Raises `ReportError`
        (`report-not-draft`), `StaffError` (`already-proposed`)."""
        now = self.clock()
        with self.engine.begin() as connection:
            report = find_report(connection, report_id, lock=True)
            if report.state is not ReportState.DRAFT or report.digest is None:
                raise ReportError("report-not-draft", report=report_id)
            data = {"report": report_id, "digest": report.digest.hex()}
            made = propose(connection, ProposalKind.REPORT, report.subject, data, user, now)
            _turn(connection, report_id, ReportState.SUBMITTED, now)
        return made

    def approve(self, report_id: int, user: str) -> None:
        """Have it sealed: what was submitted, and nothing else.

        Raises:
            ReportError: `report-not-submitted`, `report-other-files`.
            StaffError: `same-person`.
        """
        now = self.clock()
        with self.engine.begin() as connection:
            report = find_report(connection, report_id, lock=True)
            proposal = open_proposal(connection, ProposalKind.REPORT, report.subject)
            if report.state is not ReportState.SUBMITTED or proposal is None:
                raise ReportError("report-not-submitted", report=report_id)
            if digest_of(files_of(connection, report_id)).hex() != proposal.data["digest"]:
                raise ReportError("report-other-files", report=report_id)
            approve(connection, proposal.id, user, now)
            connection.execute(
                update(tables.report)
                .where(_report.id == report_id)
                .values(state=ReportState.SEALING, sealed_by=user, sealed_at=now, changed_at=now)
            )
            self.runs.start(SEALING, report.subject, 1, user, connection)

    def seal(self, subject: str) -> Step:
        """Sign the manifest over all files, and bind them with the trust list of this moment.

        Raises:
            ReportError: `report-file-lost`: somebody touched a file after it was made.
            TokenFault: the key cannot be used.
        """
        report_id = _id_of(subject)
        now = self.clock().replace(microsecond=0)
        with for_reading(self.engine).begin() as connection:
            report = find_report(connection, report_id)
            if report.state is not ReportState.SEALING:
                return Step(0, is_finished=True)
            files = files_of(connection, report_id)
            previous = _manifest_hash(connection, report.previous)
            replaces = _manifest_hash(connection, report.replaces)
        # The key first: the list that tells of it is made after.
        signer = self.keyring.signer(Role.REPORT, now, report.terms.province)
        trust = self.keyring.trust_list(now)
        manifest = Manifest(
            report.terms,
            report.id,
            report.through,
            report.prepared_by,
            report.sealed_by or "",
            now,
            report.figures.totals,
            files,
            hashlib.sha256(trust).digest(),
            previous,
            replaces,
        ).sign(signer)
        path = self.package_of(report_id)
        aside = path.with_name(path.name + ".new")
        with writing(path), aside.open("wb") as file:
            write_package(file, self.folder_of(report_id), files, manifest, trust)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
        with self.engine.begin() as connection:
            if find_report(connection, report_id, lock=True).state is not ReportState.SEALING:
                path.unlink()
                raise ReportError("report-not-submitted", report=report_id)
            connection.execute(
                update(tables.report)
                .where(_report.id == report_id)
                .values(state=ReportState.SEALED, manifest=manifest, sealed_at=now, changed_at=now)
            )
            digest = hashlib.sha256(manifest).hexdigest()
            by = report.sealed_by or report.prepared_by
            record(connection, by, "report-sealed", subject, now, manifest=digest)
        return Step(1, is_finished=True)

    def withdraw(self, report_id: int, user: str, reason: str) -> None:
        """It was a draft and never a report: its rows and files go. Raises `ReportError`
        (`report-not-draft`) for one that is sealed."""
        now = self.clock()
        with self.engine.begin() as connection:
            report = find_report(connection, report_id, lock=True)
            if not report.is_open:
                raise ReportError("report-not-draft", report=report_id)
            proposal = open_proposal(connection, ProposalKind.REPORT, report.subject)
            if proposal is not None:
                withdraw(connection, proposal.id, user, now, reason)
            record(connection, user, "report-withdrawn", report.subject, now)
            for table in (tables.report_row, tables.report_file):
                connection.execute(delete(table).where(table.c.report == report_id))
            _turn(connection, report_id, ReportState.WITHDRAWN, now)
        shutil.rmtree(self.folder_of(report_id), ignore_errors=True)

    def folder_of(self, report_id: int) -> Path:
        return self.folder / str(report_id)

    def package_of(self, report_id: int) -> Path:
        """The sealed package."""
        return self.folder / f"{report_id}.zip"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, and in which every statement sees the same books."""
        with self._snapshot(for_reading(self.engine)) as connection:
            yield connection

    @contextmanager
    def _snapshot(self, engine: Engine) -> Iterator[Connection]:
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with engine.begin() as connection:
            yield connection

    def _enter(
        self,
        connection: Connection,
        terms: ReportTerms,
        sealed: tuple[int, ...],
        replaces: int | None,
        user: str,
        now: datetime,
    ) -> int:
        under_way = connection.scalar(
            select(_report.id).where(
                _report.programme == terms.programme.text,
                _report.province == terms.province.text,
                _report.state.not_in((ReportState.SEALED, ReportState.WITHDRAWN)),
            )
        )
        if under_way is not None:
            raise ReportError("report-open", report=under_way)
        values = {
            "state": ReportState.MAKING,
            "programme": terms.programme.text,
            "province": terms.province.text,
            "month": terms.month.code,
            "previous": sealed[-1] if sealed else None,
            "replaces": replaces,
            "through": now,
            "rows": 0,
            "figures": "{}",
            "prepared_by": user,
            "prepared_at": now,
            "changed_at": now,
        }
        try:
            with connection.begin_nested():
                entered = connection.execute(
                    insert(tables.report).values(values).returning(_report.id)
                )
                return int(entered.scalar_one())
        except IntegrityError:  # another began in the same moment
            raise ReportError("report-open") from None

    def _place(self, connection: Connection, report: Report, office: str) -> Place:
        name = connection.execute(
            select(tables.office.c.name).where(tables.office.c.id == office)
        ).scalar_one()
        return Place(
            *(report.terms, self._programme_name(report.terms), office, name),
            *(places.province(report.terms.province).name, report.through, self.is_simulated),
        )

    def _programme_name(self, terms: ReportTerms) -> str:
        found = self.rates.programmes.get(terms.programme)
        return found.vi if found else terms.programme.text

    def _finish(self, report: Report, folder: Path) -> None:
        heading = Heading(
            *(report.terms, report.id, self._programme_name(report.terms)),
            *(places.province(report.terms.province).name, report.through, report.prepared_by),
            *(report.replaces, self.is_simulated),
        )
        write_summary(folder, heading, report.figures)
        with self.engine.begin() as connection:
            _enter_files(connection, report.id, folder, (PAPER, BOOK, DATA))
            digest = digest_of(files_of(connection, report.id))
            connection.execute(
                update(tables.report)
                .where(_report.id == report.id, _report.state == ReportState.MAKING)
                .values(state=ReportState.DRAFT, digest=digest, changed_at=self.clock())
            )


def _check_replaced(
    connection: Connection, replaces: int, terms: ReportTerms, sealed: tuple[int, ...]
) -> None:
    replaced = find_report(connection, replaces)
    if replaced.state is not ReportState.SEALED:
        raise ReportError("report-not-sealed", report=replaces)
    if replaced.terms != terms:
        raise ReportError("report-terms", fault="replaces")
    if sealed[-1:] != (replaces,):
        raise ReportError("report-followed", report=replaces)


def _enter_files(
    connection: Connection, report_id: int, folder: Path, names: tuple[str, ...]
) -> None:
    """Anew, where a step that was cut short had entered them."""
    file = tables.report_file
    connection.execute(delete(file).where(file.c.report == report_id, file.c.name.in_(names)))
    made = (_hashed(folder, name) for name in names)
    connection.execute(
        insert(file),
        [
            {"report": report_id, "name": one.name, "size": one.size, "sha256": one.sha256}
            for one in made
        ],
    )


def _hashed(folder: Path, name: str) -> SealedFile:
    digest, size = hashlib.sha256(), 0
    with (folder / name).open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
            size += len(piece)
    return SealedFile(name, size, digest.digest())


def _manifest_hash(connection: Connection, report_id: int | None) -> bytes | None:
    if report_id is None:
        return None
    octets = connection.scalar(select(_report.manifest).where(_report.id == report_id))
    return None if octets is None else hashlib.sha256(octets).digest()


def _turn(connection: Connection, report_id: int, state: ReportState, now: datetime) -> None:
    connection.execute(
        update(tables.report).where(_report.id == report_id).values(state=state, changed_at=now)
    )


def _id_of(subject: str) -> int:
    return int(subject.removeprefix("report:"))
