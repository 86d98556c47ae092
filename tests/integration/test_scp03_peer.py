"""Our SCP03 against another's: yubikit's host drives the software card, and both hosts agree.

yubikit knows level 0x33 only, and encrypts an empty block where GlobalPlatform (§6.2.6) sends no
data at all; a card takes either.
"""

from __future__ import annotations

from itertools import count

import pytest
from yubikit.core import TRANSPORT, BadResponseError
from yubikit.core import smartcard as peer
from yubikit.core.smartcard import scp

from firmware_config.card.apdu import SW
from firmware_config.card.personalise import Personalisation
from firmware_config.card.profile import KEY_VERSION, CardKey, Data, Ins, Stage
from firmware_config.card.secure_messaging import open_channel
from firmware_config.card.session import CardSession
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.card.simulator.store import Store
from firmware_config.card.state import Voucher
from firmware_config.ids import CardId
from firmware_config.signing import PublicKey
from tests.simulators.connection import CardConnection
from tests.simulators.world import CHANNEL_KEYS, SERIAL, World, voucher_of

WORLD = World.make()
HOST_CHALLENGE = bytes(range(8))
PEER_KEYS = scp.Scp03KeyParams(
    scp.KeyRef(scp.ScpKid.SCP03, KEY_VERSION),
    scp.StaticKeys(CHANNEL_KEYS.enc, CHANNEL_KEYS.mac, CHANNEL_KEYS.dek),
)
VOUCHER: Voucher = voucher_of(WORLD.entitlement())


class PeerConnection(peer.SmartCardConnection):
    """A selected card, as yubikit reaches it. Remembers what was said both ways."""

    def __init__(self, card: SoftwareCard) -> None:
        self._card = CardConnection(card)
        CardSession(self._card).select()
        self.said: list[tuple[bytes, bytes, int]] = []

    @property
    def transport(self) -> TRANSPORT:
        return TRANSPORT.USB

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        answer, sw = self._card.send_and_receive(apdu)
        self.said.append((apdu, answer, sw))
        return answer, sw


def fixed_card() -> SoftwareCard:
    """Whose every challenge is known before."""
    numbers = count(0xC0)
    return SoftwareCard(
        Store.manufacture(SERIAL, CHANNEL_KEYS),
        random=lambda length: bytes(next(numbers) & 0xFF for _ in range(length)),
    )


def peer_channel(connection: PeerConnection) -> peer.ScpProcessor:
    """yubikit's channel with our host challenge; it draws its own otherwise."""
    base = peer.ApduFormatProcessor(connection, peer.ShortApduFormatter())

    def send(cla: int, ins: int, p1: int, p2: int, data: bytes) -> bytes:
        answer, sw = base.send_apdu(cla, ins, p1, p2, data, 0)  # type: ignore[no-untyped-call]
        assert sw == SW.OK
        return bytes(answer)

    state, cryptogram = scp.ScpState.scp03_init(send, PEER_KEYS, host_challenge=HOST_CHALLENGE)
    channel = peer.ScpProcessor(base, peer.ShortApduFormatter(), state)
    sent = channel.send_apdu(0x84, 0x82, 0x33, 0, cryptogram, 0, encrypt=False)
    assert sent == (b"", SW.OK)
    return channel


def test_a_peers_host_personalises_the_software_card() -> None:
    protocol = peer.SmartCardProtocol(connection := PeerConnection(fixed_card()))
    protocol.init_scp(PEER_KEYS)
    point = protocol.send_apdu(0x80, Ins.GENERATE_KEY, CardKey.AUTH, 0)
    PublicKey.from_uncompressed(point)
    assert protocol.send_apdu(0x80, Ins.STORE_DATA, 0, Data.CARD_ID, b"card--id") == b""
    for length in (1, 15, 16, 17, 239):
        protocol.send_apdu(0x80, Ins.STORE_DATA, 0, Data.RECORD, bytes(length))
    protocol.send_apdu(0x90, Ins.STORE_DATA, 0, Data.RECORD, b"link" * 50)
    protocol.send_apdu(0x80, Ins.STORE_DATA, 0, Data.RECORD, b"last")
    protocol.send_apdu(0x80, Ins.PUT_VOUCHER, 0, 0, VOUCHER.encode())
    with pytest.raises(peer.ApduError) as refused:
        protocol.send_apdu(0x80, Ins.ACTIVATE, 0, 0)
    assert refused.value.sw == SW.CONDITIONS
    session = CardSession(connection)
    status = session.status()
    assert status.stages == Stage.AUTH_KEY | Stage.CARD_ID | Stage.RECORD | Stage.VOUCHER
    assert session.record(status) == b"link" * 50 + b"last"


def test_a_peers_host_finds_a_card_of_other_keys_out() -> None:
    wrong = scp.Scp03KeyParams(PEER_KEYS.ref, scp.StaticKeys.default())
    with pytest.raises((BadResponseError, ValueError)):
        peer.SmartCardProtocol(PeerConnection(fixed_card())).init_scp(wrong)


def test_both_hosts_say_the_same_octets_and_read_the_same_answers() -> None:
    ours, theirs = PeerConnection(fixed_card()), PeerConnection(fixed_card())
    desk = Personalisation(
        open_channel(ours, lambda told: CHANNEL_KEYS, random=lambda length: HOST_CHALLENGE)
    )
    desk.store_card_id(CardId(b"card--id"))
    desk.put_voucher(VOUCHER)
    desk.store_pin("739152")
    desk.store_record(bytes(range(239)))
    desk.store_record(bytes(range(240)))
    channel = peer_channel(theirs)

    def store(cla: int, tag: Data, data: bytes) -> None:
        assert channel.send_apdu(cla, Ins.STORE_DATA, 0, tag, data, 0) == (b"", SW.OK)

    store(0x80, Data.CARD_ID, b"card--id")
    assert channel.send_apdu(0x80, Ins.PUT_VOUCHER, 0, 0, VOUCHER.encode(), 0) == (b"", SW.OK)
    store(0x80, Data.PIN, b"739152\xff\xff")
    store(0x80, Data.RECORD, bytes(range(239)))
    store(0x90, Data.RECORD, bytes(range(239)))
    store(0x80, Data.RECORD, bytes(range(239, 240)))
    without_le = [(apdu[: 5 + apdu[4]], answer, sw) for apdu, answer, sw in ours.said]
    assert without_le == theirs.said
    assert len(without_le) == 8
