"""Personalisation commands: what an issuance desk says to a card that is not active yet.

They go through a secure channel (`secure_messaging.open_channel`); in clear the card refuses them.
"""

from __future__ import annotations

from firmware_config.card import profile
from firmware_config.card.apdu import SHORT_LE_MAX, Command, Connection, exchange
from firmware_config.card.pin import pin_block
from firmware_config.card.profile import LIMITS, CardKey, Data, Ins
from firmware_config.card.script import TERMINAL_CA
from firmware_config.card.state import VOUCHER, Voucher
from firmware_config.ids import CardId
from firmware_config.signing import PublicKey


class Personalisation:
    """One method a command; each may be sent again until the card is active.

    A new key takes back the card's certificate, and a new AUTH key its record too.

    Every method raises `ApduError` for what the card refuses and `CardGone` when it leaves.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def generate_key(self, which: CardKey) -> PublicKey:
        """Make a key pair on the card; the private half never leaves it."""
        return PublicKey.from_uncompressed(self._send(Ins.GENERATE_KEY, p1=which, le=SHORT_LE_MAX))

    def store_card_id(self, card: CardId) -> None:
        self._store(Data.CARD_ID, card.octets)

    def store_certificate(self, certificate: bytes) -> None:
        self._store(Data.CERTIFICATE, certificate)

    def store_record(self, record: bytes) -> None:
        self._store(Data.RECORD, record)

    def store_terminal_ca(self, ca: bytes, generation: int, key: PublicKey) -> None:
        """Whose terminals the card believes, from which generation on. `ca` is the CA's kid."""
        self._store(Data.TERMINAL_CA, TERMINAL_CA.pack(ca, generation, key.uncompressed))

    def store_script_authority(self, key: PublicKey) -> None:
        """Whose scripts the card obeys."""
        self._store(Data.SCRIPT_KEY, key.kid + key.uncompressed)

    def store_pin(self, pin: str) -> None:
        self._store(Data.PIN, pin_block(pin, LIMITS.pin_digits))

    def store_puk(self, puk: str) -> None:
        self._store(Data.PUK, pin_block(puk, LIMITS.puk_digits))

    def put_voucher(self, voucher: Voucher) -> None:
        self._send(Ins.PUT_VOUCHER, p1=voucher.slot, data=voucher.encode())

    def clear_voucher(self, slot: int) -> None:
        """Free a slot that a desk before may have filled."""
        self._send(Ins.PUT_VOUCHER, p1=slot, data=bytes(VOUCHER.size))

    def activate(self) -> None:
        self._send(Ins.ACTIVATE)

    def terminate(self) -> None:
        self._send(Ins.TERMINATE)

    def _store(self, tag: Data, octets: bytes) -> None:
        self._send(Ins.STORE_DATA, p1=tag >> 8, p2=tag & 0xFF, data=octets)

    def _send(self, ins: Ins, p1: int = 0, p2: int = 0, data: bytes = b"", le: int = 0) -> bytes:
        return exchange(self._connection, Command(profile.CLA_OWN, ins, p1, p2, data, le))
