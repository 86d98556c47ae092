"""Who may use the centre's pages."""

from __future__ import annotations

import re

import pytest

from firmware_config.web.accounts import AccountsError
from tests.simulators.centre_pages import Browser, Desk

# Who may do what


@pytest.mark.parametrize("path", ["/", "/progress", "/lists", "/people", "/people/1"])
def test_preparer_and_inspector_read_the_same_pages(
    desk: Desk, hanh: str, path: str, preparer: Browser, inspector: Browser
) -> None:
    assert desk.client.get(path, headers={"Host": "127.0.0.1"}).status_code == 303
    assert preparer.get(path).status_code == 200
    assert inspector.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/lists",
        "/lists/1/submit",
        "/lists/1/approve",
        "/lists/1/transfer",
        f"/lists/sheet/{'0' * 64}",
        "/deaths",
        "/people/1/sheet",
        "/people/1/card",
    ],
)
def test_an_inspector_changes_nothing(hanh: str, inspector: Browser, path: str) -> None:
    assert inspector.post(path).status_code == 403


def test_an_inspector_sees_no_sheet_and_no_form(
    desk: Desk, hanh: str, issuer: Browser, inspector: Browser
) -> None:
    page = issuer.post(f"{hanh}/sheet")
    (sheet,) = set(re.findall(rf'"({hanh}/sheets/\w+\.pdf)"', page.text))
    assert issuer.get(sheet).data.startswith(b"%PDF")
    assert inspector.get(sheet).status_code == 403
    assert f"{hanh}/card" not in inspector.get(hanh).text
    assert 'type="file"' not in inspector.get("/lists").text


def test_a_counter_s_role_is_none_of_the_centre_s(desk: Desk) -> None:
    with pytest.raises(AccountsError, match="account-role"):
        desk.accounts.create("lan", "teller")


@pytest.mark.parametrize("path", ["/people/1/card", "/people/1/sheet", "/people"])
def test_a_form_without_the_session_s_token_does_nothing(
    desk: Desk, hanh: str, issuer: Browser, path: str
) -> None:
    issuer.get("/")
    assert issuer.client.post(path, data={"csrf_token": "guess"}).status_code == 400
    assert desk.rows_in("card") == desk.rows_in("record") == 0


def test_every_page_says_that_it_is_simulated(hanh: str, issuer: Browser, desk: Desk) -> None:
    signed_out = desk.client.get("/sign-in", headers={"Host": "127.0.0.1"})
    pages = [issuer.get(path) for path in ("/", "/lists", "/people", hanh, "/nowhere")]
    assert all("HỆ THỐNG MÔ PHỎNG" in page.text for page in (signed_out, *pages))
