"""Accounts under four eyes, what waits for approval, and the trail on its page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from cardsvc.staff.account import find_account
from cardsvc.staff.audit import Wanted, entries, record
from cardsvc.staff.password import TEMPORARY_LASTS
from cardsvc.staff.proposals import ProposalKind, open_proposals, propose
from cardsvc.staff.scope import Scope
from firmware_config.ids import OfficeId, ProvinceCode
from firmware_config.web.language import vn_datetime
from tests.integration.cardsvc.test_audit import tamper
from tests.simulators.centre_pages import PASSWORD, Browser, Desk, new_account

TUYEN_QUANG = Scope(frozenset({ProvinceCode("08")}))


@pytest.fixture
def first(desk: Desk) -> Browser:
    return desk.sign_in("administrator", "mot")


@pytest.fixture
def second(desk: Desk) -> Browser:
    return desk.sign_in("administrator", "hai")


def state_of(desk: Desk, user: str) -> tuple[str, str, str | None]:
    with desk.centre.reading.begin() as connection:
        found = find_account(connection, user)
    assert found
    return found.state.value, found.role, found.scope.province_codes


def proposal(desk: Desk) -> int:
    with desk.centre.reading.begin() as connection:
        return open_proposals(connection)[-1].id


def password_on(page: TestResponse) -> str:
    found = re.search(r'id="temporary-password">([^<]+)<', page.text)
    assert found
    return found[1]


def test_a_new_account_needs_two_administrators(
    desk: Desk, first: Browser, second: Browser
) -> None:
    page = first.post("/accounts", user="lan", role="approver", provinces="08", offices="")
    password = password_on(page)
    assert password not in first.get(page.request.full_path).text, "shown once"
    assert desk.browser().sign_in("lan", password).status_code == 401
    made = proposal(desk)
    assert "Bạn là người đề nghị" in page.text
    own = first.post(f"/accounts/lan/proposals/{made}/approve")
    assert own.status_code == 409
    assert "không được tự duyệt" in own.text
    assert 'href="/accounts/lan"' in second.get("/proposals").text
    assert "Đã duyệt" in second.post(f"/accounts/lan/proposals/{made}/approve").text
    assert state_of(desk, "lan") == ("active", "approver", "08")
    assert desk.browser().sign_in("lan", password).location == "/sign-in/set-up"


def test_a_temporary_password_ends_and_the_page_says_when(
    desk: Desk, first: Browser, second: Browser
) -> None:
    page = first.post("/accounts", user="lan", role="approver")
    password = password_on(page)
    assert "72 giờ" in page.text
    desk.clock.forward(TEMPORARY_LASTS)
    first.sign_in("mot", PASSWORD)
    second.sign_in("hai", PASSWORD)
    approved = second.post(f"/accounts/lan/proposals/{proposal(desk)}/approve")
    ends_at = vn_datetime(desk.clock() + TEMPORARY_LASTS)
    assert f"Dùng được đến {ends_at}" in approved.text, "its time begins with the approval"
    desk.clock.forward(TEMPORARY_LASTS - timedelta(seconds=1))
    assert desk.browser().sign_in("lan", password).location == "/sign-in/set-up"
    desk.clock.forward(timedelta(seconds=1))
    refused = desk.browser().sign_in("lan", password)
    assert refused.status_code == 403
    assert "đề nghị một người quản trị" in refused.text
    assert desk.browser().sign_in("lan", "wrong").status_code == 401
    first.sign_in("mot", PASSWORD)
    assert f"Hết hạn từ {ends_at}" in first.text("/accounts/lan")
    with desk.centre.reading.begin() as connection:
        trail = entries(connection, Wanted(user="lan"), 0, 100)
    assert '{"factor":"expired-password"}' in [one.data for one in trail]
    first.post("/accounts/lan/unblock")
    second.sign_in("hai", PASSWORD)
    anew = password_on(second.post(f"/accounts/lan/proposals/{proposal(desk)}/approve"))
    assert desk.browser().sign_in("lan", anew).location == "/sign-in/set-up"


def test_an_own_password_does_not_end(desk: Desk) -> None:
    new_account(desk.accounts, "lan", "issuer")
    desk.clock.forward(timedelta(days=400))
    assert desk.browser().sign_in("lan", PASSWORD).location == "/"


def test_a_refused_account_never_signs_in_and_its_name_is_not_given_again(
    desk: Desk, first: Browser, second: Browser
) -> None:
    password = password_on(first.post("/accounts", user="lan", role="approver"))
    second.post(f"/accounts/lan/proposals/{proposal(desk)}/refuse", reason="không rõ ai")
    assert state_of(desk, "lan")[0] == "disabled"
    assert desk.browser().sign_in("lan", password).status_code == 401
    assert "đã có" in first.post("/accounts", user="lan", role="issuer").text


def test_another_role_counts_when_approved_and_signs_out(
    desk: Desk, first: Browser, second: Browser
) -> None:
    lan = desk.sign_in("issuer", "lan")
    first.post("/accounts/lan/role", role="approver", provinces="01, 08", offices="301040")
    assert lan.get("/").status_code == 200
    assert state_of(desk, "lan")[1] == "issuer"
    again = second.post("/accounts/lan/role", role="finance")
    assert "đề nghị cùng loại" in again.text
    second.post(f"/accounts/lan/proposals/{proposal(desk)}/approve")
    assert state_of(desk, "lan") == ("active", "approver", "01,08")
    assert lan.get("/").status_code == 303


def test_who_lost_everything_is_let_in_by_two(desk: Desk, first: Browser, second: Browser) -> None:
    desk.sign_in("issuer", "lan")
    assert first.post("/accounts/lan/password").status_code == 409, "no code would be asked for"
    first.post("/accounts/lan/unblock")
    page = second.post(f"/accounts/lan/proposals/{proposal(desk)}/approve")
    password = password_on(page)
    assert desk.browser().sign_in("lan", PASSWORD).status_code == 401
    assert desk.browser().sign_in("lan", password).location == "/sign-in/set-up"


def test_a_disabled_account_is_out_at_once_and_comes_back_by_two(
    desk: Desk, first: Browser, second: Browser
) -> None:
    lan = desk.sign_in("issuer", "lan")
    assert "Đã khoá tài khoản" in first.post("/accounts/lan/disable").text
    assert lan.get("/").status_code == 303
    assert desk.browser().sign_in("lan", PASSWORD).status_code == 401
    second.post("/accounts/lan/unblock")
    first.post(f"/accounts/lan/proposals/{proposal(desk)}/approve")
    assert state_of(desk, "lan")[0] == "active"


@pytest.mark.parametrize("action", ["disable", "role"])
def test_two_administrators_stay(desk: Desk, first: Browser, second: Browser, action: str) -> None:
    answer = first.post(f"/accounts/hai/{action}", role="finance")
    assert "ít nhất hai người quản trị" in answer.text
    assert state_of(desk, "hai")[:2] == ("active", "administrator")


def test_nobody_disables_the_own_account(desk: Desk, first: Browser, second: Browser) -> None:
    new_account(desk.accounts, "ba", "administrator")
    assert "của chính mình" in first.post("/accounts/mot/disable").text


def test_an_administrator_of_one_province_gives_no_more(desk: Desk, first: Browser) -> None:
    local = desk.sign_in("administrator", "tuyen", TUYEN_QUANG)
    for provinces in ("", "01", "01,08"):
        answer = local.post("/accounts", user="lan", role="issuer", provinces=provinces)
        assert "rộng hơn phạm vi của chính bạn" in answer.text
    assert "rộng hơn" in local.post("/accounts/mot/disable").text
    assert local.post("/accounts", user="lan", role="issuer", provinces="08").status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"user": "Lan Anh"}, "chữ thường không dấu"),
        ({"user": "os:root"}, "chữ thường không dấu"),
        ({"role": "teller"}, "Không có vai trò"),
        ({"provinces": "99"}, "“99” không phải mã tỉnh"),
        ({"offices": "12"}, "“12” không phải mã bưu cục"),
    ],
)
def test_what_is_stated_wrongly_of_an_account_is_said(
    first: Browser, fields: dict[str, str], words: str
) -> None:
    blank: dict[str, Any] = {"user": "lan", "role": "issuer", "provinces": "", "offices": ""}
    assert words in first.post("/accounts", **(blank | fields)).text


def test_an_inspector_reads_accounts_and_changes_none(
    desk: Desk, first: Browser, inspector: Browser
) -> None:
    assert "mot" in inspector.get("/accounts").text
    page = inspector.get("/accounts/mot").text
    assert 'action="/accounts' not in page
    assert inspector.get("/accounts/nobody").status_code == 404


def test_a_proposal_of_something_else_is_not_decided_on_an_account(
    desk: Desk, first: Browser, second: Browser
) -> None:
    with desk.centre.engine.begin() as connection:
        made = propose(connection, ProposalKind.LIST, "list:1", {}, "lan", desk.clock())
    answer = first.post(f"/accounts/hai/proposals/{made}/approve")
    assert "không phải về tài khoản" in answer.text
    assert "list:1" in first.get("/proposals").text


# The trail


def fill(desk: Desk, count: int) -> None:
    with desk.centre.engine.begin() as connection:
        for number in range(count):
            record(connection, "hoa", "person-viewed", f"beneficiary:{number}", desk.clock())


def test_the_trail_is_shown_page_by_page_and_filtered(desk: Desk, inspector: Browser) -> None:
    fill(desk, 60)
    assert 'rel="next"' in inspector.get("/audit").text
    page = inspector.get("/audit?user=hoa&page=2").text
    assert "60 mục" in page
    assert "beneficiary:3<" in page
    assert "beneficiary:30<" not in page
    assert 'href="/audit?page=1&amp;user=hoa"' in page
    assert "Xem hồ sơ người hưởng" in page
    assert "1 mục" in inspector.get("/audit?subject=beneficiary:7").text
    assert "Không có mục nào" in inspector.get("/audit?user=hoa&until=2026-11-22").text
    day = inspector.get("/audit?user=hoa&since=2026-11-23&until=2026-11-23").text
    assert "60 mục" in day


@pytest.mark.parametrize("asked", ["since=9999-12-31", "until=xx", "page=-4", "page=x", "user=%00"])
def test_a_filter_that_makes_no_sense_breaks_nothing(inspector: Browser, asked: str) -> None:
    assert inspector.get(f"/audit?{asked}").status_code == 200


def test_the_page_says_whether_the_trail_is_whole_or_where_it_breaks(
    desk: Desk, inspector: Browser
) -> None:
    fill(desk, 5)
    page = inspector.post("/audit/verify").text
    assert "Nhật ký nguyên vẹn" in page
    head = re.search(r"Mục mới nhất: (\d+:[0-9a-f]{64})", page)
    assert head
    assert "Nhật ký nguyên vẹn" in inspector.post("/audit/verify", head=head[1]).text
    assert "không đúng dạng" in inspector.post("/audit/verify", head="12:x").text
    tamper(desk.centre, "UPDATE audit SET subject = 'beneficiary:9' WHERE seq = 4")
    assert "mục số 4 đã bị sửa" in inspector.post("/audit/verify").text


def test_a_refused_role_is_seen_in_the_trail_of_its_account(
    desk: Desk, first: Browser, second: Browser
) -> None:
    first.post("/accounts", user="lan", role="approver")
    second.post(f"/accounts/lan/proposals/{proposal(desk)}/refuse", reason="không rõ ai")
    page = first.get("/audit?subject=account:lan").text
    assert "Không duyệt vai trò" in page
    assert "Đề nghị vai trò" in page


def test_a_scope_covers_only_what_is_inside() -> None:
    everywhere, office = Scope(), Scope(None, frozenset({OfficeId("301040")}))
    assert everywhere.covers(office)
    assert not office.covers(everywhere)
    assert TUYEN_QUANG.covers(TUYEN_QUANG)
    assert not TUYEN_QUANG.covers(office)
    assert TUYEN_QUANG.allows(ProvinceCode("08"))
    assert not office.allows(ProvinceCode("08"))
    assert office.allows(ProvinceCode("08"), OfficeId("301040"))
