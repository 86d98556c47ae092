"""Whether a centre can do its work now, and if not, why: for load balancers and for people."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from cardsvc.centre import Centre
from cardsvc.db import newest_schema, schema_of
from cardsvc.signing.keys import KeyState
from firmware_config.errors import ContractError
from firmware_config.trust import Role

LEAST_FREE_BYTES = 512 * 1024 * 1024
"""A day's list of a large province with its uploads fits in, with time for somebody to come."""
_PROBE = b"chitra: can this key sign? This is no message of ours."


class Reason(StrEnum):
    """Why a centre should not be sent requests. A closed list."""

    DATABASE_UNREACHABLE = "database-unreachable"
    SCHEMA_BEHIND = "schema-behind"
    SCHEMA_UNKNOWN = "schema-unknown"
    """Of a newer version than this program."""
    KEY_MISSING = "key-missing"
    KEY_UNUSABLE = "key-unusable"
    DISK_LOW = "disk-low"


@dataclass(frozen=True, slots=True)
class Check:
    """`reason` is None where all is well; `data` holds numbers and codes, never a person's."""

    name: str
    reason: Reason | None
    data: dict[str, str | int] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        return self.reason is None


def checks(centre: Centre) -> tuple[Check, ...]:
    """The database answers, its schema is this program's, the ledger's key signs, and there is
    space for what comes."""
    return _database(centre), _schema(centre), _key(centre), _disk(centre)


def _database(centre: Centre) -> Check:
    try:
        with centre.reading.begin() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return Check("database", Reason.DATABASE_UNREACHABLE)
    return Check("database", None)


def _schema(centre: Centre) -> Check:
    try:
        held = schema_of(centre.engine)
    except SQLAlchemyError:
        return Check("schema", Reason.DATABASE_UNREACHABLE)
    newest = newest_schema()
    data: dict[str, str | int] = {"held": held or "", "newest": newest}
    if held == newest:
        return Check("schema", None, data)
    is_newer = held is not None and held > newest
    return Check("schema", Reason.SCHEMA_UNKNOWN if is_newer else Reason.SCHEMA_BEHIND, data)


def _key(centre: Centre) -> Check:
    """Of the ledger's acknowledgements: without it no counter's outbox empties. Makes none."""
    now, keyring = centre.clock(), centre.keyring
    try:
        signing = [
            key
            for key in keyring.held()
            if key.name.role is Role.LEDGER_ACK and keyring.state(key, now) is KeyState.SIGNING
        ]
        if not signing:
            return Check("key", Reason.KEY_MISSING)
        signing[0].signer.sign(_PROBE)
    except ContractError as fault:
        return Check("key", Reason.KEY_UNUSABLE, {"fault": fault.code})
    except OSError as fault:
        return Check("key", Reason.KEY_UNUSABLE, {"fault": type(fault).__name__})
    return Check("key", None, {"kid": signing[0].kid.hex()})


def _disk(centre: Centre) -> Check:
    free = shutil.disk_usage(centre.settings.state).free
    reason = Reason.DISK_LOW if free < LEAST_FREE_BYTES else None
    return Check("disk", reason, {"free_bytes": free, "least_bytes": LEAST_FREE_BYTES})
