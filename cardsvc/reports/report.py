"""Reports as they are kept: read, listed, found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, true

from cardsvc import tables
from cardsvc.reports.errors import ReportError
from cardsvc.reports.figures import Figures
from cardsvc.reports.manifest import SealedFile
from cardsvc.reports.terms import ReportTerms
from cardsvc.staff.scope import Scope
from cardsvc.tables import ReportState
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.period import Period

MOST_SHOWN = 200
_report = tables.report.c


@dataclass(frozen=True, slots=True)
class Report:
    """`number` is its id, as papers call it. `through` is the time of the books it shows."""

    id: int
    state: ReportState
    terms: ReportTerms
    previous: int | None
    replaces: int | None
    through: datetime
    rows: int
    figures: Figures
    digest: bytes | None
    prepared_by: str
    prepared_at: datetime
    sealed_by: str | None
    sealed_at: datetime | None
    manifest: bytes | None

    @property
    def subject(self) -> str:
        """What four eyes, runs and the trail call it."""
        return f"report:{self.id}"

    @property
    def is_open(self) -> bool:
        return self.state not in (ReportState.SEALED, ReportState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One in the list of all."""

    id: int
    state: ReportState
    terms: ReportTerms
    replaces: int | None
    through: datetime
    rows: int
    prepared_by: str


def find_report(connection: Connection, report_id: int, *, lock: bool = False) -> Report:
    """Raises `ReportError` (`report-unknown`)."""
    query = select(tables.report).where(_report.id == report_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise ReportError("report-unknown", report=report_id)
    return Report(
        *(row.id, ReportState(row.state), _terms(row), row.previous, row.replaces),
        *(row.through, row.rows, Figures.of_json(json.loads(row.figures)), row.digest),
        *(row.prepared_by, row.prepared_at, row.sealed_by, row.sealed_at, row.manifest),
    )


def reports(connection: Connection, scope: Scope) -> tuple[ReportLine, ...]:
    """The newest `MOST_SHOWN` of the provinces that are within `scope` as a whole."""
    if scope.offices is not None:
        return ()  # who has some offices has no province
    within: ColumnElement[bool] = true()
    if scope.provinces is not None:
        within = _report.province.in_(sorted(one.text for one in scope.provinces))
    wanted = (
        *(_report.id, _report.state, _report.programme, _report.province, _report.month),
        *(_report.replaces, _report.through, _report.rows, _report.prepared_by),
    )
    query = select(*wanted).where(within).order_by(_report.id.desc()).limit(MOST_SHOWN)
    return tuple(
        ReportLine(
            *(row.id, ReportState(row.state), _terms(row), row.replaces, row.through),
            *(row.rows, row.prepared_by),
        )
        for row in connection.execute(query)
    )


def files_of(connection: Connection, report_id: int) -> tuple[SealedFile, ...]:
    """By name."""
    file = tables.report_file.c
    rows = connection.execute(
        select(tables.report_file).where(file.report == report_id).order_by(file.name)
    )
    return tuple(SealedFile(row.name, row.size, bytes(row.sha256)) for row in rows)


def replaced_by(connection: Connection, report_id: int) -> int | None:
    """The sealed report that took its place."""
    return connection.scalar(
        select(_report.id).where(_report.replaces == report_id, _report.state == ReportState.SEALED)
    )


def _terms(row: Any) -> ReportTerms:
    return ReportTerms(ProgrammeCode(row.programme), ProvinceCode(row.province), Period(row.month))
