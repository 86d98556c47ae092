"""Both sides' pages, for tests of what every route obeys: routes, and browsers of every role."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, IntegerConverter, Rule
from werkzeug.test import TestResponse

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.settings import Settings
from cardsvc.staff.roles import ROLES
from firmware_config.web.access import Door, rule_of
from firmware_config.web.access import Rule as Access
from tests.simulators.centre_pages import PASSWORD, accounts_of, new_account
from tests.simulators.centre_world import Hands
from tests.simulators.station import Centre as CounterCentre
from tests.simulators.station import Counter
from tests.simulators.world import World
from tests.unit.web.small_side import token_of

COUNTER_ROLES = ("teller", "supervisor")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Side:
    """One side's application. `account` makes one of that role and gives its password."""

    name: str
    app: Flask
    roles: tuple[str, ...]
    account: Callable[[str, str], str]

    @property
    def routes(self) -> list[Rule]:
        return sorted(self.app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))

    @property
    def forms(self) -> list[Rule]:
        """The routes that change something."""
        return [rule for rule in self.routes if method_of(rule) == "POST"]

    def access(self, rule: Rule) -> Access:
        found = rule_of(self.app, rule.endpoint)
        assert found is not None, f"{rule.endpoint} has no rule"
        return found

    def stranger(self) -> FlaskClient:
        return self.app.test_client()

    def signed_in(self, role: str) -> FlaskClient:
        """A browser of somebody new of that role, who is called so."""
        client = self.stranger()
        sign_in(client, role, self.account(role, role))
        return client

    def role_for(self, rule: Rule) -> str:
        """One that may use the route."""
        allowed = self.access(rule).roles
        return next(role for role in self.roles if not allowed or role in allowed)


def decided_by(table: Mapping[str, str]) -> dict[str, str]:
    """Who may use each endpoint, from the endpoints that each may use, with spaces between."""
    decided: dict[str, str] = {}
    for who, endpoints in table.items():
        for endpoint in endpoints.split():
            assert endpoint not in decided, f"{endpoint} is decided twice"
            decided[endpoint] = who
    return decided


def sign_in(client: FlaskClient, user: str, password: str) -> TestResponse:
    form = {"user": user, "password": password, "csrf_token": token_of(client.get("/sign-in"))}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 303
    return answer


def method_of(rule: Rule) -> str:
    return "POST" if (rule.methods or set()) - _SAFE else "GET"


def path_of(app: Flask, rule: Rule) -> str:
    """An address of the route, of a thing that is not there."""
    known: dict[str, Any] = {name: _dummy(rule, name) for name in rule.arguments}
    with app.test_request_context(base_url="http://127.0.0.1/"):
        return url_for(rule.endpoint, **known)


def ask(client: FlaskClient, app: Flask, rule: Rule, **more: Any) -> TestResponse:
    """The route as its own method asks it, without a form's token."""
    answer = client.open(path_of(app, rule), method=method_of(rule), **more)
    # A stream of events does not end by itself.
    if not answer.is_streamed:
        answer.get_data()
    answer.close()
    return answer


def is_open(rule: Access) -> bool:
    return rule.door is Door.ANYONE


@contextmanager
def counter_side(folder: Path) -> Iterator[Side]:
    world = World.make()
    made = Counter(folder, world, CounterCentre(world))
    try:
        yield Side("counter", made.app, COUNTER_ROLES, made.accounts.create)
    finally:
        made.stop()


@contextmanager
def centre_side(folder: Path, *, https: bool = False) -> Iterator[Side]:
    state = folder / "state"
    database = f"sqlite:///{state / 'cardsvc.db'}"
    settings = Settings(state, database, is_simulated=True, totp_required=False, https=https)
    centre = Centre.open(settings, Hands())
    accounts = accounts_of(centre)

    def account(user: str, role: str) -> str:
        new_account(accounts, user, role)
        return PASSWORD

    try:
        yield Side("centre", app_of(centre, accounts=accounts, strict=True), tuple(ROLES), account)
    finally:
        centre.close()


def _dummy(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return next(iter(converter.items))
    return 1 if isinstance(converter, IntegerConverter) else "0"
