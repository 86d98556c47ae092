"""The PIN on the reader's own keypad: part 10's bytes, the PC/SC slot, and a card behind it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from firmware_config.card.apdu import CardGone
from firmware_config.card.keypad import (
    KeypadFault,
    checked_sw,
    control_code,
    has_keypad,
    pin_verify_structure,
)
from firmware_config.card.pin import PinBlocked, WrongPin
from firmware_config.card.session import CardSession
from firmware_config.reader.pcsc import _CardHandle
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.reader.slot import CardPresent
from tests.simulators.connection import CardConnection
from tests.simulators.world import PIN, IssuedCard
from tests.unit.contract.card_in_hand import WORLD

VERIFY = bytes.fromhex("0020008108FFFFFFFFFFFFFFFF")


def test_the_structure_is_part_10_s_for_six_ascii_digits_in_eight_octets() -> None:
    told = pin_verify_structure(VERIFY, 6)
    assert told[:2] == b"\x1e\x1e"  # thirty seconds
    assert told[2:5] == b"\x82\x08\x00"  # ASCII from the first octet, in a block of 8, no length
    assert told[5:7] == b"\x06\x06"  # least and most digits
    assert told[7:9] == b"\x02\xff"  # by the OK key; the reader's usual message
    assert told[9:11] == b"\x2a\x04"  # Vietnamese
    assert told[11:15] == bytes(4)
    assert told[15:19] == len(VERIFY).to_bytes(4, "little")
    assert told[19:] == VERIFY


def test_a_feature_is_found_by_its_tag_and_rubbish_has_none() -> None:
    features = bytes.fromhex("0604423000DB 120442330012")
    assert control_code(features, 0x06) == 0x423000DB
    assert control_code(features, 0x12) == 0x42330012
    assert control_code(features, 0x07) is None
    for rubbish in (b"", b"\x06", b"\x06\x04\x42", b"\x06\x05" + bytes(5)):
        assert control_code(rubbish, 0x06) is None


@pytest.mark.parametrize(
    ("sw", "code"),
    [(0x6400, "keypad-timeout"), (0x6401, "keypad-cancelled"), (0x6403, "keypad-too-short")],
)
def test_the_reader_s_own_answers_are_told_from_the_card_s(sw: int, code: str) -> None:
    assert checked_sw(0x9000) == 0x9000
    assert checked_sw(0x63C2) == 0x63C2
    with pytest.raises(KeypadFault) as fault:
        checked_sw(sw)
    assert fault.value.code == code


class Scard:
    """As much of `smartcard.scard` as a keypad needs."""

    SCARD_S_SUCCESS = 0

    def __init__(
        self, features: bytes | None, answer: bytes = b"\x90\x00", status: int = 0
    ) -> None:
        self._features = features
        self._answer = answer
        self._status = status
        self.sent: list[bytes] = []

    def SCARD_CTL_CODE(self, code: int) -> int:
        return 0x42000000 + code

    def SCardControl(self, handle: int, code: int, octets: list[int]) -> tuple[int, list[int]]:
        if code == 0x42000000 + 3400:
            return (1, []) if self._features is None else (0, list(self._features))
        assert code == 0x423000DB
        self.sent.append(bytes(octets))
        return self._status, list(self._answer)


FEATURES = bytes.fromhex("0604423000DB")


def test_a_pcsc_reader_with_the_feature_is_asked_by_its_control_code() -> None:
    scard = Scard(FEATURES, b"\x63\xc1")
    handle = _CardHandle(scard, 1, 2)
    assert has_keypad(handle)
    assert handle.verify_on_keypad(VERIFY, 6) == 0x63C1
    assert scard.sent == [pin_verify_structure(VERIFY, 6)]


def test_a_pcsc_reader_without_it_has_no_keypad() -> None:
    for features in (None, b"", bytes.fromhex("070442330007")):
        handle = _CardHandle(Scard(features), 1, 2)
        assert not has_keypad(handle)
        with pytest.raises(KeypadFault):
            handle.verify_on_keypad(VERIFY, 6)


def test_a_card_pulled_while_the_pin_is_typed_is_gone() -> None:
    handle = _CardHandle(Scard(FEATURES, b"", status=-1), 1, 2)
    with pytest.raises(CardGone):
        handle.verify_on_keypad(VERIFY, 6)


# ---- with a card ----


def typing(*pins: str) -> Callable[[], str]:
    left = iter(pins)
    return lambda: next(left)


def session_with(card: IssuedCard, *pins: str) -> CardSession:
    slot = SimulatedSlot(fingers=typing(*pins))
    slot.insert(card.card)
    state = slot.wait(None)
    assert isinstance(state, CardPresent)
    session = CardSession(slot.connect(state))
    session.select()
    card.terminal.prove(session, card.certificate.card)
    return session


def test_the_card_takes_the_pin_from_the_keypad(issued: IssuedCard) -> None:
    session = session_with(issued, "000000", PIN)
    with pytest.raises(WrongPin) as wrong:
        session.verify_pin_on_keypad()
    assert wrong.value.tries_left == 2
    session.verify_pin_on_keypad()
    assert session.disburse(WORLD.order(issued.entitlements[0]))


def test_three_wrong_pins_on_the_keypad_block_it_as_any_other(issued: IssuedCard) -> None:
    session = session_with(issued, "000000", "000000", "000000")
    for _ in range(2):
        with pytest.raises(WrongPin):
            session.verify_pin_on_keypad()
    with pytest.raises(PinBlocked):
        session.verify_pin_on_keypad()


def test_a_connection_that_knows_no_keypad_says_so(issued: IssuedCard) -> None:
    session = CardSession(CardConnection(issued.card))
    session.select()
    with pytest.raises(KeypadFault):
        session.verify_pin_on_keypad()
