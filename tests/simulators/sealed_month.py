"""A month at one office, reconciled, reported and sealed."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from cardsvc.centre import Centre
from cardsvc.ledger.line import TransferKind
from cardsvc.money.instruction import book
from cardsvc.reports.figures import DifferenceKind, Figures
from cardsvc.reports.manifest import Manifest
from cardsvc.reports.package import check_package
from cardsvc.reports.reconciliation import reconcile
from cardsvc.reports.report import Report, find_report
from cardsvc.reports.terms import ReportTerms
from cardsvc.tables import ReportState
from firmware_config.body.payout import Disbursed
from firmware_config.body.shift import CashIn, Explanation, ShiftClosed
from firmware_config.notes import Notes
from tests.simulators.books import send
from tests.simulators.by_hand import of_office, of_programme
from tests.simulators.centre_world import (
    BTXH,
    HA_NOI,
    MINH,
    NOVEMBER,
    NOW,
    Counter,
    issue_card,
    row,
    take,
)

TERMS = ReportTerms(BTXH, HA_NOI, NOVEMBER)


def figures(centre: Centre, terms: ReportTerms = TERMS) -> Figures:
    with centre.reading.begin() as connection:
        return reconcile(connection, terms)


def kinds(found: Figures) -> list[DifferenceKind]:
    return [one.kind for one in found.differences]


def a_month(centre: Centre) -> Disbursed:
    """Two people are owed at one office; one is paid with a card. Funding is there."""
    take(centre, [row(centre), row(centre, MINH, name="Đặng Văn Minh", at=6)])
    counter = Counter.enrolled(centre)
    paid = issue_card(centre).pay(counter)
    counter.write(CashIn(2_000_000, "lan"), paid)
    send(centre, counter)
    with centre.engine.begin() as connection:
        book(connection, of_programme(TransferKind.FUNDED, 1_006_000, "UNC 17"), "thu", NOW)
        book(connection, of_office(TransferKind.SUPPLIED, 20_000_000, "PC 1"), "thu", NOW)
        book(connection, of_programme(TransferKind.FEE, 6_000, "HD 3"), "thu", NOW)
    return paid


def made(centre: Centre, terms: ReportTerms = TERMS, replaces: int | None = None) -> Report:
    report_id = centre.reports.prepare(terms, "thu", replaces)
    centre.runs.work_off()
    with centre.reading.begin() as connection:
        return find_report(connection, report_id)


def sealed(centre: Centre, terms: ReportTerms = TERMS, replaces: int | None = None) -> Report:
    report = made(centre, terms, replaces)
    assert report.state is ReportState.DRAFT
    centre.reports.submit(report.id, "thu")
    centre.reports.approve(report.id, "duyet")
    centre.runs.work_off()
    with centre.reading.begin() as connection:
        return find_report(connection, report.id)


def package(centre: Centre, report: Report) -> bytes:
    return centre.reports.package_of(report.id).read_bytes()


def check(centre: Centre, octets: bytes, **asked: Any) -> Manifest:
    return check_package(io.BytesIO(octets), centre.keyring.root, **asked)


def repacked(octets: bytes, change: dict[str, bytes | None]) -> bytes:
    """The package with some of its files changed, added, or (None) taken out."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as old, zipfile.ZipFile(into, "w") as new:
        for entry in old.infolist():
            kept = change.get(entry.filename, old.read(entry))
            if kept is not None:
                new.writestr(entry, kept)
        for name in change.keys() - set(old.namelist()):
            new.writestr(name, change[name] or b"")
    return into.getvalue()


def closed(counted: Notes, expected_vnd: int) -> ShiftClosed:
    why = None if counted.total_vnd == expected_vnd else Explanation.UNKNOWN
    return ShiftClosed(1, counted, expected_vnd, why, "", "lan", None, 0)
