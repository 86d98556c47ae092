"""Scripts are applied when their card is put in, and answered for exactly as often as needed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from counter.centre.published import Snapshot
from counter.journal.journal import Journal
from counter.paying.scripts import CardScripts
from firmware_config import script_list
from firmware_config.body.card import ScriptApplied
from firmware_config.card.apdu import CardGone
from firmware_config.card.profile import Ins, Life
from firmware_config.card.receipt import Kind, SignedReceipt
from firmware_config.card.script import Block, Body, NewEntitlements, Script, Unblock, UnblockPin
from firmware_config.card.session import CardSession
from firmware_config.card.status import CardStatus
from firmware_config.errors import ContractError
from firmware_config.signing import FileKey
from tests.simulators.interrupted import Interrupted
from tests.simulators.station import Centre
from tests.simulators.world import IssuedCard, World, voucher_of


@dataclass
class Bench:
    """A counter that has fetched `scripts`, and one card."""

    world: World
    journal: Journal
    issued: IssuedCard
    scripts: list[bytes] = field(default_factory=list)
    online: bool = True

    def __post_init__(self) -> None:
        self.centre = Centre(self.world)
        self.card_scripts = CardScripts(self.journal, self.lists, self.centre, lambda: self.online)

    def lists(self) -> Snapshot:
        kept = script_list.believed(script_list.encode(self.scripts), self.world.trust)
        return Snapshot(self.world.trust, {}, None, None, kept)

    def queue(self, *bodies: Body) -> None:
        for body in bodies:
            self.scripts.append(self.world.script(self.issued, len(self.scripts) + 1, body))

    def insert(self, session: CardSession | None = None) -> CardStatus:
        session = session or self.issued.session()
        return self.card_scripts.apply(session, session.select())

    def told(self) -> list[ScriptApplied]:
        entries = self.journal.entries_from(1, 50)
        return [entry.body for entry in entries if isinstance(entry.body, ScriptApplied)]


@pytest.fixture
def bench(world: World, journal: Journal) -> Bench:
    return Bench(world, journal, world.issue_card())


def test_scripts_are_applied_in_order_and_each_answer_is_journaled(bench: Bench) -> None:
    bench.queue(Block(), Unblock(), UnblockPin())
    bench.scripts.reverse()
    status = bench.insert()
    assert (status.life, status.script_number) == (Life.ACTIVE, 3)
    assert [one.number for one in bench.told()] == [1, 2, 3]
    for one in bench.told():
        receipt = SignedReceipt.parse(one.receipt)
        receipt.verify(bench.issued.certificate.receipt_key)
        assert receipt.receipt.kind is Kind.SCRIPT


def test_a_card_put_in_again_is_told_nothing_new(bench: Bench) -> None:
    bench.queue(UnblockPin())
    bench.insert()
    head = bench.journal.head()
    assert bench.insert().script_number == 1
    assert bench.journal.head() == head


def test_a_script_that_another_counter_applied_is_not_applied_again_but_answered_for(
    bench: Bench,
) -> None:
    bench.queue(Block(), Unblock())
    for script in bench.scripts:
        bench.issued.session().put_script(script)
    counter = bench.issued.session().state().counter
    bench.insert()
    assert bench.issued.session().state().counter == counter
    assert [one.number for one in bench.told()] == [1, 2]


def test_a_card_pulled_after_it_obeyed_is_answered_for_at_its_next_visit(bench: Bench) -> None:
    bench.queue(Block())
    torn = CardSession(Interrupted(bench.issued.card, Ins.PUT_SCRIPT, heard=True))
    with pytest.raises(CardGone):
        bench.insert(torn)
    assert bench.told() == []
    assert bench.insert().life is Life.BLOCKED
    assert [one.number for one in bench.told()] == [1]


def test_a_card_pulled_before_it_heard_obeys_at_its_next_visit(bench: Bench) -> None:
    bench.queue(Block())
    torn = CardSession(Interrupted(bench.issued.card, Ins.PUT_SCRIPT, heard=False))
    with pytest.raises(CardGone):
        bench.insert(torn)
    assert bench.insert().life is Life.BLOCKED


def test_a_gap_waits_for_what_is_missing(bench: Bench) -> None:
    bench.queue(Block(), Unblock())
    first = bench.scripts.pop(0)
    assert bench.insert().script_number == 0
    assert bench.told() == []
    bench.scripts.append(first)
    assert bench.insert().script_number == 2


def test_a_script_that_the_card_refuses_leaves_the_card_as_it_is(bench: Bench) -> None:
    """One for a base that has gone by: the card will not, and the rest waits."""
    due = bench.issued.entitlements[0]
    earlier = replace(voucher_of(due), base=due.base.plus(-1), sequence=2)
    bench.queue(NewEntitlements((earlier,), bench.issued.signed), Block())
    status = bench.insert()
    assert (status.life, status.script_number) == (Life.ACTIVE, 0)
    assert bench.told() == []


def test_a_forged_script_is_not_even_shown_to_the_card(bench: Bench) -> None:
    card = bench.issued.certificate.card
    forged = Script(card, 1, Block()).sign(FileKey.new())
    bench.scripts.append(forged)
    assert bench.lists().scripts == {}
    assert bench.insert().life is Life.ACTIVE


def test_an_answer_that_the_card_did_not_sign_is_not_journaled(bench: Bench) -> None:
    bench.queue(Block())

    class Lying:
        def __init__(self) -> None:
            self._inner = Interrupted(bench.issued.card, Ins.TERMINATE, heard=False)

        def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
            data, sw = self._inner.send_and_receive(apdu)
            if apdu[1] == Ins.PUT_SCRIPT and data:
                data = data[:-1] + bytes((data[-1] ^ 1,))
            return data, sw

    with pytest.raises(ContractError):
        bench.insert(CardSession(Lying()))
    assert bench.told() == []


def test_a_card_from_elsewhere_gets_its_scripts_from_the_centre(bench: Bench) -> None:
    card = bench.issued.certificate.card
    bench.centre.scripts_elsewhere[card] = [bench.world.script(bench.issued, 1, Block())]
    assert bench.insert().script_number == 0
    assert bench.card_scripts.ask(card)
    assert bench.insert().life is Life.BLOCKED


@pytest.mark.parametrize("fault", ["offline", "centre-slow"])
def test_without_the_centre_a_card_from_elsewhere_is_taken_as_it_is(
    bench: Bench, fault: str
) -> None:
    card = bench.issued.certificate.card
    bench.centre.scripts_elsewhere[card] = [bench.world.script(bench.issued, 1, Block())]
    bench.online = fault != "offline"
    bench.centre.fault = fault
    assert not bench.card_scripts.ask(card)
    assert bench.insert().life is Life.ACTIVE
