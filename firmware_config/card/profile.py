"""The card profile: the numbers of `profile.toml`, read once and typed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from importlib.resources import files
from typing import Any, Final

_TOML: Final[dict[str, Any]] = tomllib.loads(
    files(__package__).joinpath("profile.toml").read_text(encoding="utf-8")
)

AID: Final = bytes.fromhex(_TOML["aid"])
VERSION: Final[int] = _TOML["version"]
CLA_ISO: Final = 0x00
CLA_OWN: Final = 0x80  # ISO/IEC 7816-4 §5.4.1: proprietary class
PIN_REFERENCE: Final = 0x01  # P2 of VERIFY
PIN_BLOCK: Final = 8  # PIN and PUK travel as ASCII digits padded with FF


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what a card holds; lengths in octets."""

    slots: int
    journal_records: int
    certificate: int
    record: int
    pin_tries: int
    puk_tries: int
    pin_digits: int
    puk_digits: int
    transaction: int
    counter_max: int


LIMITS: Final = Limits(**_TOML["limits"])


class Ins(IntEnum):
    """Instruction octets."""

    SELECT = _TOML["ins"]["select"]
    GET_DATA = _TOML["ins"]["get_data"]
    READ_BINARY = _TOML["ins"]["read_binary"]
    READ_RECORD = _TOML["ins"]["read_record"]
    GET_CHALLENGE = _TOML["ins"]["get_challenge"]
    INTERNAL_AUTHENTICATE = _TOML["ins"]["internal_authenticate"]
    VERIFY = _TOML["ins"]["verify"]
    GET_RESPONSE = _TOML["ins"]["get_response"]
    DISBURSE = _TOML["ins"]["disburse"]
    GET_RECEIPT = _TOML["ins"]["get_receipt"]
    GENERATE_KEY = _TOML["ins"]["generate_key"]
    STORE_DATA = _TOML["ins"]["store_data"]
    PUT_VOUCHER = _TOML["ins"]["put_voucher"]
    ACTIVATE = _TOML["ins"]["activate"]
    TERMINATE = _TOML["ins"]["terminate"]


class File(IntEnum):
    """Short EF identifiers."""

    CERTIFICATE = _TOML["files"]["certificate"]
    RECORD = _TOML["files"]["record"]
    JOURNAL = _TOML["files"]["journal"]


class Data(IntEnum):
    """P1‖P2 of GET DATA (the first two) and STORE DATA (the rest)."""

    STATUS = _TOML["data"]["status"]
    STATE = _TOML["data"]["state"]
    CARD_ID = _TOML["data"]["card_id"]
    CERTIFICATE = _TOML["data"]["certificate"]
    RECORD = _TOML["data"]["record"]
    PIN = _TOML["data"]["pin"]
    PUK = _TOML["data"]["puk"]


class CardKey(IntEnum):
    """P1 of GENERATE KEY."""

    AUTH = _TOML["keys"]["auth"]
    RECEIPT = _TOML["keys"]["receipt"]


class Life(IntEnum):
    """Life cycle states."""

    BLANK = _TOML["life"]["blank"]
    PERSONALISING = _TOML["life"]["personalising"]
    PERSONALISED = _TOML["life"]["personalised"]
    ACTIVE = _TOML["life"]["active"]
    BLOCKED = _TOML["life"]["blocked"]
    TERMINATED = _TOML["life"]["terminated"]


class Stage(IntFlag):
    """What personalisation has written so far."""

    CARD_ID = _TOML["stages"]["card_id"]
    AUTH_KEY = _TOML["stages"]["auth_key"]
    RECEIPT_KEY = _TOML["stages"]["receipt_key"]
    CERTIFICATE = _TOML["stages"]["certificate"]
    RECORD = _TOML["stages"]["record"]
    VOUCHER = _TOML["stages"]["voucher"]
    PIN = _TOML["stages"]["pin"]
    PUK = _TOML["stages"]["puk"]


ALL_STAGES: Final = Stage(0xFF)
