"""What became of an interrupted payout: its card tells, however late, or a supervisor does."""

from __future__ import annotations

import html

import pytest

from counter.decision.refusal import Refusal, Rule
from counter.desk.state import Told
from counter.paying.payout import Paid, Unsettled
from firmware_config.body.payout import Disbursed, Intent, OutcomeUnknown
from firmware_config.card.apdu import SmartCard
from firmware_config.card.profile import Ins
from firmware_config.card.script import Block
from firmware_config.reader.simulated import SimulatedSlot
from tests.simulators.station import Centre, Counter
from tests.simulators.world import PIN, IssuedCard, World
from tests.unit.counter.teller import Teller


class Torn:
    """A card that is pulled at `ins`, before or after it obeys."""

    def __init__(self, card: SmartCard, slot: SimulatedSlot, ins: Ins, *, heard: bool) -> None:
        self.atr = card.atr
        self.power_on = card.power_on
        self.power_off = card.power_off
        self._card = card
        self._slot = slot
        self._ins = ins
        self._heard = heard

    def transmit(self, apdu: bytes) -> bytes:
        if apdu[1] == self._ins:
            self._slot.pull()
            if not self._heard:
                return b"\x6f\x00"
        return self._card.transmit(apdu)


def interrupt(counter: Counter, teller: Teller, card: IssuedCard, *, heard: bool) -> Intent:
    """A payout that the card leaves in the middle of; its open intent."""
    counter.offer(Torn(card.card, counter.slot, Ins.DISBURSE, heard=heard))
    teller.pay_by_chip()
    assert isinstance(answer(counter), Unsettled)
    counter.wait_for_empty_reader()
    teller.post("/next", shown=teller.field("shown"))
    (intent,) = counter.station.journal.open_intents()
    assert isinstance(intent.body, Intent)
    return intent.body


def answer(counter: Counter) -> object:
    state = counter.wait_for(Told)
    return state.answer


def last(counter: Counter) -> object:
    journal = counter.station.journal
    entry = journal.entry(journal.head().seq)
    assert entry is not None
    return entry.body


def close(boss: Teller, intent: Intent, cash: str, reason: str = "card-lost") -> str:
    nonce = intent.nonce.hex()
    return boss.sent_to("/supervisor/close", nonce=nonce, cash=cash, reason=reason)


# ---- the card tells ----


@pytest.mark.parametrize("by_script_now", [True, False])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_card_that_was_blocked_meanwhile_still_settles_its_payout(
    counter: Counter,
    teller: Teller,
    card: IssuedCard,
    centre: Centre,
    world: World,
    by_script_now: bool,
    language: str,
) -> None:
    teller.in_language(language)
    interrupt(counter, teller, card, heard=True)
    block = world.script(card, 1, Block())
    if by_script_now:
        centre.scripts.append(block)
        counter.station.line.refresh()
    else:
        card.session().put_script(block)
    counter.slot.insert(card.card)
    paid = answer(counter)
    assert isinstance(paid, Paid)
    assert isinstance(last(counter), Disbursed)
    assert counter.station.journal.open_intents() == []
    warning = counter.words(language)("paid-card-blocked")
    assert (warning in html.unescape(teller.page)) is not by_script_now


def test_a_blocked_card_that_did_not_pay_closes_its_intent_and_is_refused(
    counter: Counter, teller: Teller, card: IssuedCard, world: World
) -> None:
    interrupt(counter, teller, card, heard=False)
    card.session().put_script(world.script(card, 1, Block()))
    counter.slot.insert(card.card)
    refused = answer(counter)
    assert isinstance(refused, Refusal)
    assert refused.rule is Rule.CARD_NOT_ACTIVE
    assert counter.station.journal.open_intents() == []


# ---- a supervisor tells ----


def test_a_lost_card_s_payout_is_closed_as_paid_and_its_period_stays_refused(
    counter: Counter, teller: Teller, boss: Teller, card: IssuedCard
) -> None:
    intent = interrupt(counter, teller, card, heard=False)
    assert "Không hỏi được thẻ nữa" in boss.get("/supervisor")
    assert close(boss, intent, "moved") == "/supervisor?said=intent-closed"
    body = last(counter)
    assert isinstance(body, OutcomeUnknown)
    assert (body.nonce, body.claim, body.cash_moved) == (intent.nonce, intent.claim, True)
    assert (body.reason, body.teller, body.supervisor) == ("card-lost", "lan", "mai")
    assert counter.station.journal.open_intents() == []
    counter.slot.insert(card.card)  # it turns up again, with the period open on it
    refused = answer(counter)
    assert isinstance(refused, Refusal)
    assert refused.rule is Rule.ALREADY_PAID


def test_a_payout_closed_as_not_paid_can_be_paid_again(
    counter: Counter, teller: Teller, boss: Teller, card: IssuedCard
) -> None:
    intent = interrupt(counter, teller, card, heard=False)
    close(boss, intent, "not-moved")
    counter.offer(card.card)


def test_what_is_closed_by_hand_waits_for_the_ledger_and_comes_to_its_list(
    counter: Counter, teller: Teller, boss: Teller, card: IssuedCard, centre: Centre
) -> None:
    centre.fault = "centre-unreachable"
    intent = interrupt(counter, teller, card, heard=False)
    before = counter.station.outbox.pending().confirmations
    close(boss, intent, "moved")
    assert counter.station.outbox.pending().confirmations == before + 1
    centre.fault = None
    centre.refused = {counter.station.journal.head().seq: "outcome-unknown-cash"}
    counter.station.line.drainer.round()
    page = html.unescape(boss.get("/supervisor"))
    assert "kiểm soát viên báo tiền đã chuyển tay" in page


def test_an_intent_that_the_card_has_settled_is_not_closed_by_hand(
    counter: Counter, teller: Teller, boss: Teller, card: IssuedCard
) -> None:
    intent = interrupt(counter, teller, card, heard=True)
    counter.slot.insert(card.card)
    assert isinstance(answer(counter), Paid)
    before = counter.station.journal.head().seq
    for _ in range(2):
        assert close(boss, intent, "not-moved") == "/supervisor?said=intent-settled"
    assert counter.station.journal.head().seq == before


def test_a_reversal_closed_by_hand_leaves_the_payment_as_it_stood(
    counter: Counter, teller: Teller, boss: Teller, card: IssuedCard
) -> None:
    password = counter.accounts.create("hoa", "supervisor")
    counter.offer(Torn(card.card, counter.slot, Ins.REVERSE, heard=True))
    teller.pay_by_chip()
    fields = {"shown": teller.field("shown"), "pin": PIN, "supervisor": "hoa"}
    teller.post("/reverse", **fields, password=password)
    (intent,) = counter.station.journal.open_intents()
    assert isinstance(intent.body, Intent)
    page = html.unescape(boss.get("/supervisor"))
    assert "Đã thu 500.000" in page
    assert close(boss, intent.body, "moved") == "/supervisor?said=intent-closed"
    body = last(counter)
    assert isinstance(body, OutcomeUnknown)
    assert body.is_reversal
    assert counter.station.journal.reversing(intent.body.nonce) is None
    claim = intent.body.claim
    assert counter.station.journal.paid_periods(claim.entitlement) == frozenset(claim.periods)


@pytest.mark.parametrize(
    "wrong", [{"nonce": "xyz"}, {"cash": ""}, {"cash": "perhaps"}, {"reason": "so"}, {"reason": ""}]
)
def test_a_word_that_is_not_whole_closes_nothing(
    counter: Counter, teller: Teller, boss: Teller, card: IssuedCard, wrong: dict[str, str]
) -> None:
    intent = interrupt(counter, teller, card, heard=False)
    fields = {"nonce": intent.nonce.hex(), "cash": "moved", "reason": "card-lost", **wrong}
    assert boss.sent_to("/supervisor/close", **fields) == "/supervisor?said=intent-incomplete"
    assert "cần chọn lý do" in boss.get("/supervisor?said=intent-incomplete")
    assert len(counter.station.journal.open_intents()) == 1


def test_a_teller_closes_nothing(counter: Counter, teller: Teller, card: IssuedCard) -> None:
    intent = interrupt(counter, teller, card, heard=False)
    fields = {"nonce": intent.nonce.hex(), "cash": "moved", "reason": "card-lost"}
    assert teller.post("/supervisor/close", **fields).status_code == 403
    assert len(counter.station.journal.open_intents()) == 1
