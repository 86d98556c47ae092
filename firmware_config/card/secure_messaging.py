"""The host's end of an SCP03 channel: a `Connection` over a `Connection`.

What an issuance desk says to a card that is not active goes through here. Crypto in `scp03`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from cryptography.hazmat.primitives.constant_time import bytes_eq

from firmware_config.card import profile
from firmware_config.card.apdu import CLA_CHAINING, SW, Command, Connection, exchange
from firmware_config.card.profile import CHANNEL_LEVELS, KEY_VERSION, LIMITS, Ins
from firmware_config.card.scp03 import (
    CHALLENGE_BYTES,
    CRYPTOGRAM_BYTES,
    MAC_BYTES,
    ChannelError,
    SecureSession,
    SessionKeys,
    StaticKeys,
)

STRONGEST: Final = max(CHANNEL_LEVELS)
_KEY_INFO_BYTES = 3  # key version, 03, the protocol's `i`
_SEQUENCE_BYTES = 3  # only from a card whose challenge is pseudo-random (§7.1.1)


class SecureChannel:
    """Protects each command and checks each answer. Lasts until the card is selected anew.

    For commands of the application's own class; the card answers the others in clear.
    """

    def __init__(self, connection: Connection, session: SecureSession) -> None:
        self._connection = connection
        self._session = session

    @property
    def data_max(self) -> int:
        """How much data one command has room for beside padding and MAC."""
        return LIMITS.secure_data

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        """As `Connection` says.

        Raises:
            ChannelError: the answer is not the card's own (the channel is of no more use), or
                `channel-class`.
        """
        command = Command.parse(apdu)
        if command.cla & ~CLA_CHAINING != profile.CLA_OWN:
            raise ChannelError("channel-class", cla=command.cla)
        self._session.next_command()
        data = self._session.encrypt_command(command.data) if command.data else b""
        secure = _with_mac(self._session, replace(command, data=data))
        answer, sw = self._connection.send_and_receive(secure.encode())
        if sw != SW.OK:  # §6.2.5: an error has no MAC, and no data that counts
            return b"", sw
        return self._session.open_answer(answer, sw), sw


def open_channel(
    connection: Connection,
    keys: Callable[[bytes], StaticKeys],
    level: int = STRONGEST,
    *,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> SecureChannel:
    """Open a channel with the selected application; `keys` finds a card's by what it tells.

    INITIALIZE UPDATE and EXTERNAL AUTHENTICATE (§7.1). `level` is C-MAC, C-ENC and R-MAC (0x13)
    or with R-ENC too (0x33).

    Raises:
        ChannelError: `channel-level`, `channel-answer`, or `channel-cryptogram`: the card does
            not hold these keys. The host shows nothing of its own before.
        ApduError: 6300 when the card does not take ours; CardGone.
    """
    if level not in CHANNEL_LEVELS:
        raise ChannelError("channel-level", level=level)
    host_challenge = random(CHALLENGE_BYTES)
    begin = Command(profile.CLA_OWN, Ins.INITIALIZE_UPDATE, KEY_VERSION, 0, host_challenge, 256)
    told = exchange(connection, begin)
    at = LIMITS.serial + _KEY_INFO_BYTES
    end = at + CHALLENGE_BYTES + CRYPTOGRAM_BYTES
    if len(told) not in (end, end + _SEQUENCE_BYTES):
        raise ChannelError("channel-answer", length=len(told))
    card_challenge, cryptogram = told[at : at + CHALLENGE_BYTES], told[at + CHALLENGE_BYTES : end]
    session_keys = SessionKeys.derive(keys(told[: LIMITS.serial]), host_challenge, card_challenge)
    if not bytes_eq(session_keys.card_cryptogram, cryptogram):
        raise ChannelError("channel-cryptogram")
    session = SecureSession(session_keys, level)
    finish = Command(
        profile.CLA_OWN, Ins.EXTERNAL_AUTHENTICATE, level, 0, session_keys.host_cryptogram
    )
    exchange(connection, _with_mac(session, finish))
    return SecureChannel(connection, session)


def _with_mac(session: SecureSession, command: Command) -> Command:
    """The command as it travels: marked secure, its Lc and data with the MAC (§6.2.4)."""
    secure = replace(command, cla=command.cla | profile.CLA_SECURE)
    header = bytes((secure.cla, secure.ins, secure.p1, secure.p2))
    lc = bytes((len(secure.data) + MAC_BYTES,))
    mac = session.command_mac(header + lc + secure.data)
    return replace(secure, data=secure.data + mac)
