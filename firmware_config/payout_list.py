"""The office payout list (danh sách chi trả): who is due what at one office in one period.

Signed by the programme authority, fetched while online, read at the counter for as long as it
must. It holds names, so it is fetched by the office's own terminals only.

A line is `[entitlement, name, held]`; where the centre tells more, a map follows with each key only
if there is something to say. `{4: [record, citizen]}` is by what the person is found who comes
without card and sheet: the newest record's id and its `CitizenHash.encode`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from firmware_config import cbor, cose
from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import (
    RECORD_ID_BYTES,
    CitizenNumber,
    EntitlementId,
    OfficeId,
    ProvinceCode,
)
from firmware_config.period import Period
from firmware_config.record import CitizenHash, Entitlement
from firmware_config.signing import Signer
from firmware_config.trust import Role, TrustList

TYP = "application/chitra-payout-list+cbor"
MAX_LINES = 20_000
_WHOSE = 4


class PayoutListError(ContractError):
    """A payout list that cannot be taken (`payout-list-…`)."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Who a line is for: the person's newest record, and the hash that it has of the number."""

    record: bytes
    citizen: CitizenHash = field(repr=False)

    def to_wire(self) -> list[object]:
        return [self.record, self.citizen.encode()]

    @classmethod
    def of_wire(cls, item: Any) -> Whose:
        """Raises `PayoutListError` (`payout-list-malformed`), or `RecordError` for the hash."""
        if not cbor.is_row(item, bytes, bytes) or len(item[0]) != RECORD_ID_BYTES:
            raise PayoutListError("payout-list-malformed")
        return cls(item[0], CitizenHash.parse(item[1]))


@dataclass(frozen=True, slots=True)
class Line:
    """One entitlement's dues. `held` is a reason's code when the centre says wait.

    `whose` is None for a person who never had a card or a sheet.
    """

    entitlement: Entitlement
    name: str = field(repr=False)
    held: str | None = None
    whose: Whose | None = None

    def to_wire(self) -> list[object]:
        line: list[object] = [self.entitlement.encode(), self.name, self.held]
        return line if self.whose is None else [*line, {_WHOSE: self.whose.to_wire()}]

    @classmethod
    def of_wire(cls, item: Any) -> Line:
        """Raises `PayoutListError` (`payout-list-malformed`), or `ContractError` for a value."""
        match item:
            case [bytes(due), str(name), held, *more] if held is None or type(held) is str:
                return cls(Entitlement.parse(due), name, held, _whose(more))
        raise PayoutListError("payout-list-malformed")


@dataclass(frozen=True, slots=True)
class OfficePayoutList:
    """All that is due at `office` as of `issued_at`, every open period together."""

    office: OfficeId
    province: ProvinceCode
    period: Period
    issued_at: datetime
    lines: tuple[Line, ...]
    _by_entitlement: dict[EntitlementId, Line] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_entitlement = {line.entitlement.id: line for line in self.lines}
        if len(by_entitlement) != len(self.lines):
            raise PayoutListError("payout-list-line-twice")
        object.__setattr__(self, "_by_entitlement", by_entitlement)

    def line(self, entitlement: EntitlementId) -> Line | None:
        return self._by_entitlement.get(entitlement)

    def lines_of(self, number: CitizenNumber) -> tuple[Line, ...]:
        """All lines of the person with that number; 40 ms for each one with its last digits."""
        found: dict[CitizenHash, bool] = {}
        lines = []
        for line in self.lines:
            if line.whose is None or line.whose.citizen.last4 != number.last4:
                continue
            citizen = line.whose.citizen
            if citizen not in found:
                found[citizen] = citizen.matches(number)
            if found[citizen]:
                lines.append(line)
        return tuple(lines)

    def sign(self, signer: Signer) -> bytes:
        wire = [
            self.office.text,
            self.province.text,
            self.period.code,
            to_unix(self.issued_at),
            [line.to_wire() for line in self.lines],
        ]
        return cose.sign1(cbor.encode(wire), signer, typ=TYP)

    @classmethod
    def parse(
        cls,
        data: bytes,
        trust: TrustList,
        office: OfficeId,
        previous: OfficePayoutList | None = None,
    ) -> OfficePayoutList:
        """The list in `data`, for `office`, signed by a payout-list key for its province.

        Raises:
            Untrusted, BadSignature, CoseError, CborError: from the layers below.
            PayoutListError: `payout-list-malformed`, `payout-list-of-another-office`,
                `payout-list-rollback`.
        """
        message = cose.Sign1.parse(data)
        key = trust.key_for(message.kid, Role.PAYOUT_LIST, None)
        match cbor.decode(message.verify(key)):
            case [str(named), str(province), period, iat, [*items]] if (
                message.typ == TYP and len(items) <= MAX_LINES
            ):
                pass
            case _:
                raise PayoutListError("payout-list-malformed")
        if named != office.text:
            raise PayoutListError("payout-list-of-another-office", office=named)
        issued_at, of_province = from_unix(iat), ProvinceCode(province)
        trust.key_for(message.kid, Role.PAYOUT_LIST, issued_at, province=of_province)
        if previous is not None and issued_at < previous.issued_at:
            raise PayoutListError("payout-list-rollback")
        lines = tuple(Line.of_wire(item) for item in items)
        return cls(office, of_province, Period(period), issued_at, lines)


def _whose(more: list[object]) -> Whose | None:
    match more:
        case []:
            return None
        case [{4: whose, **rest}] if not rest:
            return Whose.of_wire(whose)
    raise PayoutListError("payout-list-malformed")
