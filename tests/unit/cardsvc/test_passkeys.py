"""A passkey in place of the code: added with the code, given at sign-in, and of this page only."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from cardsvc.staff.account import forget_factor
from cardsvc.staff.passkeys import MOST_PASSKEYS
from tests.simulators.centre_pages import PASSWORD, Browser, Desk
from tests.simulators.security_key import SecurityKey
from tests.unit.cardsvc.test_sign_in import actions, app_code, signed_in, with_app

ORIGIN = "http://localhost"


@pytest.fixture
def totp_required() -> bool:
    return True


@pytest.fixture
def secret(desk: Desk) -> bytes:
    return with_app(desk)[0]


@pytest.fixture
def lan(desk: Desk, secret: bytes) -> Browser:
    return signed_in(desk, "lan", secret)


def asked_on(page: TestResponse) -> str:
    """What the page asks of a key."""
    found = re.search(r'data-passkey="([^"]+)"', page.text)
    assert found, "no passkey is asked for"
    return html.unescape(found[1])


def fresh_code(desk: Desk, secret: bytes) -> str:
    """One that was not used yet."""
    desk.clock.forward(timedelta(seconds=30))
    return app_code(desk, secret)


def add(desk: Desk, browser: Browser, secret: bytes, key: SecurityKey, **form: str) -> TestResponse:
    asked = asked_on(browser.get("/account"))
    told: dict[str, Any] = {
        "passkey": key.make(asked),
        "name": "Khoá USB",
        "code": fresh_code(desk, secret),
    }
    return browser.post("/account/passkeys", **(told | form))


@pytest.fixture
def key(desk: Desk, lan: Browser, secret: bytes) -> SecurityKey:
    """One that Lan has added."""
    made = SecurityKey(ORIGIN)
    assert "Đã thêm khoá" in add(desk, lan, secret, made).text
    return made


def half_way(desk: Desk) -> Browser:
    browser = desk.browser()
    assert browser.sign_in("lan", PASSWORD).location == "/sign-in/code"
    return browser


def give(browser: Browser, answer: str) -> TestResponse:
    page = browser.get("/sign-in/code")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    form = {"passkey": answer, "csrf_token": token[1]}
    return browser.client.post("/sign-in/passkey", data=form)


def given(browser: Browser, key: SecurityKey) -> TestResponse:
    """The page is opened, the key touched, the form sent."""
    page = browser.get("/sign-in/code")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    form = {"passkey": key.give(asked_on(page)), "csrf_token": token[1]}
    return browser.client.post("/sign-in/passkey", data=form)


def test_a_passkey_is_as_good_as_a_code(desk: Desk, key: SecurityKey) -> None:
    browser = half_way(desk)
    assert browser.get("/").status_code == 303, "nothing opens before the key is given"
    answer = given(browser, key)
    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.get("/").status_code == 200
    assert {"passkey-added", "signed-in"} <= set(actions(desk))
    assert "Khoá USB" in browser.get("/account").text


def test_the_code_is_still_good_beside_it(desk: Desk, key: SecurityKey, secret: bytes) -> None:
    desk.clock.forward(timedelta(seconds=30))
    assert signed_in(desk, "lan", secret).get("/").status_code == 200


def test_who_has_no_passkey_is_asked_for_none(desk: Desk, secret: bytes) -> None:
    assert "data-passkey" not in half_way(desk).get("/sign-in/code").text


def test_a_key_answers_to_one_page_once(desk: Desk, key: SecurityKey) -> None:
    browser = half_way(desk)
    page = browser.get("/sign-in/code")
    answer = key.give(asked_on(page))
    other = half_way(desk)
    assert give(other, answer).status_code == 401, "another page asked something else"
    assert browser.get("/sign-in/code").status_code == 200
    assert give(browser, answer).status_code == 401, "the page was opened again since"


def test_a_look_alike_page_gains_nothing(desk: Desk, key: SecurityKey) -> None:
    elsewhere = replace(key, origin="http://chitra.example")
    browser = half_way(desk)
    answer = given(browser, elsewhere)
    assert answer.status_code == 401
    assert "không phải của tài khoản" in answer.text
    assert browser.get("/").status_code == 303
    assert "sign-in-failed" in actions(desk)


def test_another_s_key_is_refused(desk: Desk, key: SecurityKey) -> None:
    assert given(half_way(desk), SecurityKey(ORIGIN)).status_code == 401


def test_a_copy_of_a_key_that_counted_less_is_refused_and_told(
    desk: Desk, key: SecurityKey
) -> None:
    copied = replace(key)
    assert given(half_way(desk), key).status_code == 303
    assert given(half_way(desk), copied).status_code == 401
    assert "passkey-copied" in actions(desk)


def test_a_key_that_does_not_count_is_taken_again(desk: Desk, lan: Browser, secret: bytes) -> None:
    key = SecurityKey(ORIGIN, step=0)
    add(desk, lan, secret, key)
    assert [given(half_way(desk), key).status_code for _ in range(2)] == [303, 303]


@pytest.mark.parametrize(
    "answer", ["", "{", "[]", "{}", "[" * 20_000, '{"id": 1}', json.dumps({"x": "y" * 20_000})]
)
def test_what_is_no_answer_of_a_key_is_refused(desk: Desk, key: SecurityKey, answer: str) -> None:
    assert give(half_way(desk), answer).status_code == 401


def test_guessing_waits_as_with_codes(desk: Desk, key: SecurityKey) -> None:
    browser = half_way(desk)
    answers = [give(browser, "{}").status_code for _ in range(12)]
    assert answers[0] == 401
    assert answers[-1] == 429
    assert given(browser, key).status_code == 429


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"code": "000000"}, "Mã xác thực không đúng"),
        ({"passkey": "{}"}, "Trả lời của khoá không đúng"),
    ],
)
def test_nothing_is_added_without_the_code_or_the_key(
    desk: Desk, lan: Browser, secret: bytes, form: dict[str, str], words: str
) -> None:
    assert words in add(desk, lan, secret, SecurityKey(ORIGIN), **form).text
    assert desk.rows_in("staff_passkey") == 0


def test_a_key_is_added_once_and_an_account_has_so_many(
    desk: Desk, lan: Browser, secret: bytes
) -> None:
    key = SecurityKey(ORIGIN)
    add(desk, lan, secret, key)
    assert "đã được thêm rồi" in add(desk, lan, secret, key).text
    for _ in range(MOST_PASSKEYS - 1):
        add(desk, lan, secret, SecurityKey(ORIGIN))
    assert desk.rows_in("staff_passkey") == MOST_PASSKEYS
    assert "data-passkey" not in lan.get("/account").text


def test_a_key_that_is_lost_is_removed(
    desk: Desk, lan: Browser, secret: bytes, key: SecurityKey
) -> None:
    def remove(code: str) -> str:
        return lan.post("/account/passkeys/1/remove", code=code).text

    assert "Mã xác thực không đúng" in remove("000000")
    assert "Đã gỡ khoá" in remove(fresh_code(desk, secret))
    assert "data-passkey" not in half_way(desk).get("/sign-in/code").text
    assert "Không có khoá này" in remove(fresh_code(desk, secret))


def test_with_the_second_factor_reset_no_passkey_is_left(desk: Desk, key: SecurityKey) -> None:
    with desk.centre.engine.begin() as connection:
        forget_factor(connection, "lan")
    assert desk.rows_in("staff_passkey") == 0
