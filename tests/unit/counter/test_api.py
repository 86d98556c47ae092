"""The local interface, driven as a post's own till would."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import TestResponse

from counter.api.blueprint import PREFIX
from counter.api.operation import operation_of
from counter.api.schemas import KINDS
from counter.desk_state import DeskState, Offered, Reading, Told, Trouble, Waiting
from counter.payout import Unsettled
from counter.refusal import Basis, Refusal, Rule
from counter.reversal import ReversalUnsettled
from counter.tills import Tills
from firmware_config.journal_body import Disbursed, Intent, Medium
from firmware_config.web.access import Door, rule_of
from firmware_config.web.side import side
from tests.simulators.station import Centre, Counter
from tests.simulators.world import CITIZEN, PIN, IssuedCard, IssuedQr, World

WRONG_PIN = "999999"


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


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    return centre.issue_card(world.two_months())


@pytest.fixture
def tills(counter: Counter) -> Tills:
    counter.accounts.create("lan", "teller")
    return Tills(counter.station.settings.tills_file, counter.accounts)


@pytest.fixture
def till(counter: Counter, tills: Tills) -> Till:
    return Till(counter, tills.add("quay-1", "lan"))


@pytest.fixture
def boss(counter: Counter) -> dict[str, str]:
    return {"supervisor": "boss", "password": counter.accounts.create("boss", "supervisor")}


def insert(till: Till, card: IssuedCard) -> dict[str, Any]:
    till.counter.offer(card.card)
    return till.state()


def pay(till: Till, card: IssuedCard) -> dict[str, Any]:
    offer = insert(till, card)["offer"]
    answer = till.post("/pay/chip", presentation=offer["presentation"], pin=PIN)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.get_json()
    return told


def test_a_till_pays_a_card_and_goes_on_to_the_next_person(till: Till, card: IssuedCard) -> None:
    offered = insert(till, card)
    assert (offered["kind"], offered["total_vnd"]) == ("offered", 1_000_000)
    assert offered["offer"]["claims"][0]["periods"] == ["2026-10", "2026-11"]
    paid = till.post("/pay/chip", presentation=offered["offer"]["presentation"], pin=PIN).get_json()
    assert (paid["kind"], paid["total_vnd"], paid["late"]) == ("paid", 1_000_000, False)
    till.counter.slot.pull()
    till.counter.wait_for_empty_reader()
    cleared = till.post("/next", number=till.state()["number"]).get_json()
    assert cleared["kind"] == "waiting"
    body = till.counter.payouts[0]
    assert isinstance(body, Disbursed)
    assert body.teller == "lan"


def test_a_till_pays_only_the_months_it_chooses(till: Till, card: IssuedCard) -> None:
    presentation = insert(till, card)["offer"]["presentation"]
    answer = till.post("/pay/chip", presentation=presentation, pin=PIN, months=[1])
    assert answer.get_json()["total_vnd"] == 500_000
    assert answer.get_json()["payments"][0]["periods"] == ["2026-10"]


@pytest.mark.parametrize("months", [[3], [1, 1], [0]])
def test_months_that_are_not_due_are_refused_and_pay_nothing(
    till: Till, card: IssuedCard, months: list[int]
) -> None:
    presentation = insert(till, card)["offer"]["presentation"]
    answer = till.post("/pay/chip", presentation=presentation, pin=PIN, months=months)
    assert answer.status_code == 422
    assert answer.get_json()["code"].startswith("choice-")
    assert till.counter.payouts == []


def test_a_till_pays_a_sheet_to_the_person_on_it(till: Till, sheet: IssuedQr) -> None:
    offered = till.post("/present", text=sheet.text).get_json()
    assert offered["offer"]["medium"] == "qr"
    presentation = offered["offer"]["presentation"]
    wrong = till.post("/pay/paper", presentation=presentation, identity="001145012346")
    assert (wrong.status_code, wrong.get_json()["rule"]) == (422, "identity-mismatch")
    presentation = till.state()["offer"]["presentation"]
    paid = till.post("/pay/paper", presentation=presentation, identity=CITIZEN.digits)
    assert paid.get_json()["kind"] == "paid"


def test_a_refusal_names_its_rule_what_it_rests_on_and_how_old_that_is(
    till: Till, centre: Centre, sheet: IssuedQr
) -> None:
    centre.lines.clear()
    till.counter.station.refresh()
    till.counter.now += timedelta(hours=2)
    centre.fault = "centre-unreachable"
    answer = till.post("/present", text=sheet.text)
    told = answer.get_json()
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert (told["rule"], told["basis"], told["age_s"]) == ("not-on-list", "payout-list", 7200)
    assert told["state"]["refusal"]["rule"] == "not-on-list"


def test_a_wrong_pin_is_refused_and_the_offer_stands_under_a_new_number(
    till: Till, card: IssuedCard
) -> None:
    presentation = insert(till, card)["offer"]["presentation"]
    answer = till.post("/pay/chip", presentation=presentation, pin=WRONG_PIN)
    assert (answer.status_code, answer.get_json()["rule"]) == (422, "pin-wrong")
    again = till.post("/pay/chip", presentation=presentation, pin=WRONG_PIN)
    assert (again.status_code, again.get_json()["code"]) == (409, "moved")
    now = till.state()["offer"]["presentation"]
    assert till.post("/pay/chip", presentation=now, pin=PIN).status_code == 200


def test_a_payout_of_unknown_outcome_is_never_a_success(till: Till, card: IssuedCard) -> None:
    insert(till, card)
    station = till.counter.station
    state = station.desk.state
    assert isinstance(state, Offered)
    due = state.offer.dues[0]
    intent = station.journal.append(
        Intent(b"nonce--1", Medium.CHIP, state.offer.card, due.claim, "lan")
    )
    till.counter.show(Told(Unsettled(intent, ()), state.offer))
    # The desk shows it to whoever asks with the old number, as after a lost answer.
    answer = till.post("/pay/chip", presentation=state.presentation, pin=PIN)
    assert (answer.status_code, answer.get_json()["state"]["kind"]) == (409, "unsettled")
    listed = till.get("/unsettled").get_json()["unsettled"]
    assert [one["nonce"] for one in listed] == [b"nonce--1".hex()]


def test_a_supervisor_closes_by_the_till_what_no_card_can_tell_any_more(
    till: Till, card: IssuedCard, boss: dict[str, str]
) -> None:
    offer = insert(till, card)
    assert offer["kind"] == "offered"
    state = till.counter.state
    assert isinstance(state, Offered)
    journal = till.counter.station.journal
    claim = state.offer.dues[0].claim
    journal.append(Intent(b"nonce--1", Medium.CHIP, state.offer.card, claim, "lan"))
    path = f"/unsettled/{b'nonce--1'.hex()}/close"
    said = {"reason": "card-lost", "cash_moved": False}
    assert till.post(path, **said, supervisor="lan", password="guess").status_code == 403
    assert len(journal.open_intents()) == 1
    assert till.post(path, **said, **boss).get_json() == {"seq": journal.head().seq}
    assert till.post(path, **said, **boss).get_json()["code"] == "no-such-intent"
    assert till.post("/unsettled/zz/close", **said, **boss).status_code == 404
    assert journal.open_intents() == []


def test_a_reversal_needs_the_supervisor_in_the_request(
    till: Till, card: IssuedCard, boss: dict[str, str]
) -> None:
    paid = pay(till, card)
    assert paid["reversible"]["amount_vnd"] == 1_000_000
    asked = {"number": paid["number"], "pin": PIN}
    nobody = till.post("/reverse", **asked, supervisor="boss", password="guess")
    assert (nobody.status_code, nobody.get_json()["code"]) == (403, "not-supervisor")
    answer = till.post("/reverse", **asked, **boss)
    assert answer.get_json()["kind"] == "taken-back"
    assert till.get("/payouts").get_json()["payouts"][0]["taken_back_vnd"] == 1_000_000


def test_too_many_wrong_passwords_must_wait(till: Till, card: IssuedCard) -> None:
    number = pay(till, card)["number"]
    asked = {"number": number, "pin": PIN, "supervisor": "boss", "password": "guess"}
    statuses = [till.post("/reverse", **asked).status_code for _ in range(5)]
    assert statuses[-1] == 429


def test_the_latest_payouts_and_their_receipts_are_there_to_look_up(
    till: Till, card: IssuedCard
) -> None:
    pay(till, card)
    listed = till.get("/payouts").get_json()["payouts"]
    assert [(one["total_vnd"], one["teller"]) for one in listed] == [(1_000_000, "lan")]
    assert till.get(f"/payouts/{listed[0]['seq']}/receipt.pdf").data.startswith(b"%PDF")
    assert till.get("/payouts/999/receipt.pdf").get_json()["code"] == "no-such-payout"


def test_a_till_sees_the_age_of_the_lists_and_what_is_unconfirmed(
    till: Till, centre: Centre, card: IssuedCard
) -> None:
    centre.fault = "centre-unreachable"
    pay(till, card)
    assert till.get("/outbox").get_json()["confirmations"] >= 1
    told = till.get("/lists").get_json()
    assert {one["basis"] for one in told["lists"]} == {"trust-list", "status-list", "payout-list"}
    about = till.get("/counter").get_json()
    assert (about["terminal"], about["teller"], about["simulated"]) == ("T0000001", "lan", True)


def test_a_till_waits_for_the_next_state_without_asking_again_and_again(
    till: Till, card: IssuedCard
) -> None:
    number, told = till.state()["number"], list[int]()

    def wait() -> None:
        told.append(till.get("/state", after=number, wait_s=20).get_json()["number"])

    waiting = threading.Thread(target=wait)
    waiting.start()
    till.counter.slot.insert(card.card)
    waiting.join(10.0)
    assert told
    assert told[0] > number


STATES: tuple[tuple[DeskState, str], ...] = (
    (Waiting(), "waiting"),
    (Waiting("no-reader"), "waiting"),
    (Reading(None), "reading"),
    (Trouble("card-mute"), "trouble"),
    (Trouble("never-heard-of"), "trouble"),
    (Told(Refusal(Rule.HELD, Basis.PAYOUT_LIST, data={"reason": "?"}), None), "refused"),
)


def test_each_state_has_its_kind_and_keeps_to_the_document(till: Till) -> None:
    for state, kind in STATES:
        till.counter.show(state)
        assert till.state()["kind"] == kind
        assert kind in KINDS


def test_every_rule_can_be_told(till: Till, world: World) -> None:
    data: dict[str, object] = {
        "latest": world.now,
        "expired_at": world.now,
        "issued_at": world.now,
        "from": world.now,
        "limit_vnd": 1,
    }
    side(till.counter.app).catalogue.strict = False  # what each rule's words need is not all here
    for rule in Rule:
        till.counter.show(Told(Refusal(rule, Basis.POLICY, world.now, data), None))
        assert till.state()["refusal"]["rule"] == rule.value


def test_an_open_reversal_is_told_as_such(till: Till, card: IssuedCard) -> None:
    pay(till, card)
    state = till.counter.state
    assert isinstance(state, Told)
    journal = till.counter.station.journal
    paid = journal.latest_payouts(1)[0].body
    assert isinstance(paid, Disbursed)
    intent = journal.append(Intent(b"nonce--2", Medium.CHIP, paid.card, paid.claim, "lan"))
    till.counter.show(Told(ReversalUnsettled(intent), None))
    assert till.state()["kind"] == "reversal-unsettled"


BAD_BODIES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"presentation": 1}, "pin"),
    ({"presentation": 1, "pin": ""}, "pin"),
    ({"presentation": 1, "pin": "1" * 13}, "pin"),
    ({"presentation": 1, "pin": 123456}, "pin"),
    ({"presentation": "1", "pin": PIN}, "presentation"),
    ({"presentation": True, "pin": PIN}, "presentation"),
    ({"presentation": -1, "pin": PIN}, "presentation"),
    ({"presentation": 1.0, "pin": PIN}, "presentation"),
    ({"presentation": 1, "pin": PIN, "amount": 5}, "amount"),
    ({"presentation": 1, "pin": PIN, "months": 1}, "months"),
    ({"presentation": 1, "pin": PIN, "months": [-1]}, "months"),
    ({"presentation": 1, "pin": PIN, "months": [0] * 100}, "months"),
)


def test_a_member_that_is_wrong_is_named(till: Till) -> None:
    for body, member in BAD_BODIES:
        answer = till.post("/pay/chip", **body)
        assert (answer.status_code, answer.get_json()["member"]) == (400, member)


BAD_JSON = (
    (b"{}", "text/plain", "form-not-json"),
    (b"presentation=1", "application/x-www-form-urlencoded", "form-not-json"),
    (b"", "application/json", "form-malformed"),
    (b"[]", "application/json", "form-malformed"),
    (b"{", "application/json", "form-malformed"),
    (b"\xff", "application/json", "form-malformed"),
    (b"[" * 20_000, "application/json", "form-malformed"),
    (b'{"number": 1, "number": 2}', "application/json", "form-malformed"),
)


def test_what_is_no_json_object_is_refused(till: Till) -> None:
    for body, content_type, code in BAD_JSON:
        answer = till._asked("POST", "/next", data=body, content_type=content_type)
        assert answer.get_json()["code"] == code


def test_a_query_that_is_no_number_is_named(till: Till) -> None:
    for query in ({"after": "x"}, {"wait_s": "26"}, {"after": "-1"}, {"after": "9" * 40}):
        answer = till._asked("GET", "/state", query_string=query)
        assert (answer.status_code, answer.get_json()["member"]) == (400, next(iter(query)))


def test_nobody_gets_in_without_a_token_that_counts(till: Till, tills: Tills) -> None:
    client = till.counter.app.test_client()
    for header in ({}, {"Authorization": "Bearer "}, {"Authorization": "Basic bGFuOmxhbg=="}):
        answer = client.get(f"{PREFIX}/state", headers=header)
        assert (answer.status_code, answer.get_json()["code"]) == (401, "token")
        assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
    tills.remove("quay-1")
    assert till.get("/state").status_code == 401


def test_a_till_of_somebody_who_left_counts_for_nothing(till: Till) -> None:
    till.counter.accounts.remove("lan")
    assert till.get("/state").status_code == 401


def test_a_browser_s_session_opens_nothing_here(till: Till) -> None:
    client = till.counter.app.test_client()
    token = client.get("/sign-in").text.split('name="csrf-token" content="')[1].split('"')[0]
    password = till.counter.accounts.create("hoa", "teller")
    form = {"user": "hoa", "password": password, "csrf_token": token}
    assert client.post("/sign-in", data=form).status_code == 303
    assert client.get(f"{PREFIX}/state").status_code == 401


def test_a_token_opens_no_page(till: Till) -> None:
    headers = {"Authorization": f"Bearer {till.token}"}
    answer = till.counter.app.test_client().get("/recent", headers=headers)
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/recent")


def test_a_call_from_another_machine_is_refused_even_with_a_token(
    till: Till, caplog: pytest.LogCaptureFixture
) -> None:
    client = till.counter.app.test_client()
    headers = {"Authorization": f"Bearer {till.token}"}
    with caplog.at_level(logging.WARNING):
        answer = client.get(
            f"{PREFIX}/state", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.9"}
        )
    assert (answer.status_code, answer.get_json()["code"]) == (403, "elsewhere")


def test_another_host_name_or_another_site_is_refused(till: Till) -> None:
    client = till.counter.app.test_client()
    headers = {"Authorization": f"Bearer {till.token}"}
    assert client.get(f"{PREFIX}/state", headers={**headers, "Host": "evil"}).status_code == 400
    foreign = {**headers, "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    answer = client.post(f"{PREFIX}/next", headers=foreign, json={"number": 0})
    assert (answer.status_code, answer.get_json()["code"]) == (403, "foreign")


def test_what_is_not_there_is_a_problem_document_too(till: Till) -> None:
    client = till.counter.app.test_client()
    headers = {"Authorization": f"Bearer {till.token}"}
    missing = client.get(f"{PREFIX}/nothing", headers=headers)
    assert (missing.status_code, missing.mimetype) == (404, "application/problem+json")
    wrong = client.get(f"{PREFIX}/next", headers=headers)
    assert (wrong.status_code, wrong.mimetype) == (405, "application/problem+json")
    assert "POST" in wrong.headers["Allow"]


def test_a_body_that_is_too_large_is_a_problem_document_too(till: Till) -> None:
    client = till.counter.app.test_client()
    headers = {"Authorization": f"Bearer {till.token}"}
    answer = client.post(f"{PREFIX}/present", headers=headers, json={"text": "1" * 70_000})
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")


def test_words_come_in_the_language_that_is_asked_for(till: Till) -> None:
    english = till.post("/next", number=99).get_json()["title"]
    till.language = "vi-VN,vi;q=0.9,en;q=0.5"
    vietnamese = till.post("/next", number=99).get_json()["title"]
    till.language = "fr"
    assert till.post("/next", number=99).get_json()["title"] == vietnamese != english
    assert vietnamese == "Màn hình đã chuyển"


def test_no_pin_and_no_password_is_logged_or_stored(
    till: Till, card: IssuedCard, boss: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        number = pay(till, card)["number"]
        till.post("/reverse", number=number, pin=PIN, **boss)
        till.post("/pay/chip", presentation=1, pin=987654)
    logged = "".join(str(record.__dict__) for record in caplog.records)
    state = till.counter.station.settings.state
    stored = b"".join(file.read_bytes() for file in state.iterdir() if file.is_file())
    for secret in (PIN, boss["password"], "987654", till.token):
        assert secret not in logged
        assert secret.encode() not in stored


def test_a_teller_without_a_shift_pays_nothing(
    tmp_path: Path, world: World, centre: Centre, card: IssuedCard
) -> None:
    counter = Counter(tmp_path / "other", world, centre, shift_of=None)
    try:
        counter.accounts.create("lan", "teller")
        tills = Tills(counter.station.settings.tills_file, counter.accounts)
        till = Till(counter, tills.add("quay-1", "lan"))
        offer = insert(till, card)["offer"]
        answer = till.post("/pay/chip", presentation=offer["presentation"], pin=PIN)
        assert (answer.status_code, answer.get_json()["code"]) == (409, "no-shift")
    finally:
        counter.stop()


def test_a_supervisor_has_the_clock_confirmed_and_the_machine_looked_at(
    till: Till, boss: dict[str, str], centre: Centre
) -> None:
    assert till.post("/clock/confirm", **boss).get_json() == {"seq": None}
    till.counter.now -= timedelta(days=3)
    behind = till.post("/clock/confirm", **boss)
    assert (behind.status_code, behind.get_json()["code"]) == (409, "clock-behind-signed")
    told = till.post("/doctor", **boss).get_json()
    assert "reader-simulated" in {one["code"] for one in told["findings"]}


# The document.


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
    return rule.replace("<int:seq>", "{seq}").replace("<nonce>", "{nonce}")


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
