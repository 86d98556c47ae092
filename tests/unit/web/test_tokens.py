"""`@by_token`: programs of a post's own, let in by a bearer token."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, abort, session
from flask.testing import FlaskClient

from firmware_config.web.access import AccessError, by_token, current_account, public
from firmware_config.web.accounts import Account, FileAccounts
from firmware_config.web.app import harden
from tests.simulators.cheap import CHEAP

LAN = Account("lan", "teller", "")
BEARER = {"Authorization": "Bearer good"}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    app = Flask(__name__)
    harden(
        app,
        name="tills",
        product_id="sign-in-title",
        accounts=FileAccounts(tmp_path / "accounts", hasher=CHEAP),
        bearer=lambda token: LAN if token == "good" else None,
    )

    @app.route("/till", methods=["GET", "POST"])
    @by_token
    def till() -> str:
        return current_account().user

    @app.get("/gone")
    @by_token
    def gone() -> str:
        abort(404)

    @app.get("/broken")
    @by_token
    def broken() -> str:
        raise RuntimeError("secret detail")

    return app.test_client()


def test_a_token_lets_in_and_needs_no_csrf_token(client: FlaskClient) -> None:
    assert client.get("/till", headers=BEARER).text == "lan"
    assert client.post("/till", headers=BEARER).text == "lan"
    assert client.get("/till", headers={"Authorization": "bearer good"}).text == "lan"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer bad"},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic Z29vZDpnb29k"},
    ],
)
def test_anything_else_is_a_problem_document_that_asks_for_one(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    answer = client.get("/till", headers=headers)
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_program_of_another_site_s_page_is_refused(client: FlaskClient) -> None:
    headers = {**BEARER, "Sec-Fetch-Site": "cross-site"}
    assert client.post("/till", headers=headers).get_json()["code"] == "foreign"


def test_every_error_is_a_problem_document_without_details(client: FlaskClient) -> None:
    assert client.get("/gone", headers=BEARER).get_json()["code"] == "http-404"
    broken = client.get("/broken", headers=BEARER)
    assert (broken.status_code, broken.mimetype) == (500, "application/problem+json")
    assert broken.get_json()["incident"]
    assert "secret detail" not in broken.text
    assert client.get("/api/nothing").mimetype == "application/problem+json"


def test_a_token_begins_no_session_and_its_answers_are_kept_nowhere(client: FlaskClient) -> None:
    answer = client.get("/till", headers=BEARER)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    with client.session_transaction() as kept:
        assert dict(kept) == {}


def test_one_rule_a_route(client: FlaskClient) -> None:
    def view() -> str:
        return str(session)

    with pytest.raises(AccessError, match="two-rules"):
        public(by_token(view))
