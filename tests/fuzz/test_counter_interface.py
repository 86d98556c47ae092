"""The counter's local interface, under a stream of requests made from its own document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from schemathesis import Case

from counter.api.tills import Tills
from tests.conftest import Count
from tests.fuzz.interface import fuzz
from tests.simulators.station import Centre, Counter
from tests.simulators.world import World


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    world = World.make()
    made = Counter(tmp_path, world, Centre(world))
    yield made
    made.stop()


def test_no_request_of_a_till_gets_a_5xx_or_an_answer_off_the_document(
    counter: Counter, count: Count
) -> None:
    counter.accounts.create("lan", "teller")
    boss = counter.accounts.create("boss", "supervisor")
    token = Tills(counter.station.settings.tills_file, counter.accounts).add("quay-1", "lan")

    def prepare(case: Case[Any]) -> None:
        case.headers["Authorization"] = f"Bearer {token}"
        query: Any = case.query
        if query and "wait_s" in query:
            query["wait_s"] = 0  # the desk does not move here: a test need not wait for it
        body: Any = case.body
        if isinstance(body, dict) and isinstance(body.get("supervisor"), str):
            body |= {"supervisor": "boss", "password": boss}

    routes, answered = fuzz(counter.app, "/api/v1/openapi.json", prepare)
    count(routes, "interfaces: routes fuzzed by their documents")
    count(answered, "interfaces: requests answered as the documents say")
    assert counter.payouts == []
