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
CLA_SECURE: Final = 0x04  # GlobalPlatform Card Specification 2.3 §11.1.4: secure messaging
P1P2_CERTIFICATE: Final = 0x00BE  # of PSO VERIFY CERTIFICATE, ISO/IEC 7816-8 §11.11
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
    script_vouchers: int
    script: int
    challenge: int
    serial: int
    secure_data: int


LIMITS: Final = Limits(**_TOML["limits"])


class Ins(IntEnum):
    """Instruction octets."""

    SELECT = _TOML["ins"]["select"]
    GET_DATA = _TOML["ins"]["get_data"]
    READ_BINARY = _TOML["ins"]["read_binary"]
    READ_RECORD = _TOML["ins"]["read_record"]
    GET_CHALLENGE = _TOML["ins"]["get_challenge"]
    INTERNAL_AUTHENTICATE = _TOML["ins"]["internal_authenticate"]
    PERFORM_SECURITY_OPERATION = _TOML["ins"]["perform_security_operation"]
    EXTERNAL_AUTHENTICATE = _TOML["ins"]["external_authenticate"]
    VERIFY = _TOML["ins"]["verify"]
    CHANGE_REFERENCE_DATA = _TOML["ins"]["change_reference_data"]
    RESET_RETRY_COUNTER = _TOML["ins"]["reset_retry_counter"]
    GET_RESPONSE = _TOML["ins"]["get_response"]
    DISBURSE = _TOML["ins"]["disburse"]
    GET_RECEIPT = _TOML["ins"]["get_receipt"]
    REVERSE = _TOML["ins"]["reverse"]
    PUT_SCRIPT = _TOML["ins"]["put_script"]
    INITIALIZE_UPDATE = _TOML["ins"]["initialize_update"]
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
    TERMINAL_CA = _TOML["data"]["terminal_ca"]
    SCRIPT_KEY = _TOML["data"]["script_key"]
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
    TERMINAL_CA = _TOML["stages"]["terminal_ca"]
    SCRIPT_KEY = _TOML["stages"]["script_key"]


ALL_STAGES: Final = ~Stage(0)


class StatusTag(IntEnum):
    """Data objects of the status template."""

    VERSION = _TOML["status"]["version"]
    LIFE = _TOML["status"]["life"]
    STAGES = _TOML["status"]["stages"]
    CARD_ID = _TOML["status"]["card_id"]
    CERTIFICATE_LENGTH = _TOML["status"]["certificate_length"]
    RECORD_LENGTH = _TOML["status"]["record_length"]
    PIN_TRIES = _TOML["status"]["pin_tries"]
    SCRIPT_NUMBER = _TOML["status"]["script_number"]
    PUK_TRIES = _TOML["status"]["puk_tries"]
    TERMINAL_CA = _TOML["status"]["terminal_ca"]


class ScriptKind(IntEnum):
    """The first field of a script."""

    ENTITLEMENTS = _TOML["scripts"]["entitlements"]
    CLEAR = _TOML["scripts"]["clear"]
    UNBLOCK_PIN = _TOML["scripts"]["unblock_pin"]
    BLOCK = _TOML["scripts"]["block"]
    UNBLOCK = _TOML["scripts"]["unblock"]
    TERMINAL_CA = _TOML["scripts"]["terminal_ca"]


RECEIPT_KINDS: Final[dict[str, int]] = _TOML["receipts"]
AUTH_DOMAIN: Final[bytes] = _TOML["domains"]["auth"].encode("ascii")
TERMINAL_DOMAIN: Final[bytes] = _TOML["domains"]["terminal"].encode("ascii")
KEY_VERSION: Final[int] = _TOML["scp03"]["key_version"]
CHANNEL_LEVELS: Final[tuple[int, ...]] = tuple(_TOML["scp03"]["levels"])

# The terminal certificate: (tag, length) of each data object of its body, in order.
_CERTIFICATE: Final[dict[str, Any]] = _TOML["terminal_certificate"]
CERTIFICATE_SIGNATURE: Final[int] = _CERTIFICATE["signature"]
CERTIFICATE_OBJECTS: Final[dict[str, tuple[int, int]]] = {
    name: (rule[0], rule[1]) for name, rule in _CERTIFICATE.items() if name != "signature"
}
