"""What every route of both sides obeys, a new one too: these tests go through the routes there are.

How a rule works in one place is told in `tests/unit/web`; here it is that nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from firmware_config.web.access import Door
from tests.conftest import Count
from tests.simulators.both_sides import (
    Side,
    ask,
    centre_side,
    counter_side,
    is_open,
    path_of,
    sign_in,
)
from tests.unit.web.small_side import token_of

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ELSEWHERE = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)
_AWAY = ("//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example")
_FREE_TRIES = 8


@pytest.fixture(params=["counter", "centre"])
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    with {"counter": counter_side, "centre": centre_side}[request.param](tmp_path) as made:
        yield made


def test_every_answer_bears_the_headers_whoever_asks(side: Side, count: Count) -> None:
    wrong, asked = [], 0
    for client in (side.stranger(), side.signed_in(side.roles[0])):
        for rule in side.routes:
            headers = ask(client, side.app, rule).headers
            asked += 1
            csp = headers.get("Content-Security-Policy", "")
            if "default-src 'self'" not in csp or "unsafe" in csp:
                wrong.append(f"{rule.endpoint}: {csp}")
            wrong += [
                f"{rule.endpoint}: {name}"
                for name, value in _HEADERS.items()
                if headers.get(name) != value
            ]
            if "Server" in headers:
                wrong.append(f"{rule.endpoint}: Server")
    assert wrong == []
    count(asked, "routes: answers whose headers were looked at")


def test_nothing_that_is_not_open_to_anyone_is_kept_by_a_browser_or_a_proxy(side: Side) -> None:
    browsers = {role: side.signed_in(role) for role in side.roles}
    wrong = []
    for rule in side.routes:
        access = side.access(rule)
        if is_open(access) or access.door is not Door.STAFF:
            continue
        answer = ask(browsers[side.role_for(rule)], side.app, rule)
        if answer.headers.get("Cache-Control") != "no-store":
            wrong.append(f"{rule.endpoint}: {answer.headers.get('Cache-Control')}")
    assert wrong == []


def test_no_form_is_taken_without_the_session_s_token(side: Side, count: Count) -> None:
    browsers = {role: side.signed_in(role) for role in side.roles}
    wrong, forms = {}, 0
    for rule in side.forms:
        access = side.access(rule)
        if access.door not in (Door.ANYONE, Door.STAFF):
            continue  # no cookie counts there
        forms += 1
        client = browsers[side.role_for(rule)]
        for form in ({}, {"csrf_token": ""}, {"csrf_token": "guessed"}):
            answer = ask(client, side.app, rule, data=form)
            if answer.status_code != 400:
                wrong[rule.endpoint] = answer.status_code
    assert wrong == {}
    count(forms, "routes: forms refused without the session's token")


def test_no_request_from_another_site_changes_anything(side: Side) -> None:
    browsers = {role: side.signed_in(role) for role in side.roles}
    wrong = {}
    for rule in side.forms:
        client = browsers[side.role_for(rule)]
        for headers in _ELSEWHERE:
            answer = ask(client, side.app, rule, headers=headers)
            if answer.status_code != 403:
                wrong[rule.endpoint] = (answer.status_code, headers)
    assert wrong == {}


def test_no_route_answers_under_a_name_that_is_not_ours(side: Side) -> None:
    client = side.stranger()
    answers = {
        rule.endpoint: ask(client, side.app, rule, headers={"Host": "evil.example"}).status_code
        for rule in side.routes
    }
    assert {name: status for name, status in answers.items() if status != 400} == {}


def test_no_route_leads_to_another_site(side: Side) -> None:
    clients = [side.stranger(), *(side.signed_in(role) for role in side.roles)]
    wrong = []
    for client in clients:
        token = token_of(client.get("/sign-in"))
        for away in _AWAY:
            for rule in side.routes:
                if rule in side.forms:
                    continue
                answer = ask(client, side.app, rule, query_string={"next": away})
                if not _stays(answer.location):
                    wrong.append((rule.endpoint, answer.location))
            form = {"csrf_token": token, "next": away, "language": "vi"}
            answer = client.post("/language", data=form)
            if not _stays(answer.location):
                wrong.append(("language", answer.location))
    assert wrong == []


def test_a_session_planted_before_the_sign_in_is_not_the_one_after_it(side: Side) -> None:
    client = side.stranger()
    password = side.account("lan", side.roles[0])
    name = side.app.config["SESSION_COOKIE_NAME"]
    client.get("/sign-in")
    planted = client.get_cookie(name)
    assert planted is not None
    sign_in(client, "lan", password)
    after = client.get_cookie(name)
    assert after is not None
    assert after.value != planted.value
    attacker = side.stranger()
    attacker.set_cookie(name, planted.value)
    home = ask(attacker, side.app, next(one for one in side.routes if one.rule == "/"))
    assert (home.location or "").startswith("/sign-in")


def test_passwords_cannot_be_guessed_fast(side: Side) -> None:
    client = side.stranger()
    side.account("lan", side.roles[0])
    answers = []
    for guess in range(_FREE_TRIES):
        token = token_of(client.get("/sign-in"))
        form = {"user": "lan", "password": f"guess {guess}", "csrf_token": token}
        answers.append(client.post("/sign-in", data=form).status_code)
    assert answers[0] == 401
    assert answers[-1] == 429


def test_every_cookie_is_kept_from_scripts_and_from_other_sites(side: Side) -> None:
    for cookie in _cookies(side):
        assert "HttpOnly" in cookie, cookie
        assert "SameSite=Strict" in cookie, cookie
        assert "Domain" not in cookie, cookie


def test_under_https_every_cookie_is_secure_and_the_session_s_bound_to_the_host(
    tmp_path: Path,
) -> None:
    with centre_side(tmp_path, https=True) as side:
        cookies = _cookies(side, base_url="https://127.0.0.1/")
        assert any(cookie.startswith("__Host-cardsvc_session=") for cookie in cookies)
        for cookie in cookies:
            assert "Secure" in cookie, cookie
            assert "Path=/" in cookie, cookie


def test_a_number_past_all_bounds_is_no_address(side: Side) -> None:
    clients = {role: side.signed_in(role) for role in side.roles}
    wrong = {}
    for rule in side.routes:
        path = path_of(side.app, rule)
        if "int:" not in rule.rule or side.access(rule).door is not Door.STAFF:
            continue
        far = path.replace("/1", f"/{10**30}")
        assert far != path
        answer = clients[side.role_for(rule)].open(far, method="GET")
        if answer.status_code not in (404, 405):
            wrong[rule.endpoint] = answer.status_code
    assert wrong == {}


def _cookies(side: Side, **more: str) -> list[str]:
    """All that a browser is given on its way in and when it chooses a language."""
    client = side.stranger()
    password = side.account("lan", side.roles[0])
    seen = []
    first = client.get("/sign-in", **more)
    form = {"user": "lan", "password": password, "csrf_token": token_of(first)}
    second = client.post("/sign-in", data=form, **more)
    third = client.get("/sign-in", **more)
    form = {"csrf_token": token_of(third), "language": "en", "next": "/"}
    fourth = client.post("/language", data=form, **more)
    for answer in (first, second, third, fourth):
        seen += answer.headers.getlist("Set-Cookie")
    assert len(seen) >= 3
    return seen


def _stays(location: str | None) -> bool:
    if location is None:
        return True
    return urlsplit(location).netloc in ("", "localhost", "127.0.0.1") and location[:2] != "//"
