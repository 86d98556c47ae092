"""A counter's telling: it comes back as it was told, and nothing else is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from firmware_config import cbor, cose
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.signing import BadSignature, FileKey
from firmware_config.telling import (
    MAX_TELLING_BYTES,
    TELLING_TYP,
    Data,
    Telling,
    TellingError,
    Trouble,
)
from tests.simulators.world import NOW

KEY = FileKey.new()
TERMINAL = TerminalId("T0000001")
TOLD = Telling(
    TERMINAL,
    NOW,
    "0.1.0",
    "0006",
    12,
    {"root": 2, "timestamp": 40, "snapshot": 9, "targets": 3, "prov-30": 7},
    {
        Data.TRUST_LIST: NOW - timedelta(hours=1),
        Data.STATUS_LIST: NOW - timedelta(days=9),
        Data.PAYOUT_LIST: NOW,
        Data.CONFIGURATION: NOW,
    },
    41,
    1,
    -75,
    frozenset({Trouble.PRINTER, Trouble.DISK}),
)


def test_what_was_told_is_read_again() -> None:
    octets = TOLD.sign(KEY)
    assert Telling.parse(octets, TERMINAL, KEY.public_key) == TOLD
    assert len(octets) < MAX_TELLING_BYTES / 4


def test_its_age_is_that_of_the_oldest_and_unknown_when_something_is_missing() -> None:
    assert TOLD.oldest == NOW - timedelta(days=9)
    missing = replace(TOLD, as_of={**TOLD.as_of, Data.CONFIGURATION: None})
    assert missing.oldest is None
    assert Telling.of_wire(missing.to_wire()) == missing
    assert replace(TOLD, as_of={}).oldest is None


def test_another_key_or_another_terminal_is_refused() -> None:
    octets = TOLD.sign(KEY)
    with pytest.raises(BadSignature):
        Telling.parse(octets, TERMINAL, FileKey.new().public_key)
    with pytest.raises(TellingError, match="telling-of-another-terminal"):
        Telling.parse(octets, TerminalId("T0000002"), KEY.public_key)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (2, "0.1.0; DROP"),
        (2, ""),
        (3, "x" * 33),
        (4, -1),
        (4, True),
        (5, {"root": -1}),
        (5, {"Root": 1}),
        (5, {f"r{number}": 1 for number in range(9)}),
        (6, {"weather": 1}),
        (6, {"trust-list": "today"}),
        (7, 1 << 63),
        (8, None),
        (9, 1 << 40),
        (9, False),
        (10, ["on-fire"]),
        (10, "disk"),
    ],
)
def test_what_is_no_telling_is_refused(place: int, value: object) -> None:
    wire = TOLD.to_wire()
    wire[place] = value
    octets = cose.sign1(cbor.encode(wire), KEY, typ=TELLING_TYP)
    with pytest.raises(ContractError, match=r"telling-malformed|time-out-of-range"):
        Telling.parse(octets, TERMINAL, KEY.public_key)


def test_a_message_of_another_kind_is_no_telling() -> None:
    octets = cose.sign1(cbor.encode(TOLD.to_wire()), KEY, typ="application/other")
    with pytest.raises(TellingError, match="telling-malformed"):
        Telling.parse(octets, TERMINAL, KEY.public_key)
