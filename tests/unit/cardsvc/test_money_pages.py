"""Funding and cash: proposed by one, approved by another, booked once, shown within scope."""

from __future__ import annotations

import csv
import io
from contextlib import closing
from typing import Any

import pytest

from cardsvc.ledger.books import balances
from cardsvc.ledger.by_hand import MAX_VND, OF_OFFICE
from cardsvc.ledger.line import TransferKind
from cardsvc.money.instruction import KINDS, MOST_REFERENCE, Instruction, book
from cardsvc.staff.audit import MAX_SUBJECT
from cardsvc.staff.proposals import ProposalKind, propose
from cardsvc.staff.scope import Scope
from firmware_config.ids import OfficeId, ProgrammeCode
from tests.simulators.by_hand import of_programme
from tests.simulators.centre_pages import OFFICE, Browser, Desk
from tests.simulators.centre_world import BA_DINH, HA_NOI, row, take

FUNDED: dict[str, Any] = {
    "kind": "funded",
    "programme": "BTXH",
    "province": "01",
    "amount_vnd": "9.000.000.000",
    "reference": "UNC 17",
}
SUPPLIED: dict[str, Any] = {
    "kind": "supplied",
    "office": BA_DINH.id.text,
    "amount_vnd": "500.000.000",
    "reference": "PC 7",
}


def books(desk: Desk) -> dict[str, int]:
    with desk.centre.reading.begin() as connection:
        return balances(connection)


def booked(finance: Browser, approver: Browser, **told: Any) -> str:
    """The path of its proposal."""
    path = finance.post("/money", follow=False, **told).headers["Location"]
    assert "Đã duyệt và ghi sổ" in approver.post(f"{path}/approve").text
    return path


def test_an_instruction_is_seen_in_figures_and_words_before_it_is_sent(
    desk: Desk, finance: Browser
) -> None:
    shown = finance.post("/money/preview", **FUNDED | {"reference": "unc  17"}).text
    assert "9.000.000.000" in shown
    assert "Chín tỷ đồng" in shown
    assert "UNC 17" in shown
    assert desk.rows_in("proposal") == 0


def test_two_people_book_it_and_nobody_books_before_the_second(
    desk: Desk, finance: Browser, approver: Browser
) -> None:
    sent = finance.post("/money", **FUNDED)
    assert "Cần một người khác duyệt" in sent.text
    assert books(desk) == {}
    assert "không được tự duyệt" in finance.post("/money/proposals/1/approve").text
    assert books(desk) == {}
    assert 'href="/money/proposals/1"' in approver.text("/proposals")
    assert "Đã duyệt và ghi sổ" in approver.post("/money/proposals/1/approve").text
    assert books(desk) == {"funding/BTXH/01": -9_000_000_000, "bank/01": 9_000_000_000}
    assert "đã được duyệt hoặc đã rút" in approver.post("/money/proposals/1/approve").text
    assert books(desk)["bank/01"] == 9_000_000_000
    trail = desk.sign_in("inspector").text("/audit")
    for action in ("Đề nghị lệnh thu", "Duyệt lệnh thu", "Ghi sổ lệnh thu"):
        assert action in trail


def test_a_second_of_finance_may_approve(desk: Desk, finance: Browser) -> None:
    booked(finance, desk.sign_in("finance", "hai"), **SUPPLIED)
    assert books(desk) == {"office-cash/100000": 500_000_000, "bank/01": -500_000_000}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_booked_between_its_own_accounts(
    desk: Desk, finance: Browser, approver: Browser, kind: TransferKind
) -> None:
    told = SUPPLIED if kind in OF_OFFICE else FUNDED
    booked(finance, approver, **told | {"kind": kind.value, "amount_vnd": "7"})
    assert (
        books(desk)
        == {
            "funded": {"bank/01": 7, "funding/BTXH/01": -7},
            "refunded": {"returned/BTXH/01": 7, "bank/01": -7},
            "fee": {"fee/BTXH/01": 7, "bank/01": -7},
            "supplied": {"office-cash/100000": 7, "bank/01": -7},
            "banked": {"bank/01": 7, "office-cash/100000": -7},
        }[kind]
    )


def test_a_paper_is_booked_once_and_proposed_once(
    desk: Desk, finance: Browser, approver: Browser
) -> None:
    finance.post("/money", **FUNDED)
    again = finance.post("/money", **FUNDED)
    assert (again.status_code, "đề nghị đang chờ duyệt cho nơi này" in again.text) == (422, True)
    approver.post("/money/proposals/1/approve")
    for path in ("/money", "/money/preview"):
        known = finance.post(path, **FUNDED | {"amount_vnd": "1", "reference": "Unc 17"})
        assert (known.status_code, "đã được ghi sổ cho nơi này" in known.text) == (422, True)
    assert desk.rows_in("proposal") == 1


def test_what_was_booked_since_it_was_proposed_is_refused_in_words_and_stays_open(
    desk: Desk, finance: Browser, approver: Browser
) -> None:
    finance.post("/money", **FUNDED)
    with desk.centre.engine.begin() as connection:
        book(connection, of_programme(TransferKind.FUNDED, 5, "UNC 17"), "mai", desk.clock())
    assert "đã được ghi sổ" in approver.post("/money/proposals/1/approve").text
    assert books(desk)["bank/01"] == 5
    assert "Rút đề nghị" in finance.text("/money/proposals/1")


def test_a_proposal_is_withdrawn_with_a_reason(desk: Desk, finance: Browser) -> None:
    finance.post("/money", **FUNDED)
    shown = finance.post("/money/proposals/1/withdraw", reason="Nhầm số tiền").text
    assert "Nhầm số tiền" in shown
    assert books(desk) == {}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "settled"}, "Hãy chọn loại lệnh"),
        ({"kind": ""}, "Hãy chọn loại lệnh"),
        ({"programme": "XXXX"}, "Hãy chọn chương trình"),
        ({"programme": "?"}, "Hãy chọn chương trình"),
        ({"province": "99"}, "Hãy chọn tỉnh, thành phố"),
        ({"amount_vnd": "0"}, "Số tiền phải là số đồng chẵn"),
        ({"amount_vnd": "1500,5"}, "Số tiền phải là số đồng chẵn"),
        ({"amount_vnd": "-5"}, "Số tiền phải là số đồng chẵn"),
        ({"amount_vnd": str(MAX_VND + 1)}, "Số tiền phải là số đồng chẵn"),
        ({"reference": "  "}, "Hãy ghi số chứng từ"),
        ({"reference": "x" * (MOST_REFERENCE + 1)}, "Hãy ghi số chứng từ"),
        ({"kind": "banked", "office": "999999"}, "Không có bưu cục này"),
        ({"kind": "banked", "office": "x"}, "Không có bưu cục này"),
    ],
)
def test_what_cannot_be_booked_is_refused_in_words(
    desk: Desk, finance: Browser, wrong: dict[str, str], said: str
) -> None:
    for path in ("/money/preview", "/money"):
        answer = finance.post(path, **FUNDED | wrong)
        assert (answer.status_code, said in answer.text) == (422, True)
    assert desk.rows_in("proposal") == 0


def test_the_greatest_amount_can_be_said(finance: Browser) -> None:
    shown = finance.post("/money/preview", **FUNDED | {"amount_vnd": str(MAX_VND)})
    assert (shown.status_code, "tỷ" in shown.text) == (200, True)


def test_every_subject_fits_in_the_trail() -> None:
    for kind in KINDS:
        office = OfficeId("100000") if kind in OF_OFFICE else None
        programme = None if office else ProgrammeCode("X" * 8)
        one = Instruction(kind, HA_NOI, 1, "X" * MOST_REFERENCE, programme, office)
        assert len(one.subject) <= MAX_SUBJECT


def test_taking_more_than_the_books_hold_is_shown_and_not_refused(finance: Browser) -> None:
    assert "không đủ tiền" in finance.post("/money/preview", **SUPPLIED).text
    assert "không đủ tiền" not in finance.post("/money/preview", **FUNDED).text


def test_each_sees_and_moves_what_lies_within_the_scope(
    desk: Desk, finance: Browser, approver: Browser
) -> None:
    booked(finance, approver, **FUNDED)
    booked(finance, approver, **SUPPLIED)
    finance.post("/money", **FUNDED | {"reference": "UNC 18"})
    elsewhere = desk.sign_in("finance", "khac", Scope(frozenset({OFFICE.province})))
    one_office = desk.sign_in("finance", "mot", Scope(offices=frozenset({BA_DINH.id})))
    shown = elsewhere.text("/money")
    assert "UNC" not in shown
    assert "PC 7" not in shown
    shown = one_office.text("/money")
    assert "PC 7" in shown
    assert "UNC" not in shown
    assert "9.000.000.000 ₫" not in shown.replace("\u00a0", " ")
    for browser in (elsewhere, one_office):
        assert browser.get("/money/proposals/3").status_code == 404
        assert browser.post("/money/proposals/3/approve").status_code == 404
        assert browser.post("/money/proposals/3/withdraw").status_code == 404
        assert "ngoài phạm vi" in browser.post("/money", **FUNDED | {"reference": "A"}).text
    assert "Đã gửi đề nghị" in one_office.post("/money", **SUPPLIED | {"reference": "A"}).text


def test_an_inspector_reads_and_is_shown_no_form(
    desk: Desk, finance: Browser, approver: Browser, inspector: Browser
) -> None:
    booked(finance, approver, **FUNDED)
    shown = inspector.text("/money")
    assert "UNC 17" in shown
    assert 'name="amount_vnd"' not in shown
    assert "Chín tỷ đồng" in inspector.text("/money/proposals/1")


def test_the_months_dues_stand_beside_the_funding(
    desk: Desk, finance: Browser, approver: Browser
) -> None:
    take(desk.centre, [row(desk.centre)])
    assert "500.000" in finance.text("/money").partition("Còn thiếu")[2].partition("</table>")[0]
    booked(finance, approver, **FUNDED)
    month = finance.text("/money").partition("Còn thiếu")[2].partition("</table>")[0]
    assert "9.000.000.000" in month
    assert "Đủ" in month


def test_the_table_is_narrowed_sorted_and_given_as_files(
    desk: Desk, finance: Browser, approver: Browser
) -> None:
    booked(finance, approver, **FUNDED)
    booked(finance, approver, **SUPPLIED)
    assert "UNC 17" not in finance.text("/money?about=supplied")
    assert "PC 7" not in finance.text("/money?programme=BTXH")
    assert "PC 7" not in finance.text(f"/money?province={OFFICE.province}")
    shown = finance.text("/money?sort=amount&order=asc").partition("Các lệnh đã ghi sổ")[2]
    assert shown.index("PC 7") < shown.index("UNC 17")
    with closing(finance.get("/money/booked.csv?about=funded")) as answer:
        lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    (funded,) = lines[1:]
    assert [funded[at] for at in (7, 8, 10, 11)] == ["9000000000", "UNC 17", "finance", "approver"]
    with closing(finance.get("/money/booked.xlsx")) as answer:
        assert answer.status_code == 200
    assert finance.get("/money/booked.pdf").status_code == 404


def test_a_proposal_about_something_else_is_no_instruction(desk: Desk, approver: Browser) -> None:
    with desk.centre.engine.begin() as connection:
        propose(connection, ProposalKind.LIST, "list:1", {}, "lan", desk.clock())
    assert approver.get("/money/proposals/1").status_code == 404
    assert approver.post("/money/proposals/1/approve").status_code == 404
    assert approver.get("/money/proposals/99").status_code == 404


def test_english_has_words_too(finance: Browser) -> None:
    finance.post("/language", language="en")
    shown = finance.post("/money/preview", **FUNDED).text
    assert "Nine billion dong" in shown
    assert "Funding received" in shown
