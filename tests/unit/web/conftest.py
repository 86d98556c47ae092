from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from firmware_config.web.accounts import FileAccounts
from tests.unit.web.small_side import Clock, accounts_in, small_side, token_of


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> FileAccounts:
    return accounts_in(tmp_path, clock)


@pytest.fixture
def app(tmp_path: Path, accounts: FileAccounts, clock: Clock) -> Flask:
    return small_side(tmp_path, accounts, clock)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def teller(client: FlaskClient, accounts: FileAccounts) -> FlaskClient:
    """A browser that a teller signed in with."""
    password = accounts.create("lan", "teller")
    token = token_of(client.get("/sign-in"))
    form = {"user": "lan", "password": password, "csrf_token": token}
    assert client.post("/sign-in", data=form).status_code == 303
    return client
