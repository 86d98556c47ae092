"""A card torn out of the field at every single write it makes.

Each command of a conversation is cut at each of its memory writes, after none, half and all of
the octets of that write; then the card is powered up again and asked what happened. Recovery is
cut in the same way. What must hold is printed beside how many cuts it was seen to hold for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from firmware_config.card.personalise import Personalisation
from firmware_config.card.profile import LIMITS, CardKey, Life, Stage
from firmware_config.card.session import CardSession, PinBlocked, WrongPin
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.card.state import CardState, auth_message
from firmware_config.ids import CardId
from tests.simulators.connection import CardConnection
from tests.simulators.tears import Act, all_cuts, cuts, memory_of, opened
from tests.simulators.world import PIN, PUK, IssuedCard, World, voucher_of

WORLD = World.make()
WRONG_PIN = "000000"
NONCE = b"nonce--1"


def tell(capsys: pytest.CaptureFixture[str], what: str, count: int) -> None:
    with capsys.disabled():
        print(f"\n{count:6} cuts: {what}")


# DISBURSE


def test_a_payout_cut_anywhere_happened_or_did_not_and_ends_as_exactly_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    issued = WORLD.issue_card(WORLD.entitlement(payable=0b111), WORLD.entitlement(payable=0b1))
    due = issued.entitlements[0]
    opened(issued.card, PIN).disburse(WORLD.order(due, mask=0b1, nonce=b"earlier1"))
    earlier = opened(issued.card).receipt_for(b"earlier1")
    before = opened(issued.card).state()
    order = WORLD.order(due, mask=0b110, nonce=NONCE)
    octets = memory_of(issued.card)

    def act(connection: CardConnection) -> None:
        session = CardSession(connection)
        session.select()
        session.verify_pin(PIN)
        session.disburse(order)

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
        session.verify_pin(PIN)
        paid = session.disburse(order)
        paid.verify(issued.certificate.receipt_key)
        assert receipt in (None, paid), cut
        again = session.state()
        assert (again.counter, again.vouchers) == (after.counter, after.vouchers), cut
        assert session.journal_record(3) is None, cut
    assert outcomes == {False, True}
    tell(capsys, "DISBURSE is all or nothing, and GET RECEIPT tells which", len(tried))


def test_a_payout_cut_when_the_journal_is_full_loses_no_receipt(
    capsys: pytest.CaptureFixture[str],
) -> None:
    issued = WORLD.issue_card(WORLD.entitlement(payable=(1 << 32) - 1))
    due = issued.entitlements[0]
    session = opened(issued.card, PIN)
    made = [
        session.disburse(WORLD.order(due, mask=1 << at, nonce=at.to_bytes(8))) for at in range(26)
    ]
    order = WORLD.order(due, mask=1 << 26, nonce=NONCE)
    octets = memory_of(issued.card)

    def act(connection: CardConnection) -> None:
        session = CardSession(connection)
        session.select()
        session.verify_pin(PIN)
        session.disburse(order)

    tried = all_cuts(octets, act)
    for cut in tried:
        session = opened(cut.card())
        paid = session.receipt_for(NONCE)
        journal = [session.journal_record(number) for number in range(1, 25)]
        expected = [*made, paid] if paid is not None else made
        assert journal == expected[::-1][:24], cut
    tell(capsys, "a full journal keeps its 24 receipts", len(tried))


def _prove(issued: IssuedCard, session: CardSession, state: CardState) -> None:
    proof = session.prove(bytes(16))
    message = auth_message(
        issued.certificate.card.octets, proof.terminal_nonce, proof.card_nonce, state.octets
    )
    issued.certificate.auth_key.verify(message, proof.signature)


# VERIFY


def _verify(pin: str) -> Act:
    def act(connection: CardConnection) -> None:
        session = CardSession(connection)
        session.select()
        try:
            session.verify_pin(pin)
        except (WrongPin, PinBlocked):
            return

    return act


def test_cutting_a_wrong_pin_wins_no_try_back(capsys: pytest.CaptureFixture[str]) -> None:
    issued = WORLD.issue_card()
    count = 0
    for tries in range(LIMITS.pin_tries, 0, -1):
        octets = memory_of(issued.card)
        for cut in all_cuts(octets, _verify(WRONG_PIN)):
            assert opened(cut.card()).select().pin_tries in (tries, tries - 1), cut
            count += 1
        _verify(WRONG_PIN)(CardConnection(issued.card))
        assert opened(issued.card).select().pin_tries == tries - 1
    assert not list(cuts(memory_of(issued.card), _verify(PIN)))  # a blocked card writes nothing
    tell(capsys, "a wrong PIN never gives a try back", count)


def test_cutting_the_right_pin_leaves_at_worst_a_try_less(
    capsys: pytest.CaptureFixture[str],
) -> None:
    issued = WORLD.issue_card()
    _verify(WRONG_PIN)(CardConnection(issued.card))
    tried = all_cuts(memory_of(issued.card), _verify(PIN))
    spent = [cut.card() for cut in tried if (cut.write, cut.kept) == (0, "all")]
    # The first write spends the try, before anybody knows that the PIN is right.
    assert [opened(card).select().pin_tries for card in spent] == [1]
    for cut in tried:
        card = cut.card()
        assert opened(card).select().pin_tries in (1, 2, LIMITS.pin_tries), cut
        opened(card, PIN)
        assert opened(card).select().pin_tries == LIMITS.pin_tries
    tell(capsys, "the right PIN costs at most one try until it is shown again", len(tried))


# Personalisation

RECORD, CERTIFICATE = b"record" * 100, b"certificate" * 25
DUES = (WORLD.entitlement(), WORLD.entitlement(payable=0b11))
VOUCHERS = tuple(voucher_of(due, slot) for slot, due in enumerate(DUES))
STEPS: dict[str, Callable[[Personalisation], object]] = {
    "card id": lambda desk: desk.store_card_id(CardId(b"card--id")),
    "AUTH key": lambda desk: desk.generate_key(CardKey.AUTH),
    "RECEIPT key": lambda desk: desk.generate_key(CardKey.RECEIPT),
    "certificate": lambda desk: desk.store_certificate(CERTIFICATE),
    "record": lambda desk: desk.store_record(RECORD),
    "first voucher": lambda desk: desk.put_voucher(VOUCHERS[0]),
    "second voucher": lambda desk: desk.put_voucher(VOUCHERS[1]),
    "PIN": lambda desk: desk.store_pin(PIN),
    "PUK": lambda desk: desk.store_puk(PUK),
    "ACTIVATE": Personalisation.activate,
}


def _stage_of(step: str) -> Stage:
    return Stage["VOUCHER" if "voucher" in step else step.upper().replace(" ", "_")]


def _step(name: str, steps: Mapping[str, Callable[[Personalisation], object]] = STEPS) -> Act:
    def act(connection: CardConnection) -> None:
        CardSession(connection).select()
        steps[name](Personalisation(connection))

    return act


def _up_to(name: str) -> bytes:
    """The memory of a card on which everything before the step `name` is done."""
    card = SoftwareCard.blank()
    for step in list(STEPS)[: list(STEPS).index(name)]:
        _step(step)(CardConnection(card))
    return memory_of(card)


@pytest.mark.parametrize("name", STEPS)
def test_a_personalisation_cut_anywhere_is_taken_up_again(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    octets = _up_to(name)
    before = opened(SoftwareCard(bytearray(octets))).select()
    tried = all_cuts(octets, _step(name))
    assert tried
    for cut in tried:
        card = cut.card()
        status = opened(card).select()
        if name == "ACTIVATE":
            assert status.life in (Life.PERSONALISED, Life.ACTIVE), cut
        else:
            # No stage but this one is lost, and none is won but by being whole.
            assert status.stages | _stage_of(name) == before.stages | _stage_of(name), cut
            assert status.life is not Life.ACTIVE, cut
        # From here on as a desk does: this step again, then the rest.
        for step in list(STEPS)[list(STEPS).index(name) :]:
            if opened(card).select().life is not Life.ACTIVE:
                _step(step)(CardConnection(card))
        _check_whole(card)
    tell(capsys, f"personalisation resumes at its step {name}", len(tried))


OLD: dict[str, Callable[[Personalisation], object]] = {
    **STEPS,
    "card id": lambda desk: desk.store_card_id(CardId(b"old-card")),
    "certificate": lambda desk: desk.store_certificate(b"old" * 80),
    "record": lambda desk: desk.store_record(b"old" * 300),
    "first voucher": lambda desk: desk.put_voucher(replace(VOUCHERS[0], amount_vnd=1)),
    "second voucher": lambda desk: desk.put_voucher(replace(VOUCHERS[1], payable=0xFFFFFFFF)),
    "PIN": lambda desk: desk.store_pin("654321"),
}
# What a value is, seen from outside.
SEEN: dict[str, Callable[[CardSession], object]] = {
    "card id": lambda session: session.select().card,
    "certificate": lambda session: session.certificate(session.select()),
    "record": lambda session: session.record(session.select()),
    "first voucher": lambda session: session.state().vouchers[0],
    "second voucher": lambda session: session.state().vouchers[1],
    "PIN": lambda session: [_is_pin(session, pin) for pin in ("654321", PIN)],
}


@pytest.mark.parametrize("name", SEEN)
def test_a_value_written_anew_and_cut_counts_only_if_it_is_whole(name: str) -> None:
    """On a card personalised to the end with other values."""
    card = SoftwareCard.blank()
    for step in list(STEPS)[:-1]:
        _step(step, OLD)(CardConnection(card))
    old = SEEN[name](opened(card))
    octets = memory_of(card)
    _step(name)(CardConnection(card))
    new = SEEN[name](opened(card))
    assert old != new
    whole = 0
    for cut in all_cuts(octets, _step(name)):
        session = opened(cut.card())
        status = session.select()
        if _stage_of(name) in status.stages:
            assert status.life is Life.PERSONALISED
            assert SEEN[name](session) in (old, new), cut
            whole += 1
        else:
            assert status.life is Life.PERSONALISING, cut
    assert whole


def _is_pin(session: CardSession, pin: str) -> bool:
    try:
        session.verify_pin(pin)
    except WrongPin:
        return False
    return True


def _check_whole(card: SoftwareCard) -> None:
    session = opened(card, PIN)
    assert session.select().life is Life.ACTIVE
    _check_values(session)


def _check_values(session: CardSession) -> None:
    status = session.select()
    assert status.card == CardId(b"card--id")
    assert session.certificate(status) == CERTIFICATE
    assert session.record(status) == RECORD
    assert session.state().vouchers == VOUCHERS
    assert status.pin_tries == LIMITS.pin_tries
