"""What a counter tells the centre of itself with each contact: for the fleet page, for alarms.

Signed by the terminal, so that it can also come on a stick. Nothing rests on it but what people
are shown: a counter that lies about its age is believed about no payment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from firmware_config import cbor, cose
from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.signing import PublicKey, Signer

TELLING_TYP = "application/chitra-telling+cbor"
MAX_TELLING_BYTES = 2048
MAX_ROLES = 8  # TUF's four and the province's
_VERSION = re.compile(r"[0-9A-Za-z.+-]{1,32}")
_ROLE = re.compile(r"[a-z0-9-]{1,16}")


class TellingError(ContractError):
    """`telling-malformed`, or `telling-of-another-terminal`."""


class Data(StrEnum):
    """What a payout rests on, each as old as its date."""

    TRUST_LIST = "trust-list"
    STATUS_LIST = "status-list"
    PAYOUT_LIST = "payout-list"
    CONFIGURATION = "configuration"


class Trouble(StrEnum):
    """What is wrong at the counter, as its own checks found it."""

    READER = "reader"
    SCANNER = "scanner"
    PRINTER = "printer"
    DISK = "disk"
    SPACE = "space"
    CLOCK = "clock"
    CONFIGURATION = "configuration"
    CERTIFICATE = "certificate"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class Telling:
    """`configuration` is the number in use, 0 the built-in one; `roles` are the versions of its
    signed metadata by TUF role. `as_of` has the oldest date of each kind of data, None where there
    is none. `clock_ahead_s` is how far the counter's clock is past the centre's (behind: negative),
    None while it has heard no time from there."""

    terminal: TerminalId
    told_at: datetime
    software: str
    store_revision: str
    configuration: int
    roles: Mapping[str, int]
    as_of: Mapping[Data, datetime | None]
    pending: int
    dead_letters: int
    clock_ahead_s: int | None
    troubles: frozenset[Trouble] = frozenset()

    @property
    def oldest(self) -> datetime | None:
        """Of all that payouts there rest on; None if something is missing."""
        dates = [self.as_of.get(one) for one in Data]
        known = [one for one in dates if one is not None]
        return min(known) if len(known) == len(dates) else None

    def to_wire(self) -> list[object]:
        return [
            self.terminal.octets,
            to_unix(self.told_at),
            self.software,
            self.store_revision,
            self.configuration,
            dict(self.roles),
            {one.value: None if at is None else to_unix(at) for one, at in self.as_of.items()},
            self.pending,
            self.dead_letters,
            self.clock_ahead_s,
            sorted(one.value for one in self.troubles),
        ]

    @classmethod
    def of_wire(cls, wire: Any) -> Self:
        """Raises `TellingError`, `IdError` or `TimeFault`."""
        match wire:
            case [
                bytes(terminal),
                told_at,
                str(software),
                str(store),
                number,
                dict(roles),
                dict(as_of),
                pending,
                letters,
                ahead,
                [*troubles],
            ] if (
                _VERSION.fullmatch(software)
                and _VERSION.fullmatch(store)
                and all(cbor.is_count(one) for one in (number, pending, letters))
                and (ahead is None or (type(ahead) is int and abs(ahead) < 1 << 40))
            ):
                pass
            case _:
                raise TellingError("telling-malformed")
        try:
            dates = {
                Data(name): None if at is None else from_unix(at) for name, at in as_of.items()
            }
            found = frozenset(Trouble(one) for one in troubles)
        except ValueError:  # a kind or a fault that we do not know
            raise TellingError("telling-malformed") from None
        return cls(
            TerminalId.from_octets(terminal),
            from_unix(told_at),
            software,
            store,
            number,
            _roles(roles),
            dates,
            pending,
            letters,
            ahead,
            found,
        )

    def sign(self, signer: Signer) -> bytes:
        return cose.sign1(cbor.encode(self.to_wire()), signer, typ=TELLING_TYP)

    @classmethod
    def parse(cls, octets: bytes, terminal: TerminalId, key: PublicKey) -> Self:
        """Told by `terminal`, whose key is `key`.

        Raises:
            BadSignature, CoseError, CborError: from the layers below.
            TellingError
        """
        message = cose.Sign1.parse(octets, max_bytes=MAX_TELLING_BYTES)
        payload = message.verify(key)
        if message.typ != TELLING_TYP:
            raise TellingError("telling-malformed")
        telling = cls.of_wire(cbor.decode(payload))
        if telling.terminal != terminal:
            raise TellingError("telling-of-another-terminal", terminal=terminal.text)
        return telling


def _roles(told: Mapping[Any, Any]) -> dict[str, int]:
    if len(told) > MAX_ROLES:
        raise TellingError("telling-malformed")
    for name, version in told.items():
        if type(name) is not str or not _ROLE.fullmatch(name) or not cbor.is_count(version):
            raise TellingError("telling-malformed")
    return dict(told)
