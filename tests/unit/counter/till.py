"""A program at the counter's local interface, held to the interface's own document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from counter.api.blueprint import PREFIX
from tests.simulators.station import Counter
from tests.simulators.world import PIN, IssuedCard


@dataclass
class Till:
    """A program with a token. Every answer is checked against the interface's own document."""

    counter: Counter
    token: str
    language: str = "en"

    def get(self, path: str, **query: int) -> TestResponse:
        return self._asked("GET", path, query_string=query)

    def post(self, path: str, **body: object) -> TestResponse:
        return self._asked("POST", path, json=body)

    def state(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.get("/state").get_json()
        return answer

    def insert(self, card: IssuedCard) -> dict[str, Any]:
        """What it is told once the desk offers to pay `card`."""
        self.counter.offer(card.card)
        return self.state()

    def pay(self, card: IssuedCard) -> dict[str, Any]:
        offer = self.insert(card)["offer"]
        answer = self.post("/pay/chip", presentation=offer["presentation"], pin=PIN)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.get_json()
        return told

    def _asked(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language}
        client = self.counter.app.test_client()
        answer = client.open(f"{PREFIX}{path}", method=method, headers=headers, **more)
        check(self.counter, method, path, answer)
        return answer


def check(counter: Counter, method: str, path: str, answer: TestResponse) -> None:
    """`answer` is one that the document describes for that route."""
    document = counter.app.test_client().get(f"{PREFIX}/openapi.json").get_json()
    adapter = counter.app.url_map.bind("localhost")
    endpoint, _ = adapter.match(f"{PREFIX}{path}", method)
    described = operation_in(document, endpoint.removeprefix("api."))
    told = described["responses"][str(answer.status_code)]["content"]
    kind = answer.mimetype or ""
    assert kind in told, kind
    if kind.endswith("json"):
        validator(document, told[kind]["schema"]).validate(answer.get_json())


def operation_in(document: dict[str, Any], name: str) -> dict[str, Any]:
    found = [
        one
        for path in document["paths"].values()
        for one in path.values()
        if one["operationId"] == name
    ]
    assert len(found) == 1, name
    described: dict[str, Any] = found[0]
    return described


def validator(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    # The components beside the schema, for its references to lead to.
    whole = {"components": document["components"], **schema}
    return Draft202012Validator(whole, format_checker=FormatChecker())
