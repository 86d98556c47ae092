from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from firmware_config.web.access import AccessError, public, roles, staff
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.sessions import Sessions
from tests.simulators.routes import routes_without_rule
from tests.unit.web.small_side import Clock, token_of


def test_a_route_without_a_rule_is_refused_even_to_staff(app: Flask, teller: FlaskClient) -> None:
    assert routes_without_rule(app) == ["forgotten"]
    answer = teller.get("/forgotten")
    assert answer.status_code == 500
    assert "nobody gave a rule" not in answer.text


def test_a_stranger_is_sent_to_sign_in_and_then_to_what_was_wanted(
    client: FlaskClient, accounts: FileAccounts
) -> None:
    password = accounts.create("lan", "teller")
    answer = client.get("/cash?day=5")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/cash?day%3D5")
    page = client.get(answer.location)
    assert 'value="/cash?day=5"' in page.text
    form = {"user": " LAN ", "password": password, "next": "/cash?day=5"}
    done = client.post("/sign-in", data={**form, "csrf_token": token_of(page)})
    assert (done.status_code, done.location) == (303, "/cash?day=5")
    assert client.get("/cash").text == "cash for lan"


@pytest.mark.parametrize("headers", [{"X-Live": "refresh"}, {"Accept": "text/event-stream"}])
def test_what_a_page_asks_by_itself_gets_401_and_keeps_no_session_alive(
    teller: FlaskClient, clock: Clock, headers: dict[str, str]
) -> None:
    for _ in range(4):
        clock.now_s += 500
        last = teller.get("/cash", headers=headers)
    assert last.status_code == 401


def test_another_role_is_refused(client: FlaskClient, accounts: FileAccounts) -> None:
    password = accounts.create("an", "finance")
    form = {"user": "an", "password": password, "csrf_token": token_of(client.get("/sign-in"))}
    client.post("/sign-in", data=form)
    assert client.get("/").status_code == 200
    assert client.get("/cash").status_code == 403


def test_sign_in_gives_a_new_session_and_a_new_token(
    client: FlaskClient, accounts: FileAccounts
) -> None:
    password = accounts.create("lan", "teller")
    before = token_of(client.get("/sign-in"))
    form = {"user": "lan", "password": password, "csrf_token": before}
    client.post("/sign-in", data=form)
    with client.session_transaction() as first:
        assert "csrf_token" not in first
        first_sid = first["sid"]
    assert token_of(client.get("/")) != before
    form["csrf_token"] = token_of(client.get("/sign-in"))
    client.post("/sign-in", data=form)
    with client.session_transaction() as second:
        assert second["sid"] != first_sid


def test_a_cookie_kept_from_before_sign_out_opens_nothing(teller: FlaskClient) -> None:
    kept = teller.get_cookie("small_session")
    assert kept is not None
    teller.post("/sign-out", data={"csrf_token": token_of(teller.get("/"))})
    assert teller.get("/cash").status_code == 303
    teller.set_cookie("small_session", kept.value)
    assert teller.get("/cash").status_code == 303


def test_a_removed_account_is_signed_out_at_once(
    teller: FlaskClient, accounts: FileAccounts
) -> None:
    accounts.remove("lan")
    assert teller.get("/cash").status_code == 303


def test_a_new_password_signs_out_the_sessions_of_the_old_one(
    teller: FlaskClient, accounts: FileAccounts
) -> None:
    accounts.new_password("lan")
    assert teller.get("/cash").status_code == 303


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"]
)
def test_sign_in_leads_nowhere_else(
    client: FlaskClient, accounts: FileAccounts, wanted: str
) -> None:
    password = accounts.create("lan", "teller")
    token = token_of(client.get("/sign-in"))
    form = {"user": "lan", "password": password, "next": wanted, "csrf_token": token}
    assert client.post("/sign-in", data=form).location == "/"


def test_a_wrong_password_says_so_and_then_asks_to_wait(
    client: FlaskClient, accounts: FileAccounts
) -> None:
    accounts.create("lan", "teller")
    token = token_of(client.get("/sign-in"))
    form = {"user": "lan", "password": "wrong", "csrf_token": token}
    first = client.post("/sign-in", data=form)
    assert first.status_code == 401
    assert "không đúng" in first.text
    assert "wrong" not in first.text
    for _ in range(2):
        client.post("/sign-in", data=form)
    waiting = client.post("/sign-in", data=form)
    assert waiting.status_code == 429
    assert "sau 2 giây" in waiting.text


def test_a_session_ends_when_idle_and_after_its_longest_time(
    accounts: FileAccounts, clock: Clock
) -> None:
    accounts.create("lan", "teller")
    account = accounts.find("lan")
    assert account is not None
    sessions = Sessions(accounts, clock=clock, idle_s=10, longest_s=25)
    sid = sessions.begin(account)
    for now_s in (8, 16, 24):
        clock.now_s = now_s
        assert sessions.account_of(sid, active=True) == account
    clock.now_s = 25
    assert sessions.account_of(sid, active=True) is None
    sid = sessions.begin(account)
    clock.now_s = 33
    assert sessions.account_of(sid, active=False) == account
    clock.now_s = 35
    assert sessions.account_of(sid, active=True) is None


def test_who_is_at_work_is_who_was_active_last_and_nobody_after_sign_out_or_idle(
    accounts: FileAccounts, clock: Clock
) -> None:
    sessions = Sessions(accounts, clock=clock, idle_s=10, longest_s=100)
    assert sessions.at_work() is None
    sids, staff = {}, {}
    for user in ("lan", "minh"):
        accounts.create(user, "teller")
        account = accounts.find(user)
        assert account is not None
        staff[user], sids[user] = account, sessions.begin(account)
    clock.now_s = 5
    sessions.account_of(sids["lan"], active=True)
    sessions.account_of(sids["minh"], active=False)  # a page that asks by itself
    assert sessions.at_work() == staff["lan"]
    sessions.end(sids["lan"])
    assert sessions.at_work() == staff["minh"]
    clock.now_s = 10
    assert sessions.at_work() is None


def test_whose_account_is_taken_away_is_not_at_work(accounts: FileAccounts, clock: Clock) -> None:
    accounts.create("lan", "teller")
    account = accounts.find("lan")
    assert account is not None
    sessions = Sessions(accounts, clock=clock)
    sessions.begin(account)
    accounts.remove("lan")
    assert sessions.at_work() is None


def test_one_route_has_one_rule() -> None:
    def view() -> str:
        return ""

    with pytest.raises(AccessError, match="two-rules"):
        public(staff(view))
    with pytest.raises(AccessError, match="rule-without-role"):
        roles()
