"""The SCP03 channel: host against software card. The independent check is in integration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.kdf.kbkdf import KBKDFCMAC, CounterLocation, Mode

from firmware_config.card.apdu import SW, ApduError, Command, exchange
from firmware_config.card.personalise import Personalisation
from firmware_config.card.profile import CHANNEL_LEVELS, CLA_OWN, KEY_VERSION, CardKey, Data, Ins
from firmware_config.card.scp03 import ChannelError, StaticKeys, cmac, diversify
from firmware_config.card.secure_messaging import open_channel
from firmware_config.card.session import CardSession
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.ids import CardId
from tests.simulators.connection import CardConnection
from tests.simulators.world import CHANNEL_KEYS, SERIAL, blank_card, opened_channel
from tests.unit.contract.card_in_hand import sw_of

MASTER = b"master key of 16"


class Meddler(CardConnection):
    """A reader that changes what goes through it."""

    def __init__(self, card: SoftwareCard) -> None:
        super().__init__(card)
        self.command: Callable[[bytes], bytes] = bytes
        self.answer: Callable[[bytes], bytes] = bytes
        self.heard: list[bytes] = []

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        self.heard.append(apdu)
        data, sw = super().send_and_receive(self.command(apdu))
        return self.answer(data), sw


def keys(told: bytes) -> StaticKeys:
    assert told == SERIAL
    return CHANNEL_KEYS


@pytest.mark.parametrize("level", CHANNEL_LEVELS)
def test_a_desk_speaks_through_the_channel_at_every_level(level: int) -> None:
    connection = CardConnection(blank_card())
    session = CardSession(connection)
    session.select()
    desk = Personalisation(open_channel(connection, keys, level))
    desk.store_card_id(CardId(b"card--id"))
    key = desk.generate_key(CardKey.AUTH)
    assert len(key.point) == 33
    desk.store_record(b"record" * 150)
    assert session.record(session.status()) == b"record" * 150


@pytest.mark.parametrize("level", [0x00, 0x01, 0x03, 0x11, 0x31, 0xFF])
def test_a_weaker_channel_is_not_opened_by_either_side(level: int) -> None:
    connection = CardConnection(blank_card())
    CardSession(connection).select()
    with pytest.raises(ChannelError) as refused:
        open_channel(connection, keys, level)
    assert refused.value.code == "channel-level"
    begin = Command(CLA_OWN, Ins.INITIALIZE_UPDATE, KEY_VERSION, 0, bytes(8), 256)
    exchange(connection, begin)
    weak = Command(0x84, Ins.EXTERNAL_AUTHENTICATE, level, 0, bytes(16))
    assert sw_of(lambda: exchange(connection, weak)) == SW.INCORRECT_P1P2


def test_neither_pin_nor_record_goes_over_the_wire_in_clear() -> None:
    reader = Meddler(blank_card())
    desk = Personalisation(opened_channel(reader))
    desk.store_pin("739152")
    desk.store_record(b"a name and a number" * 20)
    heard = b"".join(reader.heard)
    assert b"739152" not in heard
    assert b"a name" not in heard


def test_a_card_with_other_keys_is_found_out_before_the_host_shows_anything() -> None:
    reader = Meddler(SoftwareCard.blank(SERIAL, diversify(MASTER, SERIAL)))
    CardSession(reader).select()
    with pytest.raises(ChannelError) as refused:
        open_channel(reader, keys)
    assert refused.value.code == "channel-cryptogram"
    assert [apdu[1] for apdu in reader.heard] == [Ins.SELECT, Ins.INITIALIZE_UPDATE]


def test_a_host_with_other_keys_is_refused_and_must_begin_again() -> None:
    connection = CardConnection(blank_card())
    CardSession(connection).select()
    begin = Command(CLA_OWN, Ins.INITIALIZE_UPDATE, KEY_VERSION, 0, bytes(8), 256)
    finish = Command(0x84, Ins.EXTERNAL_AUTHENTICATE, 0x33, 0, bytes(16))
    assert sw_of(lambda: exchange(connection, finish)) == SW.CONDITIONS
    exchange(connection, begin)
    assert sw_of(lambda: exchange(connection, finish)) == SW.SECURITY_STATUS
    assert sw_of(lambda: exchange(connection, finish)) == SW.CONDITIONS


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        (Command(CLA_OWN, Ins.INITIALIZE_UPDATE, 0x31, 0, bytes(8)), SW.REFERENCE_NOT_FOUND),
        (Command(CLA_OWN, Ins.INITIALIZE_UPDATE, 0, 1, bytes(8)), SW.INCORRECT_P1P2),
        (Command(CLA_OWN, Ins.INITIALIZE_UPDATE, 0, 0, bytes(7)), SW.WRONG_LENGTH),
        (Command(0x84, Ins.STORE_DATA, 0, Data.CARD_ID, bytes(24)), SW.SECURITY_STATUS),
    ],
)
def test_a_malformed_opening_is_refused(command: Command, sw: int) -> None:
    connection = CardConnection(blank_card())
    CardSession(connection).select()
    assert sw_of(lambda: exchange(connection, command)) == sw


@pytest.mark.parametrize("at", [0, 1, 2, 3, 5, 12, -1])
def test_a_command_changed_on_its_way_is_refused_and_closes_the_channel(at: int) -> None:
    reader = Meddler(blank_card())
    desk = Personalisation(opened_channel(reader))

    def spoil(apdu: bytes) -> bytes:
        changed = bytearray(apdu)
        changed[at] ^= 0x01 if at else 0x10  # the class octet: as a link of a chain
        return bytes(changed)

    reader.command = spoil
    assert sw_of(lambda: desk.store_card_id(CardId(b"card--id"))) == SW.SECURITY_STATUS
    reader.command = bytes
    assert sw_of(lambda: desk.store_card_id(CardId(b"card--id"))) == SW.SECURITY_STATUS
    assert not CardSession(reader).status().stages


def test_a_command_sent_twice_or_left_out_is_refused() -> None:
    reader = Meddler(blank_card())
    channel = opened_channel(reader)
    Personalisation(channel).store_card_id(CardId(b"card--id"))
    assert reader.send_and_receive(reader.heard[-1])[1] == SW.SECURITY_STATUS
    reader = Meddler(blank_card())
    channel = opened_channel(reader)
    reader.command = lambda apdu: Command(0, Ins.GET_CHALLENGE, le=8).encode()
    with pytest.raises(ChannelError):
        Personalisation(channel).store_card_id(CardId(b"card--id"))
    reader.command = bytes
    assert sw_of(lambda: Personalisation(channel).store_pin("123456")) == SW.SECURITY_STATUS


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: b"", id="taken away"),
        pytest.param(lambda data: data[:-1], id="cut"),
        pytest.param(lambda data: bytes((data[0] ^ 1,)) + data[1:], id="changed"),
        pytest.param(lambda data: data[-8:], id="only its MAC"),
    ],
)
def test_an_answer_that_is_not_the_cards_is_found_out(spoil: Callable[[bytes], bytes]) -> None:
    reader = Meddler(blank_card())
    desk = Personalisation(opened_channel(reader))
    reader.answer = spoil
    with pytest.raises(ChannelError) as refused:
        desk.generate_key(CardKey.AUTH)
    assert refused.value.code == "channel-mac"


def test_a_select_closes_the_channel() -> None:
    connection = CardConnection(blank_card())
    desk = Personalisation(opened_channel(connection))
    CardSession(connection).select()
    assert sw_of(lambda: desk.store_pin("123456")) == SW.SECURITY_STATUS


def test_a_command_for_everybody_does_not_go_through_the_channel() -> None:
    channel = opened_channel(CardConnection(blank_card()))
    with pytest.raises(ChannelError):
        channel.send_and_receive(Command(0x00, Ins.GET_CHALLENGE, le=8).encode())


@pytest.mark.parametrize("length", [0, 28, 30, 33])
def test_an_answer_of_another_length_is_no_scp03(length: int) -> None:
    class Other:
        def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
            return bytes(length), 0x9000

    with pytest.raises(ChannelError) as refused:
        open_channel(Other(), keys)
    assert refused.value.code == "channel-answer"


# Diversification


def test_each_card_has_keys_of_its_own_and_the_hsm_makes_the_same_ones() -> None:
    class Hsm:
        def cmac(self, message: bytes) -> bytes:
            return cmac(MASTER, message)

    one, other = diversify(MASTER, SERIAL), diversify(MASTER, b"serial-002")
    assert len({one.enc, one.mac, one.dek, other.enc, other.mac, other.dek}) == 6
    assert diversify(Hsm(), SERIAL) == one


def test_diversification_is_the_kdf_of_sp_800_108() -> None:
    kdf: Any = KBKDFCMAC(
        algorithm=algorithms.AES,
        mode=Mode.CounterMode,
        length=16,
        rlen=1,
        llen=2,
        location=CounterLocation.BeforeFixed,
        label=b"chitra-scp03-enc",
        context=SERIAL,
        fixed=None,
    )
    assert diversify(MASTER, SERIAL).enc == kdf.derive(MASTER)


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_a_key_of_another_length_is_none(length: int) -> None:
    with pytest.raises(ChannelError):
        StaticKeys(bytes(length), bytes(16), bytes(16))


def test_keys_do_not_show_in_a_text() -> None:
    assert "master" not in repr(StaticKeys(MASTER, MASTER, MASTER))


def test_an_error_inside_the_channel_leaves_it_open() -> None:
    channel = opened_channel(CardConnection(blank_card()))
    desk = Personalisation(channel)
    with pytest.raises(ApduError):
        desk.activate()
    desk.store_pin("123456")
