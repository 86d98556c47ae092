"""The receipt a card signs for what it did: a COSE_Sign1 that the card makes without knowing CBOR.

The payload is a CBOR array of eleven byte strings of fixed length, so it is a template with
holes: the card copies its fields in and signs the fixed Sig_structure around it. `kid` is the
card id. The terminal turns the card's DER signature into r‖s and has a COSE message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from firmware_config import cose
from firmware_config.card.profile import LIMITS, RECEIPT_KINDS
from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, EntitlementId, TerminalId
from firmware_config.period import Period
from firmware_config.signing import PublicKey, raw_from_der

# kind, card id, slot, entitlement, base, mask, amount, counter, terminal, nonce, time
_LENGTHS = (1, 8, 1, 16, 2, 4, 4, 4, 8, 8, 4)
PAYLOAD_BYTES = 1 + len(_LENGTHS) + sum(_LENGTHS)
NONCE_BYTES = 8
MAX_DER_SIGNATURE = 72  # two 33-octet integers with heads
STORED_BYTES = PAYLOAD_BYTES + MAX_DER_SIGNATURE


class ReceiptError(ContractError):
    """Octets that are no receipt: `receipt-malformed`."""


class Kind(IntEnum):
    """The first field of a receipt. A script's has the script's number in place of a mask."""

    PAYOUT = RECEIPT_KINDS["payout"]
    REVERSAL = RECEIPT_KINDS["reversal"]
    SCRIPT = RECEIPT_KINDS["script"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """One signed line of a card's journal."""

    kind: Kind
    card: CardId
    slot: int
    entitlement: EntitlementId
    base: Period
    mask: int
    amount_vnd: int
    counter: int
    terminal: TerminalId
    nonce: bytes
    at: datetime

    def payload(self) -> bytes:
        """The filled template, `PAYLOAD_BYTES` octets."""
        fields = (
            bytes((self.kind,)),
            self.card.octets,
            bytes((self.slot,)),
            self.entitlement.octets,
            self.base.code.to_bytes(2),
            self.mask.to_bytes(4),
            self.amount_vnd.to_bytes(4),
            self.counter.to_bytes(4),
            self.terminal.octets,
            self.nonce,
            to_unix(self.at).to_bytes(4),
        )
        return bytes((0x80 | len(fields),)) + b"".join(
            bytes((0x40 | len(field),)) + field for field in fields
        )

    @classmethod
    def parse(cls, payload: bytes) -> Receipt:
        """Raises `ReceiptError` unless `payload` is the template, filled."""
        fields = []
        at = 1
        for length in _LENGTHS:
            if payload[at : at + 1] != bytes((0x40 | length,)):
                raise ReceiptError("receipt-malformed")
            fields.append(payload[at + 1 : at + 1 + length])
            at += 1 + length
        if len(payload) != PAYLOAD_BYTES or payload[0] != 0x80 | len(_LENGTHS):
            raise ReceiptError("receipt-malformed")
        kind, card, slot, ref, base, mask, amount, counter, terminal, nonce, time = fields
        try:
            known = Kind(kind[0])
        except ValueError:
            raise ReceiptError("receipt-malformed") from None
        if slot[0] >= LIMITS.slots:
            raise ReceiptError("receipt-malformed")
        return cls(
            known,
            CardId(card),
            slot[0],
            EntitlementId(ref),
            Period(int.from_bytes(base)),
            int.from_bytes(mask),
            int.from_bytes(amount),
            int.from_bytes(counter),
            TerminalId.from_octets(terminal),
            nonce,
            from_unix(int.from_bytes(time)),
        )

    def to_be_signed(self) -> bytes:
        """What the card hashes and signs."""
        return cose.to_be_signed(cose.protected_header(self.card.octets), self.payload())


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """A receipt with its COSE form; the signature may still be unchecked.

    Two are equal when they say the same, whatever their signatures: ECDSA draws a nonce for each,
    and from one signature anybody can make another that verifies too (r, n−s).
    """

    receipt: Receipt
    cose: bytes = field(compare=False)

    @classmethod
    def from_card(cls, answer: bytes) -> SignedReceipt:
        """From what DISBURSE, GET RECEIPT and READ RECORD answer: payload ‖ DER signature.

        Raises:
            ReceiptError, BadSignature: not such an answer.
        """
        payload, der = answer[:PAYLOAD_BYTES], answer[PAYLOAD_BYTES:]
        receipt = Receipt.parse(payload)
        protected = cose.protected_header(receipt.card.octets)
        return cls(receipt, cose.assemble(protected, payload, raw_from_der(der)))

    @classmethod
    def parse(cls, data: bytes) -> SignedReceipt:
        """From a journal or the wire. Raises `ReceiptError`, `CoseError` or `CborError`."""
        message = cose.Sign1.parse(data, max_bytes=512)
        receipt = Receipt.parse(message.payload)
        if message.kid != receipt.card.octets:
            raise ReceiptError("receipt-malformed")
        return cls(receipt, data)

    def verify(self, key: PublicKey) -> None:
        """Raise `BadSignature` unless the card's RECEIPT key `key` signed it."""
        cose.Sign1.parse(self.cose).verify(key)
