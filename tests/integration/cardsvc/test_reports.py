"""A month is reconciled, reported, sealed by two people, and believed years later by its root."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from cardsvc import tables
from cardsvc.cases.kind import CaseKind, Resolution
from cardsvc.cases.working import propose_resolution, resolve
from cardsvc.centre import Centre
from cardsvc.ledger.money import charge_fee, receive_funding, return_funding, supply_office
from cardsvc.registry.people import person as find_in
from cardsvc.reports.errors import PackageRefused, ReportError
from cardsvc.reports.figures import Difference, DifferenceKind, Figures
from cardsvc.reports.manifest import Manifest
from cardsvc.reports.package import MANIFEST, TRUST, check_package
from cardsvc.reports.reconciliation import reconcile
from cardsvc.reports.report import Report, files_of, find_report
from cardsvc.reports.terms import ReportTerms
from cardsvc.staff.errors import StaffError
from cardsvc.staff.scope import EVERYWHERE
from cardsvc.tables import ReportState
from firmware_config.carried_body import CarriedReceipt
from firmware_config.journal_body import CashIn, Disbursed
from firmware_config.notes import Notes
from firmware_config.shift_body import Explanation, ShiftClosed, ShiftOpened
from firmware_config.signing import BadSignature, FileKey
from firmware_config.trust import Role, Untrusted
from tests.simulators.centre_world import (
    BA_DINH,
    BTXH,
    CAU_GIAY,
    HA_NOI,
    MINH,
    NOVEMBER,
    NOW,
    Counter,
    Hands,
    find,
    issue_card,
    pay_paper,
    row,
    take,
)

TERMS = ReportTerms(BTXH, HA_NOI, NOVEMBER)


def send(centre: Centre, counter: Counter) -> None:
    centre.ledger.ingest(counter.id, counter.batch())


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
        receive_funding(connection, BTXH, HA_NOI, 1_006_000, "UNC 17", "thu", NOW)
        supply_office(connection, BA_DINH.id, 20_000_000, "PC 1", "thu", NOW)
        charge_fee(connection, BTXH, HA_NOI, 6_000, "HD 3", "thu", NOW)
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


def test_what_is_owed_is_what_is_paid_and_carried_forward(centre: Centre) -> None:
    a_month(centre)
    found = figures(centre)
    (line,) = found.lines
    assert (line.office, line.of, line.people, line.paid_people) == ("100000", NOVEMBER, 2, 1)
    assert (line.owed_vnd, line.paid_vnd, line.carried_vnd) == (1_000_000, 500_000, 500_000)
    assert (found.people, found.paid_people, found.unpaid_people) == (2, 1, 1)
    assert found.funding.remaining_vnd == 1_006_000 - 6_000 - 500_000
    assert found.differences == ()


def test_cash_that_nothing_explains_is_named_before_all_else(centre: Centre) -> None:
    a_month(centre)
    second = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    record = centre.issue_paper(find(centre, MINH).id).record
    # Paper away from its own office: the cash is gone, and it is not shown to be owed there.
    second.write(CashIn(1_000_000, "mai"), pay_paper(record))
    send(centre, second)
    found = figures(centre)
    assert (
        Difference(DifferenceKind.SUSPENSE, "paper-of-another-office", 500_000) in found.differences
    )
    assert found.total.suspense_vnd == 500_000
    assert found.total.carried_vnd == 0
    assert found.total.difference_vnd == 0


def test_what_is_due_to_somebody_dead_goes_back_to_the_authority(centre: Centre) -> None:
    a_month(centre)
    with centre.engine.begin() as connection:
        held = tables.entitlement.c
        mine = select(held.id).where(held.beneficiary == find_in(connection, MINH).id)
        values = {
            "entitlement": connection.scalar(mine),
            "reason": tables.StopReason.DEATH,
            "since": NOVEMBER.code,
            "proposal": 1,
            "approved_by": "duyet",
            "approved_at": NOW,
        }
        connection.execute(insert(tables.payment_stop).values(values))
    total = figures(centre).total
    assert (total.returned_vnd, total.carried_vnd, total.difference_vnd) == (500_000, 0, 0)


def test_what_cards_brought_is_in_the_list_with_their_signature(centre: Centre) -> None:
    """The counter that paid never told of it."""
    take(centre, [row(centre)])
    silent, other = Counter.enrolled(centre), Counter.enrolled(centre, "T0000002")
    paid = issue_card(centre).pay(silent)
    assert paid.receipt is not None
    assert paid.card is not None
    other.write(CarriedReceipt(paid.card, paid.receipt))
    send(centre, other)
    octets = package(centre, sealed(centre))
    check(centre, octets, receipts=True)
    with zipfile.ZipFile(io.BytesIO(octets)) as opened:
        (told,) = csv.DictReader(io.StringIO(opened.read("chu-ky/100000.csv").decode("ascii")))
    assert (told["terminal"], bool(told["receipt"])) == ("T0000001", True)


def test_cash_that_nobody_brought_to_an_office_is_a_difference(centre: Centre) -> None:
    counter = Counter.enrolled(centre)
    take(centre, [row(centre)])
    counter.write(CashIn(3_000_000, "lan"))
    send(centre, counter)
    assert (
        Difference(DifferenceKind.OFFICE_CASH, "100000", -3_000_000) in figures(centre).differences
    )


def test_money_used_beyond_its_funding_is_a_difference(centre: Centre) -> None:
    a_month(centre)
    with centre.engine.begin() as connection:
        return_funding(connection, BTXH, HA_NOI, 600_000, "UNC 18", "thu", NOW)
    found = figures(centre)
    assert Difference(DifferenceKind.FUNDING, "BTXH", -100_000) in found.differences


def closed(counted: Notes, expected_vnd: int) -> ShiftClosed:
    why = None if counted.total_vnd == expected_vnd else Explanation.UNKNOWN
    return ShiftClosed(1, counted, expected_vnd, why, "", "lan", None, 0)


def test_a_count_that_differs_stands_until_it_is_explained(centre: Centre) -> None:
    take(centre, [row(centre)])
    counter = Counter.enrolled(centre)
    paid = issue_card(centre).pay(counter)
    counter.write(
        ShiftOpened(Notes.of({500_000: 4}), "lan"),
        paid,
        closed(Notes.of({500_000: 2}), 1_500_000),
    )
    send(centre, counter)
    found = figures(centre)
    assert Difference(DifferenceKind.SHIFT, "T0000001", -500_000) in found.differences
    assert found.drawers[0].counted_vnd == 1_000_000
    assert DifferenceKind.DRAWER not in kinds(found)


def test_a_closed_drawer_that_is_not_empty_is_a_difference(centre: Centre) -> None:
    """Its journal said it counted all that it expected, and expected too little."""
    take(centre, [row(centre)])
    counter = Counter.enrolled(centre)
    few = Notes.of({500_000: 1})
    counter.write(ShiftOpened(Notes.of({500_000: 4}), "lan"), closed(few, 500_000))
    send(centre, counter)
    found = figures(centre)
    assert Difference(DifferenceKind.DRAWER, "T0000001", 1_500_000) in found.differences


def cases(centre: Centre) -> list[tuple[str, int | None, bool]]:
    """Subject, amount and whether it is open, of what reports opened."""
    case = tables.exception_case.c
    query = select(case.subject, case.amount_vnd, case.closed_at.is_(None).label("is_open"))
    of_reports = case.kind == CaseKind.REPORT_DIFFERENCE.value
    with centre.reading.begin() as connection:
        return [tuple(row) for row in connection.execute(query.where(of_reports).order_by(case.id))]


def overdrawn(centre: Centre, amount_vnd: int = 600_000) -> None:
    with centre.engine.begin() as connection:
        return_funding(connection, BTXH, HA_NOI, amount_vnd, f"UNC {amount_vnd}", "thu", NOW)


FUNDING_CASE = "difference:funding/BTXH/01/BTXH"


def test_a_report_that_agrees_opens_no_case(centre: Centre) -> None:
    a_month(centre)
    made(centre)
    assert cases(centre) == []


def test_what_a_report_does_not_explain_is_a_case_once(centre: Centre) -> None:
    a_month(centre)
    overdrawn(centre)
    for _ in range(2):
        centre.reports.withdraw(made(centre).id, "thu", "again")
        assert cases(centre) == [(FUNDING_CASE, -100_000, True)]


def test_a_case_closes_itself_when_the_next_report_agrees(centre: Centre) -> None:
    a_month(centre)
    overdrawn(centre)
    centre.reports.withdraw(made(centre).id, "thu", "again")
    with centre.engine.begin() as connection:
        receive_funding(connection, BTXH, HA_NOI, 100_000, "UNC 19", "thu", NOW)
    centre.reports.withdraw(made(centre).id, "thu", "again")
    assert cases(centre) == [(FUNDING_CASE, -100_000, False)]
    overdrawn(centre, 100_000)
    made(centre)
    assert cases(centre)[1:] == [(FUNDING_CASE, -100_000, True)], "it differs again"


def test_what_two_people_decided_stays_decided_until_the_amount_changes(centre: Centre) -> None:
    a_month(centre)
    overdrawn(centre)
    centre.reports.withdraw(made(centre).id, "thu", "again")
    with centre.engine.begin() as connection:
        case_id = connection.scalar(select(tables.exception_case.c.id))
        assert case_id is not None
        why = Resolution.EXPLAINED
        proposed = propose_resolution(connection, case_id, why, "UNC 18", "thu", NOW, EVERYWHERE)
        resolve(connection, proposed, "duyet", NOW, EVERYWHERE)
    centre.reports.withdraw(made(centre).id, "thu", "again")
    assert cases(centre) == [(FUNDING_CASE, -100_000, False)]
    overdrawn(centre, 50_000)
    made(centre)
    assert cases(centre)[1:] == [(FUNDING_CASE, -150_000, True)]


def test_cash_is_of_no_programme_and_has_one_case(centre: Centre) -> None:
    """And what the ledger asks about already is not asked twice."""
    take(centre, [row(centre)])
    counter = Counter.enrolled(centre)
    paid = issue_card(centre).pay(counter)
    counter.write(
        ShiftOpened(Notes.of({500_000: 4}), "lan"),
        paid,
        closed(Notes.of({500_000: 2}), 1_500_000),
    )
    send(centre, counter)
    assert DifferenceKind.SHIFT in kinds(figures(centre))
    made(centre)
    subjects = [subject for subject, _, _ in cases(centre)]
    assert "difference:office-cash/01/100000" in subjects
    assert not any("shift" in subject for subject in subjects)


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


@pytest.mark.parametrize("name", ["danh-sach/100000.pdf", "chu-ky/100000.csv", "doi-chieu.json"])
def test_a_changed_file_is_refused_by_its_name(centre: Centre, name: str) -> None:
    a_month(centre)
    octets = package(centre, sealed(centre))
    with zipfile.ZipFile(io.BytesIO(octets)) as opened:
        whole = opened.read(name)
    at = len(whole) // 2
    changed = whole[:at] + bytes((whole[at] ^ 1,)) + whole[at + 1 :]
    for other in (changed, whole[:-1], whole + b" "):
        with pytest.raises(PackageRefused) as refused:
            check(centre, repacked(octets, {name: other}))
        assert (refused.value.code, refused.value.data["name"]) == ("file-changed", name)


def test_a_missing_file_and_one_too_many_are_refused_by_name(centre: Centre) -> None:
    a_month(centre)
    octets = package(centre, sealed(centre))
    changes: tuple[tuple[dict[str, bytes | None], str, str], ...] = (
        ({"tong-hop.pdf": None}, "file-missing", "tong-hop.pdf"),
        ({"danh-sach/999999.pdf": b"x"}, "file-unknown", "danh-sach/999999.pdf"),
    )
    for change, code, name in changes:
        with pytest.raises(PackageRefused) as refused:
            check(centre, repacked(octets, change))
        assert (refused.value.code, refused.value.data["name"]) == (code, name)


def test_a_file_that_is_no_report_is_refused(centre: Centre) -> None:
    a_month(centre)
    octets = package(centre, sealed(centre))
    for other in (b"", b"PK", octets[: len(octets) // 2], repacked(octets, {MANIFEST: None})):
        with pytest.raises(PackageRefused, match="package-not-a-report"):
            check(centre, other)


def test_another_root_or_another_trust_list_is_refused(centre: Centre, clock: Hands) -> None:
    a_month(centre)
    octets = package(centre, sealed(centre))
    with pytest.raises(BadSignature):
        check_package(io.BytesIO(octets), FileKey.new().public_key)
    clock.forward(timedelta(minutes=1))
    other = centre.keyring.trust_list(clock())
    with pytest.raises(PackageRefused, match="package-other-trust"):
        check(centre, repacked(octets, {TRUST: other}))


def forged(
    centre: Centre,
    report: Report,
    sealed_at: datetime,
    role: Role = Role.REPORT,
    trust: bytes | None = None,
) -> bytes:
    """The report's package with its manifest signed anew at another time, with a list of then."""
    octets = package(centre, report)
    trust = trust or centre.keyring.trust_list(sealed_at)
    key = next(one for one in centre.keyring.held() if one.name.role is role)
    manifest = replace(
        check(centre, octets), sealed_at=sealed_at, trust_sha256=hashlib.sha256(trust).digest()
    )
    return repacked(octets, {MANIFEST: manifest.sign(key.signer), TRUST: trust})


def test_a_retired_key_used_after_its_time_is_refused(centre: Centre, clock: Hands) -> None:
    a_month(centre)
    report = sealed(centre)
    (key,) = [one for one in centre.keyring.held() if one.name.role is Role.REPORT]
    clock.forward(timedelta(days=3))
    centre.keyring.retire(key.kid, clock())
    assert check(centre, package(centre, report)).number == report.id
    clock.forward(timedelta(days=1))
    with pytest.raises(Untrusted, match="untrusted-date"):
        check(centre, forged(centre, report, clock()))


def test_a_key_of_another_role_seals_nothing(centre: Centre, clock: Hands) -> None:
    a_month(centre)
    report = sealed(centre)
    with pytest.raises(Untrusted, match="untrusted-role"):
        check(centre, forged(centre, report, clock(), Role.LEDGER_ACK))


def test_a_trust_list_of_another_time_is_refused(centre: Centre, clock: Hands) -> None:
    """It might not know yet of a key that was retired meanwhile."""
    a_month(centre)
    report = sealed(centre)
    old = centre.keyring.trust_list(clock())
    assert check(centre, forged(centre, report, clock(), trust=old)).number == report.id
    clock.forward(timedelta(days=40))
    with pytest.raises(PackageRefused, match="package-trust-time"):
        check(centre, forged(centre, report, clock(), trust=old))


def test_a_key_known_by_now_to_be_stolen_is_refused(centre: Centre, clock: Hands) -> None:
    a_month(centre)
    report = sealed(centre)
    octets = package(centre, report)
    same = centre.keyring.trust_list(clock())
    assert check(centre, octets, newer_trust=same).number == report.id
    (key,) = [one for one in centre.keyring.held() if one.name.role is Role.REPORT]
    clock.forward(timedelta(days=400))
    centre.keyring.revoke(key.kid, clock())
    with pytest.raises(Untrusted, match="untrusted-revoked"):
        check(centre, octets, newer_trust=centre.keyring.trust_list(clock()))


def _files(centre: Centre, report_id: int) -> Any:
    with centre.reading.begin() as connection:
        return files_of(connection, report_id)
