"""REVERSE: the last entry is taken back, by the terminal that made it, and never paid twice."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from firmware_config.card.apdu import SW, Command, exchange
from firmware_config.card.profile import CLA_OWN, Ins
from firmware_config.card.receipt import Kind
from firmware_config.card.script import Block, UnblockPin
from firmware_config.card.session import CardSession
from firmware_config.ids import TerminalId
from firmware_config.signing import FileKey
from tests.simulators.connection import CardConnection
from tests.simulators.world import PIN, IssuedCard
from tests.unit.contract.card_in_hand import WORLD, order_of, sw_of


@pytest.fixture
def paid(issued: IssuedCard) -> IssuedCard:
    """Two payouts: January, then February and March."""
    session = issued.session(PIN)
    session.disburse(order_of(issued, 0b001, b"nonce--1"))
    session.disburse(order_of(issued, 0b110, b"nonce--2"))
    return issued


def test_the_last_payout_is_taken_back_and_the_card_signs_for_it(paid: IssuedCard) -> None:
    session = paid.session(PIN)
    payout = session.receipt_for(b"nonce--2")
    signed = session.reverse(WORLD.reversal(2))
    signed.verify(paid.certificate.receipt_key)
    assert payout is not None
    assert signed.receipt == replace(
        payout.receipt, kind=Kind.REVERSAL, counter=3, nonce=b"reverse1"
    )
    state = session.state()
    assert (state.counter, state.vouchers[0].paid) == (3, 0b001)
    assert session.journal_record(1) == signed
    assert session.receipt_for(b"nonce--2") == payout


def test_a_period_taken_back_may_be_paid_again(paid: IssuedCard) -> None:
    session = paid.session(PIN)
    session.reverse(WORLD.reversal(2))
    assert session.disburse(order_of(paid, 0b110, b"nonce--3")).receipt.counter == 4


def test_a_reversal_asked_for_again_is_answered_with_the_same_receipt(paid: IssuedCard) -> None:
    first = paid.session(PIN).reverse(WORLD.reversal(2))
    session = paid.session(PIN)
    assert session.reverse(WORLD.reversal(2)) == first
    assert session.receipt_for(b"reverse1") == first
    assert session.state().counter == 3


@pytest.mark.parametrize("counter", [0, 1, 3, 0xFFFFFFFF])
def test_no_entry_but_the_last_is_taken_back(paid: IssuedCard, counter: int) -> None:
    session = paid.session(PIN)
    assert sw_of(lambda: session.reverse(WORLD.reversal(counter))) == SW.CONDITIONS
    assert session.state().counter == 2


def test_a_card_that_never_paid_has_nothing_to_take_back(issued: IssuedCard) -> None:
    session = issued.session(PIN)
    assert sw_of(lambda: session.reverse(WORLD.reversal(0))) == SW.CONDITIONS


def test_a_reversal_is_not_reversed_nor_is_a_script(paid: IssuedCard) -> None:
    session = paid.session(PIN)
    session.reverse(WORLD.reversal(2))
    assert sw_of(lambda: session.reverse(WORLD.reversal(3, nonce=b"reverse2"))) == SW.CONDITIONS
    session.put_script(WORLD.script(paid, 1, UnblockPin()))
    assert sw_of(lambda: session.reverse(WORLD.reversal(4, nonce=b"reverse2"))) == SW.CONDITIONS


def test_a_payouts_nonce_names_no_reversal_and_a_reversals_no_payout(paid: IssuedCard) -> None:
    session = paid.session(PIN)
    assert sw_of(lambda: session.reverse(WORLD.reversal(2, nonce=b"nonce--2"))) == SW.CONDITIONS
    session.reverse(WORLD.reversal(2))
    order = order_of(paid, 0b110, b"reverse1")
    assert sw_of(lambda: session.disburse(order)) == SW.CONDITIONS


def test_another_terminal_takes_nothing_back(paid: IssuedCard) -> None:
    other = WORLD.terminal_identity(TerminalId("T0000002"), key=FileKey.new())
    session = replace(paid, terminal=other).session(PIN)
    order = replace(WORLD.reversal(2), terminal=other.terminal)
    assert sw_of(lambda: session.reverse(order)) == SW.CONDITIONS
    assert sw_of(lambda: session.reverse(WORLD.reversal(2))) == SW.SECURITY_STATUS


def test_nothing_is_taken_back_without_pin_or_terminal_nor_on_a_blocked_card(
    paid: IssuedCard,
) -> None:
    for session in (paid.session(terminal=True), paid.session(PIN, terminal=False)):
        assert sw_of(partial(session.reverse, WORLD.reversal(2))) == SW.SECURITY_STATUS
    session = paid.session(PIN)
    session.put_script(WORLD.script(paid, 1, Block()))
    assert sw_of(lambda: session.reverse(WORLD.reversal(3))) == SW.CONDITIONS


@pytest.mark.parametrize("length", [0, 23, 25, 255])
def test_a_reversal_of_another_length_is_refused(paid: IssuedCard, length: int) -> None:
    connection = CardConnection(paid.card)
    session = CardSession(connection)
    paid.terminal.prove(session, session.select().card)
    session.verify_pin(PIN)
    command = Command(CLA_OWN, Ins.REVERSE, data=bytes(length))
    assert sw_of(lambda: exchange(connection, command)) == SW.WRONG_LENGTH
