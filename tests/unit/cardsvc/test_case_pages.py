"""The pages of cases: found, given, ended by two people, within scope, and as files."""

from __future__ import annotations

import csv
import io
from contextlib import closing
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.cases.watch import look_at_lost
from cardsvc.staff.scope import Scope
from firmware_config.ids import ProvinceCode, TerminalId
from tests.simulators.centre_pages import Browser, Desk
from tests.simulators.centre_world import NOW, Counter, find, pay_paper, row, take

WHY = "Người nhận đã nộp lại tại quầy"


@pytest.fixture(autouse=True)
def case(desk: Desk) -> str:
    """The path of a second payment's page."""
    take(desk.centre, [row(desk.centre)])
    counter, person = Counter.enrolled(desk.centre), find(desk.centre)
    counter.write(pay_paper(desk.centre.issue_paper(person.id).record))
    counter.write(pay_paper(desk.centre.issue_paper(person.id).record))
    desk.centre.ledger.ingest(counter.id, counter.batch())
    return "/cases/1"


def closed(desk: Desk) -> list[tuple[str | None, str | None]]:
    column = tables.exception_case.c
    with desk.centre.reading.begin() as connection:
        return [tuple(it) for it in connection.execute(select(column.resolution, column.closed_by))]


def test_a_case_tells_its_evidence_in_words(finance: Browser, case: str) -> None:
    shown = finance.text(case)
    assert "Một kỳ được chi hai lần" in shown
    assert "Máy T0000001, dòng 2" in shown
    assert "Số phải chi của kỳ: 500.000" in shown
    assert "Ghi là đã chi" in shown
    assert "Treo trên sổ" in shown
    assert "Nguyễn Thị Hồng Hạnh" not in shown


def test_a_payment_by_a_lost_terminal_tells_its_times_in_words(
    desk: Desk, inspector: Browser
) -> None:
    since = NOW - timedelta(hours=1)
    with desk.centre.engine.begin() as connection:
        assert look_at_lost(connection, TerminalId("T0000001"), since, NOW) == 1
    for language, words in (
        ("vi", ("Máy chi sau khi đã mất", "Máy mất từ: ", "Giờ chi theo máy: ", "Đến trung tâm")),
        ("en", ("Paid by a terminal after it was lost", "Lost since: ", "Paid, as the terminal")),
    ):
        inspector.post("/language", language=language, back="/cases")
        assert words[0] in inspector.text("/cases")
        shown = inspector.text("/cases/2")
        for one in words:
            assert one in shown


def test_two_people_end_a_case_and_its_page_tells_who_did_what(
    desk: Desk, finance: Browser, approver: Browser, case: str
) -> None:
    assert "Đã giao vụ việc" in finance.post(f"{case}/owner").text
    finance.post(f"{case}/notes", words="Đã gọi cho bưu cục Ba Đình")
    sent = finance.post(f"{case}/propose", resolution="repaid", why=WHY)
    assert "Người khác phải duyệt" in sent.text
    assert f'href="{case}"' in approver.text("/proposals")
    assert "Đã duyệt. Vụ việc đã đóng" in approver.post(f"{case}/1/approve").text
    assert closed(desk) == [("repaid", "approver")]
    shown = finance.text(case)
    for told in ("Giao vụ việc", "Đã gọi cho bưu cục Ba Đình", WHY, "Đóng vụ việc"):
        assert told in shown
    assert "Không có vụ việc nào" in finance.text("/cases")
    assert "Một kỳ được chi hai lần" in finance.text("/cases?state=closed")


def test_an_approver_s_own_proposal_waits_for_another(
    desk: Desk, approver: Browser, case: str
) -> None:
    approver.post(f"{case}/propose", resolution="repaid", why=WHY)
    assert "/1/approve" not in approver.text(case)
    assert "không được tự duyệt" in approver.post(f"{case}/1/approve").text
    assert closed(desk) == [(None, None)]


@pytest.mark.parametrize(
    ("resolution", "why", "said"),
    [
        ("paid", WHY, "Chưa chọn cách giải quyết"),
        ("", WHY, "Chưa chọn cách giải quyết"),
        ("repaid", "", "Hãy ghi rõ"),
        ("repaid", "số 001145012345", "giống số căn cước"),
    ],
)
def test_a_proposal_that_cannot_be_is_told_why(
    desk: Desk, finance: Browser, case: str, resolution: str, why: str, said: str
) -> None:
    assert said in finance.post(f"{case}/propose", resolution=resolution, why=why).text
    assert desk.rows_in("proposal") == 0


def test_an_inspector_reads_and_is_shown_no_form(desk: Desk, inspector: Browser, case: str) -> None:
    shown = inspector.text(case)
    assert "Chứng cứ" in shown
    assert "<textarea" not in shown
    assert "/propose" not in shown


def test_what_lies_elsewhere_is_not_found(desk: Desk, case: str) -> None:
    elsewhere = Scope(provinces=frozenset({ProvinceCode("79")}))
    browser = desk.sign_in("finance", "o-xa", elsewhere)
    assert "Không có vụ việc nào" in browser.text("/cases")
    assert browser.get(case).status_code == 404
    assert browser.post(f"{case}/owner").status_code == 404
    assert browser.get("/cases/77").status_code == 404


def test_a_proposal_of_another_case_is_not_approved_here(
    desk: Desk, finance: Browser, approver: Browser, case: str
) -> None:
    finance.post(f"{case}/propose", resolution="repaid", why=WHY)
    assert approver.post("/cases/2/1/approve").status_code == 404
    assert closed(desk) == [(None, None)]


def test_the_table_is_filtered_and_given_as_files(desk: Desk, finance: Browser, case: str) -> None:
    assert "Không có vụ việc nào" in finance.text("/cases?owner=mine")
    assert "Không có vụ việc nào" in finance.text("/cases?about=uncollected")
    assert case in finance.text("/cases?about=second-payment&sort=amount&order=desc")
    with closing(finance.get("/cases/cases.csv")) as answer:
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[1][1] == "Một kỳ được chi hai lần"
    with closing(finance.get("/cases/cases.xlsx")) as answer:
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.worksheets[0].max_row >= 2
    audit = tables.audit.c
    with desk.centre.reading.begin() as connection:
        told = select(audit.action).where(audit.subject == "cases")
        assert set(connection.scalars(told)) == {"cases-downloaded"}


def test_the_page_is_in_english_too(finance: Browser, case: str) -> None:
    finance.post("/language", language="en", back=case)
    assert "A period paid twice" in finance.text(case)
