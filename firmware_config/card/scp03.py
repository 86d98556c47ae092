"""SCP03, the cryptography alone (GlobalPlatform Card Specification 2.3 Amendment D v1.1.2).

AES-128 with 8-octet cryptograms and MACs (S8 mode). Pure: octets in, octets out; the two ends
that speak it are `secure_messaging` (host) and `simulator.channel` (card).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.constant_time import bytes_eq

from firmware_config.errors import ContractError

KEY_BYTES: Final = 16
BLOCK: Final = 16
CHALLENGE_BYTES: Final = 8
CRYPTOGRAM_BYTES: Final = 8
MAC_BYTES: Final = 8

# Security level, P1 of EXTERNAL AUTHENTICATE (§7.1.2).
R_ENC: Final = 0x20

# Derivation constants, table 4-1.
_CARD_CRYPTOGRAM, _HOST_CRYPTOGRAM, _S_ENC, _S_MAC, _S_RMAC = 0x00, 0x01, 0x04, 0x06, 0x07
# First octet of the block whose encryption is the ICV (§6.2.6, §6.2.7).
_OF_COMMAND, _OF_RESPONSE = b"\x00", b"\x80"

_LABEL: Final = b"chitra-scp03"


class ChannelError(ContractError):
    """Octets that the other end of the channel did not protect.

    `channel-key` (not 16 octets), `channel-mac`, `channel-padding`, `channel-cryptogram` (wrong
    keys at the other end), `channel-answer` (no SCP03 answer), `channel-level`, `channel-class`.
    """


class MasterKey(Protocol):
    """A key in an HSM that never leaves it."""

    def cmac(self, message: bytes) -> bytes:
        """AES-CMAC over `message`, 16 octets (NIST SP 800-38B)."""
        ...


@dataclass(frozen=True, slots=True)
class StaticKeys:
    """A card's own keys. Raises `ChannelError` (`channel-key`) unless 16 octets each."""

    enc: bytes = field(repr=False)
    mac: bytes = field(repr=False)
    dek: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if {len(self.enc), len(self.mac), len(self.dek)} != {KEY_BYTES}:
            raise ChannelError("channel-key")


def diversify(master: bytes | MasterKey, diversification: bytes) -> StaticKeys:
    """The keys of the card that tells `diversification` of itself.

    NIST SP 800-108 in counter mode with CMAC; one block a key: 01 ‖ label and purpose ‖ 00 ‖
    diversification data ‖ 0080 (the length in bits).
    """

    def key(purpose: bytes) -> bytes:
        message = b"\x01" + _LABEL + purpose + b"\x00" + diversification + b"\x00\x80"
        return cmac(master, message) if isinstance(master, bytes) else master.cmac(message)

    return StaticKeys(key(b"-enc"), key(b"-mac"), key(b"-dek"))


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """The keys of one session and the cryptograms with which both ends prove them."""

    enc: bytes = field(repr=False)
    mac: bytes = field(repr=False)
    rmac: bytes = field(repr=False)
    card_cryptogram: bytes
    host_cryptogram: bytes

    @classmethod
    def derive(cls, keys: StaticKeys, host_challenge: bytes, card_challenge: bytes) -> SessionKeys:
        context = host_challenge + card_challenge
        mac = _derive(keys.mac, _S_MAC, context, KEY_BYTES)
        return cls(
            _derive(keys.enc, _S_ENC, context, KEY_BYTES),
            mac,
            _derive(keys.mac, _S_RMAC, context, KEY_BYTES),
            _derive(mac, _CARD_CRYPTOGRAM, context, CRYPTOGRAM_BYTES),
            _derive(mac, _HOST_CRYPTOGRAM, context, CRYPTOGRAM_BYTES),
        )


class SecureSession:
    """What both ends keep between commands: the MAC chain and the count of commands."""

    def __init__(self, keys: SessionKeys, level: int) -> None:
        self._keys = keys
        self._r_enc = bool(level & R_ENC)
        self._chain = bytes(BLOCK)
        self._count = 0

    def next_command(self) -> None:
        """Count one more command after EXTERNAL AUTHENTICATE, with or without data (§6.2.6)."""
        self._count += 1

    def command_mac(self, protected: bytes) -> bytes:
        """The C-MAC over a command's header, Lc and data as they travel (§6.2.4)."""
        self._chain = cmac(self._keys.mac, self._chain + protected)
        return self._chain[:MAC_BYTES]

    def check_command_mac(self, protected: bytes, mac: bytes) -> None:
        """Raises `ChannelError` (`channel-mac`); the chain moves on only if it is right."""
        chain = cmac(self._keys.mac, self._chain + protected)
        if not bytes_eq(chain[:MAC_BYTES], mac):
            raise ChannelError("channel-mac")
        self._chain = chain

    def encrypt_command(self, data: bytes) -> bytes:
        return self._encrypt(_OF_COMMAND, data)

    def decrypt_command(self, data: bytes) -> bytes:
        return self._decrypt(_OF_COMMAND, data)

    def protect_answer(self, data: bytes, sw: int) -> bytes:
        """A card's answer as it travels, without its status word (§6.2.5, §6.2.7)."""
        if self._r_enc and data:
            data = self._encrypt(_OF_RESPONSE, data)
        return data + self._answer_mac(data, sw)

    def open_answer(self, data: bytes, sw: int) -> bytes:
        """Raises `ChannelError` for an answer that the card did not protect."""
        data, mac = data[:-MAC_BYTES], data[-MAC_BYTES:]
        if not bytes_eq(self._answer_mac(data, sw), mac):
            raise ChannelError("channel-mac")
        return self._decrypt(_OF_RESPONSE, data) if self._r_enc and data else data

    def _answer_mac(self, data: bytes, sw: int) -> bytes:
        return cmac(self._keys.rmac, self._chain + data + sw.to_bytes(2))[:MAC_BYTES]

    def _encrypt(self, direction: bytes, data: bytes) -> bytes:
        padded = data + b"\x80" + bytes(-(len(data) + 1) % BLOCK)
        encryptor = self._cipher(direction).encryptor()
        return encryptor.update(padded) + encryptor.finalize()

    def _decrypt(self, direction: bytes, data: bytes) -> bytes:
        if len(data) % BLOCK:
            raise ChannelError("channel-padding")
        decryptor = self._cipher(direction).decryptor()
        padded = (decryptor.update(data) + decryptor.finalize()).rstrip(b"\0")
        if padded[-1:] != b"\x80":
            raise ChannelError("channel-padding")
        return padded[:-1]

    def _cipher(self, direction: bytes) -> Cipher[modes.CBC]:
        aes = algorithms.AES(self._keys.enc)
        count = direction + self._count.to_bytes(BLOCK - 1)
        # One block, and what a CBC's ICV is in SCP03: no secret is hidden by this ECB.
        icv = Cipher(aes, modes.ECB()).encryptor().update(count)  # noqa: S305
        return Cipher(aes, modes.CBC(icv))


def cmac(key: bytes, message: bytes) -> bytes:
    """AES-CMAC, 16 octets."""
    mac = CMAC(algorithms.AES(key))
    mac.update(message)
    return mac.finalize()


def _derive(key: bytes, constant: int, context: bytes, length: int) -> bytes:
    """§4.1.5: eleven octets 00, the constant, 00, length in bits, block 1, context."""
    label = bytes(11) + bytes((constant,)) + b"\x00" + (8 * length).to_bytes(2) + b"\x01"
    return cmac(key, label + context)[:length]
