"""A supervisor takes a payout back on the teller's page; scripts and trust at the desk."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path

import pytest

from counter.decision.refusal import Refusal, Rule
from counter.desk.state import Told, Waiting
from counter.paying.payout import Paid
from counter.paying.reversal import ReversalUnsettled, TakenBack
from firmware_config.body.card import Reversed, ScriptApplied
from firmware_config.body.payout import Intent, Refused
from firmware_config.card.apdu import SmartCard
from firmware_config.card.profile import Ins
from firmware_config.card.script import Block, NewEntitlements, Unblock
from firmware_config.card.state import Voucher
from firmware_config.ids import OfficeId
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.signing import FileKey
from tests.simulators.station import Centre, Counter
from tests.simulators.world import PIN, IssuedCard, World
from tests.unit.counter.teller import Teller


@dataclass
class Supervisor:
    user: str
    password: str

    @classmethod
    def at(cls, counter: Counter, user: str = "hoa", role: str = "supervisor") -> Supervisor:
        return cls(user, counter.accounts.create(user, role))


class PulledAt:
    """A card that is pulled while it obeys one command, which it finishes."""

    def __init__(self, ins: Ins, card: SmartCard, slot: SimulatedSlot) -> None:
        self.atr = card.atr
        self.power_on = card.power_on
        self.power_off = card.power_off
        self._ins = ins
        self._card = card
        self._slot = slot

    def transmit(self, apdu: bytes) -> bytes:
        answer = self._card.transmit(apdu)
        if apdu[1] == self._ins:
            self._slot.pull()
        return answer


@pytest.fixture
def supervisor(counter: Counter) -> Supervisor:
    return Supervisor.at(counter)


def pay(counter: Counter, teller: Teller, card: IssuedCard | PulledAt) -> None:
    counter.offer(card if isinstance(card, PulledAt) else card.card)
    teller.pay_by_chip()
    assert isinstance(counter.state, Told)
    assert isinstance(counter.state.answer, Paid)


def reverse(teller: Teller, by: Supervisor, pin: str = PIN, password: str = "") -> str:
    return teller.sent_to(
        "/reverse",
        shown=teller.field("shown"),
        pin=pin,
        supervisor=by.user,
        password=password or by.password,
    )


def bodies(counter: Counter, kind: type) -> list[object]:
    entries = counter.station.journal.entries_from(1, 100)
    return [entry.body for entry in entries if isinstance(entry.body, kind)]


def told(counter: Counter) -> Refusal:
    state = counter.wait_for(Told)
    assert isinstance(state.answer, Refusal)
    return state.answer


# ---- taking back ----


def test_a_supervisor_takes_a_payout_back_and_it_can_be_paid_anew(
    counter: Counter, teller: Teller, card: IssuedCard, supervisor: Supervisor
) -> None:
    pay(counter, teller, card)
    assert "Huỷ khoản vừa chi" in teller.page
    assert reverse(teller, supervisor) == "/"
    assert "Đã huỷ khoản chi 500.000\u00a0₫" in teller.page
    assert "Thu lại đúng số tiền này" in teller.page
    (body,) = bodies(counter, Reversed)
    assert isinstance(body, Reversed)
    assert (body.teller, body.supervisor) == ("lan", "hoa")
    assert "Đã huỷ 500.000" in teller.get("/recent")
    counter.slot.pull()
    counter.wait_for_empty_reader()
    teller.post("/next", shown=teller.field("shown"))
    pay(counter, teller, card)


def test_the_receipt_of_what_was_taken_back_can_still_be_printed(
    counter: Counter, teller: Teller, card: IssuedCard, supervisor: Supervisor
) -> None:
    pay(counter, teller, card)
    number = counter.station.journal.latest_payouts(1)[0].seq
    reverse(teller, supervisor)
    answer = teller.client.get(teller.sent_to(f"/receipt/{number}/copy"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")


def test_a_person_who_comes_straight_back_can_have_it_taken_back(
    counter: Counter, teller: Teller, card: IssuedCard, supervisor: Supervisor
) -> None:
    pay(counter, teller, card)
    counter.slot.pull()
    counter.wait_for_empty_reader()
    teller.post("/next", shown=teller.field("shown"))
    counter.slot.insert(card.card)
    assert told(counter).rule is Rule.ALREADY_PAID
    assert "Huỷ khoản vừa chi" in teller.page
    reverse(teller, supervisor)
    assert "Đã huỷ khoản chi" in teller.page


def test_without_its_card_in_the_reader_nothing_can_be_taken_back(
    counter: Counter, teller: Teller, card: IssuedCard, supervisor: Supervisor
) -> None:
    pay(counter, teller, card)
    shown = teller.field("shown")
    counter.slot.pull()
    counter.wait_for_empty_reader()
    assert "Huỷ khoản vừa chi" not in teller.page
    fields = {"shown": shown, "pin": PIN, "supervisor": "hoa", "password": supervisor.password}
    assert teller.sent_to("/reverse", **fields) == "/?said=reversal-card-gone"
    assert "answer--paid" in teller.page
    assert bodies(counter, Reversed) == []


@pytest.mark.parametrize("role", ["teller", "supervisor"])
def test_only_a_supervisor_with_the_right_password_may(
    counter: Counter, teller: Teller, card: IssuedCard, role: str
) -> None:
    somebody = Supervisor.at(counter, "minh", role)
    pay(counter, teller, card)
    password = somebody.password if role == "teller" else "wrong"
    assert reverse(teller, somebody, password=password) == "/?said=reversal-not-supervisor"
    assert "kiểm soát viên" in teller.get("/?said=reversal-not-supervisor")
    assert bodies(counter, Reversed) == []
    assert bodies(counter, Intent)[1:] == []  # the card was not asked


def test_passwords_cannot_be_tried_without_end(
    counter: Counter, teller: Teller, card: IssuedCard, supervisor: Supervisor
) -> None:
    pay(counter, teller, card)
    said = [reverse(teller, supervisor, password="wrong") for _ in range(4)]
    assert said[-1] == "/?said=reversal-too-many-failures"


def test_a_wrong_pin_sent_twice_costs_one_try(
    counter: Counter, teller: Teller, card: IssuedCard, supervisor: Supervisor
) -> None:
    pay(counter, teller, card)
    fields = {
        "shown": teller.field("shown"),
        "pin": "999999",
        "supervisor": "hoa",
        "password": supervisor.password,
    }
    assert teller.sent_to("/reverse", **fields) == "/"
    assert teller.sent_to("/reverse", **fields) == "/?said=moved"
    assert "Còn 2 lần thử" in teller.page
    assert "answer--paid" in teller.page
    rules = [one.rule for one in bodies(counter, Refused) if isinstance(one, Refused)]
    assert rules == ["pin-wrong"]
    assert supervisor.password not in teller.page
    reverse(teller, supervisor)
    assert "Đã huỷ khoản chi" in teller.page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_reversal_that_nobody_knows_of_says_so_and_is_settled_by_the_card(
    counter: Counter, teller: Teller, card: IssuedCard, supervisor: Supervisor, language: str
) -> None:
    teller.in_language(language)
    pay(counter, teller, PulledAt(Ins.REVERSE, card.card, counter.slot))
    reverse(teller, supervisor)
    assert isinstance(counter.state, Told)
    assert isinstance(counter.state.answer, ReversalUnsettled)
    words = counter.words(language)
    assert words("reversal-unsettled-title") in html.unescape(teller.page)
    boss = Teller.at(counter, "mai", "supervisor")
    boss.in_language(language)
    assert words("intents-reversal") in html.unescape(boss.get("/supervisor"))
    teller.post("/next", shown=teller.field("shown"))
    counter.slot.insert(card.card)
    state = counter.wait_for(Told)
    assert isinstance(state.answer, TakenBack)
    assert words("taken-back-late") in html.unescape(teller.page)


def test_what_the_ledger_does_not_take_of_reversals_and_scripts_is_on_the_supervisors_list(
    counter: Counter,
    teller: Teller,
    card: IssuedCard,
    supervisor: Supervisor,
    centre: Centre,
    world: World,
) -> None:
    centre.scripts.append(world.script(card, 1, Block()))
    centre.scripts.append(world.script(card, 2, Unblock()))
    counter.station.line.refresh()
    centre.fault = "centre-unreachable"
    pay(counter, teller, card)
    reverse(teller, supervisor)
    centre.fault = None
    last = counter.station.journal.head().seq
    centre.refused = {2: "script-unknown", last: "payment-unknown"}
    counter.station.line.drainer.round()
    page = html.unescape(Teller.at(counter, "mai", "supervisor").get("/supervisor"))
    assert "Trung tâm không ra lệnh này cho thẻ" in page
    assert f"Lệnh số 1 ghi vào thẻ {card.certificate.card.printed}" in page
    assert "Trung tâm không biết khoản chi bị huỷ" in page


# ---- scripts at the desk ----


def test_a_blocked_card_with_an_unblocking_script_waiting_is_paid(
    counter: Counter, teller: Teller, card: IssuedCard, centre: Centre, world: World
) -> None:
    card.session().put_script(world.script(card, 1, Block()))
    counter.slot.insert(card.card)
    assert told(counter).rule is Rule.CARD_NOT_ACTIVE
    counter.slot.pull()
    counter.wait_for_empty_reader()
    teller.post("/next", shown=teller.field("shown"))
    centre.scripts.append(world.script(card, 2, Unblock()))
    counter.station.line.refresh()
    pay(counter, teller, card)
    (body,) = bodies(counter, ScriptApplied)
    assert isinstance(body, ScriptApplied)
    assert body.number == 2


def test_a_raised_amount_is_offered_as_soon_as_its_script_is_applied(
    counter: Counter, card: IssuedCard, centre: Centre, world: World
) -> None:
    raised = world.entitlement(amount_vnd=650_000)
    record = world.record([raised], card_key=card.record.card_key)
    voucher = Voucher(
        0, raised.id, raised.base, raised.payable, raised.amount_vnd, sequence=1, paid=0
    )
    centre.lines.clear()
    centre.list_record(record)
    body = NewEntitlements((voucher,), world.sign(record))
    centre.scripts.append(world.script(card, 1, body))
    counter.station.line.refresh()
    assert counter.offer(card.card).offer.total_vnd == 650_000


def test_a_card_of_another_office_is_brought_its_scripts_while_the_centre_answers(
    tmp_path: Path, world: World, centre: Centre
) -> None:
    card = world.issue_card()
    away = World(
        *(world.now, world.root, world.keys, world.terminal_key, world.trust),
        office=OfficeId("999999"),
    )
    there = Counter(tmp_path / "there", away, Centre(away))
    blocking = [world.script(card, 1, Block())]
    there.centre.scripts_elsewhere[card.certificate.card] = blocking
    try:
        there.slot.insert(card.card)
        assert told(there).rule is Rule.CARD_NOT_ACTIVE
        there.slot.pull()
        there.wait_for_empty_reader()
        there.station.desk.next_person()
        blocking.append(world.script(card, 2, Unblock()))
        there.centre.list_record(card.record)
        there.offer(card.card)
    finally:
        there.stop()


# ---- trust ----


def test_a_card_that_does_not_trust_the_counter_says_so_before_it_pays(
    counter: Counter, teller: Teller, card: IssuedCard, centre: Centre, world: World
) -> None:
    stranger = world.terminal_identity(ca=FileKey.new()).certificate
    centre.certificate = stranger
    counter.station.line.refresh()
    assert counter.station.line.centre_fault == "centre-nonsense"  # nobody trusted signed it
    centre.certificate = world.terminal_identity(generation=0).certificate
    counter.station.line.refresh()
    counter.offer(card.card)
    teller.pay_by_chip()
    assert told(counter).rule is Rule.TERMINAL_NOT_TRUSTED_BY_CARD
    assert "Thẻ chỉ nhận chứng thư mới hơn" in teller.page
    assert "terminal-old-generation" in teller.page
    assert isinstance(counter.state, Told)
    counter.slot.pull()
    counter.wait_for_empty_reader()
    teller.post("/next", shown=teller.field("shown"))
    assert isinstance(counter.wait_for(Waiting), Waiting)
