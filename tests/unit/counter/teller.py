"""A member of staff at a browser without scripts, on a counter's pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.simulators.station import Counter
from tests.simulators.world import CITIZEN, PIN, IssuedCard


@dataclass
class Teller:
    """Posts carry the session's token; `page` is the desk as it would be shown now."""

    counter: Counter
    client: FlaskClient
    token: str

    @classmethod
    def at(cls, counter: Counter, user: str = "lan", role: str = "teller") -> Teller:
        """Signed in at `counter`, under a new account."""
        return cls.signed_in(counter, user, counter.accounts.create(user, role))

    @classmethod
    def signed_in(cls, counter: Counter, user: str, password: str) -> Teller:
        client = counter.app.test_client()
        sign_in = {"user": user, "password": password, "csrf_token": _token(client, "/sign-in")}
        assert client.post("/sign-in", data=sign_in).status_code == 303
        return cls(counter, client, _token(client, "/recent"))

    @property
    def page(self) -> str:
        return self.get("/")

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.status
        return answer.text

    def post(self, path: str, **fields: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token, **fields})

    def sent_to(self, path: str, **fields: Any) -> str:
        """Where a POST to `path` leads."""
        answer = self.post(path, **fields)
        assert answer.status_code == 303, answer.status
        return answer.headers["Location"]

    def pay_card(self, card: IssuedCard) -> int:
        """A whole payout by `card`, which stays in; the number that its receipt bears."""
        self.counter.offer(card.card)
        assert self.pay_by_chip().headers["Location"] == "/"
        return self.counter.station.journal.latest_payouts(10)[-1].seq

    def pay_by_chip(self, pin: str = PIN) -> TestResponse:
        """For the card that the desk's page offers to pay."""
        return self.post("/pay/chip", presentation=self.field("presentation"), pin=pin)

    def pay_by_sheet(self, identity: str = CITIZEN.digits) -> TestResponse:
        """For the sheet that the desk's page offers to pay."""
        return self.post("/pay/paper", presentation=self.field("presentation"), identity=identity)

    def field(self, name: str) -> str:
        """The value of a hidden field on the desk's page."""
        return self.page.split(f'name="{name}" value="')[1].split('"')[0]

    def in_language(self, language: str) -> None:
        self.client.set_cookie("language", language)


def _token(client: FlaskClient, path: str) -> str:
    return client.get(path).text.split('name="csrf-token" content="')[1].split('"')[0]
