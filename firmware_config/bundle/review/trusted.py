"""The reviewed list of trusted keys: what the signed trust list says, as a person reads it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from firmware_config.bundle.review.section import Section
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.signing import PublicKey
from firmware_config.trust import Role, TrustedKey


class _RoleWord(StrEnum):
    """`Role` as the file writes it."""

    ENTITLEMENT = "entitlement"
    CARD_CA = "card-ca"
    CARD_SCRIPT = "card-script"
    TERMINAL_CA = "terminal-ca"
    STATUS_LIST = "status-list"
    PAYOUT_LIST = "payout-list"
    LEDGER_ACK = "ledger-ack"
    REPORT = "report"


def read_keys(top: Section) -> tuple[TrustedKey, ...]:
    """The keys of `[[key]]`."""
    found: list[TrustedKey] = []
    for row in top.rows("key"):
        key = _key(row)
        if key is not None and any(known.key == key.key for known in found):
            row.note("point", "twice", value=key.key.kid.hex())
        elif key is not None:
            found.append(key)
    top.close()
    return tuple(found)


def _key(row: Section) -> TrustedKey | None:
    point = row.parsed("point", lambda text: PublicKey(bytes.fromhex(text)), "02 and 64 digits")
    word = row.choice("role", _RoleWord)
    since, until = row.day("not_before"), row.day("not_after")
    programmes = row.parsed_each("programmes", ProgrammeCode, "BTXH")
    provinces = row.parsed_each("provinces", ProvinceCode, "30")
    revoked_at: datetime | None = row.day("revoked") if row.has("revoked") else None
    row.close()
    if point is None or word is None or since is None or until is None:
        return None
    if until <= since:
        row.note("not_after", "dates-backwards")
    role = Role[word.name]
    return TrustedKey(
        point, role, since, until, frozenset(programmes), frozenset(provinces), revoked_at
    )
