"""The card's end of the SCP03 channel to an issuance desk. Crypto in `scp03`."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cryptography.hazmat.primitives.constant_time import bytes_eq

from firmware_config.card.apdu import SW, Command
from firmware_config.card.profile import CHANNEL_LEVELS, CLA_SECURE, KEY_VERSION
from firmware_config.card.scp03 import (
    CHALLENGE_BYTES,
    CRYPTOGRAM_BYTES,
    MAC_BYTES,
    ChannelError,
    SecureSession,
    SessionKeys,
)
from firmware_config.card.simulator.randomness import Random
from firmware_config.card.simulator.refuse import Refuse, unless
from firmware_config.card.simulator.store import Store

# Key version, SCP03, and its `i`: random challenge, R-MAC and R-ENC (§5.1).
_KEY_INFO: Final = bytes((KEY_VERSION, 0x03, 0x60))
_ANY_VERSION = 0x00


class Channel:
    def __init__(self, store: Store, random: Random) -> None:
        self._store = store
        self._random = random
        self.forget()

    def forget(self) -> None:
        self._proposed: SessionKeys | None = None
        self._session: SecureSession | None = None

    # Commands

    def initialize_update(self, command: Command) -> bytes:
        self.forget()
        unless(command.p1 in (_ANY_VERSION, KEY_VERSION), SW.REFERENCE_NOT_FOUND)
        unless(command.p2 == 0, SW.INCORRECT_P1P2)
        unless(len(command.data) == CHALLENGE_BYTES, SW.WRONG_LENGTH)
        challenge = self._random(CHALLENGE_BYTES)
        keys = SessionKeys.derive(self._store.channel_keys, command.data, challenge)
        self._proposed = keys
        return self._store.serial + _KEY_INFO + challenge + keys.card_cryptogram

    def external_authenticate(self, command: Command) -> bytes:
        """What INITIALIZE UPDATE proposed is spent either way."""
        proposed = self._proposed
        self.forget()
        if proposed is None:
            raise Refuse(SW.CONDITIONS)
        unless(command.p1 in CHANNEL_LEVELS and command.p2 == 0, SW.INCORRECT_P1P2)
        unless(len(command.data) == CRYPTOGRAM_BYTES + MAC_BYTES, SW.WRONG_LENGTH)
        session = SecureSession(proposed, command.p1)
        cryptogram = _without_mac(session, command)
        unless(bytes_eq(cryptogram, proposed.host_cryptogram), SW.AUTHENTICATION_FAILED)
        self._session = session
        return b""

    # Around every other command

    def unwrap(self, command: Command) -> Command:
        """The command without its protection. Refuses (6982), and the channel is closed."""
        session, self._session = self._session, None
        if session is None:
            raise Refuse(SW.SECURITY_STATUS)
        session.next_command()
        try:
            data = _without_mac(session, command)
            data = session.decrypt_command(data) if data else b""
        except ChannelError:
            raise Refuse(SW.SECURITY_STATUS) from None
        self._session = session
        return replace(command, cla=command.cla & ~CLA_SECURE, data=data)

    def wrap(self, data: bytes) -> bytes:
        """A good answer with its protection."""
        assert self._session is not None
        return self._session.protect_answer(data, SW.OK)


def _without_mac(session: SecureSession, command: Command) -> bytes:
    """Refuses (6982) unless the MAC is right."""
    data, mac = command.data[:-MAC_BYTES], command.data[-MAC_BYTES:]
    header = bytes((command.cla, command.ins, command.p1, command.p2, len(command.data)))
    try:
        session.check_command_mac(header + data, mac)
    except ChannelError:
        raise Refuse(SW.SECURITY_STATUS) from None
    return data
