"""A store that takes nothing: every page and every answer to a till says so by name."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from counter.api.tills import Tills
from firmware_config.body.payout import Intent
from firmware_config.claim import Claim, Medium
from firmware_config.web.access import LIVE_HEADER, public
from firmware_config.web.catalogue import LANGUAGES
from tests.simulators.station import FLOAT, Centre, Counter
from tests.simulators.unwilling_store import unwilling_store
from tests.simulators.world import World
from tests.unit.counter.teller import Teller

NOTES = {f"n{vnd}": str(count) for vnd, count in FLOAT}


@pytest.fixture
def counter(tmp_path: Path, world: World, centre: Centre) -> Iterator[Counter]:
    made = Counter(tmp_path, world, centre)
    yield made
    made.stop()


@pytest.fixture
def idle(tmp_path: Path, world: World, centre: Centre) -> Iterator[Counter]:
    """Without a shift."""
    made = Counter(tmp_path / "idle", world, centre, shift_of=None)
    yield made
    made.stop()


def check_told(counter: Counter, teller: Teller, asked: Callable[[], TestResponse]) -> None:
    with unwilling_store(counter.station.journal):
        for language in LANGUAGES:
            teller.in_language(language)
            answer, words = asked(), counter.words(language)
            assert answer.status_code == 503
            page = html.unescape(answer.text)
            for part in ("what", "why", "do"):
                assert words(f"error-store-broken-{part}") in page


def test_a_shift_that_cannot_be_opened_says_why(idle: Counter) -> None:
    teller = Teller.at(idle)
    check_told(idle, teller, lambda: teller.post("/shift/open", **NOTES))


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/shift/cash", {"amount": "100.000", "reason": "safe", "after": "1"}),
        ("/shift/count", NOTES),
    ],
)
def test_cash_and_counts_that_cannot_be_kept_say_why(
    counter: Counter, path: str, fields: dict[str, str]
) -> None:
    teller = Teller.at(counter)
    check_told(counter, teller, lambda: teller.post(path, **fields))


def test_a_route_that_is_kept_beside_the_journal_says_so_too(
    counter: Counter, world: World, centre: Centre
) -> None:
    issued = world.issue_card()
    centre.list_record(issued.record)
    counter.station.line.refresh()
    stop = issued.record.entitlements[0].id
    teller = Teller.at(counter)
    check_told(
        counter,
        teller,
        lambda: teller.post("/visits/choose", do="prepare", stop=str(stop)),
    )


def test_a_supervisor_is_told_the_disk_and_not_another_reason(counter: Counter) -> None:
    boss = Teller.at(counter, "boss", "supervisor")
    check_told(counter, boss, lambda: boss.post("/supervisor/clock"))


def test_an_intent_that_cannot_be_closed_stays_open_and_says_why(
    counter: Counter, world: World
) -> None:
    journal, due = counter.station.journal, world.entitlement()
    claim = Claim(due.id, due.programme, due.base, due.payable, due.amount_vnd)
    journal.append(Intent(b"nonce--1", Medium.CHIP, None, claim, "lan"))
    boss = Teller.at(counter, "boss", "supervisor")
    fields = {"nonce": b"nonce--1".hex(), "reason": "card-lost", "cash": "not-moved"}
    check_told(counter, boss, lambda: boss.post("/supervisor/close", **fields))
    assert len(journal.open_intents()) == 1


def test_a_part_of_a_page_is_told_as_a_part(counter: Counter) -> None:
    teller = Teller.at(counter)
    with unwilling_store(counter.station.journal):
        answer = teller.client.post(
            "/shift/count",
            data={"csrf_token": teller.token, **NOTES},
            headers={LIVE_HEADER: "1"},
        )
    assert answer.status_code == 503
    assert "<html" not in answer.text


def test_a_till_is_told_by_code(counter: Counter) -> None:
    token = till_of(counter)
    boss = {"supervisor": "boss", "password": counter.accounts.create("boss", "supervisor")}
    with unwilling_store(counter.station.journal):
        answer = asked(counter, token, "/api/v1/clock/confirm", boss)
        again = asked(counter, token, "/api/v1/clock/confirm", boss)
    for one in (answer, again):
        told = one.get_json()
        assert (one.status_code, told["code"]) == (503, "store-broken")
        assert told["title"] == counter.words("en")("error-store-broken-what")
        assert "incident" not in told


def test_a_fault_of_the_program_is_no_fault_of_the_disk(counter: Counter) -> None:
    @counter.app.get("/broken")
    @public
    def broken() -> str:
        raise IntegrityError("INSERT", None, Exception("UNIQUE constraint failed"))

    answer = counter.app.test_client().get("/broken")
    assert answer.status_code == 500
    assert counter.station.journal.disk_fault is None


def till_of(counter: Counter) -> str:
    counter.accounts.create("lan", "teller")
    return Tills(counter.station.settings.tills_file, counter.accounts).add("quay-1", "lan")


def asked(counter: Counter, token: str, path: str, body: dict[str, Any]) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    return counter.app.test_client().post(path, json=body, headers=headers)
