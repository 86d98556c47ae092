"""The local interface, driven as a post's own till would: paying, taking back, looking up."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from counter.api.tills import Tills
from counter.desk.state import Offered, Told
from counter.paying.payout import Unsettled
from firmware_config.body.payout import Disbursed, Intent
from firmware_config.claim import Medium
from tests.simulators.station import Centre, Counter
from tests.simulators.world import CITIZEN, PIN, IssuedCard, IssuedQr, World
from tests.unit.counter.till import Till

WRONG_PIN = "999999"


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    return centre.issue_card(world.two_months())


@pytest.fixture
def boss(counter: Counter) -> dict[str, str]:
    return {"supervisor": "boss", "password": counter.accounts.create("boss", "supervisor")}


def test_a_till_pays_a_card_and_goes_on_to_the_next_person(till: Till, card: IssuedCard) -> None:
    offered = till.insert(card)
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
    presentation = till.insert(card)["offer"]["presentation"]
    answer = till.post("/pay/chip", presentation=presentation, pin=PIN, months=[1])
    assert answer.get_json()["total_vnd"] == 500_000
    assert answer.get_json()["payments"][0]["periods"] == ["2026-10"]


@pytest.mark.parametrize("months", [[3], [1, 1], [0]])
def test_months_that_are_not_due_are_refused_and_pay_nothing(
    till: Till, card: IssuedCard, months: list[int]
) -> None:
    presentation = till.insert(card)["offer"]["presentation"]
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
    till.counter.station.line.refresh()
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
    presentation = till.insert(card)["offer"]["presentation"]
    answer = till.post("/pay/chip", presentation=presentation, pin=WRONG_PIN)
    assert (answer.status_code, answer.get_json()["rule"]) == (422, "pin-wrong")
    again = till.post("/pay/chip", presentation=presentation, pin=WRONG_PIN)
    assert (again.status_code, again.get_json()["code"]) == (409, "moved")
    now = till.state()["offer"]["presentation"]
    assert till.post("/pay/chip", presentation=now, pin=PIN).status_code == 200


def test_a_payout_of_unknown_outcome_is_never_a_success(till: Till, card: IssuedCard) -> None:
    till.insert(card)
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
    offer = till.insert(card)
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
    paid = till.pay(card)
    assert paid["reversible"]["amount_vnd"] == 1_000_000
    asked = {"number": paid["number"], "pin": PIN}
    nobody = till.post("/reverse", **asked, supervisor="boss", password="guess")
    assert (nobody.status_code, nobody.get_json()["code"]) == (403, "not-supervisor")
    answer = till.post("/reverse", **asked, **boss)
    assert answer.get_json()["kind"] == "taken-back"
    assert till.get("/payouts").get_json()["payouts"][0]["taken_back_vnd"] == 1_000_000


def test_too_many_wrong_passwords_must_wait(till: Till, card: IssuedCard) -> None:
    number = till.pay(card)["number"]
    asked = {"number": number, "pin": PIN, "supervisor": "boss", "password": "guess"}
    statuses = [till.post("/reverse", **asked).status_code for _ in range(5)]
    assert statuses[-1] == 429


def test_the_latest_payouts_and_their_receipts_are_there_to_look_up(
    till: Till, card: IssuedCard
) -> None:
    till.pay(card)
    listed = till.get("/payouts").get_json()["payouts"]
    assert [(one["total_vnd"], one["teller"]) for one in listed] == [(1_000_000, "lan")]
    assert till.get(f"/payouts/{listed[0]['seq']}/receipt.pdf").data.startswith(b"%PDF")
    assert till.get("/payouts/999/receipt.pdf").get_json()["code"] == "no-such-payout"


def test_a_till_sees_the_age_of_the_lists_and_what_is_unconfirmed(
    till: Till, centre: Centre, card: IssuedCard
) -> None:
    centre.fault = "centre-unreachable"
    till.pay(card)
    assert till.get("/outbox").get_json()["confirmations"] >= 1
    told = till.get("/lists").get_json()
    assert {one["basis"] for one in told["lists"]} == {"trust-list", "status-list", "payout-list"}
    about = till.get("/counter").get_json()
    assert (about["terminal"], about["teller"], about["simulated"]) == ("T0000001", "lan", True)


def test_no_pin_and_no_password_is_logged_or_stored(
    till: Till, card: IssuedCard, boss: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        number = till.pay(card)["number"]
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
        offer = till.insert(card)["offer"]
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
