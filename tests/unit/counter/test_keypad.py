"""The PIN typed on the reader's own keypad, at the desk."""

from __future__ import annotations

from counter.decision.refusal import Rule
from counter.desk.state import Offered, Told
from counter.paying.payout import Paid
from firmware_config.card.keypad import KeypadFault
from tests.simulators.station import Counter
from tests.simulators.world import PIN, IssuedCard
from tests.unit.counter.teller import Teller


def test_the_page_of_a_reader_with_a_keypad_asks_for_no_pin_and_pays(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    counter.slot.fingers = lambda: PIN
    presentation = counter.offer(card.card).presentation
    assert "bàn phím của đầu đọc" in teller.page
    assert 'type="password"' not in teller.page.split('id="pay"')[1]
    teller.post("/pay/chip", presentation=presentation, keypad="1")
    assert isinstance(counter.state, Told)
    assert isinstance(counter.state.answer, Paid)


def test_nobody_at_the_keypad_costs_no_try_and_the_offer_stands(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    def nobody() -> str:
        raise KeypadFault("keypad-timeout")

    counter.slot.fingers = nobody
    teller.post("/pay/chip", presentation=counter.offer(card.card).presentation, keypad="1")
    assert "Hết thời gian chờ nhập mã PIN" in teller.page
    assert "Không mất lần thử nào" in teller.page
    assert card.session().select().pin_tries == 3


def test_a_page_that_claims_a_keypad_where_there_is_none_pays_nothing(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    teller.post("/pay/chip", presentation=counter.offer(card.card).presentation, keypad="1")
    state = counter.state
    assert isinstance(state, Offered)
    assert state.notice is not None
    assert state.notice.rule is Rule.PIN_NOT_TYPED
