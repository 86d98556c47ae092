"""Holds: periods that the centre keeps for one counter, which pays a sheet away from its office.

A counter asks with its own signature; the centre grants with the ledger's. Asked again, it grants
the same again, so that a lost answer costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from firmware_config import cbor, cose
from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import RECORD_ID_BYTES, EntitlementId, TerminalId
from firmware_config.period import Period, checked_mask, periods_of
from firmware_config.record import MAX_ENTITLEMENTS
from firmware_config.signing import PublicKey, Signer
from firmware_config.trust import Role, TrustList

REQUEST_TYP = "application/chitra-hold-request+cbor"
HOLD_TYP = "application/chitra-hold+cbor"
MAX_REQUEST_BYTES = 2048
REQUEST_LIFETIME = timedelta(seconds=120)  # as of any proof that a counter gives of itself
HOLDS = "/api/v1/holds"
RELEASE = "/api/v1/holds/release"


class HoldError(ContractError):
    """`hold-malformed`, `hold-request-expired`, or `hold-of-another-terminal`."""


@dataclass(frozen=True, slots=True)
class Held:
    """Some periods of one entitlement, as a mask over `base`."""

    entitlement: EntitlementId
    base: Period
    mask: int

    @property
    def periods(self) -> tuple[Period, ...]:
        return periods_of(self.base, self.mask)

    def to_wire(self) -> list[object]:
        return [self.entitlement.octets, self.base.code, self.mask]

    @classmethod
    def of_wire(cls, item: Any) -> Self:
        if not cbor.is_row(item, bytes, int, int):
            raise HoldError("hold-malformed")
        ref, base, mask = item
        period = Period(base)
        if checked_mask(period, mask) == 0:
            raise HoldError("hold-malformed")
        return cls(EntitlementId(ref), period, mask)


@dataclass(frozen=True, slots=True)
class HoldRequest:
    """`terminal` asks for `wanted`, or gives it back, on a sheet's record."""

    terminal: TerminalId
    at: datetime
    record_id: bytes
    wanted: tuple[Held, ...]

    def sign(self, signer: Signer) -> bytes:
        wire = [
            self.terminal.octets,
            to_unix(self.at),
            self.record_id,
            [one.to_wire() for one in self.wanted],
        ]
        return cose.sign1(cbor.encode(wire), signer, typ=REQUEST_TYP)

    @classmethod
    def terminal_named_in(cls, data: bytes) -> TerminalId:
        """Whose key to check with; nothing is proved yet."""
        return cls._of_message(cose.Sign1.parse(data, max_bytes=MAX_REQUEST_BYTES)).terminal

    @classmethod
    def parse(cls, data: bytes, key: PublicKey, now: datetime) -> Self:
        """Raises `BadSignature`, `CoseError`, `CborError`, or `HoldError`."""
        message = cose.Sign1.parse(data, max_bytes=MAX_REQUEST_BYTES)
        message.verify(key)
        request = cls._of_message(message)
        if abs(now - request.at) > REQUEST_LIFETIME:
            raise HoldError("hold-request-expired")
        return request

    @classmethod
    def _of_message(cls, message: cose.Sign1) -> Self:
        match cbor.decode(message.payload):
            case [bytes(terminal), at, bytes(record_id), [*wanted]] if (
                message.typ == REQUEST_TYP
                and len(record_id) == RECORD_ID_BYTES
                and 0 < len(wanted) <= MAX_ENTITLEMENTS
            ):
                held = tuple(Held.of_wire(item) for item in wanted)
                return cls(TerminalId.from_octets(terminal), from_unix(at), record_id, held)
        raise HoldError("hold-malformed")


@dataclass(frozen=True, slots=True)
class Hold:
    """Granted to `terminal`, which may pay `held` until `expires_at`; perhaps less than asked."""

    terminal: TerminalId
    record_id: bytes
    granted_at: datetime
    expires_at: datetime
    held: tuple[Held, ...]

    def mask(self, entitlement: EntitlementId, base: Period) -> int:
        """The held periods of `entitlement` as a mask over `base`."""
        mask = 0
        for one in self.held:
            if one.entitlement == entitlement:
                shift = one.base.code - base.code
                mask |= one.mask << shift if shift >= 0 else one.mask >> -shift
        return mask

    def sign(self, signer: Signer) -> bytes:
        wire = [
            self.terminal.octets,
            self.record_id,
            to_unix(self.granted_at),
            to_unix(self.expires_at),
            [one.to_wire() for one in self.held],
        ]
        return cose.sign1(cbor.encode(wire), signer, typ=HOLD_TYP)

    @classmethod
    def parse(cls, data: bytes, trust: TrustList, terminal: TerminalId) -> Self:
        """Granted to `terminal` by a ledger key of `trust`.

        Raises:
            Untrusted, BadSignature, CoseError, CborError: from the layers below.
            HoldError: `hold-malformed`, `hold-of-another-terminal`.
        """
        message = cose.Sign1.parse(data, max_bytes=MAX_REQUEST_BYTES)
        key = trust.key_for(message.kid, Role.LEDGER_ACK, None)
        match cbor.decode(message.verify(key)):
            case [bytes(named), bytes(record_id), granted, expires, [*items]] if (
                message.typ == HOLD_TYP
                and len(record_id) == RECORD_ID_BYTES
                and 0 < len(items) <= MAX_ENTITLEMENTS
            ):
                pass
            case _:
                raise HoldError("hold-malformed")
        if named != terminal.octets:
            raise HoldError("hold-of-another-terminal")
        granted_at = from_unix(granted)
        trust.key_for(message.kid, Role.LEDGER_ACK, granted_at)
        held = tuple(Held.of_wire(item) for item in items)
        return cls(terminal, record_id, granted_at, from_unix(expires), held)
