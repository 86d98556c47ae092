"""Card scripts: what the issuer has one card do, wherever it is next put in.

A script is a COSE_Sign1 whose payload is, as a receipt's, a CBOR template of byte strings:
`[kind 1, card id 8, number 4, body]`. The card takes scripts in the order of their numbers, so
that none is left out and none comes twice, and answers with a signed receipt.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import ClassVar, Self, TypeAlias

from firmware_config import cbor, cose
from firmware_config.card.profile import LIMITS, ScriptKind
from firmware_config.card.receipt import NONCE_BYTES
from firmware_config.card.state import VOUCHER, Voucher
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, EntitlementId, TerminalId
from firmware_config.period import Period
from firmware_config.signing import PublicKey, Signer, der_from_raw
from firmware_config.trust import Role, TrustList

TERMINAL_CA = struct.Struct(">8sH65s")  # id, generation, 04‖x‖y
ANSWERED_BY = TerminalId("00000000")
"""In a script's receipt: no terminal had a part in it."""

_CLEAR = struct.Struct(">B16sHI")
_ITEM = 1 + VOUCHER.size
_MAX_BYTES = LIMITS.script + 64


class ScriptError(ContractError):
    """`script-malformed`, or `script-body` for a body that no card takes."""


@dataclass(frozen=True, slots=True)
class NewEntitlements:
    """Vouchers for some slots and the record that names them all.

    Where a slot holds the same entitlement, the card keeps its own paid periods and adds those of
    the voucher; its base may only rise, and its sequence must.
    """

    vouchers: tuple[Voucher, ...]
    record: bytes

    kind: ClassVar[ScriptKind] = ScriptKind.ENTITLEMENTS

    def __post_init__(self) -> None:
        slots = {voucher.slot for voucher in self.vouchers}
        counted = 0 < len(slots) == len(self.vouchers) <= LIMITS.script_vouchers
        if not counted or not 0 < len(self.record) <= LIMITS.record:
            raise ScriptError("script-body")
        if any(voucher.paid & ~voucher.payable or voucher.is_empty for voucher in self.vouchers):
            raise ScriptError("script-body")

    def encode(self) -> bytes:
        items = (bytes((voucher.slot,)) + voucher.encode() for voucher in self.vouchers)
        return bytes((len(self.vouchers),)) + b"".join(items) + self.record

    @classmethod
    def parse(cls, octets: bytes) -> NewEntitlements:
        count = octets[0] if octets else 0
        items = [octets[at : at + _ITEM] for at in range(1, 1 + count * _ITEM, _ITEM)]
        if any(len(item) != _ITEM for item in items):
            raise ScriptError("script-body")
        vouchers = tuple(Voucher.parse(item[0], item[1:]) for item in items)
        return cls(vouchers, octets[1 + count * _ITEM :])


@dataclass(frozen=True, slots=True)
class ClearPeriods:
    """Let periods be paid again after an approved reversal. `base` must be the voucher's own."""

    slot: int
    entitlement: EntitlementId
    base: Period
    mask: int

    kind: ClassVar[ScriptKind] = ScriptKind.CLEAR

    def encode(self) -> bytes:
        return _CLEAR.pack(self.slot, self.entitlement.octets, self.base.code, self.mask)

    @classmethod
    def parse(cls, octets: bytes) -> ClearPeriods:
        if len(octets) != _CLEAR.size or octets[0] >= LIMITS.slots:
            raise ScriptError("script-body")
        slot, entitlement, base, mask = _CLEAR.unpack(octets)
        return cls(slot, EntitlementId(entitlement), Period(base), mask)


class _Bare:
    """A body without octets."""

    __slots__ = ()

    def encode(self) -> bytes:
        return b""

    @classmethod
    def parse(cls, octets: bytes) -> Self:
        if octets:
            raise ScriptError("script-body")
        return cls()


@dataclass(frozen=True, slots=True)
class UnblockPin(_Bare):
    """Give the PIN its tries back; the PIN stays."""

    kind: ClassVar[ScriptKind] = ScriptKind.UNBLOCK_PIN


@dataclass(frozen=True, slots=True)
class Block(_Bare):
    """Pay nothing until `Unblock`."""

    kind: ClassVar[ScriptKind] = ScriptKind.BLOCK


@dataclass(frozen=True, slots=True)
class Unblock(_Bare):
    """Pay again."""

    kind: ClassVar[ScriptKind] = ScriptKind.UNBLOCK


@dataclass(frozen=True, slots=True)
class NewTerminalCa:
    """Believe the terminals of this CA from `generation` on, and of no other."""

    ca: bytes
    generation: int
    key: PublicKey

    kind: ClassVar[ScriptKind] = ScriptKind.TERMINAL_CA

    def encode(self) -> bytes:
        return TERMINAL_CA.pack(self.ca, self.generation, self.key.uncompressed)

    @classmethod
    def parse(cls, octets: bytes) -> NewTerminalCa:
        if len(octets) != TERMINAL_CA.size:
            raise ScriptError("script-body")
        ca, generation, point = TERMINAL_CA.unpack(octets)
        return cls(ca, generation, PublicKey.from_uncompressed(point))


Body: TypeAlias = NewEntitlements | ClearPeriods | UnblockPin | Block | Unblock | NewTerminalCa
_BODIES: dict[int, type[Body]] = {
    body.kind: body
    for body in (NewEntitlements, ClearPeriods, UnblockPin, Block, Unblock, NewTerminalCa)
}


@dataclass(frozen=True, slots=True)
class Script:
    """Number `number` (from 1, without gaps) of the scripts for `card`."""

    card: CardId
    number: int
    body: Body

    @property
    def kind(self) -> ScriptKind:
        return self.body.kind

    @property
    def nonce(self) -> bytes:
        """What its receipt is found by: the beginning of the payload's SHA-256."""
        return nonce_of(self.payload())

    def payload(self) -> bytes:
        fields = [
            bytes((self.kind,)),
            self.card.octets,
            self.number.to_bytes(4),
            self.body.encode(),
        ]
        return cbor.encode(fields)

    def sign(self, authority: Signer) -> bytes:
        """The script as a COSE_Sign1."""
        return cose.sign1(self.payload(), authority)

    @classmethod
    def parse(cls, data: bytes, trust: TrustList) -> Script:
        """Signed by a script authority in `trust`.

        Raises:
            Untrusted, BadSignature, CoseError, CborError: from the layers below.
            ScriptError, and what a voucher, a period or a key in it raises.
        """
        message = cose.Sign1.parse(data, max_bytes=_MAX_BYTES)
        key = trust.key_for(message.kid, Role.CARD_SCRIPT, None)
        unread = Unread.parse(message.verify(key))
        return cls(unread.card, unread.number, parse_body(unread.kind, unread.body))


@dataclass(frozen=True, slots=True)
class Unread:
    """A well-formed payload whose body nobody has read yet."""

    kind: int
    card: CardId
    number: int
    body: bytes

    @classmethod
    def parse(cls, payload: bytes) -> Unread:
        """Raises `ScriptError` or `CborError`."""
        match cbor.decode(payload):
            case [bytes(kind), bytes(card), bytes(number), bytes(body)] if (
                len(kind),
                len(card),
                len(number),
            ) == (1, 8, 4):
                return cls(kind[0], CardId(card), int.from_bytes(number), body)
        raise ScriptError("script-malformed")


def parse_body(kind: int, octets: bytes) -> Body:
    """Raises `ScriptError`, and what a voucher, a period or a key in it raises."""
    known = _BODIES.get(kind)
    if known is None:
        raise ScriptError("script-body", kind=kind)
    return known.parse(octets)


def nonce_of(payload: bytes) -> bytes:
    return hashlib.sha256(payload).digest()[:NONCE_BYTES]


def to_card(script: bytes) -> bytes:
    """A signed script as PUT SCRIPT carries it: payload ‖ DER signature.

    Raises:
        CoseError, CborError: not a COSE_Sign1.
    """
    message = cose.Sign1.parse(script, max_bytes=_MAX_BYTES)
    return message.payload + der_from_raw(message.signature)
