"""Programmes, standards and duties on their pages: who may do what, and the whole way of each."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from cardsvc import tables
from cardsvc.registry.rates import Rates
from cardsvc.staff.scope import Scope
from firmware_config.ids import ProvinceCode
from firmware_config.vietnamese.dates import today
from tests.simulators.centre_pages import PASSWORD, Browser, Desk
from tests.simulators.centre_world import HA_NOI, HANH, MINH, NOVEMBER, find, row, take

PLACE = "/programmes/01/HTXH"
STANDARD: dict[str, Any] = {
    "programme": "BTXH",
    "province": "",
    "since": "2026-11",
    "amount_vnd": "550.000",
    "decree": "Nghị định 1/2026/NĐ-CP",
    "clause": "Điều 4",
}
READERS = ("administrator", "approver", "preparer", "finance", "inspector")


@pytest.fixture
def away(desk: Desk) -> str:
    """The path of the payments of somebody who has collected nothing for three months."""
    take(desk.centre, [row(desk.centre, months=3)], NOVEMBER.plus(-2))
    return f"/duties/people/{find(desk.centre).id}"


def waiting(desk: Desk) -> int:
    """The number of the open proposal."""
    column = tables.proposal.c
    with desk.centre.reading.begin() as connection:
        return int(connection.execute(select(column.id).where(column.state == "open")).scalar_one())


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("path", ["/programmes", PLACE, "/rates", "/duties"])
def test_staff_read_the_pages(desk: Desk, role: str, path: str) -> None:
    assert desk.sign_in(role).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/programmes", "/rates", "/duties"])
def test_pages_are_in_english_too(desk: Desk, path: str, administrator: Browser) -> None:
    administrator.post("/language", language="en")
    assert administrator.get(path).status_code == 200


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("preparer", PLACE),
        ("approver", PLACE),
        ("preparer", f"{PLACE}/1/approve"),
        ("finance", f"{PLACE}/1/approve"),
        ("preparer", "/rates"),
        ("approver", "/rates/preview"),
        ("finance", "/rates/changes/1/approve"),
        ("finance", "/duties/people/1/stop"),
        ("preparer", "/duties/people/1/1/approve"),
        ("administrator", "/duties/people/1/1/approve"),
        ("issuer", "/duties/people/1/stop"),
    ],
)
def test_nobody_decides_beyond_the_role(desk: Desk, role: str, path: str) -> None:
    assert desk.sign_in(role).post(path).status_code == 403


@pytest.mark.parametrize("path", ["/programmes/99/HTXH", "/programmes/01/XX", "/rates/changes/7"])
def test_a_place_that_is_none_is_not_found(administrator: Browser, path: str) -> None:
    assert administrator.get(path).status_code == 404


# Modes


def test_the_table_has_every_province_and_programme(administrator: Browser) -> None:
    page = administrator.get("/programmes").text
    assert page.count('<th scope="row">') == 34
    assert len(re.findall(r'href="/programmes/\d\d/[A-Z]+"', page)) == 34 * len(
        Rates.load().programmes
    )


def test_a_mode_is_proposed_seen_waiting_and_approved(
    administrator: Browser, approver: Browser
) -> None:
    page = administrator.post(PLACE, mode="full", since="2026-11", office="100000")
    assert "Đã gửi đề nghị" in page.text
    assert "cần một người khác duyệt" in page.text
    assert "Chờ duyệt" in approver.get("/programmes").text
    assert f'href="{PLACE}"' in approver.get("/proposals").text
    (address,) = re.findall(rf'action="({PLACE}/\d+/approve)"', approver.get(PLACE).text)
    page = approver.post(address)
    assert "Đã duyệt." in page.text
    assert "từ Tháng 11/2026" in page.text


def test_one_s_own_proposal_cannot_be_approved_by_any_form(administrator: Browser) -> None:
    administrator.post(PLACE, mode="full", since="2026-11")
    assert "/approve" not in administrator.get(PLACE).text
    assert "không được tự duyệt" in administrator.post(f"{PLACE}/1/approve").text


def test_a_proposal_of_another_place_is_not_decided_here(
    administrator: Browser, approver: Browser
) -> None:
    administrator.post(PLACE, mode="full", since="2026-11")
    assert approver.post("/programmes/46/HTXH/1/approve").status_code == 404
    assert approver.post("/rates/changes/1/withdraw").status_code == 404
    approver.post("/rates/changes/1/approve")
    assert "Chờ duyệt" in approver.get("/programmes").text


def test_a_change_turned_down_leaves_the_mode(administrator: Browser, approver: Browser) -> None:
    administrator.post(PLACE, mode="full", since="2026-11")
    page = approver.post(f"{PLACE}/1/withdraw", reason="chưa ký hợp đồng")
    assert "không còn hiệu lực" in page.text
    assert "Toàn tỉnh</span> từ" not in page.text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"mode": "pilot", "since": "2026-11"}, "ít nhất một bưu cục"),
        ({"mode": "full", "since": "tháng 11"}, "Chưa chọn chế độ"),
        ({"mode": "", "since": "2026-11"}, "Chưa chọn chế độ"),
        ({"mode": "off", "since": "2026-11"}, "không có gì để thay đổi"),
        ({"mode": "pilot", "since": "2026-11", "office": "301040"}, "không thuộc tỉnh"),
    ],
)
def test_a_change_that_cannot_be_says_why(
    administrator: Browser, fields: dict[str, Any], told: str
) -> None:
    page = administrator.post(PLACE, **fields)
    assert page.status_code == 422
    assert told in page.text


def test_whoever_has_some_provinces_sees_those(desk: Desk) -> None:
    browser = desk.sign_in("administrator", scope=Scope(frozenset({ProvinceCode("46")})))
    assert browser.get("/programmes").text.count('<th scope="row">') == 1
    assert browser.get(PLACE).status_code == 404
    assert browser.post(PLACE, mode="full", since="2026-11").status_code == 404


def test_a_list_of_a_programme_that_is_off_is_refused_on_the_page(
    preparer: Browser, good_list: bytes
) -> None:
    page = preparer.upload(good_list, programme="HTXH")
    assert page.status_code == 422
    assert "đang dừng ở" in page.text


# Standards


def test_a_standard_is_previewed_proposed_approved_and_run(
    desk: Desk, administrator: Browser, approver: Browser
) -> None:
    take(
        desk.centre,
        [row(desk.centre, months=2), row(desk.centre, MINH, name="Trần Văn Minh", at=6)],
    )
    page = administrator.post("/rates/preview", **STANDARD)
    assert "1.000.000" in page.text
    assert "1.100.000" in page.text
    assert "150.000" in page.text
    assert desk.rows_in("proposal") == 0

    page = administrator.post("/rates", **STANDARD)
    assert page.request.path == f"/rates/changes/{waiting(desk)}"
    page = approver.post(f"{page.request.path}/approve")
    assert page.request.path == "/rates/1"
    desk.centre.runs.work_off()
    page = approver.get("/rates/1")
    assert "2/2" in page.text
    assert desk.rows_in("rate_run_item") == 2


def test_lists_are_read_by_the_standard_approved_here(
    desk: Desk, administrator: Browser, approver: Browser, preparer: Browser, good_list: bytes
) -> None:
    administrator.post("/rates", **STANDARD)
    approver.post(f"/rates/changes/{waiting(desk)}/approve")
    assert "mức chuẩn 550.000" in preparer.upload(good_list).text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("amount_vnd", "500.000", "mức mới phải cao hơn"),
        ("amount_vnd", "nhiều", "phải là số tiền đồng"),
        ("since", "2027-03", "Chỉ đề nghị được cho các kỳ đến 12/2026"),
        ("decree", "", "Cần ghi văn bản"),
        ("programme", "NCC", "không tính theo mức chuẩn"),
    ],
)
@pytest.mark.parametrize("path", ["/rates", "/rates/preview"])
def test_a_standard_that_cannot_be_says_why(
    administrator: Browser, path: str, field: str, value: str, told: str
) -> None:
    page = administrator.post(path, **(STANDARD | {field: value}))
    assert page.status_code == 422
    assert told in page.text


def test_the_country_s_standard_is_not_for_somebody_of_one_province(desk: Desk) -> None:
    browser = desk.sign_in("finance", scope=Scope(frozenset({HA_NOI})))
    assert browser.post("/rates", **STANDARD).status_code == 404
    assert browser.post("/rates", **(STANDARD | {"province": "01"})).status_code == 200


def test_numbers_to_be_checked_against_the_decree_are_marked(administrator: Browser) -> None:
    assert "cần đối chiếu" in administrator.get("/rates").text


# Duties, stops and resumptions


def test_the_calendar_says_what_is_due_by_when(desk: Desk, away: str, preparer: Browser) -> None:
    page = preparer.get("/duties").text
    assert "24/11/2026" in page
    assert "19/11/2026" in page
    assert "06/02/2027" in page
    assert "0/1" in page
    assert "Còn 1 ngày" in page
    desk.clock.forward(timedelta(days=2))
    assert today(desk.clock()).day == 25
    preparer.sign_in("preparer", PASSWORD)
    assert "Quá hạn" in preparer.get("/duties").text


def test_a_list_of_two_months_is_next_month_s_too(desk: Desk, preparer: Browser) -> None:
    take(desk.centre, [row(desk.centre, months=2)])
    assert "Đã đủ" in preparer.get("/duties").text


def test_somebody_away_is_suspended_and_comes_back_with_arrears(
    desk: Desk, away: str, preparer: Browser, approver: Browser
) -> None:
    (found,) = re.findall(rf'href="({away}\?[^"]+)"', preparer.get("/duties").text)
    page = preparer.get(found.replace("&amp;", "&"))
    assert 'value="2026-09"' in page.text
    assert "chưa nhận: Tháng 09/2026, Tháng 10/2026<" in page.text
    (ref,) = re.findall(r'name="entitlement" value="(\w+)" checked', page.text)
    page = preparer.post(f"{away}/stop", entitlement=ref, reason="uncollected", since="2026-09")
    assert "Đề nghị dừng chi, chờ duyệt" in page.text
    number = waiting(desk)
    assert f'href="{away}"' in approver.get("/proposals").text
    assert "Đã duyệt." in approver.post(f"{away}/{number}/approve").text
    assert "Không có ai." in preparer.get("/duties").text

    desk.clock.forward(timedelta(days=10))
    preparer.sign_in("preparer", PASSWORD)
    approver.sign_in("approver", PASSWORD)
    page = preparer.post(f"{away}/resume", entitlement=ref, through="2026-12", with_arrears="1")
    assert "Đề nghị tiếp tục chi, chờ duyệt" in page.text
    approver.post(f"{away}/{waiting(desk)}/approve")
    due = tables.due.c
    with desk.centre.reading.begin() as connection:
        months = connection.scalars(select(due.period).order_by(due.period)).all()
    assert months == [NOVEMBER.code + at for at in (-2, -1, 0, 1)]


def test_somebody_reported_dead_is_proposed_from_the_month_after(
    desk: Desk, away: str, preparer: Browser
) -> None:
    with desk.centre.engine.begin() as connection:
        connection.execute(
            insert(tables.death).values(
                citizen_number=HANH.digits,
                died_on="2026-10-31",
                source="Giấy chứng tử",
                entered_by="an",
                entered_at=desk.clock(),
            )
        )
    page = preparer.get("/duties").text
    assert f"{away}?reason=death&amp;since=2026-11" in page


def test_of_two_programmes_only_the_lower_benefit_is_to_be_stopped(
    desk: Desk, preparer: Browser
) -> None:
    take(desk.centre, [row(desk.centre, category="K6.3", monthly_vnd=1_250_000)])
    held = tables.entitlement
    with desk.centre.engine.begin() as connection:
        pension = dict(connection.execute(select(held)).mappings().one())
        pension |= {"id": bytes(16), "programme": "HTXH", "category": "", "amount_vnd": 500_000}
        connection.execute(insert(held).values(pension))
    page = preparer.get("/duties").text
    assert page.count("reason=refused") == 1
    assert f"reason=refused&amp;since=2026-11&amp;entitlement={'00' * 16}" in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "ít nhất một khoản"),
        ({"entitlement": "zz"}, "Không thực hiện được"),
        ({"reason": "", "entitlement": "00" * 16}, "Chưa chọn lý do"),
        ({"since": "", "entitlement": "00" * 16}, "Kỳ bắt đầu dừng"),
        ({"happened_on": "31/02", "entitlement": "00" * 16}, "không phải là một ngày"),
    ],
)
def test_a_stop_that_cannot_be_says_why(
    away: str, preparer: Browser, fields: dict[str, Any], told: str
) -> None:
    page = preparer.post(f"{away}/stop", **({"reason": "death", "since": "2026-11"} | fields))
    assert page.status_code == 422
    assert told in page.text


def test_somebody_out_of_scope_is_not_found(desk: Desk, away: str) -> None:
    elsewhere = Scope(frozenset({ProvinceCode("46")}))
    browser = desk.sign_in("approver", scope=elsewhere)
    assert browser.get(away).status_code == 404
    assert browser.post(f"{away}/stop").status_code in (404, 422)
    assert "Nguyễn Thị Hồng Hạnh" not in browser.get("/duties").text


def test_looking_and_deciding_are_on_the_trail(desk: Desk, away: str, preparer: Browser) -> None:
    preparer.get(away)
    with desk.centre.reading.begin() as connection:
        actions = connection.scalars(
            select(tables.audit.c.action).where(
                tables.audit.c.subject == f"beneficiary:{find(desk.centre).id}"
            )
        ).all()
    assert actions == ["person-viewed"]
