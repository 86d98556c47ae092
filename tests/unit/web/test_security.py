from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from firmware_config.web.access import public
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.app import harden
from tests.unit.web.small_side import accounts_in, token_of


@pytest.mark.parametrize("path", ["/sign-in", "/open", "/nowhere", "/cash", "/assets/live.js"])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'self'; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_pages_are_not_stored_and_fonts_are(client: FlaskClient) -> None:
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"
    with client.get("/assets/fonts/Roboto-Regular.ttf") as font:
        assert font.mimetype == "font/ttf"
        assert "max-age=2592000" in font.headers["Cache-Control"]
        assert font.data[:4] == b"\x00\x01\x00\x00"
    assert client.get("/assets/fonts/Roboto-Thin.ttf").status_code == 404


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("small_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Secure" not in cookie


def test_under_https_cookies_are_secure_and_the_browser_stays_there(tmp_path: Path) -> None:
    app = Flask("secure_side", static_folder=None)
    harden(app, name="s", product_id="sign-in", accounts=accounts_in(tmp_path), https=True)
    headers = app.test_client().get("/sign-in").headers
    assert "Secure" in headers["Set-Cookie"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_host_that_is_not_ours_is_refused(client: FlaskClient) -> None:
    answer = client.get("/open", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert client.get("/open", headers={"Host": "127.0.0.1:8080"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:8081"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_form_from_elsewhere_is_refused_even_with_the_token(
    teller: FlaskClient, headers: dict[str, str]
) -> None:
    form = {"csrf_token": token_of(teller.get("/"))}
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert teller.post("/cash", data=form, headers=own).status_code == 200
    answer = teller.post("/cash", data=form, headers=headers)
    assert answer.status_code == 403
    assert "trang web khác" in answer.text


@pytest.mark.parametrize("form", [{}, {"csrf_token": ""}, {"csrf_token": "đoán"}])
def test_a_form_without_the_session_s_token_is_refused(
    teller: FlaskClient, form: dict[str, str]
) -> None:
    teller.get("/")
    answer = teller.post("/cash", data=form)
    assert answer.status_code == 400
    assert "Trang đã hết hạn" in answer.text


def test_the_token_may_come_in_a_header(teller: FlaskClient) -> None:
    token = token_of(teller.get("/"))
    assert teller.post("/cash", data=b"frame", headers={"X-CSRF-Token": token}).status_code == 200


def test_a_machine_needs_no_token_and_gets_its_errors_as_text(client: FlaskClient) -> None:
    assert client.post("/batch", data=b"x" * 10).text == "10 bytes"
    answer = client.post("/batch", data=b"x" * 70_000)
    assert (answer.status_code, answer.mimetype) == (413, "text/plain")


def test_a_body_over_the_bound_is_refused_unless_the_route_takes_more(client: FlaskClient) -> None:
    token = token_of(client.get("/sign-in"))
    long = {"csrf_token": token, "user": "x" * 70_000, "text": "x" * 70_000}
    assert client.post("/sign-in", data=long).status_code == 413
    assert client.post("/list", data={**long, "user": ""}).text == "70000"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nowhere", 404, "Không tìm thấy trang"),
        ("/language", 405, "Không mở được trang theo cách này"),
        ("/broken", 500, "Chương trình gặp lỗi"),
    ],
)
def test_an_error_is_a_page_in_words(
    client: FlaskClient, path: str, status: int, words: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert words in answer.text
    assert "<html" in answer.text
    assert "Traceback" not in answer.text
    assert "secret detail" not in answer.text


def test_the_number_on_the_page_is_in_the_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        page = client.get("/broken").text
    (record,) = [one for one in caplog.records if one.message == "page-failed"]
    assert vars(record)["incident"] in page


def test_who_is_refused_is_told_in_the_log_by_route_and_account(
    teller: FlaskClient, accounts: FileAccounts, caplog: pytest.LogCaptureFixture
) -> None:
    accounts.create("hoa", "supervisor")
    token = token_of(teller.get("/"))
    password = accounts.new_password("hoa")
    with caplog.at_level(logging.INFO):
        teller.post("/cash", data={"csrf_token": "old"})
        teller.get("/language")
        teller.get("/nowhere/301040009999")
        teller.post("/sign-out", data={"csrf_token": token})
        fresh = {"csrf_token": token_of(teller.get("/sign-in"))}
        teller.post("/sign-in", data={**fresh, "user": password, "password": "hoa"})
        teller.post("/sign-in", data={**fresh, "user": "hoa", "password": "wrong"})
        teller.post("/sign-in", data={**fresh, "user": "hoa", "password": password})
        assert teller.get("/cash").status_code == 403
    fields = ("status", "code", "method", "endpoint", "user", "role", "source")
    told = [
        (one.message, {name: vars(one)[name] for name in fields if name in vars(one)})
        for one in caplog.records
    ]
    by = {"source": "127.0.0.1"}
    assert told == [
        ("request-refused", refusal(400, "stale", "POST", "cash", "lan")),
        ("request-refused", refusal(405, "405", "GET", None, None)),
        ("sign-in-failed", {"user": None, **by}),
        ("request-refused", refusal(401, None, "POST", "web.sign_in_submit", None)),
        ("sign-in-failed", {"user": "hoa", **by}),
        ("request-refused", refusal(401, None, "POST", "web.sign_in_submit", None)),
        ("signed-in", {"user": "hoa", "role": "supervisor"}),
        ("request-refused", refusal(403, "403", "GET", "cash", "hoa")),
    ]


def refusal(status: int, code: str | None, method: str, *who: str | None) -> dict[str, object]:
    names = ("status", "code", "method", "endpoint", "user")
    return dict(zip(names, (status, code, method, *who), strict=True))


def test_what_a_program_is_answered_is_a_file_to_a_browser(app: Flask) -> None:
    @app.get("/api/small")
    @public
    def small() -> dict[str, int]:
        return {"paid": 1}

    client = app.test_client()
    for path in ("/api/small", "/api/nowhere"):
        given = client.get(path).headers["Content-Disposition"]
        assert given == 'attachment; filename="api.json"'
    assert "Content-Disposition" not in client.get("/open").headers


def test_a_part_of_a_page_gets_a_part_of_an_error(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers={"X-Live": "submit"})
    assert "Không tìm thấy trang" in answer.text
    assert "<html" not in answer.text


def test_an_error_is_shown_even_when_the_side_s_layout_fails(tmp_path: Path) -> None:
    app = Flask("failing_side", static_folder=None)
    accounts = accounts_in(tmp_path)
    harden(app, name="f", product_id="sign-in", accounts=accounts, layout="missing.html")

    @app.get("/broken")
    @public
    def broken() -> str:
        raise RuntimeError

    answer = app.test_client().get("/broken")
    assert answer.status_code == 500
    assert "Chương trình gặp lỗi" in answer.text
