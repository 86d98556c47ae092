"""Records: one person's entitlements, signed, for a chip or for paper."""

from __future__ import annotations

import secrets
from collections.abc import Container
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from cardsvc import tables
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.vouchers import payable_entitlements
from cardsvc.registry.people import Person
from cardsvc.signing.keys import Keyring
from firmware_config.claim import Medium
from firmware_config.cose import Sign1
from firmware_config.ids import ProvinceCode
from firmware_config.record import CitizenHash, Entitlement, Record, StatusRef
from firmware_config.signing import PublicKey
from firmware_config.status import SHARD_SIZE, Status, shard_uri

VALIDITY = timedelta(days=365)
RECORD_ID_BYTES = 8
DRAWS = 64
"""A shard is full when so many indices drawn blind were all taken: at some six parts in seven."""


def issue_record(
    connection: Connection,
    keyring: Keyring,
    person: Person,
    now: datetime,
    card_key: PublicKey | None = None,
    entitlements: tuple[Entitlement, ...] = (),
) -> tuple[Record, bytes]:
    """Make, sign and keep a record of all that is payable, or of `entitlements`; with its octets.

    Earlier records stay valid until `replace_records` says otherwise.

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
        status=_drawn_status(connection, person.province, but),
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


def replace_records(
    connection: Connection, person_id: int, medium: Medium, keep: bytes, now: datetime
) -> None:
    """From now on, of the person's records on `medium`, only `keep` is good."""
    column = tables.record.c
    connection.execute(
        update(tables.record)
        .where(
            column.beneficiary == person_id,
            column.medium == medium,
            column.id != keep,
            column.status != Status.INVALID,
        )
        .values(status=Status.INVALID, revoked_at=now)
    )


def set_status(connection: Connection, record_id: bytes, status: Status, now: datetime) -> None:
    """Suspend a record, lift that, or make it invalid, which is for ever.

    Raises:
        IssuanceError: `record-unknown`, `record-invalid`.
    """
    known = connection.scalar(select(tables.record.c.status).where(tables.record.c.id == record_id))
    if known is None:
        raise IssuanceError("record-unknown", record=record_id.hex())
    if known == Status.INVALID and status is not Status.INVALID:
        raise IssuanceError("record-invalid", record=record_id.hex())
    if known == status:
        return  # invalid since an earlier day, and no later
    revoked_at = now if status is Status.INVALID else None
    found = update(tables.record).where(tables.record.c.id == record_id)
    connection.execute(found.values(status=status, revoked_at=revoked_at))


def last_shard(connection: Connection, province: ProvinceCode) -> int:
    """The newest shard's number. They are begun one after another; the first is always there."""
    shard = 0
    while _is_begun(connection, province, shard + 1):
        shard += 1
    return shard


def _drawn_status(
    connection: Connection, province: ProvinceCode, but: Container[StatusRef]
) -> StatusRef:
    """An index nobody has had. At random, so that neighbours tell nothing of one another."""
    shard = last_shard(connection, province)
    while True:
        uri = shard_uri(province, shard)
        for _ in range(DRAWS):
            drawn = StatusRef(uri, secrets.randbelow(SHARD_SIZE))
            if drawn not in but and not _is_taken(connection, drawn):
                return drawn
        shard += 1


def _is_begun(connection: Connection, province: ProvinceCode, shard: int) -> bool:
    column = tables.record.c
    used = select(column.id).where(column.status_uri == shard_uri(province, shard)).limit(1)
    return connection.execute(used).first() is not None


def _is_taken(connection: Connection, ref: StatusRef) -> bool:
    column = tables.record.c
    taken = select(column.id).where(column.status_uri == ref.uri, column.status_index == ref.index)
    return connection.execute(taken).first() is not None
