"""A card torn out of the field at every single write it makes.

Each command of a conversation is cut at each of its memory writes, after none, half and all of
the octets of that write; then the card is powered up again and asked what happened. Recovery is
cut in the same way. What must hold is printed beside how many cuts it was seen to hold for.
"""

from __future__ import annotations

from firmware_config.card.session import CardSession
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.card.state import CardState, auth_message
from tests.conftest import Count
from tests.simulators.connection import CardConnection
from tests.simulators.tears import (
    all_cuts,
    memory_of,
    opened,
    ready,
)
from tests.simulators.world import (
    PIN,
    IssuedCard,
    World,
)

WORLD = World.make()
NONCE = b"nonce--1"


# DISBURSE


def test_a_payout_cut_anywhere_happened_or_did_not_and_ends_as_exactly_one(
    count: Count,
) -> None:
    issued = WORLD.issue_card(WORLD.entitlement(payable=0b111), WORLD.entitlement(payable=0b1))
    due = issued.entitlements[0]
    issued.session(PIN).disburse(WORLD.order(due, mask=0b1, nonce=b"earlier1"))
    earlier = opened(issued.card).receipt_for(b"earlier1")
    before = opened(issued.card).state()
    order = WORLD.order(due, mask=0b110, nonce=NONCE)
    octets = memory_of(issued.card)

    def act(connection: CardConnection) -> None:
        ready(issued, connection).disburse(order)

    whole = SoftwareCard(bytearray(octets))
    act(CardConnection(whole))
    after = opened(whole).state()
    assert (before.vouchers[0].paid, after.vouchers[0].paid) == (0b1, 0b111)

    outcomes = set()
    tried = all_cuts(octets, act)
    for cut in tried:
        card = cut.card()
        session = opened(card)
        state = session.state()
        receipt = session.receipt_for(NONCE)
        assert state in (before, after), cut
        assert (receipt is not None) == (state == after), cut
        outcomes.add(state == after)
        if receipt is not None:
            receipt.verify(issued.certificate.receipt_key)
        assert session.receipt_for(b"earlier1") == earlier, cut
        _prove(issued, session, state)
        # Once more with the same nonce: one payment, whatever happened before.
        session = ready(issued, CardConnection(card))
        paid = session.disburse(order)
        paid.verify(issued.certificate.receipt_key)
        assert receipt in (None, paid), cut
        again = session.state()
        assert (again.counter, again.vouchers) == (after.counter, after.vouchers), cut
        assert session.journal_record(3) is None, cut
    assert outcomes == {False, True}
    count(len(tried), "cuts: DISBURSE is all or nothing, and GET RECEIPT tells which")


def test_a_payout_cut_when_the_journal_is_full_loses_no_receipt(
    count: Count,
) -> None:
    issued = WORLD.issue_card(WORLD.entitlement(payable=(1 << 32) - 1))
    due = issued.entitlements[0]
    session = issued.session(PIN)
    made = [
        session.disburse(WORLD.order(due, mask=1 << at, nonce=at.to_bytes(8))) for at in range(26)
    ]
    order = WORLD.order(due, mask=1 << 26, nonce=NONCE)
    octets = memory_of(issued.card)

    def act(connection: CardConnection) -> None:
        ready(issued, connection).disburse(order)

    tried = all_cuts(octets, act)
    for cut in tried:
        session = opened(cut.card())
        paid = session.receipt_for(NONCE)
        journal = [session.journal_record(number) for number in range(1, 25)]
        expected = [*made, paid] if paid is not None else made
        assert journal == expected[::-1][:24], cut
    count(len(tried), "cuts: a full journal keeps its 24 receipts")


def _prove(issued: IssuedCard, session: CardSession, state: CardState) -> None:
    proof = session.prove(bytes(16))
    message = auth_message(
        issued.certificate.card.octets, proof.terminal_nonce, proof.card_nonce, state.octets
    )
    issued.certificate.auth_key.verify(message, proof.signature)


# REVERSE


def test_a_reversal_cut_anywhere_happened_or_did_not_and_ends_as_exactly_one(
    count: Count,
) -> None:
    issued = WORLD.issue_card(WORLD.entitlement(payable=0b111))
    due = issued.entitlements[0]
    session = issued.session(PIN)
    session.disburse(WORLD.order(due, mask=0b001, nonce=b"earlier1"))
    payout = session.disburse(WORLD.order(due, mask=0b110, nonce=NONCE))
    before, octets = session.state(), memory_of(issued.card)
    order = WORLD.reversal(2)
    outcomes = set()
    tried = all_cuts(octets, lambda connection: ready(issued, connection).reverse(order))
    for cut in tried:
        card = cut.card()
        session = opened(card)
        state, receipt = session.state(), session.receipt_for(order.nonce)
        outcomes.add(receipt is not None)
        if receipt is None:
            assert state == before, cut
        else:
            receipt.verify(issued.certificate.receipt_key)
            assert (state.counter, state.vouchers[0].paid) == (3, 0b001), cut
        assert session.receipt_for(NONCE) == payout, cut
        # Once more with the same nonce: one reversal, whatever happened before.
        made = ready(issued, CardConnection(card)).reverse(order)
        assert receipt in (None, made), cut
        again = opened(card).state()
        assert (again.counter, again.vouchers[0].paid) == (3, 0b001), cut
    assert outcomes == {False, True}
    count(len(tried), "cuts: REVERSE is all or nothing, and GET RECEIPT tells which")
