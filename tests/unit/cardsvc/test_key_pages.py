"""The page of signing keys: what there is, and changes that take two administrators."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cardsvc.signing.keys import HeldKey, KeyState
from cardsvc.staff.roles import ADMINISTRATOR, INSPECTOR
from firmware_config.trust import Role, TrustList
from tests.simulators.centre_pages import OFFICE, Browser, Desk


@pytest.fixture
def lan(desk: Desk) -> Browser:
    return desk.sign_in(ADMINISTRATOR, "lan")


@pytest.fixture
def minh(desk: Desk) -> Browser:
    return desk.sign_in(ADMINISTRATOR, "minh")


def the_key(desk: Desk, role: Role = Role.PAYOUT_LIST) -> HeldKey:
    """The one that signs for the office's province."""
    now = desk.centre.clock()
    keyring = desk.centre.keyring
    return next(
        one
        for one in keyring.held()
        if one.name.role is role
        and one.name.province in (None, OFFICE.province)
        and keyring.state(one, now) is KeyState.SIGNING
    )


def state_of(desk: Desk, key: HeldKey) -> KeyState:
    keyring = desk.centre.keyring
    return keyring.state(keyring.find(key.kid), desk.centre.clock())


def proposal_in(page: str) -> str:
    found = re.search(r"/keys/proposals/(\d+)/withdraw", page)
    assert found is not None
    return found[1]


def test_the_page_tells_of_every_key_where_it_is_kept(desk: Desk, lan: Browser) -> None:
    page = lan.get("/keys").text
    for key in desk.centre.keyring.held():
        assert key.kid.hex() in page
    for words in ("Chế độ hưởng trên thẻ và phiếu", "Đang ký", "Tệp trên máy chủ", "Cả nước"):
        assert words in page


def test_keys_are_for_administrators(desk: Desk, issuer: Browser) -> None:
    key = the_key(desk)
    assert issuer.get("/keys").status_code == 403
    for somebody in (issuer, desk.sign_in(INSPECTOR, "thanh")):
        assert somebody.post(f"/keys/{key.kid.hex()}/revoke").status_code == 403
    assert state_of(desk, key) is KeyState.SIGNING


def test_an_inspector_reads_all_and_is_offered_nothing_to_do(desk: Desk, lan: Browser) -> None:
    key = the_key(desk)
    lan.post(f"/keys/{key.kid.hex()}/revoke")
    inspector = desk.sign_in(INSPECTOR, "thanh")
    for path in ("/keys", f"/keys/{key.kid.hex()}"):
        page = inspector.get(path).text
        assert key.kid.hex() in page
        assert "Huỷ bỏ" in page  # what waits
        assert re.findall(r'action="/keys[^"]*"', page) == []
    assert 'href="/keys"' in page


def test_what_waits_leads_to_the_key(desk: Desk, lan: Browser, minh: Browser) -> None:
    key = the_key(desk)
    lan.post(f"/keys/{key.kid.hex()}/revoke")
    lan.post("/keys", role="ledger-ack", year=str(desk.centre.clock().year))
    leads = re.findall(r'<td class="breaks"><a href="(/keys[^"]*)"', minh.get("/proposals").text)
    assert sorted(leads) == ["/keys", f"/keys/{key.kid.hex()}"]
    assert "Duyệt" in minh.get(leads[0]).text


def test_one_proposes_and_another_approves(desk: Desk, lan: Browser, minh: Browser) -> None:
    key = the_key(desk)
    before = desk.centre.publisher.trust_list()
    page = lan.post(f"/keys/{key.kid.hex()}/revoke").text
    assert "Một người quản trị khác phải duyệt" in page
    assert state_of(desk, key) is KeyState.SIGNING
    number = proposal_in(lan.get("/keys").text)
    answer = lan.post(f"/keys/proposals/{number}/approve").text
    assert "Người đề nghị không được tự duyệt" in answer
    assert state_of(desk, key) is KeyState.SIGNING
    assert "Đã huỷ bỏ khoá" in minh.post(f"/keys/proposals/{number}/approve").text
    assert state_of(desk, key) is KeyState.REVOKED
    after = desk.centre.publisher.trust_list()
    assert after.etag != before.etag
    root = desk.centre.keyring.root
    told = TrustList.parse(after.octets, root, TrustList.parse(before.octets, root))
    assert [one.key.kid for one in told.keys if one.revoked_at] == [key.kid]
    assert "Đề nghị này đã được xử lý" in minh.post(f"/keys/proposals/{number}/approve").text


def test_a_key_is_replaced_by_one_that_counters_know_first(
    desk: Desk, lan: Browser, minh: Browser
) -> None:
    key = the_key(desk)
    lan.post(f"/keys/{key.kid.hex()}/rotate", days="14")
    number = proposal_in(minh.get("/keys").text)
    assert "Đã tạo khoá mới" in minh.post(f"/keys/proposals/{number}/approve").text
    (new,) = [
        one
        for one in desk.centre.keyring.held()
        if (one.name.role, one.name.province) == (key.name.role, key.name.province)
        and one.kid != key.kid
    ]
    assert state_of(desk, new) is KeyState.AHEAD
    assert state_of(desk, key) is KeyState.SIGNING
    page = lan.get(f"/keys/{key.kid.hex()}").text
    assert "Thôi ký từ" in page


def test_a_new_key_for_a_programme_is_made_once(desk: Desk, lan: Browser, minh: Browser) -> None:
    year = desk.centre.clock().year + 1
    form: dict[str, Any] = {
        "role": "entitlement",
        "province": OFFICE.province.text,
        "programme": "BTXH",
        "year": str(year),
    }
    lan.post("/keys", **form)
    assert "đang chờ duyệt" in lan.post("/keys", **form).text
    number = proposal_in(minh.get("/keys").text)
    minh.post(f"/keys/proposals/{number}/approve")
    made = [one for one in desk.centre.keyring.held() if one.name.year == year]
    assert [code.text for one in made for code in one.name.programmes] == ["BTXH"]
    assert "Đã có khoá như vậy" in lan.post("/keys", **form).text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"role": "king", "year": "2027"}, "Hãy chọn khoá dùng để ký gì"),
        ({"role": "entitlement", "year": "2027"}, "phải có tỉnh"),
        ({"role": "ledger-ack", "province": "01", "year": "2027"}, "phải có tỉnh"),
        ({"role": "payout-list", "province": "01", "programme": "BTXH", "year": "2027"}, "có tỉnh"),
        ({"role": "ledger-ack", "year": ""}, "năm nay và năm sau"),
        ({"role": "ledger-ack", "year": "2040"}, "năm nay và năm sau"),
        ({"role": "ledger-ack", "year": "2021"}, "đã qua"),
        ({"role": "entitlement", "province": "99", "year": "2027"}, "Không thực hiện được"),
        ({"role": "entitlement", "province": "<b>", "year": "2027"}, "Không thực hiện được"),
    ],
)
def test_a_key_that_cannot_be_is_told_and_not_proposed(
    desk: Desk, lan: Browser, form: dict[str, Any], words: str
) -> None:
    assert words in lan.post("/keys", **form).text
    assert desk.centre.key_desk.waiting() == ()


@pytest.mark.parametrize("days", ["", "-1", "366", "soon"])
def test_a_lead_that_is_none_is_told(desk: Desk, lan: Browser, days: str) -> None:
    page = lan.post(f"/keys/{the_key(desk).kid.hex()}/rotate", days=days).text
    assert "Số ngày phải từ 0 đến 365" in page


def test_a_proposal_can_be_withdrawn(desk: Desk, lan: Browser, minh: Browser) -> None:
    key = the_key(desk)
    lan.post(f"/keys/{key.kid.hex()}/retire")
    number = proposal_in(lan.get("/keys").text)
    assert "Đã bỏ đề nghị" in lan.post(f"/keys/proposals/{number}/withdraw").text
    assert "đã được xử lý" in minh.post(f"/keys/proposals/{number}/approve").text
    assert state_of(desk, key) is KeyState.SIGNING


def test_an_address_of_no_key_is_not_found(lan: Browser) -> None:
    for kid in ("00" * 8, "nothing", "..%2f"):
        assert lan.get(f"/keys/{kid}").status_code == 404
    assert lan.post(f"/keys/{'00' * 8}/revoke").status_code == 404
    assert "Không có đề nghị này" in lan.post("/keys/proposals/999/approve").text
