"""The centre's interface for terminals, under a stream of requests made from its own document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from schemathesis import Case

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.settings import Settings
from tests.conftest import Count
from tests.fuzz.interface import fuzz
from tests.simulators.centre_world import BA_DINH, Counter, Hands, row, take


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    made = Centre.open(Settings.of(tmp_path / "state"), Hands())
    made.add_office(BA_DINH)
    take(made, [row(made)])
    yield made
    made.close()


def test_no_request_gets_a_5xx_or_an_answer_off_the_document(centre: Centre, count: Count) -> None:
    terminal = Counter.enrolled(centre)
    known = {"terminal": terminal.id.text, "office": BA_DINH.id.text, "province": "01"}
    turn = 0

    def prepare(case: Case[Any]) -> None:
        # Every other request is a known terminal's own, for what it may ask.
        nonlocal turn
        turn += 1
        if turn % 2:
            case.path_parameters = {
                name: known.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
            body = case.body if isinstance(case.body, bytes) else b""
            proof = terminal.prover(centre).header(case.method, case.formatted_path, body)
            case.headers["Authorization"] = proof

    routes, answered = fuzz(app_of(centre, strict=True), "/api/v1/openapi.json", prepare)
    count(routes, "interfaces: routes fuzzed by their documents")
    count(answered, "interfaces: requests answered as the documents say")
