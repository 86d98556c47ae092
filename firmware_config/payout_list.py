"""The office payout list (danh sách chi trả): who is due what at one office in one period.

Signed by the programme authority, fetched while online, read at the counter for as long as it
must. It holds names, so it is fetched by the office's own terminals only.

A line is `[entitlement, name, held]`; where the centre tells more, a map follows, each key only if
there is something to say:
`{1: [name, citizen, yyyymmdd], 2: true, 3: note, 4: [record, citizen], 5: photo}`.
1 is the proxy (người nhận thay): the name, `CitizenHash.encode`, the last day of the authorisation.
2 says that the money is brought home. None of these is a rule of the payout; the record knows none.
4 is by what the person is found who comes without card and sheet: the newest record's id and its
`CitizenHash.encode`. 5 is the SHA-256 of the person's photo.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

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
from firmware_config.record import MAX_NAME_BYTES, CitizenHash, Entitlement
from firmware_config.signing import Signer
from firmware_config.trust import Role, TrustList

TYP = "application/chitra-payout-list+cbor"
MAX_LINES = 20_000
MAX_NOTE_LETTERS = 120
"""Two lines on the teller's screen."""
_PROXY, _HOME, _NOTE, _WHOSE, _PHOTO = 1, 2, 3, 4, 5
_KEYS = frozenset({_PROXY, _HOME, _NOTE, _WHOSE, _PHOTO})
_HASH_BYTES = 32
_DAY = re.compile(r"[0-9]{8}")


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
    def parse(cls, value: Any) -> Self:
        """Raises `PayoutListError` (`payout-list-malformed`), or `RecordError` for the hash."""
        if not cbor.is_row(value, bytes, bytes) or len(value[0]) != RECORD_ID_BYTES:
            raise PayoutListError("payout-list-malformed")
        return cls(value[0], CitizenHash.parse(value[1]))


@dataclass(frozen=True, slots=True)
class Proxy:
    """Who may collect for the person, by a certified paper. `until` is its last day."""

    name: str = field(repr=False)
    citizen: CitizenHash = field(repr=False)
    until: date

    def to_wire(self) -> list[object]:
        return [self.name, self.citizen.encode(), f"{self.until:%Y%m%d}"]

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Raises `PayoutListError` (`payout-list-malformed`), or `RecordError` for the hash."""
        if cbor.is_row(value, str, bytes, str):
            name, citizen, until = value
            if 0 < len(name.encode()) <= MAX_NAME_BYTES and _DAY.fullmatch(until):
                return cls(name, CitizenHash.parse(citizen), _day(until))
        raise PayoutListError("payout-list-malformed")


class HeldReason(StrEnum):
    """Why the centre says wait. A list may name a reason that is not here: it is held all the same.

    `STOPPED_CARD`: a stopped card may have been paid for it at a counter not heard from.
    `REPORTED_DEAD`: somebody reported the person dead. `STOPPED`: payment is suspended, or has
    ended. `SUSPENSE`: the ledger has a payment for it that a person must look into.
    `PAID_ELSEWHERE`: another counter is paying it just now, under a hold.
    """

    STOPPED_CARD = "stopped-card"
    REPORTED_DEAD = "reported-dead"
    STOPPED = "stopped"
    SUSPENSE = "suspense"
    PAID_ELSEWHERE = "paid-elsewhere"


@dataclass(frozen=True, slots=True)
class Line:
    """One entitlement's dues. `held` is a reason's code (`HeldReason`) when the centre says wait.

    `proxy`, `home`, `note` and the photo of that SHA-256 are what the counter shows to the teller
    of this person. `whose` is None for a person who never had a card or a sheet.
    """

    entitlement: Entitlement
    name: str = field(repr=False)
    held: str | None = None
    proxy: Proxy | None = None
    home: bool = False
    note: str = field(default="", repr=False)
    whose: Whose | None = None
    photo: bytes | None = None

    def to_wire(self) -> list[object]:
        told: dict[int, object] = {}
        if self.proxy is not None:
            told[_PROXY] = self.proxy.to_wire()
        if self.home:
            told[_HOME] = True
        if self.note:
            told[_NOTE] = self.note
        if self.whose is not None:
            told[_WHOSE] = self.whose.to_wire()
        if self.photo is not None:
            told[_PHOTO] = self.photo
        line: list[object] = [self.entitlement.encode(), self.name, self.held]
        return [*line, told] if told else line

    @classmethod
    def parse(cls, item: Any) -> Self:
        """Raises `PayoutListError` (`payout-list-malformed`), or `ContractError` for a value."""
        match item:
            case [bytes(due), str(name), held, *more] if held is None or type(held) is str:
                return cls(Entitlement.parse(due), name, held, *_told(more))
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
        lines = tuple(map(Line.parse, items))
        return cls(office, of_province, Period(period), issued_at, lines)


def _told(more: list[Any]) -> tuple[Proxy | None, bool, str, Whose | None, bytes | None]:
    """What follows a line's first three: nothing, or a map that is not empty."""
    match more:
        case []:
            return None, False, "", None, None
        case [dict() as told] if told and not told.keys() - _KEYS:
            proxy = Proxy.parse(told[_PROXY]) if _PROXY in told else None
            whose = Whose.parse(told[_WHOSE]) if _WHOSE in told else None
            note = told.get(_NOTE, "")
            photo = told.get(_PHOTO)
            is_photo = _PHOTO not in told or (type(photo) is bytes and len(photo) == _HASH_BYTES)
            is_well_told = told.get(_HOME, True) is True and (_NOTE not in told or is_note(note))
            if is_well_told and is_photo:
                return proxy, _HOME in told, note, whose, photo
    raise PayoutListError("payout-list-malformed")


def is_note(text: object) -> bool:
    """One line for a screen: not empty, not too long, nothing that cannot be seen."""
    if type(text) is not str or not 0 < len(text) <= MAX_NOTE_LETTERS:
        return False
    return not any(unicodedata.category(letter)[0] in "CZ" and letter != " " for letter in text)


def _day(text: str) -> date:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise PayoutListError("payout-list-malformed") from None
