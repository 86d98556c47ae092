"""The terminal's side of the card application: one method a command, no I/O of its own.

A payout is eight commands with short APDUs: SELECT, READ BINARY (certificate), READ BINARY twice
(record), GET DATA (state), INTERNAL AUTHENTICATE, VERIFY, DISBURSE.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from firmware_config.card import profile, tlv
from firmware_config.card.apdu import SHORT_LE_MAX, SW, ApduError, Command, Connection, exchange
from firmware_config.card.profile import LIMITS, Data, File, Ins, Life, Stage
from firmware_config.card.receipt import SignedReceipt
from firmware_config.card.state import AUTH_NONCE_BYTES, CardState
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, TerminalId
from firmware_config.signing import raw_from_der

# slot 1 | mask 4 | amount 4 | terminal 8 | nonce 8 | time 4
DISBURSE_ORDER: Final = struct.Struct(">BII8s8sI")
STATUS_TEMPLATE: Final = 0xA5  # ISO/IEC 7816-4 table 8: proprietary data, constructed


class StatusTag(IntEnum):
    """Data objects of the status template."""

    VERSION = 0x80
    LIFE = 0x81
    CARD_ID = 0x82
    CERTIFICATE_LENGTH = 0x83
    RECORD_LENGTH = 0x84
    PIN_TRIES = 0x85
    STAGES = 0x86


class NotOurCard(ContractError):
    """The card has no payout application, or one of another version (`card-unknown`)."""


class CardAnswerError(ContractError):
    """The card answered with octets that the application never sends (`card-answer-…`)."""


class WrongPin(ContractError):
    """The PIN did not match. `tries_left` more may be made."""

    def __init__(self, tries_left: int) -> None:
        super().__init__("pin-wrong", tries_left=tries_left)
        self.tries_left = tries_left


class PinBlocked(ContractError):
    """No tries left: the card answers to no PIN until it is unblocked."""

    def __init__(self) -> None:
        super().__init__("pin-blocked")


@dataclass(frozen=True, slots=True)
class CardStatus:
    """What SELECT and GET DATA tell of a card before anything is proved. Lengths in octets."""

    version: int
    life: Life
    stages: Stage
    card: CardId
    certificate_length: int
    record_length: int
    pin_tries: int

    @classmethod
    def parse(cls, octets: bytes) -> CardStatus:
        """From the status template's content. Raises `TlvError`, `CardAnswerError`."""
        objects = tlv.decode(octets)
        try:
            return cls(
                objects[StatusTag.VERSION][0],
                Life(objects[StatusTag.LIFE][0]),
                Stage(objects[StatusTag.STAGES][0]),
                CardId(objects[StatusTag.CARD_ID]),
                int.from_bytes(objects[StatusTag.CERTIFICATE_LENGTH]),
                int.from_bytes(objects[StatusTag.RECORD_LENGTH]),
                objects[StatusTag.PIN_TRIES][0],
            )
        except (KeyError, IndexError, ValueError):
            raise CardAnswerError("card-answer-status") from None


@dataclass(frozen=True, slots=True)
class CardProof:
    """The card's signature over its state and both nonces: r‖s and what was signed with it."""

    terminal_nonce: bytes
    card_nonce: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class DisburseOrder:
    """What a terminal asks a card to pay: `amount_vnd` for all periods in `mask` together."""

    slot: int
    mask: int
    amount_vnd: int
    terminal: TerminalId
    nonce: bytes
    at_unix: int

    def encode(self) -> bytes:
        return DISBURSE_ORDER.pack(
            self.slot,
            self.mask,
            self.amount_vnd,
            self.terminal.octets,
            self.nonce,
            self.at_unix,
        )


class CardSession:
    """Commands of the payout application over one connection.

    Every method raises `CardGone` when the card leaves and `ApduError` for a status word that
    it has no better name for.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def select(self) -> CardStatus:
        """Raises `NotOurCard` when the application is absent or of another version."""
        command = Command(profile.CLA_ISO, Ins.SELECT, 0x04, 0x00, profile.AID, SHORT_LE_MAX)
        try:
            fci = tlv.decode(tlv.decode(exchange(self._connection, command))[0x6F])
            status = CardStatus.parse(fci[STATUS_TEMPLATE])
        except (ApduError, tlv.TlvError, KeyError) as error:
            raise NotOurCard("card-unknown", cause=str(error)) from None
        if status.version != profile.VERSION:
            raise NotOurCard("card-unknown", version=status.version)
        return status

    def certificate(self, status: CardStatus) -> bytes:
        return self._file(File.CERTIFICATE, status.certificate_length, LIMITS.certificate)

    def record(self, status: CardStatus) -> bytes:
        return self._file(File.RECORD, status.record_length, LIMITS.record)

    def state(self) -> CardState:
        """Raises `CardStateError`. Nothing is proved until `prove` and its signature."""
        return CardState.parse(self._get_data(Data.STATE))

    def prove(self, terminal_nonce: bytes) -> CardProof:
        """INTERNAL AUTHENTICATE; the caller checks the signature with the certificate's key."""
        answer = self._iso(Ins.INTERNAL_AUTHENTICATE, data=terminal_nonce)
        card_nonce, der = answer[:AUTH_NONCE_BYTES], answer[AUTH_NONCE_BYTES:]
        return CardProof(terminal_nonce, card_nonce, raw_from_der(der))

    def challenge(self) -> bytes:
        """Eight random octets of the card's."""
        return self._iso(Ins.GET_CHALLENGE, le=8)

    def verify_pin(self, pin: str) -> None:
        """Raises `WrongPin` or `PinBlocked`; a text that is no PIN costs no try (`pin-form`)."""
        block = pin_block(pin, LIMITS.pin_digits)
        command = Command(profile.CLA_ISO, Ins.VERIFY, 0, profile.PIN_REFERENCE, block)
        try:
            exchange(self._connection, command)
        except ApduError as error:
            if error.sw == SW.PIN_BLOCKED:
                raise PinBlocked from None
            if error.sw & 0xFFF0 == 0x63C0:
                raise WrongPin(error.sw & 0xF) from None
            raise

    def disburse(self, order: DisburseOrder) -> SignedReceipt:
        """Ask the card to mark the periods paid and sign for it.

        Any exception but `ApduError` means that the outcome is unknown: `receipt_for` decides.
        """
        command = Command(profile.CLA_OWN, Ins.DISBURSE, data=order.encode(), le=SHORT_LE_MAX)
        return SignedReceipt.from_card(exchange(self._connection, command))

    def receipt_for(self, nonce: bytes) -> SignedReceipt | None:
        """The receipt of the payout `nonce`, or None if the card never made it."""
        command = Command(profile.CLA_OWN, Ins.GET_RECEIPT, data=nonce, le=SHORT_LE_MAX)
        try:
            return SignedReceipt.from_card(exchange(self._connection, command))
        except ApduError as error:
            if error.sw == SW.RECORD_NOT_FOUND:
                return None
            raise

    def journal_record(self, number: int) -> SignedReceipt | None:
        """The journal's receipt `number`, 1 being the latest, or None past its end."""
        try:
            answer = self._iso(Ins.READ_RECORD, p1=number, p2=File.JOURNAL << 3 | 0x04)
        except ApduError as error:
            if error.sw == SW.RECORD_NOT_FOUND:
                return None
            raise
        return SignedReceipt.from_card(answer)

    def _get_data(self, tag: Data) -> bytes:
        return self._iso(Ins.GET_DATA, p1=tag >> 8, p2=tag & 0xFF)

    def _file(self, file: File, length: int, longest: int) -> bytes:
        if not 0 < length <= longest:
            raise CardAnswerError("card-answer-length", length=length, limit=longest)
        content = self._iso(Ins.READ_BINARY, p1=0x80 | file, le=min(length, SHORT_LE_MAX))
        while len(content) < length:
            at = len(content)
            piece = self._iso(
                Ins.READ_BINARY, p1=at >> 8, p2=at & 0xFF, le=min(length - at, SHORT_LE_MAX)
            )
            if not piece:
                raise CardAnswerError("card-answer-length", length=at, limit=length)
            content += piece
        return content

    def _iso(
        self, ins: Ins, p1: int = 0, p2: int = 0, data: bytes = b"", le: int = SHORT_LE_MAX
    ) -> bytes:
        return exchange(self._connection, Command(profile.CLA_ISO, ins, p1, p2, data, le))


def pin_block(digits: str, length: int) -> bytes:
    """PIN or PUK digits as they travel: ASCII padded with FF. Raises `PinForm`."""
    if len(digits) != length or not (digits.isascii() and digits.isdigit()):
        raise PinForm("pin-form", length=length)
    return digits.encode("ascii").ljust(profile.PIN_BLOCK, b"\xff")


class PinForm(ContractError):
    """A text that is not `length` digits; it is not shown to the card."""
