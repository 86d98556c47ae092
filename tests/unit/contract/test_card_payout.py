"""DISBURSE: what a card pays, what it refuses, and what its journal keeps."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from firmware_config.card import profile
from firmware_config.card.apdu import SW, Command, exchange
from firmware_config.card.profile import File, Ins, Life
from firmware_config.card.receipt import SignedReceipt
from firmware_config.card.session import (
    CardSession,
)
from firmware_config.signing import BadSignature
from tests.simulators.connection import CardConnection
from tests.simulators.world import PIN, IssuedCard
from tests.unit.contract.card_in_hand import WORLD, YEAR, order_of, send, sw_of


def test_a_receipt_says_what_was_ordered_and_the_card_signed_it(issued: IssuedCard) -> None:
    due = issued.entitlements[0]
    session = issued.session(PIN)
    signed = session.disburse(order_of(issued, 0b101, b"nonce--1"))
    signed.verify(issued.certificate.receipt_key)
    receipt = signed.receipt
    assert (receipt.card, receipt.slot, receipt.entitlement) == (
        issued.certificate.card,
        0,
        due.id,
    )
    assert (receipt.base, receipt.mask, receipt.amount_vnd) == (due.base, 0b101, 1_000_000)
    assert (receipt.counter, receipt.terminal, receipt.nonce) == (1, WORLD.terminal, b"nonce--1")
    assert receipt.at == WORLD.now
    state = session.state()
    assert (state.counter, state.vouchers[0].paid) == (1, 0b101)
    assert state.vouchers[0].open_mask == YEAR & ~0b101


def test_the_auth_key_signs_no_receipts(issued: IssuedCard) -> None:
    signed = issued.session(PIN).disburse(order_of(issued, 0b1, b"nonce--1"))
    with pytest.raises(BadSignature):
        signed.verify(issued.certificate.auth_key)


@pytest.mark.parametrize(
    ("different", "sw"),
    [
        pytest.param({"mask": 0}, SW.WRONG_DATA, id="no month"),
        pytest.param({"mask": 1 << 12}, SW.WRONG_DATA, id="a month outside the voucher"),
        pytest.param(
            {"mask": 0b1 | 1 << 31, "amount_vnd": 1_000_000}, SW.WRONG_DATA, id="one of two outside"
        ),
        pytest.param({"amount_vnd": 499_999}, SW.WRONG_DATA, id="a đồng less"),
        pytest.param({"amount_vnd": 500_001}, SW.WRONG_DATA, id="a đồng more"),
        pytest.param({"amount_vnd": 0}, SW.WRONG_DATA, id="no amount"),
        pytest.param({"mask": 0b11}, SW.WRONG_DATA, id="two months for one amount"),
        pytest.param({"slot": 1}, SW.REFERENCE_NOT_FOUND, id="an empty slot"),
        pytest.param({"slot": 8}, SW.REFERENCE_NOT_FOUND, id="a slot there is none"),
        pytest.param({"slot": 255}, SW.REFERENCE_NOT_FOUND, id="the last slot octet"),
    ],
)
def test_an_order_against_the_voucher_pays_nothing(
    issued: IssuedCard, different: dict[str, Any], sw: int
) -> None:
    session = issued.session(PIN)
    before = session.state()
    assert sw_of(lambda: session.disburse(order_of(issued, 0b1, b"nonce--1", **different))) == sw
    assert session.state() == before
    assert session.receipt_for(b"nonce--1") is None


def test_a_month_is_paid_once(issued: IssuedCard) -> None:
    session = issued.session(PIN)
    session.disburse(order_of(issued, 0b11, b"nonce--1"))
    for mask in (0b1, 0b10, 0b110):
        order = order_of(issued, mask, b"nonce--2")
        assert sw_of(partial(session.disburse, order)) == SW.CONDITIONS
    assert session.state().counter == 1
    assert session.disburse(order_of(issued, 0b100, b"nonce--3")).receipt.counter == 2


def test_nothing_is_paid_without_a_pin_nor_after_the_card_was_out(issued: IssuedCard) -> None:
    order = order_of(issued, 0b1, b"nonce--1")
    assert sw_of(lambda: issued.session().disburse(order)) == SW.SECURITY_STATUS
    session = issued.session(PIN)
    session.select()
    assert sw_of(lambda: session.disburse(order)) == SW.SECURITY_STATUS
    issued.session(PIN)
    assert sw_of(lambda: issued.session().disburse(order)) == SW.SECURITY_STATUS


def test_a_card_that_is_not_active_pays_nothing() -> None:
    issued = WORLD.issue_card(activate=False)
    session = issued.session(PIN)
    assert session.select().life is Life.PERSONALISED
    session.verify_pin(PIN)
    assert sw_of(lambda: session.disburse(order_of(issued, 0b1, b"nonce--1"))) == SW.CONDITIONS


def test_the_same_order_again_gives_the_stored_receipt(issued: IssuedCard) -> None:
    order = order_of(issued, 0b1, b"nonce--1")
    first = issued.session(PIN).disburse(order)
    again = issued.session(PIN)
    assert again.disburse(order) == first
    assert again.receipt_for(b"nonce--1") == first
    assert again.state().counter == 1


@pytest.mark.parametrize(
    "different", [{"mask": 0b10}, {"slot": 1}, {"mask": 0b11, "amount_vnd": 1_000_000}]
)
def test_the_same_nonce_for_another_order_is_refused(
    issued: IssuedCard, different: dict[str, Any]
) -> None:
    session = issued.session(PIN)
    session.disburse(order_of(issued, 0b1, b"nonce--1"))
    order = order_of(issued, 0b1, b"nonce--1", **different)
    assert sw_of(lambda: session.disburse(order)) == SW.CONDITIONS
    assert session.state().counter == 1


@pytest.mark.parametrize("length", [0, 1, 28, 30, 255])
def test_an_order_of_another_length_is_refused(issued: IssuedCard, length: int) -> None:
    connection = CardConnection(issued.card)
    session = CardSession(connection)
    issued.terminal.prove(session, session.select().card)
    session.verify_pin(PIN)
    command = Command(profile.CLA_OWN, Ins.DISBURSE, data=bytes(length), le=256).encode()
    assert connection.send_and_receive(command)[1] == SW.WRONG_LENGTH


@pytest.mark.parametrize("terminal", [b"T0000002", b"t0000001", b"T000000\0", b"\xff" * 8])
def test_a_terminal_of_another_name_is_paid_nothing(issued: IssuedCard, terminal: bytes) -> None:
    connection = CardConnection(issued.card)
    session = CardSession(connection)
    issued.terminal.prove(session, session.select().card)
    session.verify_pin(PIN)
    order = order_of(issued, 0b1, b"nonce--1").encode().replace(b"T0000001", terminal)
    command = Command(profile.CLA_OWN, Ins.DISBURSE, data=order, le=256)
    assert sw_of(lambda: exchange(connection, command)) == SW.SECURITY_STATUS
    assert session.state().counter == 0


def test_the_journal_keeps_the_last_twenty_four_receipts() -> None:
    issued = WORLD.issue_card(WORLD.entitlement(payable=(1 << 32) - 1))
    session = issued.session(PIN)
    made = []
    for at in range(32):
        order = order_of(issued, 1 << at, at.to_bytes(8))
        made.append(session.disburse(order))
    kept = [session.journal_record(number) for number in range(1, 25)]
    assert kept == made[:7:-1]
    assert [signed.receipt.counter for signed in kept if signed] == list(range(32, 8, -1))
    assert session.journal_record(25) is None
    assert session.journal_record(255) is None
    assert session.receipt_for((8).to_bytes(8)) == made[8]
    assert session.receipt_for((7).to_bytes(8)) is None
    assert session.receipt_for(b"") == made[-1]
    for signed in made:
        signed.verify(issued.certificate.receipt_key)
    # Long forgotten, but its month is still paid.
    assert sw_of(lambda: session.disburse(order_of(issued, 1, (0).to_bytes(8)))) == SW.CONDITIONS


def test_a_card_that_never_paid_has_no_receipts(issued: IssuedCard) -> None:
    session = issued.session()
    assert session.receipt_for(b"") is None
    assert session.receipt_for(b"nonce--1") is None
    assert session.journal_record(1) is None
    assert send(issued, Ins.READ_RECORD, cla=profile.CLA_ISO, p1=0, p2=File.JOURNAL << 3 | 4) == (
        SW.RECORD_NOT_FOUND
    )


def test_receipts_are_read_without_a_pin(issued: IssuedCard) -> None:
    made = issued.session(PIN).disburse(order_of(issued, 0b1, b"nonce--1"))
    assert issued.session().receipt_for(b"nonce--1") == made


ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def test_a_receipt_under_another_signature_is_the_same_receipt() -> None:
    card = WORLD.issue_card()
    told = card.session(card.pin).disburse(WORLD.order(card.entitlements[0]))
    r, s = told.cose[-64:-32], int.from_bytes(told.cose[-32:])
    again = SignedReceipt.parse(told.cose[:-64] + r + (ORDER_OF_P256 - s).to_bytes(32))
    again.verify(card.certificate.receipt_key)
    assert again.cose != told.cose
    assert again == told
