"""The centre's interface for terminals, as it tells of itself."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from cardsvc.api.openapi import OPERATIONS, document_of, routes
from firmware_config.web.access import Door, rule_of
from tests.simulators.centre_pages import Desk


@pytest.fixture
def document(desk: Desk) -> dict[str, Any]:
    return document_of(desk.client.application)


def test_every_route_is_described_and_every_description_has_its_route(desk: Desk) -> None:
    there = {rule.endpoint for rule in routes(desk.client.application)}
    assert there - set(OPERATIONS) == set(), "describe these in cardsvc.api.openapi"
    assert set(OPERATIONS) - there == set(), "these are gone"


def test_the_document_is_valid_and_anyone_may_read_it(desk: Desk, document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()
    answer = desk.browser().client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.get_json()) == (200, document)


def test_what_is_open_to_anyone_says_so_and_nothing_else_does(
    desk: Desk, document: dict[str, Any]
) -> None:
    app = desk.client.application
    for rule in routes(app):
        declared = rule_of(app, rule.endpoint)
        assert declared is not None
        name = rule.endpoint.rpartition(".")[2]
        (told,) = [
            one
            for path in document["paths"].values()
            for one in path.values()
            if one["operationId"] == name
        ]
        assert ("security" in told) == (declared.door is Door.ANYONE), name
