"""The fleet as it last reported, given as data: what a configuration is tried on.

A JSON file, as `cardsvc fleet-report` writes it: `{"as_of": 1793865600, "counters": [{"terminal":
"TQ000001", "office": "301040", "province": "30", "configuration": 11, "programmes": {"BTXH": 120},
"keys": ["…"]}]}`. `programmes` are the open vouchers by programme; `keys` the ids of the
keys that what lies at the counter is signed with.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode, TerminalId


class FleetError(ContractError):
    """`fleet-malformed`: not the form above."""


@dataclass(frozen=True, slots=True)
class FleetCounter:
    """One counter. `configuration` is the number it runs on, 0 for the built-in default."""

    terminal: TerminalId
    office: OfficeId
    province: ProvinceCode
    configuration: int
    open_vouchers: Mapping[ProgrammeCode, int]
    keys: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Fleet:
    as_of: datetime
    counters: tuple[FleetCounter, ...]

    def encode(self) -> bytes:
        told = {
            "as_of": to_unix(self.as_of),
            "counters": [
                {
                    "terminal": one.terminal.text,
                    "office": one.office.text,
                    "province": one.province.text,
                    "configuration": one.configuration,
                    "programmes": {code.text: n for code, n in one.open_vouchers.items()},
                    "keys": sorted(kid.hex() for kid in one.keys),
                }
                for one in self.counters
            ],
        }
        return json.dumps(told, indent=1).encode()

    @classmethod
    def parse(cls, octets: bytes) -> Self:
        """Raises `FleetError`, `IdError`, `TimeFault`."""
        try:
            told: Any = json.loads(octets)
            counters = tuple(_counter(one) for one in told["counters"])
            return cls(from_unix(told["as_of"]), counters)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise FleetError("fleet-malformed", cause=repr(error)) from None


def _counter(told: Any) -> FleetCounter:
    number, open_vouchers = told["configuration"], told["programmes"]
    if type(number) is not int or any(type(count) is not int for count in open_vouchers.values()):
        raise FleetError("fleet-malformed", cause="not a number")
    return FleetCounter(
        TerminalId(told["terminal"]),
        OfficeId(told["office"]),
        ProvinceCode(told["province"]),
        number,
        {ProgrammeCode(code): count for code, count in open_vouchers.items()},
        frozenset(bytes.fromhex(kid) for kid in told["keys"]),
    )
