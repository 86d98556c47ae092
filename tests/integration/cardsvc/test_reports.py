"""A month is reported, sealed by two people, and corrected by another report."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.reports.errors import ReportError
from cardsvc.reports.figures import Difference, DifferenceKind
from cardsvc.reports.package import MANIFEST, TRUST
from cardsvc.reports.report import files_of, find_report
from cardsvc.reports.terms import ReportTerms
from cardsvc.staff.errors import StaffError
from cardsvc.tables import ReportState
from firmware_config.body.shift import CashIn
from tests.simulators.books import send
from tests.simulators.centre_world import (
    CAU_GIAY,
    MINH,
    NOVEMBER,
    Counter,
    Hands,
    issue_card,
    row,
    take,
)
from tests.simulators.sealed_month import (
    TERMS,
    a_month,
    check,
    figures,
    made,
    package,
    sealed,
)


def test_a_report_holds_every_list_and_signature(centre: Centre) -> None:
    paid = a_month(centre)
    report = sealed(centre)
    assert report.state is ReportState.SEALED
    octets = package(centre, report)
    manifest = check(centre, octets, receipts=True)
    assert manifest.terms == TERMS
    assert (manifest.prepared_by, manifest.sealed_by) == ("thu", "duyet")
    assert (manifest.totals.paid_vnd, manifest.totals.carried_vnd) == (500_000, 500_000)
    with zipfile.ZipFile(io.BytesIO(octets)) as opened:
        assert set(opened.namelist()) == {
            *(MANIFEST, TRUST, "tong-hop.pdf", "tong-hop.xlsx", "doi-chieu.json"),
            *("danh-sach/100000.pdf", "danh-sach/100000.xlsx", "chu-ky/100000.csv"),
        }
        (told,) = csv.DictReader(io.StringIO(opened.read("chu-ky/100000.csv").decode("ascii")))
        assert paid.card is not None
        assert (told["card"], told["amount_vnd"]) == (paid.card.octets.hex(), "500000")
        assert json.loads(opened.read("doi-chieu.json"))["totals"]["paid_vnd"] == 500_000


def test_nobody_seals_what_they_submitted(centre: Centre) -> None:
    a_month(centre)
    report = made(centre)
    centre.reports.submit(report.id, "thu")
    with pytest.raises(StaffError, match="same-person"):
        centre.reports.approve(report.id, "thu")


def test_a_file_touched_after_it_was_submitted_is_not_sealed(centre: Centre) -> None:
    a_month(centre)
    report = made(centre)
    centre.reports.submit(report.id, "thu")
    path = centre.reports.folder_of(report.id) / "tong-hop.xlsx"
    path.write_bytes(path.read_bytes() + b" ")
    centre.reports.approve(report.id, "duyet")
    centre.runs.work_off()
    with centre.reading.begin() as connection:
        assert find_report(connection, report.id).state is ReportState.SEALING
        fault = connection.scalar(
            select(tables.run.c.fault).order_by(tables.run.c.id.desc()).limit(1)
        )
    assert fault == "report-file-lost"
    centre.reports.withdraw(report.id, "duyet", "tệp đã bị sửa")
    assert sealed(centre).state is ReportState.SEALED


def test_a_run_that_was_cut_short_goes_on_where_it_was(centre: Centre) -> None:
    a_month(centre)
    take(centre, [row(centre, MINH)], office=CAU_GIAY, period=NOVEMBER.plus(-1))
    report_id = centre.reports.prepare(TERMS, "thu")
    subject = f"report:{report_id}"
    step = centre.reports.make(subject)
    assert (step.done_more, step.is_finished) == (2, False)
    first = {one.name: one.sha256 for one in _files(centre, report_id)}
    centre.runs.work_off()
    after = {one.name: one.sha256 for one in _files(centre, report_id)}
    assert first.items() <= after.items()
    assert "danh-sach/113000.pdf" in after


def test_what_counters_send_while_a_report_is_made_is_in_the_next(
    centre: Centre, clock: Hands
) -> None:
    a_month(centre)
    report_id = centre.reports.prepare(TERMS, "thu")
    late = Counter.enrolled(centre, "T0000003")
    late.write(CashIn(1_000_000, "mai"), issue_card(centre, MINH).pay(late))
    send(centre, late)
    centre.runs.work_off()
    centre.reports.submit(report_id, "thu")
    centre.reports.approve(report_id, "duyet")
    centre.runs.work_off()
    clock.forward(timedelta(days=30))
    december = replace(TERMS, month=NOVEMBER.plus(1))
    found = figures(centre, december)
    assert found.carried_in_vnd == 500_000
    assert (found.total.owed_vnd, found.total.paid_vnd) == (500_000, 500_000)
    assert found.differences == ()


def test_a_correction_is_a_new_report_that_names_the_one_it_replaces(centre: Centre) -> None:
    a_month(centre)
    wrong = sealed(centre)
    before = package(centre, wrong)
    late = Counter.enrolled(centre, "T0000003")
    late.write(CashIn(1_000_000, "mai"), issue_card(centre, MINH).pay(late))
    send(centre, late)
    right = sealed(centre, replaces=wrong.id)
    assert right.figures.total.paid_vnd == 1_000_000
    assert right.replaces == wrong.id
    assert check(centre, package(centre, right)).replaces is not None
    assert package(centre, wrong) == before
    with pytest.raises(DBAPIError, match="report is final"), centre.engine.begin() as connection:
        connection.execute(
            update(tables.report).where(tables.report.c.id == wrong.id).values(rows=0)
        )


@pytest.mark.parametrize(
    ("terms", "replaces", "code"),
    [
        (replace(TERMS, month=NOVEMBER.plus(1)), None, "report-month-ahead"),
        (TERMS, None, "report-month-closed"),
        (replace(TERMS, month=NOVEMBER.plus(-1)), None, "report-month-closed"),
        (replace(TERMS, month=NOVEMBER.plus(-1)), 1, "report-terms"),
        (TERMS, 99, "report-unknown"),
    ],
)
def test_a_closed_month_is_reported_by_a_correction_alone(
    centre: Centre, terms: ReportTerms, replaces: int | None, code: str
) -> None:
    a_month(centre)
    sealed(centre)
    with pytest.raises(ReportError) as refused:
        centre.reports.prepare(terms, "thu", replaces)
    assert refused.value.code == code


def test_what_is_corrected_after_the_next_month_belongs_there(centre: Centre, clock: Hands) -> None:
    a_month(centre)
    first = sealed(centre)
    clock.forward(timedelta(days=30))
    sealed(centre, replace(TERMS, month=NOVEMBER.plus(1)))
    with pytest.raises(ReportError, match="report-followed"):
        centre.reports.prepare(TERMS, "thu", first.id)


def test_one_report_at_a_time_and_none_of_nothing(centre: Centre) -> None:
    with pytest.raises(ReportError, match="report-empty"):
        centre.reports.prepare(TERMS, "thu")
    a_month(centre)
    centre.reports.prepare(TERMS, "thu")
    with pytest.raises(ReportError, match="report-open"):
        centre.reports.prepare(TERMS, "mai")


def test_a_payment_taken_back_after_its_report_is_open_in_the_next(
    centre: Centre, clock: Hands
) -> None:
    take(centre, [row(centre)])
    counter = Counter.enrolled(centre)
    card = issue_card(centre)
    paid = card.pay(counter)
    counter.write(CashIn(2_000_000, "lan"), paid)
    send(centre, counter)
    sealed(centre)
    counter.write(card.reverse(counter, paid))
    send(centre, counter)
    clock.forward(timedelta(days=30))
    found = figures(centre, replace(TERMS, month=NOVEMBER.plus(1)))
    assert found.total.carried_vnd == 500_000
    assert Difference(DifferenceKind.CARRIED, "2026-11", 500_000) in found.differences


def _files(centre: Centre, report_id: int) -> Any:
    with centre.reading.begin() as connection:
        return files_of(connection, report_id)
