"""Records: one person's entitlements, signed, for a chip or for paper."""

from __future__ import annotations

import secrets
from collections.abc import Container
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select

from cardsvc import tables
from cardsvc.issuance.vouchers import payable_entitlements
from cardsvc.registry.people import Person
from cardsvc.signing.keys import Keyring
from cardsvc.status.place import drawn_place
from firmware_config.claim import Medium
from firmware_config.cose import Sign1
from firmware_config.record import CitizenHash, Entitlement, Record, StatusRef
from firmware_config.signing import PublicKey
from firmware_config.status import Status

VALIDITY = timedelta(days=365)
RECORD_ID_BYTES = 8


def issue_record(
    connection: Connection,
    keyring: Keyring,
    person: Person,
    now: datetime,
    card_key: PublicKey | None = None,
    entitlements: tuple[Entitlement, ...] = (),
) -> tuple[Record, bytes]:
    """Make, sign and keep a record of all that is payable, or of `entitlements`; with its octets.

    Earlier records stay valid until `status.setting.replace_records` says otherwise.

    Raises:
        IssuanceError: `nothing-payable`, `too-many-entitlements`.
    """
    record = draft_record(connection, person, now, card_key, entitlements)
    octets = record.sign(keyring.entitlement(person.province, now, record.programmes))
    keep_record(connection, person.id, record, octets)
    return record, octets


def draft_record(
    connection: Connection,
    person: Person,
    now: datetime,
    card_key: PublicKey | None = None,
    entitlements: tuple[Entitlement, ...] = (),
    citizen: CitizenHash | None = None,
    but: Container[StatusRef] = (),
) -> Record:
    """A record that nobody has signed or kept yet. `citizen` as `known_citizen` or made ahead;
    `but` are status indices of others that are not kept yet either.

    Raises:
        IssuanceError: `nothing-payable`, `too-many-entitlements`.
    """
    issued_at = now.replace(microsecond=0)
    payable = entitlements or payable_entitlements(connection, person)
    citizen = citizen or known_citizen(connection, person.id)
    return Record(
        id=secrets.token_bytes(RECORD_ID_BYTES),
        province=person.province,
        office=person.office,
        name=person.name,
        birth=person.birth,
        citizen=citizen or CitizenHash.of(person.citizen_number),
        entitlements=payable,
        status=drawn_place(connection, person.province, but),
        issued_at=issued_at,
        not_before=issued_at,
        expires_at=issued_at + VALIDITY,
        card_key=card_key,
    )


def known_citizen(connection: Connection, person_id: int) -> CitizenHash | None:
    """What an earlier record of the person's says of the citizen number, which never changes: to
    say it anew takes some 40 ms on purpose."""
    column = tables.record.c
    octets = connection.scalar(
        select(column.octets).where(column.beneficiary == person_id).limit(1)
    )
    # Our own, from our own register: its signature needs no checking.
    return None if octets is None else Record.parse(Sign1.parse(octets).payload).citizen


def keep_record(connection: Connection, person_id: int, record: Record, octets: bytes) -> None:
    """Enter the signed `record`."""
    connection.execute(
        insert(tables.record).values(
            id=record.id,
            beneficiary=person_id,
            medium=Medium.QR if record.card_key is None else Medium.CHIP,
            octets=octets,
            issued_at=record.issued_at,
            expires_at=record.expires_at,
            status_uri=record.status.uri,
            status_index=record.status.index,
            status=Status.VALID,
        )
    )
