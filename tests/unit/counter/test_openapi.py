"""The document of the local interface."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from counter.api.blueprint import PREFIX
from counter.api.operation import operation_of
from firmware_config.web.access import Door, rule_of
from tests.simulators.station import Counter
from tests.simulators.world import PIN
from tests.unit.counter.till import operation_in, validator


@pytest.fixture
def document(counter: Counter) -> dict[str, Any]:
    told: dict[str, Any] = counter.app.test_client().get(f"{PREFIX}/openapi.json").get_json()
    return told


def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")


def test_every_route_is_described_and_every_described_route_is_there(
    counter: Counter, document: dict[str, Any]
) -> None:
    routes = {
        (method.lower(), to_template(rule.rule))
        for rule in counter.app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(method, path) for path, one in document["paths"].items() for method in one}
    assert routes == described


def to_template(rule: str) -> str:
    return re.sub(r"<(?:int:)?(\w+)>", r"{\1}", rule)


def test_every_route_but_the_document_asks_for_a_token(counter: Counter) -> None:
    app = counter.app
    doors = {
        endpoint: rule.door
        for endpoint in app.view_functions
        if endpoint.startswith("api.") and (rule := rule_of(app, endpoint)) is not None
    }
    assert {endpoint for endpoint, door in doors.items() if door is not Door.TILLS} == {
        "api.openapi"
    }
    assert all(operation_of(app.view_functions[endpoint]) for endpoint in doors)


def test_no_schema_lies_unused(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    unused = [
        name
        for name in document["components"]["schemas"]
        if f'"#/components/schemas/{name}"' not in text
    ]
    assert unused == []


def test_a_request_that_the_document_allows_is_taken(document: dict[str, Any]) -> None:
    described = operation_in(document, "pay_chip")
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    allowed = validator(document, schema)
    allowed.validate({"presentation": 1, "pin": PIN, "months": [1, 2]})
    is_allowed: Callable[[object], bool] = allowed.is_valid
    assert not is_allowed({"presentation": 1})
    assert not is_allowed({"presentation": 1, "pin": PIN, "more": 1})
