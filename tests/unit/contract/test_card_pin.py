"""The PIN and the proof: who holds the card, and which card it is."""

from __future__ import annotations

from contextlib import suppress

import pytest

from firmware_config.card import profile
from firmware_config.card.apdu import SW
from firmware_config.card.profile import LIMITS, Ins
from firmware_config.card.session import (
    CardSession,
    PinBlocked,
    PinForm,
    WrongPin,
)
from firmware_config.card.state import auth_message
from firmware_config.signing import BadSignature
from tests.simulators.connection import CardConnection
from tests.simulators.world import PIN, PUK, IssuedCard
from tests.unit.contract.card_in_hand import order_of, send, sw_of

NONCE = bytes(16)


def test_a_wrong_pin_costs_a_try_and_the_right_one_gives_them_back(issued: IssuedCard) -> None:
    session = issued.session()
    for left in (2, 1):
        with pytest.raises(WrongPin) as wrong:
            session.verify_pin("000000")
        assert wrong.value.tries_left == left
    session.verify_pin(PIN)
    assert session.select().pin_tries == LIMITS.pin_tries


def test_three_wrong_pins_block_the_card_for_the_right_one_too(issued: IssuedCard) -> None:
    session = issued.session()
    for _ in range(2):
        with pytest.raises(WrongPin):
            session.verify_pin("000000")
    for pin in ("000000", PIN, PIN):
        with pytest.raises(PinBlocked):
            session.verify_pin(pin)
    with pytest.raises(PinBlocked):
        issued.session(PIN)
    assert issued.session().select().pin_tries == 0


@pytest.mark.parametrize("text", ["", "12345", "1234567", "12345a", "12345 ", "١٢٣٤٥٦", "½23456"])
def test_a_text_that_is_no_pin_is_not_shown_to_the_card(issued: IssuedCard, text: str) -> None:
    connection = CardConnection(issued.card)
    session = CardSession(connection)
    with pytest.raises(PinForm):
        session.verify_pin(text)
    assert connection.sent == 0


def test_a_pin_of_another_length_is_refused_without_costing_a_try(issued: IssuedCard) -> None:
    for data in (b"123456", b"123456\xff\xff\xff"):
        sw = send(issued, Ins.VERIFY, cla=profile.CLA_ISO, p2=profile.PIN_REFERENCE, data=data)
        assert sw == SW.WRONG_LENGTH
    assert send(issued, Ins.VERIFY, cla=profile.CLA_ISO, p2=profile.PIN_REFERENCE) == 0x63C3
    assert issued.session().select().pin_tries == LIMITS.pin_tries


def test_another_pin_than_ours_is_not_there(issued: IssuedCard) -> None:
    assert send(issued, Ins.VERIFY, cla=profile.CLA_ISO, p2=2, data=bytes(8)) == (
        SW.REFERENCE_NOT_FOUND
    )


def test_a_wrong_pin_after_the_right_one_takes_the_right_away(issued: IssuedCard) -> None:
    session = issued.session(PIN)
    with pytest.raises(WrongPin):
        session.verify_pin("000000")
    assert sw_of(lambda: session.disburse(order_of(issued, 1, b"nonce--1"))) == SW.SECURITY_STATUS


def test_a_changed_pin_is_the_only_one_and_must_be_shown_again(issued: IssuedCard) -> None:
    session = issued.session(PIN)
    session.change_pin(PIN, "654321")
    order = order_of(issued, 1, b"nonce--1")
    assert sw_of(lambda: session.disburse(order)) == SW.SECURITY_STATUS
    with pytest.raises(WrongPin):
        session.verify_pin(PIN)
    session.verify_pin("654321")
    session.disburse(order)


def test_changing_a_pin_costs_tries_as_showing_it_does(issued: IssuedCard) -> None:
    session = issued.session()
    for left in (2, 1):
        with pytest.raises(WrongPin) as wrong:
            session.change_pin("000000", "654321")
        assert wrong.value.tries_left == left
    session.change_pin(PIN, "654321")
    assert session.status().pin_tries == LIMITS.pin_tries
    for _ in range(2):
        with pytest.raises(WrongPin):
            session.change_pin(PIN, "111111")
    for _ in range(2):
        with pytest.raises(PinBlocked):
            session.change_pin(PIN, "111111")
    with pytest.raises(PinBlocked):
        session.change_pin("654321", "111111")


def test_the_puk_sets_a_new_pin_and_gives_all_tries_back(issued: IssuedCard) -> None:
    session = issued.session()
    for _ in range(3):
        with suppress(WrongPin, PinBlocked):
            session.verify_pin("000000")
    assert session.status().pin_tries == 0
    with pytest.raises(WrongPin) as wrong:
        session.unblock_pin("00000000", "654321")
    assert wrong.value.tries_left == LIMITS.puk_tries - 1
    session.unblock_pin(PUK, "654321")
    status = session.status()
    assert (status.pin_tries, status.puk_tries) == (LIMITS.pin_tries, LIMITS.puk_tries)
    session.verify_pin("654321")


def test_ten_wrong_puks_end_it_for_the_right_one_too(issued: IssuedCard) -> None:
    session = issued.session()
    for left in range(LIMITS.puk_tries - 1, 0, -1):
        with pytest.raises(WrongPin) as wrong:
            session.unblock_pin("00000000", "654321")
        assert wrong.value.tries_left == left
    for puk in ("00000000", PUK):
        with pytest.raises(PinBlocked):
            session.unblock_pin(puk, "654321")
    session.verify_pin(PIN)  # the PIN lives on


@pytest.mark.parametrize("ins", [Ins.CHANGE_REFERENCE_DATA, Ins.RESET_RETRY_COUNTER])
@pytest.mark.parametrize(
    ("data", "sw"),
    [
        pytest.param(b"", SW.WRONG_LENGTH, id="nothing"),
        pytest.param(b"1" * 15, SW.WRONG_LENGTH, id="too short"),
        pytest.param(b"1" * 17, SW.WRONG_LENGTH, id="too long"),
        pytest.param(b"1" * 16, SW.WRONG_DATA, id="a new PIN of eight digits"),
        pytest.param(b"1" * 8 + b"12345a\xff\xff", SW.WRONG_DATA, id="a new PIN with a letter"),
        pytest.param(b"1" * 8 + b"12345\xff\xff\xff", SW.WRONG_DATA, id="a new PIN of five"),
    ],
)
def test_a_malformed_new_pin_costs_no_try(
    issued: IssuedCard, ins: Ins, data: bytes, sw: int
) -> None:
    assert send(issued, ins, cla=profile.CLA_ISO, p2=1, data=data) == sw
    assert send(issued, ins, cla=profile.CLA_ISO, p2=2, data=data) == SW.REFERENCE_NOT_FOUND
    assert send(issued, ins, cla=profile.CLA_ISO, p1=1, p2=1, data=data) == SW.INCORRECT_P1P2
    status = issued.session().status()
    assert (status.pin_tries, status.puk_tries) == (LIMITS.pin_tries, LIMITS.puk_tries)


def test_a_card_proves_its_state_and_any_flipped_bit_of_it_shows(issued: IssuedCard) -> None:
    session = issued.session()
    state, proof = session.state(), session.prove(NONCE)
    card, key = issued.certificate.card.octets, issued.certificate.auth_key

    def verify(octets: bytes, terminal_nonce: bytes = NONCE) -> None:
        message = auth_message(card, terminal_nonce, proof.card_nonce, octets)
        key.verify(message, proof.signature)

    verify(state.octets)
    for bit in range(8 * len(state.octets)):
        octets = bytearray(state.octets)
        octets[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadSignature):
            verify(bytes(octets))
    with pytest.raises(BadSignature):
        verify(state.octets, terminal_nonce=bytes(15) + b"\1")


def test_a_proof_is_fresh_each_time_and_old_after_a_payout(issued: IssuedCard) -> None:
    session = issued.session(PIN)
    before = session.prove(NONCE)
    assert before.card_nonce != session.prove(NONCE).card_nonce
    session.disburse(order_of(issued, 0b1, b"nonce--1"))
    message = auth_message(
        issued.certificate.card.octets, NONCE, before.card_nonce, session.state().octets
    )
    with pytest.raises(BadSignature):
        issued.certificate.auth_key.verify(message, before.signature)
