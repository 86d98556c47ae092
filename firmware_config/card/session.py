"""The terminal's side of the card application: one method a command, no I/O of its own.

A payout is eleven commands with short APDUs: SELECT, READ BINARY (certificate), READ BINARY twice
(record), GET DATA (state), INTERNAL AUTHENTICATE, PSO VERIFY CERTIFICATE, GET CHALLENGE, EXTERNAL
AUTHENTICATE, VERIFY, DISBURSE.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from firmware_config.card import profile, tlv
from firmware_config.card.apdu import SHORT_LE_MAX, SW, ApduError, Command, Connection, exchange
from firmware_config.card.keypad import KeypadConnection, KeypadFault
from firmware_config.card.order import DisburseOrder, ReverseOrder
from firmware_config.card.pin import PinBlocked, PinForm, WrongPin, open_pin_block, pin_block
from firmware_config.card.profile import LIMITS, Data, File, Ins
from firmware_config.card.receipt import SignedReceipt
from firmware_config.card.script import to_card
from firmware_config.card.state import AUTH_NONCE_BYTES, CardState
from firmware_config.card.status import CardAnswerError, CardStatus
from firmware_config.card.terminal_certificate import proof_message
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, TerminalId
from firmware_config.signing import Signer, der_from_raw, raw_from_der

__all__ = [
    "CardAnswerError",
    "CardProof",
    "CardSession",
    "CardStatus",
    "DisburseOrder",
    "NotOurCard",
    "PinBlocked",
    "PinForm",
    "ReverseOrder",
    "TerminalRefused",
    "WrongPin",
]

STATUS_TEMPLATE: Final = 0xA5  # ISO/IEC 7816-4 table 8: proprietary data, constructed
_CERTIFICATE_REFUSED: Final[dict[int, str]] = {
    SW.REFERENCE_NOT_FOUND: "terminal-unknown-ca",
    SW.CONDITIONS: "terminal-old-generation",
    SW.WRONG_DATA: "terminal-bad-certificate",
    SW.SECURITY_STATUS: "terminal-bad-certificate",
}


class NotOurCard(ContractError):
    """The card has no payout application, or one of another version (`card-unknown`)."""


class TerminalRefused(ContractError):
    """The card does not believe this terminal. `code` is one of:

    `terminal-unknown-ca` (the card knows another CA), `terminal-old-generation`,
    `terminal-bad-certificate` (malformed, or not signed by the CA it names),
    `terminal-not-proved` (the key is not the certificate's).
    """


@dataclass(frozen=True, slots=True)
class CardProof:
    """The card's signature over its state and both nonces: r‖s and what was signed with it."""

    terminal_nonce: bytes
    card_nonce: bytes
    signature: bytes


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
        except (ApduError, tlv.TlvError, CardAnswerError, KeyError) as error:
            raise NotOurCard("card-unknown", cause=str(error)) from None
        if status.version != profile.VERSION:
            raise NotOurCard("card-unknown", version=status.version)
        return status

    def status(self) -> CardStatus:
        """As `select` tells it, without ending anything that a SELECT would end."""
        return CardStatus.parse(self._get_data(Data.STATUS))

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

    def authenticate_terminal(
        self, certificate: bytes, terminal: TerminalId, card: CardId, signer: Signer
    ) -> None:
        """Show the card `certificate` and that `signer` holds its key. Lasts until SELECT.

        Raises:
            TerminalRefused: with what the card does not believe.
        """
        p1, p2 = divmod(profile.P1P2_CERTIFICATE, 0x100)
        try:
            self._iso(Ins.PERFORM_SECURITY_OPERATION, p1, p2, certificate, le=0)
        except ApduError as error:
            code = _CERTIFICATE_REFUSED.get(error.sw)
            if code is None:
                raise
            raise TerminalRefused(code, terminal=terminal.text) from None
        message = proof_message(card, self.challenge(), terminal)
        try:
            self._iso(Ins.EXTERNAL_AUTHENTICATE, data=der_from_raw(signer.sign(message)), le=0)
        except ApduError as error:
            if error.sw != SW.AUTHENTICATION_FAILED:
                raise
            raise TerminalRefused("terminal-not-proved", terminal=terminal.text) from None

    def verify_pin(self, pin: str) -> None:
        """Raises `WrongPin` or `PinBlocked`; a text that is no PIN costs no try (`pin-form`)."""
        self._show_pin(Ins.VERIFY, pin_block(pin, LIMITS.pin_digits))

    def verify_pin_on_keypad(self) -> None:
        """Have the PIN typed on the reader's own keypad: it never comes here.

        Raises:
            WrongPin, PinBlocked: as `verify_pin`.
            KeypadFault: nothing was typed, or the reader has no keypad; no try is spent.
        """
        connection = self._connection
        if not isinstance(connection, KeypadConnection):
            raise KeypadFault("keypad-missing")
        open_verify = Command(
            profile.CLA_ISO, Ins.VERIFY, p2=profile.PIN_REFERENCE, data=open_pin_block()
        )
        sw = connection.verify_on_keypad(open_verify.encode(), LIMITS.pin_digits)
        if sw != SW.OK:
            raise _pin_fault(ApduError(sw, ins=Ins.VERIFY))

    def change_pin(self, old: str, new: str) -> None:
        """Raises as `verify_pin` does. The new PIN must be shown again before a payout."""
        blocks = pin_block(old, LIMITS.pin_digits) + pin_block(new, LIMITS.pin_digits)
        self._show_pin(Ins.CHANGE_REFERENCE_DATA, blocks)

    def unblock_pin(self, puk: str, new: str) -> None:
        """Set a new PIN with the PUK. Raises as `verify_pin` does, of the PUK's own tries."""
        blocks = pin_block(puk, LIMITS.puk_digits) + pin_block(new, LIMITS.pin_digits)
        self._show_pin(Ins.RESET_RETRY_COUNTER, blocks)

    def disburse(self, order: DisburseOrder) -> SignedReceipt:
        """Ask the card to mark the periods paid and sign for it.

        Any exception but `ApduError` means that the outcome is unknown: `receipt_for` decides.
        """
        command = Command(profile.CLA_OWN, Ins.DISBURSE, data=order.encode(), le=SHORT_LE_MAX)
        return SignedReceipt.from_card(exchange(self._connection, command))

    def reverse(self, order: ReverseOrder) -> SignedReceipt:
        """Ask the card to take its last entry back and sign for it. Fails as `disburse` does."""
        command = Command(profile.CLA_OWN, Ins.REVERSE, data=order.encode(), le=SHORT_LE_MAX)
        return SignedReceipt.from_card(exchange(self._connection, command))

    def put_script(self, script: bytes) -> SignedReceipt:
        """Have the card obey a signed script (COSE_Sign1) and sign that it did.

        A script that the card has obeyed before gives the receipt of then. `ApduError.sw` tells
        why it did not: 6A88 another card's, 6982 not its authority's, 6985 an old number or a
        body against its state, 6A83 a number too far ahead, 6A80 malformed.
        """
        command = Command(profile.CLA_OWN, Ins.PUT_SCRIPT, data=to_card(script), le=SHORT_LE_MAX)
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

    def _show_pin(self, ins: Ins, blocks: bytes) -> None:
        try:
            self._iso(ins, p2=profile.PIN_REFERENCE, data=blocks, le=0)
        except ApduError as error:
            raise _pin_fault(error) from None

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


def _pin_fault(error: ApduError) -> ContractError:
    """What a status word says of the PIN; `error` itself where it says nothing of it."""
    if error.sw == SW.PIN_BLOCKED:
        return PinBlocked()
    if error.sw & 0xFFF0 == 0x63C0:
        return WrongPin(error.sw & 0xF)
    return error
