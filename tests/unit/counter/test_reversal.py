"""Taking the last payout back, and what a crash or a pulled card leaves behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from counter.decision.decide import Offer, decide
from counter.decision.refusal import Refusal, Rule
from counter.journal.journal import Journal
from counter.paying.payout import Paid, Payouts, no_step
from counter.paying.reversal import Reversals, ReversalUnsettled, TakenBack, last_reversible
from firmware_config.body.card import Reversed
from firmware_config.body.payout import Abandoned, Disbursed, Intent
from firmware_config.card.apdu import ApduError
from firmware_config.card.profile import Ins
from firmware_config.card.receipt import Kind, SignedReceipt
from firmware_config.card.script import UnblockPin
from firmware_config.card.session import CardSession
from firmware_config.ids import TerminalId
from firmware_config.wire import Entry
from tests.simulators.connection import CardConnection
from tests.simulators.interrupted import FailsAfterwards, Interrupted
from tests.simulators.knowing import knowing, proof_of, tapped
from tests.simulators.world import IssuedCard, World


class Crash(Exception):
    """The power went."""


def pay(world: World, journal: Journal, issued: IssuedCard) -> Entry:
    """The last payment of a visit."""
    offer = decide(tapped(issued), knowing(world, history=journal.paid_periods), world.now)
    assert isinstance(offer, Offer)
    payouts = Payouts(journal, proof_of(world), lambda: world.now)
    paid = payouts.pay_chip(issued.session(), offer, issued.pin, "hoa")
    assert isinstance(paid, Paid)
    return paid.entries[-1]


def reversals(world: World, journal: Journal, step: Callable[[str], None] = no_step) -> Reversals:
    return Reversals(journal, proof_of(world), lambda: world.trust, lambda: world.now, step)


def is_open(issued: IssuedCard, world: World) -> bool:
    """Whether the card would pay the month."""
    return world.base in issued.session().state().vouchers[0].open_periods


def test_the_last_payout_is_taken_back_on_the_card_and_in_the_journal(
    world: World, journal: Journal
) -> None:
    issued = world.issue_card()
    payment = pay(world, journal, issued)
    assert isinstance(payment.body, Disbursed)
    back = reversals(world, journal).reverse(issued.session(), payment, issued.pin, "hoa", "lan")
    assert isinstance(back, TakenBack)
    body = back.entry.body
    assert isinstance(body, Reversed)
    assert (body.paid_nonce, body.claim) == (payment.body.nonce, payment.body.claim)
    assert (body.teller, body.supervisor) == ("hoa", "lan")
    receipt = SignedReceipt.parse(body.receipt)
    receipt.verify(issued.certificate.receipt_key)
    assert receipt.receipt.kind is Kind.REVERSAL
    assert is_open(issued, world)
    assert journal.paid_periods(issued.entitlements[0].id) == frozenset()
    assert journal.open_intents() == []


def test_what_was_taken_back_is_paid_again_and_is_not_taken_back_twice(
    world: World, journal: Journal
) -> None:
    issued = world.issue_card()
    first = pay(world, journal, issued)
    back = reversals(world, journal)
    assert isinstance(back.reverse(issued.session(), first, issued.pin, "hoa", "lan"), TakenBack)
    assert last_reversible(journal, issued.certificate.card) is None
    second = pay(world, journal, issued)
    assert last_reversible(journal, issued.certificate.card) == second
    assert journal.taken_back_since(1) == {first.seq}
    again = back.reverse(issued.session(), first, issued.pin, "hoa", "lan")
    assert isinstance(again, Refusal)
    assert again.rule is Rule.REVERSAL_REFUSED
    assert not is_open(issued, world)


def test_only_the_last_of_several_payments_can_be_taken_back(
    world: World, journal: Journal
) -> None:
    issued = world.issue_card(world.entitlement(), world.entitlement(amount_vnd=300_000))
    last = pay(world, journal, issued)
    first = journal.entry(last.seq - 2)
    assert first is not None
    back = reversals(world, journal)
    refused = back.reverse(issued.session(), first, issued.pin, "hoa", "lan")
    assert isinstance(refused, Refusal)
    assert refused.rule is Rule.REVERSAL_REFUSED
    taken = back.reverse(issued.session(), last, issued.pin, "hoa", "lan")
    assert isinstance(taken, TakenBack)
    assert taken.claim.amount_vnd == 300_000


def test_a_payout_with_a_script_after_it_is_for_the_centre_to_take_back(
    world: World, journal: Journal
) -> None:
    issued = world.issue_card()
    payment = pay(world, journal, issued)
    issued.session().put_script(world.script(issued, 1, UnblockPin()))
    told = reversals(world, journal).reverse(issued.session(), payment, issued.pin, "hoa", "lan")
    assert isinstance(told, Refusal)
    assert told.rule is Rule.REVERSAL_REFUSED
    assert isinstance(journal.entries_from(journal.head().seq, 1)[0].body, Abandoned)
    assert journal.open_intents() == []
    assert last_reversible(journal, issued.certificate.card) == payment


def test_a_wrong_pin_takes_nothing_back(world: World, journal: Journal) -> None:
    issued = world.issue_card()
    payment = pay(world, journal, issued)
    head = journal.head()
    told = reversals(world, journal).reverse(issued.session(), payment, "000000", "hoa", "lan")
    assert isinstance(told, Refusal)
    assert (told.rule, told.data) == (Rule.PIN_WRONG, {"tries_left": 2})
    assert journal.head() == head


def test_another_card_takes_nothing_back(world: World, journal: Journal) -> None:
    payment = pay(world, journal, world.issue_card())
    other = world.issue_card()
    told = reversals(world, journal).reverse(other.session(), payment, other.pin, "hoa", "lan")
    assert isinstance(told, Refusal)
    assert told.rule is Rule.CARD_NOT_GENUINE


def test_another_terminal_cannot_take_a_payout_back(world: World, journal: Journal) -> None:
    issued = world.issue_card()
    payment = pay(world, journal, issued)
    identity = world.terminal_identity(TerminalId("T0000002"))
    session = issued.session()
    identity.prove(session, issued.certificate.card)
    session.verify_pin(issued.pin)
    order = world.reversal(session.state().counter)
    with pytest.raises(ApduError, match="6982"):
        session.reverse(order)
    assert journal.paid_periods(issued.entitlements[0].id)
    assert isinstance(payment.body, Disbursed)


def test_an_error_after_the_card_has_taken_it_back_is_a_reversal(
    world: World, journal: Journal
) -> None:
    issued = world.issue_card()
    payment = pay(world, journal, issued)
    failing = CardSession(CardConnection(FailsAfterwards(issued.card, Ins.REVERSE)))
    back = reversals(world, journal).reverse(failing, payment, issued.pin, "hoa", "lan")
    assert isinstance(back, TakenBack)
    assert is_open(issued, world)
    assert journal.open_intents() == []


@pytest.mark.parametrize("heard", [False, True])
def test_a_card_pulled_during_reverse_leaves_an_intent_that_its_return_resolves(
    world: World, journal: Journal, heard: bool
) -> None:
    issued = world.issue_card()
    payment = pay(world, journal, issued)
    back = reversals(world, journal)
    torn = CardSession(Interrupted(issued.card, Ins.REVERSE, heard=heard))
    told = back.reverse(torn, payment, issued.pin, "hoa", "lan")
    assert isinstance(told, ReversalUnsettled)
    (intent,) = journal.open_intents(issued.certificate.card)
    assert intent == told.intent
    closed = back.resolve(issued.session(), issued.certificate.receipt_key, intent)
    assert isinstance(closed.body, Reversed if heard else Abandoned)
    assert journal.open_intents() == []
    assert is_open(issued, world) == heard
    assert bool(journal.paid_periods(issued.entitlements[0].id)) != heard


@pytest.mark.parametrize("at", ["before-intent", "before-reverse", "before-reversed"])
def test_after_a_crash_at_any_step_the_card_and_the_journal_agree(
    world: World, store: Engine, at: str
) -> None:
    issued = world.issue_card()
    journal = Journal(store, world.terminal, lambda: world.now)
    payment = pay(world, journal, issued)

    def crash(name: str) -> None:
        if name == at:
            raise Crash

    with pytest.raises(Crash):
        reversals(world, journal, crash).reverse(
            issued.session(), payment, issued.pin, "hoa", "lan"
        )
    journal.close()

    again = Journal(store, world.terminal, lambda: world.now)
    for intent in again.open_intents(issued.certificate.card):
        assert isinstance(intent.body, Intent)
        assert again.reversing(intent.body.nonce) is not None
        reversals(world, again).resolve(issued.session(), issued.certificate.receipt_key, intent)
    assert is_open(issued, world) == (not again.paid_periods(issued.entitlements[0].id))
    assert again.open_intents() == []
    for entry in again.entries_from(1, 10):
        if isinstance(entry.body, Reversed):
            assert entry.body.supervisor == "lan"  # the crash did not forget who allowed it
    again.close()
