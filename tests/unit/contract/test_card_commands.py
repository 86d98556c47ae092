"""A payout card in hand: what it tells, and what it answers to a command out of place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from firmware_config.card import profile
from firmware_config.card.apdu import SW, Command
from firmware_config.card.profile import LIMITS, Data, File, Ins, Life
from firmware_config.card.session import (
    CardSession,
    NotOurCard,
)
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.card.state import CardState
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from tests.simulators.connection import CardConnection
from tests.simulators.world import CHANNEL_KEYS, PIN, SERIAL, IssuedCard, blank_card
from tests.unit.contract.card_in_hand import WORLD, YEAR, order_of, send, sw_of

NONCE = bytes(16)


def test_a_card_tells_what_was_written_on_it(issued: IssuedCard) -> None:
    session = issued.session()
    status = session.select()
    assert (status.life, status.card) == (Life.ACTIVE, issued.certificate.card)
    assert status.pin_tries == LIMITS.pin_tries
    assert session.record(status) == issued.signed
    certificate = session.certificate(status)
    assert type(issued.certificate).parse(certificate, WORLD.trust) == issued.certificate


def test_a_payout_takes_eleven_commands(issued: IssuedCard) -> None:
    connection = CardConnection(issued.card)
    session = CardSession(connection)
    status = session.select()
    session.certificate(status)
    session.record(status)
    session.state()
    session.prove(NONCE)
    issued.terminal.prove(session, status.card)
    session.verify_pin(PIN)
    session.disburse(order_of(issued, 0b1, b"nonce--1"))
    assert connection.sent == 11


def test_eight_vouchers_come_in_two_answers() -> None:
    dues = [WORLD.entitlement(payable=YEAR, amount_vnd=100_000 + at) for at in range(8)]
    issued = WORLD.issue_card(*dues)
    connection = CardConnection(issued.card)
    session = CardSession(connection)
    session.select()
    state = session.state()
    assert connection.sent == 3  # SELECT, GET DATA, GET RESPONSE
    assert [voucher.entitlement for voucher in state.vouchers] == [due.id for due in dues]
    assert all(state.voucher_for(due.id) for due in dues)
    issued.terminal.prove(session, issued.certificate.card)
    session.verify_pin(PIN)
    for slot, due in enumerate(dues):
        nonce = bytes((slot,)) * 8
        receipt = session.disburse(WORLD.order(due, slot=slot, mask=0b10, nonce=nonce)).receipt
        assert (receipt.slot, receipt.entitlement) == (slot, due.id)
    assert [voucher.paid for voucher in session.state().vouchers] == [0b10] * 8


def test_a_get_response_without_anything_left_is_refused(issued: IssuedCard) -> None:
    assert send(issued, Ins.GET_RESPONSE, cla=profile.CLA_ISO, le=256) == SW.CONDITIONS


def test_what_was_left_of_an_answer_is_gone_after_another_command() -> None:
    issued = WORLD.issue_card(*[WORLD.entitlement() for _ in range(8)])
    connection = CardConnection(issued.card)
    CardSession(connection).select()
    state = Command(0, Ins.GET_DATA, Data.STATE >> 8, Data.STATE & 0xFF, le=256).encode()
    assert connection.send_and_receive(state)[1] >> 8 == 0x61
    connection.send_and_receive(Command(0, Ins.GET_CHALLENGE, le=8).encode())
    assert connection.send_and_receive(Command(0, Ins.GET_RESPONSE, le=9).encode())[1] == 0x6985


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        pytest.param(Command(0x00, 0xFF), SW.INS_NOT_SUPPORTED, id="an unknown instruction"),
        pytest.param(
            Command(0x80, Ins.VERIFY), SW.INS_NOT_SUPPORTED, id="an instruction of another class"
        ),
        pytest.param(Command(0x00, Ins.DISBURSE), SW.INS_NOT_SUPPORTED, id="DISBURSE as ISO"),
        pytest.param(Command(0x0C, Ins.GET_DATA), SW.CLA_NOT_SUPPORTED, id="secure messaging"),
        pytest.param(Command(0x01, Ins.GET_DATA), SW.CLA_NOT_SUPPORTED, id="another channel"),
        pytest.param(Command(0x00, Ins.GET_DATA, 9, 9), SW.REFERENCE_NOT_FOUND, id="unknown data"),
        pytest.param(Command(0x00, Ins.READ_BINARY, 0, 0), SW.CONDITIONS, id="no file chosen"),
        pytest.param(Command(0x00, Ins.READ_BINARY, 0x9F), SW.FILE_NOT_FOUND, id="unknown file"),
        pytest.param(
            Command(0x00, Ins.READ_BINARY, 0x80 | File.JOURNAL), SW.FILE_NOT_FOUND, id="journal"
        ),
        pytest.param(Command(0x00, Ins.READ_RECORD, 1, 4), SW.INCORRECT_P1P2, id="no journal"),
        pytest.param(
            Command(0x00, Ins.INTERNAL_AUTHENTICATE, data=bytes(15)), SW.WRONG_LENGTH, id="nonce"
        ),
        pytest.param(Command(0x00, Ins.SELECT, 0x00, 0), SW.INCORRECT_P1P2, id="SELECT by id"),
        pytest.param(
            Command(0x00, Ins.SELECT, 0x04, 0, b"\xa0\0"), SW.FILE_NOT_FOUND, id="another AID"
        ),
        pytest.param(Command(0x80, Ins.ACTIVATE), SW.SECURITY_STATUS, id="ACTIVATE again"),
        pytest.param(Command(0x80, Ins.TERMINATE), SW.SECURITY_STATUS, id="TERMINATE in the field"),
        pytest.param(Command(0x80, Ins.GENERATE_KEY, 1), SW.SECURITY_STATUS, id="a new key"),
        pytest.param(
            Command(0x80, Ins.STORE_DATA, 0, 0x10, bytes(8)), SW.SECURITY_STATUS, id="a new PIN"
        ),
        pytest.param(
            Command(0x80, Ins.PUT_VOUCHER, 0, 0, b"\1" * 32), SW.SECURITY_STATUS, id="a new voucher"
        ),
    ],
)
def test_a_command_out_of_place_is_refused(issued: IssuedCard, command: Command, sw: int) -> None:
    connection = CardConnection(issued.card)
    session = CardSession(connection)
    session.select()
    before = session.state()
    assert connection.send_and_receive(command.encode())[1] == sw
    session.select()
    assert session.state() == before


def test_nothing_is_answered_before_the_application_is_selected(issued: IssuedCard) -> None:
    session = CardSession(CardConnection(issued.card))
    for act in (session.state, session.challenge, lambda: session.prove(NONCE)):
        assert sw_of(act) == SW.CONDITIONS
    assert sw_of(lambda: session.verify_pin(PIN)) == SW.CONDITIONS


def test_octets_that_are_no_command_are_answered_with_wrong_length(issued: IssuedCard) -> None:
    connection = CardConnection(issued.card)
    for apdu in (b"", b"\0", bytes(3), b"\0\xa4\4\0\2\1", bytes(7) + b"\1\2\3"):
        assert connection.send_and_receive(apdu) == (b"", SW.WRONG_LENGTH)


def test_a_file_is_read_past_its_end_with_wrong_offset(issued: IssuedCard) -> None:
    connection = CardConnection(issued.card)
    length = CardSession(connection).select().record_length
    begin = Command(0, Ins.READ_BINARY, 0x80 | File.RECORD, 0, le=1).encode()
    assert connection.send_and_receive(begin)[1] == SW.OK
    for offset, sw in ((length - 1, SW.OK), (length, SW.WRONG_OFFSET)):
        there = Command(0, Ins.READ_BINARY, offset >> 8, offset & 0xFF, le=256).encode()
        assert connection.send_and_receive(there)[1] == sw


def test_another_application_is_not_our_card() -> None:
    class Other(SoftwareCard):
        def transmit(self, apdu: bytes) -> bytes:
            return b"\x6a\x82"

    with pytest.raises(NotOurCard):
        CardSession(CardConnection(Other.blank(SERIAL, CHANNEL_KEYS))).select()


def test_a_card_keeps_everything_in_its_file(tmp_path: Any) -> None:
    path = tmp_path / "card"
    issued = WORLD.issue_card(card=SoftwareCard.blank_in_file(path, SERIAL, CHANNEL_KEYS))
    made = issued.session(PIN).disburse(order_of(issued, 0b1, b"nonce--1"))
    again = replace(issued, card=SoftwareCard.in_file(path))
    assert again.session().receipt_for(b"nonce--1") == made
    assert again.session().state().counter == 1


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param("", id="nothing"),
        pytest.param("0700000000 00", id="a voucher cut short"),
        pytest.param("0600000000", id="an unknown life"),
        pytest.param("0700000000 08" + "11" * 16 + "0142" + "00000001" * 2 + "0001" + "00000000",
                     id="a slot there is none"),
        pytest.param("0700000000 00" + "11" * 16 + "8142" + "00000003" + "00000001" + "0001" +
                     "00000000", id="a one-off of two months"),
        pytest.param("0700000000" + ("00" + "11" * 16 + "0142" + "00000001" * 2 + "0001" +
                     "00000000") * 2, id="a slot twice"),
    ],
)  # fmt: skip
def test_a_state_that_no_card_sends_is_refused(octets: str) -> None:
    with pytest.raises(ContractError):
        CardState.parse(bytes.fromhex(octets))


def test_a_new_card_id_is_not_the_blank_one() -> None:
    blank = CardSession(CardConnection(blank_card())).select()
    assert blank.card == CardId(bytes(8))
    assert blank.life is Life.BLANK
