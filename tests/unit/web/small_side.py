"""A side with a few routes, as small as a side can be, for tests of what all pages obey."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, render_template_string, request
from werkzeug.test import TestResponse

from firmware_config.web.access import by_signature, current_account, public, roles, staff
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.app import harden
from firmware_config.web.security import max_body
from firmware_config.web.sessions import Sessions
from firmware_config.web.throttle import Throttle
from tests.simulators.cheap import CHEAP

NOW = datetime(2026, 11, 5, 7, 0, tzinfo=UTC)


class Clock:
    """Seconds that go on when a test says so."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def accounts_in(folder: Path, clock: Clock | None = None) -> FileAccounts:
    return FileAccounts(folder / "staff", hasher=CHEAP, throttle=Throttle(clock or Clock()))


def small_side(
    folder: Path, accounts: FileAccounts | None = None, clock: Clock | None = None
) -> Flask:
    app = Flask("small_side", static_folder=None)
    accounts = accounts or accounts_in(folder)
    harden(
        app,
        name="small",
        product_id="sign-in",
        accounts=accounts,
        sessions=Sessions(accounts, clock=clock or Clock()),
        now=lambda: NOW,
        strict=True,
    )

    @app.get("/")
    @staff
    def home() -> str:
        return render_template_string("{% extends web_layout %}", data=1)

    @app.get("/open")
    @public
    def open_page() -> str:
        return "open"

    @app.route("/cash", methods=["GET", "POST"])
    @roles("teller")
    def cash() -> str:
        return f"cash for {current_account().user}"

    @app.post("/list")
    @public
    @max_body(200_000)
    def take_list() -> str:
        return str(len(request.form["text"]))

    @app.post("/batch")
    @by_signature
    def batch() -> str:
        return f"{len(request.get_data())} bytes"

    @app.get("/forgotten")
    def forgotten() -> str:
        return "a route nobody gave a rule"

    @app.get("/broken")
    @public
    def broken() -> str:
        raise RuntimeError("secret detail")

    return app


def refusal_in(answer: TestResponse) -> tuple[int, str]:
    """Status and code of what an interface refuses."""
    assert answer.json is not None
    return answer.status_code, answer.json["code"]


def token_of(answer: TestResponse) -> str:
    """The CSRF token that a page carries."""
    return answer.text.split('name="csrf-token" content="')[1].split('"')[0]
