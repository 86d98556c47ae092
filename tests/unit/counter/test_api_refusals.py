"""What the local interface does not take, and from whom."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from counter.api.blueprint import PREFIX
from counter.api.tills import Tills
from tests.simulators.world import PIN
from tests.unit.counter.till import Till

BAD_BODIES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"presentation": 1}, "pin"),
    ({"presentation": 1, "pin": ""}, "pin"),
    ({"presentation": 1, "pin": "1" * 13}, "pin"),
    ({"presentation": 1, "pin": 123456}, "pin"),
    ({"presentation": "1", "pin": PIN}, "presentation"),
    ({"presentation": True, "pin": PIN}, "presentation"),
    ({"presentation": -1, "pin": PIN}, "presentation"),
    ({"presentation": 1.0, "pin": PIN}, "presentation"),
    ({"presentation": 1, "pin": PIN, "amount": 5}, "amount"),
    ({"presentation": 1, "pin": PIN, "months": 1}, "months"),
    ({"presentation": 1, "pin": PIN, "months": [-1]}, "months"),
    ({"presentation": 1, "pin": PIN, "months": [0] * 100}, "months"),
)


def test_a_member_that_is_wrong_is_named(till: Till) -> None:
    for body, member in BAD_BODIES:
        answer = till.post("/pay/chip", **body)
        assert (answer.status_code, answer.get_json()["member"]) == (400, member)


BAD_JSON = (
    (b"{}", "text/plain", "form-not-json"),
    (b"presentation=1", "application/x-www-form-urlencoded", "form-not-json"),
    (b"", "application/json", "form-malformed"),
    (b"[]", "application/json", "form-malformed"),
    (b"{", "application/json", "form-malformed"),
    (b"\xff", "application/json", "form-malformed"),
    (b"[" * 20_000, "application/json", "form-malformed"),
    (b'{"number": 1, "number": 2}', "application/json", "form-malformed"),
)


def test_what_is_no_json_object_is_refused(till: Till) -> None:
    for body, content_type, code in BAD_JSON:
        answer = till._asked("POST", "/next", data=body, content_type=content_type)
        assert answer.get_json()["code"] == code


def test_a_query_that_is_no_number_is_named(till: Till) -> None:
    for query in ({"after": "x"}, {"wait_s": "26"}, {"after": "-1"}, {"after": "9" * 40}):
        answer = till._asked("GET", "/state", query_string=query)
        assert (answer.status_code, answer.get_json()["member"]) == (400, next(iter(query)))


def test_nobody_gets_in_without_a_token_that_counts(till: Till, tills: Tills) -> None:
    client = till.counter.app.test_client()
    for header in ({}, {"Authorization": "Bearer "}, {"Authorization": "Basic bGFuOmxhbg=="}):
        answer = client.get(f"{PREFIX}/state", headers=header)
        assert (answer.status_code, answer.get_json()["code"]) == (401, "token")
        assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
    tills.remove("quay-1")
    assert till.get("/state").status_code == 401


def test_a_till_of_somebody_who_left_counts_for_nothing(till: Till) -> None:
    till.counter.accounts.remove("lan")
    assert till.get("/state").status_code == 401


def test_a_browser_s_session_opens_nothing_here(till: Till) -> None:
    client = till.counter.app.test_client()
    token = client.get("/sign-in").text.split('name="csrf-token" content="')[1].split('"')[0]
    password = till.counter.accounts.create("hoa", "teller")
    form = {"user": "hoa", "password": password, "csrf_token": token}
    assert client.post("/sign-in", data=form).status_code == 303
    assert client.get(f"{PREFIX}/state").status_code == 401


def test_a_token_opens_no_page(till: Till) -> None:
    headers = {"Authorization": f"Bearer {till.token}"}
    answer = till.counter.app.test_client().get("/recent", headers=headers)
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/recent")


def test_a_call_from_another_machine_is_refused_even_with_a_token(
    till: Till, caplog: pytest.LogCaptureFixture
) -> None:
    client = till.counter.app.test_client()
    headers = {"Authorization": f"Bearer {till.token}"}
    with caplog.at_level(logging.WARNING):
        answer = client.get(
            f"{PREFIX}/state", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.9"}
        )
    assert (answer.status_code, answer.get_json()["code"]) == (403, "elsewhere")


def test_another_host_name_or_another_site_is_refused(till: Till) -> None:
    client = till.counter.app.test_client()
    headers = {"Authorization": f"Bearer {till.token}"}
    assert client.get(f"{PREFIX}/state", headers={**headers, "Host": "evil"}).status_code == 400
    foreign = {**headers, "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    answer = client.post(f"{PREFIX}/next", headers=foreign, json={"number": 0})
    assert (answer.status_code, answer.get_json()["code"]) == (403, "foreign")


def test_what_is_not_there_is_a_problem_document_too(till: Till) -> None:
    client = till.counter.app.test_client()
    headers = {"Authorization": f"Bearer {till.token}"}
    missing = client.get(f"{PREFIX}/nothing", headers=headers)
    assert (missing.status_code, missing.mimetype) == (404, "application/problem+json")
    wrong = client.get(f"{PREFIX}/next", headers=headers)
    assert (wrong.status_code, wrong.mimetype) == (405, "application/problem+json")
    assert "POST" in wrong.headers["Allow"]


def test_a_body_that_is_too_large_is_a_problem_document_too(till: Till) -> None:
    client = till.counter.app.test_client()
    headers = {"Authorization": f"Bearer {till.token}"}
    answer = client.post(f"{PREFIX}/present", headers=headers, json={"text": "1" * 70_000})
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")


def test_words_come_in_the_language_that_is_asked_for(till: Till) -> None:
    english = till.post("/next", number=99).get_json()["title"]
    till.language = "vi-VN,vi;q=0.9,en;q=0.5"
    vietnamese = till.post("/next", number=99).get_json()["title"]
    till.language = "fr"
    assert till.post("/next", number=99).get_json()["title"] == vietnamese != english
    assert vietnamese == "Màn hình đã chuyển"
