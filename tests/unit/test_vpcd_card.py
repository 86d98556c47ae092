"""The software card against a listener that plays the virtual reader."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from firmware_config.card.apdu import CardGone
from firmware_config.card.simulator.vpcd import VpcdCard, VpcdError
from tests.simulators.cards import EchoCard, atr

ECHO = bytes.fromhex("0001000004AABBCCDD00")
SLOW = bytes.fromhex("0003000000")


class VirtualReader:
    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(5)
        self.port: int = self._listener.getsockname()[1]
        self._card: socket.socket | None = None

    def accept(self) -> None:
        self._hang_up()
        self._card, _ = self._listener.accept()
        self._card.settimeout(5)

    def tell(self, message: bytes) -> None:
        assert self._card is not None
        self._card.sendall(len(message).to_bytes(2) + message)

    def ask(self, message: bytes) -> bytes:
        """The answer, or nothing if the card hung up."""
        self.tell(message)
        assert self._card is not None
        with self._card.makefile("rb") as stream:
            return stream.read(int.from_bytes(stream.read(2)))

    def close(self) -> None:
        self._hang_up()
        self._listener.close()

    def _hang_up(self) -> None:
        if self._card is not None:
            self._card.close()


@pytest.fixture
def reader() -> Iterator[VirtualReader]:
    reader = VirtualReader()
    yield reader
    reader.close()


def test_the_card_answers_the_readers_messages(reader: VirtualReader) -> None:
    card = EchoCard()
    with VpcdCard(card, port=reader.port):
        reader.accept()
        assert reader.ask(b"\x04") == atr()
        reader.tell(b"\x01")
        assert reader.ask(ECHO) == bytes.fromhex("AABBCCDD9000")
        assert card.powered
        reader.tell(b"\x02")
        assert reader.ask(b"\x00\x02\x00\x00\x00") == b"\x01\x90\x00"
        reader.tell(b"\x00")
        assert reader.ask(b"\x04") == atr()
        assert not card.powered


def test_a_card_without_power_hangs_up_on_a_command(reader: VirtualReader) -> None:
    card = EchoCard()
    with VpcdCard(card, port=reader.port):
        reader.accept()
        assert reader.ask(ECHO) == b""
    assert card.commands == 0


def test_a_message_longer_than_a_short_command_does_not_reach_the_card(
    reader: VirtualReader,
) -> None:
    card = EchoCard()
    with VpcdCard(card, port=reader.port):
        reader.accept()
        reader.tell(b"\x01")
        assert reader.ask(bytes(0xFFFF)) == b"\x67\x00"
    assert card.commands == 0


def test_a_card_that_loses_power_by_itself_hangs_up(reader: VirtualReader) -> None:
    def lose_power() -> None:
        raise CardGone

    with VpcdCard(EchoCard(during=lose_power), port=reader.port):
        reader.accept()
        reader.tell(b"\x01")
        assert reader.ask(SLOW) == b""


def test_a_pulled_card_is_powered_down_and_can_be_put_in_again(reader: VirtualReader) -> None:
    card = EchoCard()
    with VpcdCard(card, port=reader.port) as served:
        for _ in range(2):
            reader.accept()
            reader.tell(b"\x01")
            assert reader.ask(ECHO) == bytes.fromhex("AABBCCDD9000")
            served.pull()
            served.insert()
        reader.accept()
        reader.tell(b"\x01")
        assert reader.ask(b"\x00\x02\x00\x00\x00") == b"\x01\x90\x00"
    assert not card.powered


def test_no_virtual_reader_is_told() -> None:
    with pytest.raises(VpcdError) as refused:
        VpcdCard(EchoCard(), port=1).insert()
    assert refused.value.code == "vpcd-unreachable"
