"""What the local interface tells of the desk, whatever the desk shows."""

from __future__ import annotations

import threading

from counter.api.schemas import KINDS
from counter.decision.refusal import Basis, Refusal, Rule
from counter.desk.state import DeskState, Reading, Told, Trouble, Waiting
from counter.paying.reversal import ReversalUnsettled
from firmware_config.body.payout import Disbursed, Intent
from firmware_config.claim import Medium
from firmware_config.web.side import side
from tests.simulators.world import IssuedCard, World
from tests.unit.counter.till import Till


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
    till.pay(card)
    state = till.counter.state
    assert isinstance(state, Told)
    journal = till.counter.station.journal
    paid = journal.latest_payouts(1)[0].body
    assert isinstance(paid, Disbursed)
    intent = journal.append(Intent(b"nonce--2", Medium.CHIP, paid.card, paid.claim, "lan"))
    till.counter.show(Told(ReversalUnsettled(intent), None))
    assert till.state()["kind"] == "reversal-unsettled"
