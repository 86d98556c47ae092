"""Paying by card and by sheet, and what a crash or a pulled card leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from counter.db import open_store
from counter.decision.decide import Due, Known, Offer, decide
from counter.decision.refusal import Refusal, Rule
from counter.journal.journal import Journal
from counter.paying.payout import Paid, Payouts, Unsettled, no_step
from firmware_config.body.payout import Abandoned, Disbursed, Intent
from firmware_config.card.profile import LIMITS, Ins
from firmware_config.card.receipt import ReceiptError
from firmware_config.card.session import CardSession
from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber
from firmware_config.wire import Entry
from tests.simulators.connection import CardConnection
from tests.simulators.interrupted import Interrupted
from tests.simulators.knowing import knowing, proof_of, scanned, tapped
from tests.simulators.world import CITIZEN, IssuedCard, World


class Crash(Exception):
    """The power went."""


def payouts(journal: Journal, world: World, step: Callable[[str], None] = no_step) -> Payouts:
    return Payouts(journal, proof_of(world), lambda: world.now, step)


def offer_of(issued: IssuedCard, known: Known, world: World) -> Offer:
    offer = decide(tapped(issued), known, world.now)
    assert isinstance(offer, Offer)
    return offer


def test_a_card_payout_is_an_intent_and_then_a_payment(world: World, journal: Journal) -> None:
    issued = world.issue_card()
    offer = offer_of(issued, knowing(world), world)
    paid = payouts(journal, world).pay_chip(issued.session(), offer, issued.pin, "hoa")
    assert isinstance(paid, Paid)
    kinds = [entry.body.kind for entry in journal.entries_from(1, 10)]
    assert kinds == [Intent.kind, Disbursed.kind]
    assert paid.total_vnd == 500_000
    assert journal.paid_periods(issued.entitlements[0].id) == {world.base}
    assert journal.open_intents() == []


def test_each_programme_on_a_card_is_its_own_payout(world: World, journal: Journal) -> None:
    issued = world.issue_card(world.entitlement(), world.entitlement(amount_vnd=300_000))
    offer = offer_of(issued, knowing(world), world)
    paid = payouts(journal, world).pay_chip(issued.session(), offer, issued.pin, "hoa")
    assert isinstance(paid, Paid)
    assert len(paid.entries) == 2
    assert paid.total_vnd == 800_000


def test_a_wrong_pin_pays_nothing_and_tells_the_tries_left(world: World, journal: Journal) -> None:
    issued = world.issue_card()
    offer = offer_of(issued, knowing(world), world)
    told = payouts(journal, world).pay_chip(issued.session(), offer, "000000", "hoa")
    assert isinstance(told, Refusal)
    assert (told.rule, told.data) == (Rule.PIN_WRONG, {"tries_left": 2})
    assert journal.head().seq == 0


def test_a_blocked_pin_is_told_as_such(world: World, journal: Journal) -> None:
    issued = world.issue_card()
    offer = offer_of(issued, knowing(world), world)
    pay = payouts(journal, world)
    for _ in range(2):
        pay.pay_chip(issued.session(), offer, "000000", "hoa")
    told = pay.pay_chip(issued.session(), offer, "000000", "hoa")
    assert isinstance(told, Refusal)
    assert told.rule is Rule.PIN_BLOCKED


def test_a_text_that_is_no_pin_costs_no_try(world: World, journal: Journal) -> None:
    issued = world.issue_card()
    offer = offer_of(issued, knowing(world), world)
    told = payouts(journal, world).pay_chip(issued.session(), offer, "12ab", "hoa")
    assert isinstance(told, Refusal)
    assert issued.session().select().pin_tries == 3


def test_a_card_that_was_paid_meanwhile_refuses_and_the_intent_is_closed(
    world: World, journal: Journal
) -> None:
    issued = world.issue_card()
    offer = offer_of(issued, knowing(world), world)
    issued.session(issued.pin).disburse(world.order(issued.entitlements[0]))
    told = payouts(journal, world).pay_chip(issued.session(), offer, issued.pin, "hoa")
    assert isinstance(told, Refusal)
    assert told.rule is Rule.CARD_REFUSED
    assert journal.open_intents() == []
    assert isinstance(journal.entries_from(2, 1)[0].body, Abandoned)


@pytest.mark.parametrize("heard", [False, True])
def test_a_card_pulled_during_disburse_leaves_an_intent_that_its_return_resolves(
    world: World, journal: Journal, heard: bool
) -> None:
    issued = world.issue_card()
    offer = offer_of(issued, knowing(world), world)
    pay = payouts(journal, world)
    torn = Interrupted(issued.card, Ins.DISBURSE, heard=heard)
    session = CardSession(torn)
    session.select()
    told = pay.pay_chip(session, offer, issued.pin, "hoa")
    assert isinstance(told, Unsettled)
    (intent,) = journal.open_intents(issued.certificate.card)
    closed = pay.resolve(issued.session(), issued.certificate.receipt_key, issued.record.id, intent)
    assert closed.body.kind == (Disbursed.kind if heard else Abandoned.kind)
    assert journal.open_intents() == []
    paid = journal.paid_periods(issued.entitlements[0].id)
    assert paid == (frozenset({world.base}) if heard else frozenset())


@pytest.mark.parametrize("at", ["before-intent", "before-disburse", "before-disbursed"])
def test_after_a_crash_at_any_step_the_card_and_the_journal_agree(
    world: World, store: Engine, at: str
) -> None:
    issued = world.issue_card()
    journal = Journal(store, world.terminal, lambda: world.now)
    offer = offer_of(issued, knowing(world), world)

    def crash(name: str) -> None:
        if name == at:
            raise Crash

    with pytest.raises(Crash):
        payouts(journal, world, crash).pay_chip(issued.session(), offer, issued.pin, "hoa")
    journal.close()

    again = Journal(store, world.terminal, lambda: world.now)
    pay = payouts(again, world)
    for intent in again.open_intents(issued.certificate.card):
        pay.resolve(issued.session(), issued.certificate.receipt_key, issued.record.id, intent)
    on_card = world.base not in issued.session().state().vouchers[0].open_periods
    in_journal = world.base in again.paid_periods(issued.entitlements[0].id)
    assert on_card == in_journal
    assert again.open_intents() == []
    again.close()


def test_every_flipped_bit_of_a_receipt_leaves_the_payout_unsettled(
    world: World, journal: Journal
) -> None:
    issued = world.issue_card(world.entitlement(payable=0b1))

    class Lying:
        def __init__(self, bit: int) -> None:
            self._inner = CardConnection(issued.card)
            self._bit = bit

        def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
            data, sw = self._inner.send_and_receive(apdu)
            if apdu[1] in (Ins.DISBURSE, Ins.GET_RECEIPT) and data:
                damaged = bytearray(data)
                damaged[self._bit // 8 % len(damaged)] ^= 1 << self._bit % 8
                return bytes(damaged), sw
            return data, sw

    offer = offer_of(issued, knowing(world), world)
    pay = payouts(journal, world)
    session = CardSession(Lying(0))
    session.select()
    told = pay.pay_chip(session, offer, issued.pin, "hoa")
    assert isinstance(told, Unsettled)
    for bit in range(1, 140 * 8):
        session = CardSession(Lying(bit))
        session.select()
        with pytest.raises(ContractError):
            pay.resolve(session, issued.certificate.receipt_key, issued.record.id, told.intent)
    assert journal.open_intents() == [told.intent]


def test_a_sheet_is_paid_to_the_person_whose_number_matches(world: World, journal: Journal) -> None:
    offer = decide(scanned(world.issue_qr()), knowing(world), world.now)
    assert isinstance(offer, Offer)
    pay = payouts(journal, world)
    wrong = pay.pay_paper(offer, CitizenNumber("001145099999"), "hoa")
    assert isinstance(wrong, Refusal)
    assert wrong.rule is Rule.IDENTITY_MISMATCH
    assert isinstance(pay.pay_paper(offer, CITIZEN, "hoa"), Paid)


def test_a_sheet_offered_at_two_counters_at_once_is_paid_once(
    world: World, journal: Journal
) -> None:
    offer = decide(scanned(world.issue_qr()), knowing(world), world.now)
    assert isinstance(offer, Offer)
    pay = payouts(journal, world)
    assert isinstance(pay.pay_paper(offer, CITIZEN, "hoa"), Paid)
    head = journal.head()
    second = pay.pay_paper(offer, CITIZEN, "lan")
    assert isinstance(second, Refusal)
    assert second.rule is Rule.ALREADY_PAID
    assert journal.head() == head


def test_the_pin_is_nowhere_in_the_store(world: World, journal: Journal, tmp_path: Path) -> None:
    issued = world.issue_card(pin="739152")
    offer = offer_of(issued, knowing(world), world)
    payouts(journal, world).pay_chip(issued.session(), offer, "739152", "hoa")
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"739152" not in kept


def cut_before_the_card_was_asked(world: World, journal: Journal, issued: IssuedCard) -> Entry:
    """An intent of the first due month, which its card never heard of."""

    def cut(name: str) -> None:
        if name == "before-disburse":
            raise Crash

    offer = offer_of(issued, knowing(world), world)
    first = replace(offer.dues[0].claim, mask=1, amount_vnd=500_000)
    with pytest.raises(Crash):
        payouts(journal, world, cut).pay_chip(
            issued.session(), replace(offer, dues=(Due(first, 0),)), issued.pin, "hoa"
        )
    return journal.open_intents(issued.certificate.card)[0]


def pay_elsewhere(world: World, folder: Path, issued: IssuedCard, months: int) -> None:
    """Month by month at another counter, which comes to as many receipts."""
    store = open_store(f"sqlite:///{folder / 'elsewhere.sqlite'}")
    elsewhere = Journal(store, world.terminal, lambda: world.now)
    for month in range(months):
        offer = offer_of(issued, knowing(world), world)
        claim = replace(offer.dues[0].claim, mask=1 << month, amount_vnd=500_000)
        chosen = replace(offer, dues=(Due(claim, 0),))
        told = payouts(elsewhere, world).pay_chip(issued.session(), chosen, issued.pin, "lan")
        assert isinstance(told, Paid)
    elsewhere.close()
    store.dispose()


def test_a_month_paid_elsewhere_meanwhile_does_not_keep_the_card_from_its_counter(
    world: World, journal: Journal, tmp_path: Path
) -> None:
    issued = world.issue_card()
    intent = cut_before_the_card_was_asked(world, journal, issued)
    pay_elsewhere(world, tmp_path, issued, 1)
    closed = payouts(journal, world).resolve(
        issued.session(), issued.certificate.receipt_key, issued.record.id, intent, is_marked=True
    )
    assert isinstance(closed.body, Abandoned)


def test_what_the_card_may_have_forgotten_is_for_a_person_to_close(
    world: World, journal: Journal, tmp_path: Path
) -> None:
    base = world.base.plus(-LIMITS.journal_records)
    every = (1 << LIMITS.journal_records + 1) - 1
    issued = world.issue_card(world.entitlement(payable=every, base=base))
    intent = cut_before_the_card_was_asked(world, journal, issued)
    pay_elsewhere(world, tmp_path, issued, LIMITS.journal_records + 1)
    with pytest.raises(ReceiptError, match="receipt-fell-off"):
        payouts(journal, world).resolve(
            *(issued.session(), issued.certificate.receipt_key, issued.record.id, intent),
            is_marked=True,
        )
    assert journal.open_intents(issued.certificate.card) == [intent]
